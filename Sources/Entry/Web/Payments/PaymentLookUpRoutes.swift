import Contracts
import Hummingbird
import Kernel
import Organisation
import Payments
import Storage

/// Look-up of payments: the list, the open cases, one payment with its whole story, and the export.
struct PaymentLookUpRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/thanh-toan", .viewPayments, use: list)
        router.get("quan-ly/thanh-toan/truong-hop", .viewPayments, use: cases)
        router.get("quan-ly/thanh-toan/xuat", .exportPayments, use: export)
        router.get("quan-ly/thanh-toan/:reference", .viewPayments, use: show)
    }

    private var queries: PaymentQueries { PaymentQueries(database: desk.database) }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let form = try request.asked()
        let asked = AskedPayments(form)
        let query = LimitedList(form, base: .staffPayments, values: asked.values)
        let page = try await queries.list(asked.filter, for: context.member, window: query.window)
        let (units, managers) = try await choices(for: context.member, language)
        let mayExport = context.member.may(.exportPayments) && !page.items.isEmpty
        return PaymentListPage(
            around: desk.around(request, context.visit),
            tabLinks: tabLinks(asked, for: context.member, language),
            table: PaymentTable(language: language).html(
                page.items,
                time: query.column(language("Thời điểm", "Time"))
            ),
            pager: query.pager(page.count, language),
            values: Dictionary(asked.values.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
            units: units,
            managers: managers,
            warnings: asked.warnings(language) + (page.isOnlyNewest ? [Self.onlyNewest(language)] : []),
            isEmpty: page.items.isEmpty,
            hasMore: asked.hasMore,
            exports: mayExport
                ? (
                    asked.address(at: .exportPayments).asking("dang", "csv"),
                    asked.address(at: .exportPayments).asking("dang", "xlsx")
                ) : nil
        ).response()
    }

    private static func onlyNewest(_ language: Language) -> String {
        language(
            "Từ khóa quá phổ biến: chỉ tìm trong 50.000 lần thanh toán mới nhất. Hãy thêm từ, mã số thuế hoặc ngày.",
            "These words are too common: only the newest 50,000 payments were searched. Add a word, tax code or day."
        )
    }

    /// What the reader may narrow by: units for who sees several, account managers of what the reader sees.
    private func choices(
        for reader: StaffMember,
        _ language: Language
    ) async throws -> (units: [Select.Option], managers: [Select.Option]) {
        let scope = reader.scope(for: .viewPayments)
        return try await desk.database.read { connection in
            let words = StaffWords(language: language)
            let units = scope == .everything ? try OrganisationUnit.all(on: connection) : []
            guard reader.reach(for: .viewPayments) != .own else { return ([], []) }
            let managers = try StaffMember.all(in: scope, on: connection).filter { $0.roles.contains(.accountManager) }
            return (
                units.map { Select.Option($0.code, words.unit($0)) },
                managers.map { Select.Option("\($0.id)", "\($0.name) · \($0.unit.code)") }
            )
        }
    }

    /// - Parameters:
    ///   - asked: What the list was asked; `nil` on another page of the room.
    ///   - isUnknown: Whether that is the queue of unknown outcomes.
    func tabLinks(
        _ asked: AskedPayments?,
        for reader: StaffMember,
        _ language: Language,
        isUnknown: Bool = false
    ) -> [TabLink] {
        let words = PaymentLookUpWords(language: language)
        let chosen = asked?.filter.states ?? []
        let all = TabLink(
            words: language("Tất cả", "All"),
            address: asked?.address(of: nil) ?? .staffPayments,
            isHere: asked != nil && chosen.isEmpty
        )
        let states = PaymentFilter.State.allCases.map { state in
            TabLink(
                words: words.state(state).words,
                address: asked?.address(of: state) ?? Address.staffPayments.asking("trang-thai", state.rawValue),
                isHere: chosen == [state]
            )
        }
        let cases = TabLink(
            words: language("Cần xử lý", "Open cases"),
            address: .paymentCases,
            isHere: asked == nil && !isUnknown
        )
        let unknown = TabLink(
            words: language("Chưa rõ kết quả", "Unknown outcomes"),
            address: .unknownOutcomes,
            isHere: isUnknown
        )
        let refunds = TabLink(words: language("Hoàn tiền", "Refunds"), address: .refunds, isHere: false)
        return [all] + states + [cases] + (reader.may(.viewReconciliation) ? [unknown] : [])
            + (reader.may(.viewRefunds) ? [refunds] : [])
    }

    @Sendable private func cases(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let query = LimitedList(try request.asked(), base: .paymentCases, values: [])
        let (items, count) = try await queries.openCases(for: context.member, window: query.window)
        return PaymentCasesPage(
            around: desk.around(request, context.visit),
            tabLinks: tabLinks(nil, for: context.member, language),
            table: PaymentTable(language: language).html(items),
            pager: query.pager(count, language),
            isEmpty: items.isEmpty
        ).response()
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let reference = try context.parameters.require("reference")
        guard let story = try await queries.story(reference, for: context.member) else { throw HTTPError(.notFound) }
        var page = PaymentStoryPage(
            around: desk.around(request, context.visit),
            story: story,
            mayTakeEvidence: context.member.may(.takeEvidence, on: story.contract.belonging),
            maySeeBooks: context.member.may(.viewBooks),
            now: desk.world.now()
        )
        if context.member.may(.proposeRefunds, on: story.contract.belonging), story.item.use == .request,
            !story.cases.contains(where: \.isOpen)
        {
            page.refundable = story.attempt.amount.grouped
        }
        page.problem = RefundRoutes.problem(try request.asked(), context.visit.language)
        return page.response()
    }

    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try request.asked()
        let asked = AskedPayments(form)
        guard let format = PaymentExport.Format(asked: form) else { throw HTTPError(.badRequest) }
        // A field that narrows nothing because it could not be read would take out more than was asked.
        guard asked.mistakes.isEmpty else { throw HTTPError(.badRequest) }
        let take = ExportPayments(database: desk.database, world: desk.world)
        guard let count = try await take.begin(asked.filter, format: format.rawValue, by: context.member) else {
            throw HTTPError(.forbidden)
        }
        return PaymentExport(
            take: take,
            filter: asked.filter,
            actor: context.member,
            language: context.visit.language,
            takenAt: desk.world.now()
        ).response(format, count: count)
    }
}

extension AskedPayments {
    /// What could not be read, in words.
    func warnings(_ language: Language) -> [String] {
        mistakes.map { mistake in
            switch mistake {
            case .from: language("“Từ ngày” không phải là một ngày; đã bỏ qua.", "“From” is no date; left out.")
            case .to: language("“Đến ngày” không phải là một ngày; đã bỏ qua.", "“To” is no date; left out.")
            case .least:
                language("“Ít nhất” không phải là số tiền; đã bỏ qua.", "“At least” is no amount; left out.")
            case .most:
                language("“Nhiều nhất” không phải là số tiền; đã bỏ qua.", "“At most” is no amount; left out.")
            }
        }
    }
}

/// A list of which only so much can be turned over, in the order of time.
struct LimitedList: Sendable {
    private let page: Int
    private let isNewestFirst: Bool
    private let base: Address

    init(_ asked: FormData, base: Address, values: [(name: String, value: String)]) {
        page = max(1, min(Int(asked.text("trang")) ?? 1, AskedPayments.lastPage))
        isNewestFirst = asked.text("chieu") != "len"
        self.base = values.reduce(base) { $0.asking($1.name, $1.value) }
    }

    var window: (limit: Int, offset: Int) { (ListQuery.pageSize, (page - 1) * ListQuery.pageSize) }

    private var ordered: Address { base.asking("chieu", isNewestFirst ? "" : "len") }

    func pager(_ count: BoundedCount, _ language: Language) -> Pager {
        let first = Int64(window.offset) + 1
        let last = min(count.reachable, Int64(window.offset + ListQuery.pageSize))
        return Pager(
            position: language("\(first)–\(last) trong \(count.display)", "\(first)–\(last) of \(count.display)"),
            earlier: page > 1 ? ordered.asking("trang", "\(page - 1)") : nil,
            later: last < count.reachable ? ordered.asking("trang", "\(page + 1)") : nil
        )
    }

    /// The heading of the time: a click turns the order around.
    func column(_ name: String) -> Table.Column {
        Table.Column(
            name: name,
            sortAddress: base.asking("chieu", isNewestFirst ? "len" : ""),
            order: isNewestFirst ? .descending : .ascending
        )
    }
}
