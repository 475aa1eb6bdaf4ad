import Hummingbird
import Invoicing
import Kernel
import Markup
import Organisation
import Payments
import People
import Refunds
import Storage

/// Refund cases: the list and its export, one case, and the steps of working it.
struct RefundRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/hoan-tien", .viewRefunds, use: list)
        router.get("quan-ly/hoan-tien/xuat", .exportPayments, use: export)
        router.get("quan-ly/hoan-tien/:id", .viewRefunds, use: show)
        router.post("quan-ly/hoan-tien/:id/de-xuat", .proposeRefunds, use: propose)
        router.post("quan-ly/hoan-tien/:id/dong-y", .confirmRefunds) { request, context in
            let refund = Refund.ID(try await request.form().text("refund"))
            return try await answer(context, "dong-y") { id in
                guard let refund else { return .unknown }
                return try await deciding.confirm(id, refund, by: context.member)
            }
        }
        router.post("quan-ly/hoan-tien/:id/tra-lai", .proposeRefunds) { request, context in
            let form = try await request.form()
            return try await answer(context, "tra-lai") { id in
                guard let refund = Refund.ID(form.text("refund")) else { return .unknown }
                return try await deciding.sendBack(id, refund, reason: form.text("reason"), by: context.member)
            }
        }
        router.post("quan-ly/hoan-tien/:id/ket-luan", .proposeRefunds) { request, context in
            let form = try await request.form()
            guard let ruling = RuleRefund.Ruling(rawValue: form.text("ruling")) else { throw HTTPError(.badRequest) }
            let rule = RuleRefund(database: desk.database, world: desk.world)
            return try await answer(context, "ket-luan") { id in
                try await rule(id, ruling, reason: form.text("reason"), by: context.member)
            }
        }
        router.post("quan-ly/thanh-toan/:reference/hoan-tien", .proposeRefunds, use: open)
    }

    private var queries: RefundQueries { RefundQueries(database: desk.database) }
    private var deciding: DecideRefund { DecideRefund(database: desk.database, world: desk.world) }

    private func id(_ context: StaffContext) throws -> PaymentCase.ID {
        guard let id = PaymentCase.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        return id
    }

    // MARK: Steps

    private func answer(
        _ context: StaffContext,
        _ step: String,
        _ body: (PaymentCase.ID) async throws -> RefundOutcome
    ) async throws -> Response {
        let id = try id(context)
        return try answer(try await body(id), at: .refundCase("\(id)"), step)
    }

    private func answer(_ outcome: RefundOutcome, at address: Address, _ step: String) throws -> Response {
        switch outcome {
        case .done: .see(address.asking("xong", step))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .tooLate: .see(address.asking("loi", "muon"))
        case .ownProposal: .see(address.asking("loi", "tu-duyet"))
        case .reasonNeeded: .see(address.asking("loi", "ly-do"))
        case .badAmount: .see(address.asking("loi", "so-tien"))
        case .tooMuch(let left): .see(address.asking("loi", "vuot").asking("con", "\(left.dong)"))
        case .wayNotOpen: .see(address.asking("loi", "cach"))
        case .referenceNeeded: .see(address.asking("loi", "tham-chieu"))
        case .badDay: .see(address.asking("loi", "ngay"))
        case .otherUnderWay: .see(address.asking("loi", "dang-hoan"))
        case .frozen: .see(address.asking("loi", "dong-bang"))
        }
    }

    /// What the address says went wrong.
    static func problem(_ asked: FormData, _ language: Language) -> String? {
        let outcome: RefundOutcome? =
            switch asked.text("loi") {
            case "muon": .tooLate
            case "tu-duyet": .ownProposal
            case "ly-do": .reasonNeeded
            case "so-tien": .badAmount
            case "vuot": Int64(asked.text("con")).flatMap { try? Money(dong: $0) }.map { .tooMuch(left: $0) }
            case "cach": .wayNotOpen
            case "tham-chieu": .referenceNeeded
            case "ngay": .badDay
            case "dang-hoan": .otherUnderWay
            case "dong-bang": .frozen
            default: nil
            }
        return outcome.flatMap(RefundWords(language: language).problem)
    }

    @Sendable private func propose(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        guard let way = Refund.Way.Name(rawValue: form.text("way")) else { throw HTTPError(.badRequest) }
        var wish = ProposeRefund.Form(way: way)
        wish.amount = form.text("amount")
        wish.reason = form.text("reason")
        wish.keeping = Refund.Keeping(rawValue: form.text("keeping"))
        wish.bankReference = form.text("bank-reference")
        wish.bankDay = Day(iso8601: form.text("bank-day"))
        let propose = ProposeRefund(database: desk.database, world: desk.world)
        return try await answer(context, "de-xuat") { [wish] id in try await propose(id, wish, by: context.member) }
    }

    @Sendable private func open(_ request: Request, _ context: StaffContext) async throws -> Response {
        let reference = try context.parameters.require("reference")
        let form = try await request.form()
        let open = OpenRefundCase(database: desk.database, world: desk.world)
        let outcome = try await open(
            reference,
            amount: form.text("amount"),
            reason: form.text("reason"),
            by: context.member
        )
        switch outcome {
        case .opened(let id): return .see(Address.refundCase("\(id)").asking("xong", "mo"))
        case .refused(let refusal): return try answer(refusal, at: .staffPayment(reference), "mo")
        }
    }

    // MARK: Pages

    private func filter(_ asked: FormData) -> RefundFilter {
        var filter = RefundFilter()
        filter.standing = PaymentCase.Standing(rawValue: asked.text("trang-thai"))
        filter.text = String(asked.text("tim").trimmed.prefix(200))
        return filter
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        let filter = filter(asked)
        let standing = filter.standing?.rawValue ?? ""
        let query = LimitedList(
            asked,
            base: .refunds,
            values: [("trang-thai", standing), ("tim", filter.text)].filter { !$0.1.isEmpty }
        )
        let language = context.visit.language
        let found = try await queries.list(filter, for: context.member, window: query.window)
        let rows = RefundRows(language: language, now: desk.world.now())
        let taken = Address.exportRefunds.asking("trang-thai", standing).asking("tim", filter.text)
        let mayExport = context.member.may(.exportPayments) && !found.items.isEmpty
        return RefundListPage(
            around: desk.around(request, context.visit),
            rows: found.items.map(rows.row),
            tabLinks: rows.tabs(filter, found.counts),
            pager: query.pager(found.count, language),
            text: filter.text,
            standing: standing,
            exports: mayExport ? (taken.asking("dang", "csv"), taken.asking("dang", "xlsx")) : nil
        ).response()
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        guard let dossier = try await queries.dossier(id, for: context.member) else { throw HTTPError(.notFound) }
        let asked = try request.asked()
        let language = context.visit.language
        return try RefundCasePage(
            around: desk.around(request, context.visit),
            dossier: dossier,
            reader: context.member,
            now: desk.world.now(),
            news: asked.has("xong") ? language("Đã ghi nhận.", "Done.") : nil,
            problem: Self.problem(asked, language)
        ).response()
    }

    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        guard let format = PaymentExport.Format(asked: asked) else { throw HTTPError(.badRequest) }
        let filter = filter(asked)
        let take = ExportRefunds(database: desk.database, world: desk.world)
        guard try await take.begin(filter, format: format.rawValue, by: context.member) else {
            throw HTTPError(.forbidden)
        }
        return RefundRows(language: context.visit.language, now: desk.world.now())
            .file(take, filter, for: context.member).response(format)
    }
}
