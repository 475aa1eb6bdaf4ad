import Hummingbird
import Journal
import Kernel
import Markup
import Organisation
import Payments
import Reconciliation
import Storage

/// The days: calendar, one day, its file, closing and opening again.
struct ReconciliationRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/doi-soat", .viewReconciliation, use: list)
        router.get("quan-ly/doi-soat/:day", .viewReconciliation, use: show)
        router.post("quan-ly/doi-soat/:day/tep", .reconcile, filesUpTo: Request.uploadLimitBytes, use: take)
        router.post("quan-ly/doi-soat/:day/dong", .reconcile, use: close)
        router.post("quan-ly/doi-soat/:day/mo-lai", .reconcile, use: reopen)
        router.post("quan-ly/doi-soat/:day/ap-dung/de-xuat", .reconcile) { request, context in
            let reason = try await request.form().text("reason")
            return try await together(context, "ap-dung") {
                try await $0.propose($1, reason: reason, by: context.member)
            }
        }
        router.post("quan-ly/doi-soat/:day/ap-dung/dong-y", .confirmResolutions) { request, context in
            _ = try await request.form()
            return try await together(context, "da-ap-dung") { try await $0.confirm($1, by: context.member) }
        }
    }

    private var queries: ReconciliationQueries {
        ReconciliationQueries(database: desk.database, world: desk.world, terminal: desk.gateway.terminal)
    }

    private func key(_ context: StaffContext) throws -> ReconciliationDay.Key {
        guard let day = Day(iso8601: try context.parameters.require("day")) else { throw HTTPError(.notFound) }
        return ReconciliationDay.Key(day, terminal: desk.gateway.terminal)
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let yesterday = desk.world.now().day.adding(days: -1)
        let last = min(Day(iso8601: try request.asked().text("den")) ?? yesterday, yesterday)
        let days = try await queries.days(21, through: last)
        let page = CalendarWords(language: context.visit.language)
        let next = last.adding(days: 21)
        return ReconciliationListPage(
            around: desk.around(request, context.visit),
            figures: page.figures(days),
            bars: page.bars(days),
            rows: days.map(page.row),
            earlier: Address.reconciliation.asking("den", last.adding(days: -21).iso8601),
            later: last < yesterday ? Address.reconciliation.asking("den", min(next, yesterday).iso8601) : nil
        ).response()
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let key = try key(context)
        return try await page(request, context, key, problem: nil)
    }

    private func page(
        _ request: Request,
        _ context: StaffContext,
        _ key: ReconciliationDay.Key,
        problem: String?
    ) async throws -> Response {
        let asked = try request.asked()
        let dossier = try await queries.day(key.day)
        let chosen = MatchClass(rawValue: asked.text("loai"))
        let base = Address.reconciliationDay(key.day.iso8601)
        let query = ListQuery(asked, base: base, filters: [("loai", chosen?.rawValue ?? "")])
        let words = DayWords(language: context.visit.language, dossier: dossier, now: desk.world.now())
        let lines: [ReconciliationDayPage.Line]
        if chosen == .matched {
            lines = try await queries.rows(key.day, .matched, window: query.window).map(words.line)
        } else {
            lines = try await queries.exceptions(key.day, chosen, window: query.window).map(words.line)
        }
        let mayReconcile = context.member.may(.reconcile)
        return ReconciliationDayPage(
            around: desk.around(request, context.visit),
            id: key.day.iso8601,
            day: key.day.display,
            badge: words.plain.state(dossier.state),
            figures: words.figures,
            sides: words.sides,
            proofs: words.proofs,
            files: words.files,
            differences: words.differences,
            tabs: words.tabs(chosen, base: base),
            listName: chosen.map(words.plain.name) ?? words.everyException,
            lines: lines,
            pager: query.pager(count: words.count(chosen), context.visit.language),
            story: words.plain.story(dossier.story, dossier.people),
            mayImport: mayReconcile && dossier.state != .closed && key.day < desk.world.now().day,
            closing: mayReconcile ? words.closing : nil,
            lacksFees: dossier.files.contains { $0.state == .current && $0.lacksFees },
            mayClose: mayReconcile && dossier.state == .imported && dossier.blocking == 0,
            mayReopen: mayReconcile && dossier.state == .closed && dossier.credit == nil,
            unheard: try await unheard(key, for: context.member),
            news: words.news(asked),
            problem: problem ?? words.problem(asked.text("loi"))
        ).response(status: problem == nil ? .ok : .unprocessableContent)
    }

    /// Many exceptions in one step.
    private func together(
        _ context: StaffContext,
        _ step: String,
        _ body: (ResolveTogether, ReconciliationDay.Key) async throws -> ResolveTogether.Outcome
    ) async throws -> Response {
        let key = try key(context)
        switch try await body(ResolveTogether(database: desk.database, world: desk.world), key) {
        case .done(let done, let left):
            let address = Address.reconciliationDay(key.day.iso8601).asking("xong", step)
            return .see(address.asking("so", "\(done)").asking("con", "\(left)"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .reasonNeeded: return failed(key, "ly-do")
        case .gatewayIsAsked: return failed(key, "dang-hoi")
        case .nothing: return failed(key, "het")
        }
    }

    /// What may be worked together, and by whom.
    private func unheard(
        _ key: ReconciliationDay.Key,
        for reader: StaffMember
    ) async throws -> ReconciliationDayPage.Unheard {
        let (open, proposed) = try await desk.database.read { connection in
            (
                try SettlementException.countUnheard(of: key, .open, on: connection),
                try SettlementException.countUnheard(of: key, .proposed, besides: reader.id, on: connection)
            )
        }
        return ReconciliationDayPage.Unheard(
            open: reader.may(.reconcile) ? open : 0,
            proposed: reader.may(.confirmResolutions) ? proposed : 0
        )
    }

    @Sendable private func take(_ request: Request, _ context: StaffContext) async throws -> Response {
        let key = try key(context)
        let language = context.visit.language
        guard let file = try await request.form().file("file") else {
            let problem = language("Hãy chọn một tệp.", "Choose a file.")
            return try await page(request, context, key, problem: problem)
        }
        let importing = ImportSettlement(
            database: desk.database,
            world: desk.world,
            reader: desk.settlement,
            terminal: key.terminal
        )
        let source = IncomingFile(name: file.name, content: .bytes(file.bytes))
        let problem: String
        switch try await importing(source, day: key.day, by: context.member) {
        case .imported: return done(key, "nhap")
        case .known: return done(key, "da-co")
        case .notAllowed: throw HTTPError(.forbidden)
        case .closed: problem = language("Ngày đã chốt; hãy mở lại trước.", "The day is closed; open it again first.")
        case .notOver: problem = language("Ngày chưa kết thúc.", "The day is not over.")
        case .otherDay(let day):
            problem = language(
                "Phần lớn dòng là của ngày \(day.display). Có thể bạn chọn nhầm tệp.",
                "Most rows are of \(day.display): perhaps the wrong file."
            )
        case .fault(let words): problem = words.text(in: language)
        }
        return try await page(request, context, key, problem: problem)
    }

    private func done(_ key: ReconciliationDay.Key, _ what: String) -> Response {
        .see(Address.reconciliationDay(key.day.iso8601).asking("xong", what))
    }

    private func failed(_ key: ReconciliationDay.Key, _ what: String) -> Response {
        .see(Address.reconciliationDay(key.day.iso8601).asking("loi", what))
    }

    @Sendable private func close(_ request: Request, _ context: StaffContext) async throws -> Response {
        let key = try key(context)
        let withoutFees = try await request.form().text("without_fees") == "1"
        let closing = CloseDay(database: desk.database, world: desk.world)
        switch try await closing(key, withoutFees: withoutFees, by: context.member) {
        case .closed: return done(key, "chot")
        case .blocked: return failed(key, "con-lech")
        case .feesMissing: return failed(key, "thieu-phi")
        case .notImported: return failed(key, "chua-nhap")
        case .notAllowed: throw HTTPError(.forbidden)
        }
    }

    @Sendable private func reopen(_ request: Request, _ context: StaffContext) async throws -> Response {
        let key = try key(context)
        let reason = try await request.form().text("reason")
        switch try await ReopenDay(database: desk.database, world: desk.world)(key, reason: reason, by: context.member)
        {
        case .reopened: return done(key, "mo-lai")
        case .reasonNeeded: return failed(key, "ly-do")
        case .notClosed: return failed(key, "chua-chot")
        case .credited: return failed(key, "bao-co")
        case .notAllowed: throw HTTPError(.forbidden)
        }
    }
}
