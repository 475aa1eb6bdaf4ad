import Accounting
import Hummingbird
import Kernel
import MonthEnd
import Organisation
import Storage

/// Months of the books: the list, the checklist of one, closing and opening again.
struct MonthRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/so-sach/thang", .viewBooks, use: list)
        router.get("quan-ly/so-sach/thang/:month", .viewBooks) { try await show($0, $1) }
        router.post("quan-ly/so-sach/thang/:month/khoa", .closeMonths, use: close)
        router.post("quan-ly/so-sach/thang/:month/mo-lai", .closeMonths, use: reopen)
    }

    private static let listed: Int64 = 36

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let this = desk.world.now().day.month
        let rows = try await desk.database.read { connection -> [BookMonthsPage.Row] in
            guard let first = try BookedMonth.first(on: connection) else { return [] }
            let oldest = max(first, this.adding(months: 1 - Self.listed))
            return try (0..<Self.listed).map { this.adding(months: -$0) }.filter { $0 >= oldest }.map { month in
                let closed = try ClosedMonth.find(month, on: connection)
                return BookMonthsPage.Row(
                    key: month.iso8601,
                    month: month.display,
                    state: MonthWords(language: language).state(closed, isOver: month < this),
                    revenue: BookWords(language: language).sum(try BookedMonth.revenueDong(of: month, on: connection)),
                    closed: try closed.map { try Self.closer($0, on: connection) } ?? ""
                )
            }
        }
        return BookMonthsPage(around: desk.around(request, context.visit), rows: rows).response()
    }

    private static func closer(_ closed: ClosedMonth, on connection: any SQLConnection) throws -> String {
        let name = try StaffMember.ID(closed.closedBy).flatMap { try StaffMember.find($0, on: connection) }?.name
        return "\(name ?? closed.closedBy), \(closed.closedAt.display)"
    }

    private func month(_ context: StaffContext) throws -> Month {
        guard let month = Day(iso8601: try context.parameters.require("month") + "-01")?.month else {
            throw HTTPError(.notFound)
        }
        return month
    }

    private func show(
        _ request: Request,
        _ context: StaffContext,
        problem: String? = nil,
        reason: String = ""
    ) async throws -> Response {
        let (language, month, today) = (context.visit.language, try month(context), desk.world.now().day)
        let words = MonthWords(language: language)
        let (checklist, closed, by, revenue) = try await desk.database.read { connection in
            let closed = try ClosedMonth.find(month, on: connection)
            return (
                try MonthChecklist.read(month, today: today, on: connection), closed,
                try closed.map { try Self.closer($0, on: connection) },
                try BookedMonth.revenueDong(of: month, on: connection)
            )
        }
        var page = BookMonthPage(
            around: desk.around(request, context.visit),
            key: month.iso8601,
            month: month.display,
            state: words.state(closed, isOver: checklist.isOver),
            sums: [
                Figure(
                    value: BookWords(language: language).sum(revenue) + " ₫",
                    label: language("Doanh thu đã ghi nhận", "Revenue booked"),
                    address: Address.revenue.asking("tu", month.firstDay.iso8601).asking("den", month.lastDay.iso8601)
                ),
                Figure(
                    value: "\(checklist.obstacles.count)",
                    label: language("Việc còn lại", "Left to do"),
                    tone: checklist.obstacles.isEmpty ? .good : .warn
                ),
            ],
            steps: MonthChecklist.Item.allCases.map { words.step($0, checklist, for: context.member) }
        )
        page.closed = by.map { language("Khóa bởi \($0)", "Closed by \($0)") }
        let may = context.member.may(.closeMonths)
        page.mayClose = may && closed == nil && checklist.isOver
        page.mayReopen = may && closed != nil && closed?.closedBy != "\(context.member.id)"
        page.obstacle = checklist.isOver ? nil : words.notOver(month)
        page.reason = reason
        page.news = words.news(try request.asked().text("xong"))
        page.problem = problem
        return page.response(status: problem == nil ? .ok : .conflict)
    }

    private var closing: CloseMonth { CloseMonth(database: desk.database, world: desk.world) }

    @Sendable private func close(_ request: Request, _ context: StaffContext) async throws -> Response {
        let month = try month(context)
        let outcome = try await closing(month, by: context.member)
        return try await answer((outcome, "khoa"), month, request, context)
    }

    @Sendable private func reopen(_ request: Request, _ context: StaffContext) async throws -> Response {
        let (month, reason) = (try month(context), try await request.form().text("reason"))
        let outcome = try await closing.reopen(month, reason: reason, by: context.member)
        return try await answer((outcome, "mo-lai"), month, request, context, reason: reason)
    }

    private func answer(
        _ step: (outcome: CloseMonth.Outcome, done: String),
        _ month: Month,
        _ request: Request,
        _ context: StaffContext,
        reason: String = ""
    ) async throws -> Response {
        switch step.outcome {
        case .done: return .see(Address.bookMonth(month.iso8601).asking("xong", step.done))
        case .notAllowed: throw HTTPError(.forbidden)
        case .notOver, .closedAlready, .notClosed, .blocked, .reasonNeeded, .samePerson, .laterIsClosed,
            .earlierIsOpen:
            let words = MonthWords(language: context.visit.language).problem(step.outcome, month)
            return try await show(request, context, problem: words, reason: reason)
        }
    }
}

/// The months of the books in a reader's words.
struct MonthWords: Sendable {
    let language: Language

    func state(_ closed: ClosedMonth?, isOver: Bool) -> Badge {
        if closed != nil { return Badge(language("Đã khóa", "Closed"), .good) }
        return isOver
            ? Badge(language("Chưa khóa", "Open"), .warn) : Badge(language("Đang diễn ra", "Under way"), .calm)
    }

    func news(_ step: String) -> String? {
        switch step {
        case "khoa": language("Đã khóa sổ tháng.", "The month is closed.")
        case "mo-lai": language("Đã mở lại tháng.", "The month is open again.")
        default: nil
        }
    }

    func notOver(_ month: Month) -> String {
        let day = month.adding(months: 1).firstDay.display
        return language(
            "Tháng chưa kết thúc; khóa được từ ngày \(day).",
            "The month is not over: close it from \(day) on."
        )
    }

    func problem(_ outcome: CloseMonth.Outcome, _ month: Month) -> String {
        switch outcome {
        case .notOver: notOver(month)
        case .closedAlready: language("Tháng này đã khóa.", "This month is closed already.")
        case .notClosed: language("Tháng này đang mở.", "This month is open.")
        case .blocked(let items):
            language("Còn việc phải làm trước: ", "First: ") + items.map(name).joined(separator: "; ") + "."
        case .reasonNeeded:
            language("Hãy ghi lý do, tối đa 2000 ký tự.", "Please give a reason, of 2,000 characters at most.")
        case .samePerson:
            language(
                "Người đã khóa không tự mở lại được. Nhờ một kế toán khác.",
                "Ask another accountant: you closed it."
            )
        case .laterIsClosed(let later):
            language("Hãy mở tháng \(later.display) trước.", "Open \(later.display) first.")
        case .earlierIsOpen(let earlier):
            language("Hãy khóa tháng \(earlier.display) trước.", "Close \(earlier.display) first.")
        case .done, .notAllowed: ""
        }
    }

    func step(
        _ item: MonthChecklist.Item,
        _ list: MonthChecklist,
        for reader: StaffMember
    ) -> BookMonthPage.Step {
        let count = list.count(item)
        return BookMonthPage.Step(
            words: name(item),
            open: count == 0 ? nil : language("Còn \(count)", "\(count) open"),
            isNeeded: item.isNeeded,
            address: address(item, for: reader)
        )
    }

    private func name(_ item: MonthChecklist.Item) -> String {
        switch item {
        case .payments: language("Khoản thu đã đối soát", "Payments reconciled")
        case .days: language("Ngày đối soát đã khóa", "Days closed")
        case .exceptions: language("Sai lệch đã xử lý", "Exceptions resolved")
        case .unanswered: language("Thanh toán đã có kết quả", "Payments answered")
        case .statements: language("Thông báo cước đã phát hành", "Statements issued")
        case .revenue: language("Doanh thu kỳ trả trước đã ghi nhận", "Prepaid terms earned")
        case .books: language("Bút toán cân", "Books balanced")
        case .invoices: language("Hóa đơn đã được chấp nhận", "Invoices accepted")
        case .refunds: language("Hoàn tiền đã xong", "Refunds made")
        }
    }

    private func address(_ item: MonthChecklist.Item, for reader: StaffMember) -> Address {
        switch item {
        case .payments, .unanswered: .staffPayments
        case .days, .exceptions: .reconciliation
        case .statements: reader.may(.runBilling) ? .billingRuns : .statements
        case .revenue: .revenue
        case .books: .proveBooks
        case .invoices: .staffInvoices
        case .refunds: .refunds
        }
    }
}
