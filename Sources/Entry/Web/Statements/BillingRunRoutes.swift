import Hummingbird
import Kernel
import Organisation
import Statements
import Storage

/// Billing runs: start, look, approve, give up, try again.
struct BillingRunRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/cuoc/ky", .runBilling) { try await list($0, $1) }
        router.post("quan-ly/cuoc/ky", .runBilling, use: start)
        router.get("quan-ly/cuoc/ky/:id", .runBilling) { try await show($0, $1) }
        router.get("quan-ly/cuoc/ky/:id/trang-thai", .runBilling, use: state)
        router.post("quan-ly/cuoc/ky/:id/duyet", .approveBilling) { try await move($0, $1, "duyet") }
        router.post("quan-ly/cuoc/ky/:id/huy", .runBilling) { try await move($0, $1, "huy") }
        router.post("quan-ly/cuoc/ky/:id/thu-lai", .runBilling) { try await move($0, $1, "thu-lai") }
    }

    private var runs: RunBilling { RunBilling(database: desk.database, world: desk.world) }

    private func list(
        _ request: Request,
        _ context: StaffContext,
        month: String? = nil,
        problem: String? = nil
    ) async throws -> Response {
        let words = BillingRunWords(language: context.visit.language)
        let runs = try await desk.database.read { connection in
            try BillingRun.all(limit: 60, on: connection).map { run in
                (run, try run.figures(on: connection), try Self.name(run.startedBy, on: connection))
            }
        }
        return BillingRunsPage(
            around: desk.around(request, context.visit),
            rows: runs.map(words.row),
            month: month ?? desk.world.now().day.month.adding(months: -1).iso8601,
            problem: problem
        ).response(status: problem == nil ? .ok : .unprocessableContent)
    }

    private static func name(_ id: String, on connection: any SQLConnection) throws -> String? {
        try StaffMember.ID(id).flatMap { try StaffMember.find($0, on: connection) }?.name
    }

    @Sendable private func start(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        let language = context.visit.language
        let typed = form.text("month")
        guard let month = Day(iso8601: typed + "-01")?.month else {
            let words = language("Tháng viết như 2026-11.", "Write the month as 2026-11.")
            return try await list(request, context, month: typed, problem: words)
        }
        switch try await runs.start(month, isOnlyDry: form.text("dry") == "1", by: context.member) {
        case .done(let id), .underWay(let id): return .see(.billingRun("\(id)"))
        case .monthNotOver:
            let words = language(
                "Tháng \(month.display) chưa kết thúc. Chạy từ ngày \(month.adding(months: 1).firstDay.display).",
                "\(month.display) is not over. Run it from \(month.adding(months: 1).firstDay.display) on."
            )
            return try await list(request, context, month: typed, problem: words)
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown, .notNow: throw HTTPError(.notFound)
        }
    }

    private func find(_ context: StaffContext) async throws -> (BillingRun, BillingRunFigures) {
        guard let id = BillingRun.ID(try context.parameters.require("id")),
            let found = try await desk.database.read({ connection in
                try BillingRun.find(id, on: connection).map { ($0, try $0.figures(on: connection)) }
            })
        else { throw HTTPError(.notFound) }
        return found
    }

    private func show(_ request: Request, _ context: StaffContext, problem: String? = nil) async throws -> Response {
        let (run, figures) = try await find(context)
        let asked = try request.asked()
        let chosen = asked.text("loc")
        let query = ListQuery(asked, base: .billingRun("\(run.id)"), filters: [("loc", chosen)])
        let queries = StatementQueries(database: desk.database, now: desk.world.now)
        let (items, count) = try await queries.items(
            of: run.id,
            BillingItem.State(rawValue: chosen),
            onlyUnusual: chosen == "bat-thuong",
            window: query.window
        )
        let words = BillingRunWords(language: context.visit.language)
        let settings = try await desk.database.read { try BillingSettings.read(on: $0) }
        var page = words.page(
            (run, figures, settings),
            items,
            chosen: chosen,
            around: desk.around(request, context.visit)
        ) {
            query.pager(count: count, $0)
        }
        page.problem = problem
        if run.state != .awaitingApproval || !context.member.may(.approveBilling) { page = page.withoutApproval }
        return page.response(status: problem == nil ? .ok : .conflict)
    }

    /// What the page asks while machines work.
    @Sendable private func state(_ request: Request, _ context: StaffContext) async throws -> Response {
        let (run, figures) = try await find(context)
        return json("{\"state\":\"\(run.word(figures))\"}")
    }

    private func move(_ request: Request, _ context: StaffContext, _ step: String) async throws -> Response {
        guard let id = BillingRun.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        let outcome =
            switch step {
            case "duyet": try await runs.approve(id, by: context.member)
            case "huy": try await runs.cancel(id, by: context.member)
            default: try await runs.retry(id, by: context.member)
            }
        switch outcome {
        case .done, .underWay: return .see(.billingRun("\(id)"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown, .monthNotOver: throw HTTPError(.notFound)
        case .notNow:
            let words = context.visit.language(
                "Kỳ cước đã chuyển trạng thái. Hãy xem lại trước khi làm tiếp.",
                "The run has moved on. Look again before you go on."
            )
            return try await show(request, context, problem: words)
        }
    }
}
