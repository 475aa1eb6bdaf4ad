import Hummingbird
import Journal
import Kernel
import Organisation
import Spreadsheet
import Storage
import Usage

/// Files of usage: upload, look, agree, the files of before.
struct UsageRoutes: Sendable {
    let desk: Desk

    /// The most that a file over the web may hold; larger ones go through the command line.
    static let fileLimitBytes = 32 * 1_024 * 1_024
    /// How long the page waits before the timetable goes on with a file.
    private static let patienceSeconds: Int64 = 4

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/cuoc/su-dung", .importUsage) { try await list($0, $1) }
        router.post("quan-ly/cuoc/su-dung/tep", .importUsage, filesUpTo: Self.fileLimitBytes, use: take)
        router.get("quan-ly/cuoc/su-dung/tep/:id", .importUsage) { try await show($0, $1) }
        router.get("quan-ly/cuoc/su-dung/tep/:id/trang-thai", .importUsage, use: state)
        router.get("quan-ly/cuoc/su-dung/tep/:id/loi", .importUsage, use: mistakes)
        router.post("quan-ly/cuoc/su-dung/tep/:id/nhap", .importUsage, use: agree)
        router.post("quan-ly/cuoc/su-dung/tep/:id/huy", .importUsage, use: withdraw)
    }

    private var importing: ImportUsage {
        ImportUsage(database: desk.database, world: desk.world, reader: desk.usageFiles)
    }
    private var queries: UsageQueries { UsageQueries(database: desk.database) }

    private func list(
        _ request: Request,
        _ context: StaffContext,
        problem: String? = nil,
        known: (words: String, id: String)? = nil
    ) async throws -> Response {
        let query = ListQuery(try request.asked(), base: .usage, filters: [])
        let (items, count) = try await queries.imports(for: context.member, query.window)
        let words = UsageWords(language: context.visit.language)
        return UsageImportsPage(
            around: desk.around(request, context.visit),
            rows: items.map { words.row($0.file, by: $0.person) },
            pager: query.pager(count: count, context.visit.language),
            problem: problem,
            known: known
        ).response(status: problem == nil && known == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func take(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        guard let file = try await request.form().file("file") else {
            return try await list(request, context, problem: language("Hãy chọn một tệp.", "Choose a file."))
        }
        let source = IncomingFile(
            name: FileName.tidy(file.name, endings: ["csv", "xlsx", "txt", "tsv"]),
            content: .bytes(file.bytes)
        )
        switch try await importing.check(source, keepsContent: true, by: context.member) {
        case .checked(let checked):
            let page = Address.usageImport("\(checked.id)")
            return .see(checked.counts.refused > 0 ? page.asking("xem", "loi") : page)
        case .underWay(let file):
            guard file.isSeen(by: context.member) else {
                return try await list(
                    request,
                    context,
                    problem: language("Tệp này đang được người khác nhập.", "Somebody else is importing this file.")
                )
            }
            return .see(.usageImport("\(file.id)"))
        case .known(let file):
            let words = UsageWords(language: language)
            let told = words.known(file, by: try await queries.person(of: file))
            guard file.isSeen(by: context.member) else { return try await list(request, context, problem: told) }
            return try await list(request, context, known: (told, "\(file.id)"))
        case .fault(let words): return try await list(request, context, problem: words.text(in: language))
        case .notAllowed: throw HTTPError(.forbidden)
        }
    }

    private func show(_ request: Request, _ context: StaffContext, problem: String? = nil) async throws -> Response {
        guard let id = UsageImport.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        let asked = try request.asked()
        let showsMistakes = asked.text("xem") == "loi"
        let query = ListQuery(asked, base: .usageImport("\(id)"), filters: [("xem", asked.text("xem"))])
        let none = (limit: 0, offset: 0)
        guard
            let dossier = try await queries.dossier(
                id,
                for: context.member,
                totals: showsMistakes ? none : query.window,
                mistakes: showsMistakes ? query.window : none
            )
        else { throw HTTPError(.notFound) }
        let language = context.visit.language
        let count = showsMistakes ? dossier.file.counts.refused : dossier.totals.count
        var page = UsageWords(language: language).page(
            dossier,
            showsMistakes: showsMistakes,
            pager: query.pager(count: count, language),
            around: desk.around(request, context.visit)
        )
        page.problem = problem
        if asked.text("xong") == "nhap", dossier.file.state == .done {
            page.news = language(
                "Đã nhập \(dossier.file.added.grouped) dòng.",
                "\(dossier.file.added.grouped) imported."
            )
        }
        return page.response(status: problem == nil ? .ok : .conflict)
    }

    private func found(_ context: StaffContext) async throws -> UsageImport {
        guard let id = UsageImport.ID(try context.parameters.require("id")),
            let file = try await desk.database.read({ try UsageImport.find(id, on: $0) }),
            file.isSeen(by: context.member)
        else { throw HTTPError(.notFound) }
        return file
    }

    /// What the page asks while machines work.
    @Sendable private func state(_ request: Request, _ context: StaffContext) async throws -> Response {
        let file = try await found(context)
        return json("{\"state\":\"\(UsageWords(language: context.visit.language).word(file))\"}")
    }

    /// Sent batch by batch: memory holds one, however many there are.
    @Sendable private func mistakes(_ request: Request, _ context: StaffContext) async throws -> Response {
        let file = try await found(context)
        let (language, queries) = (context.visit.language, queries)
        return SheetStream<Int64>(
            name: "dong-loi-\(file.id)",
            sheetName: language("Dòng lỗi", "Wrong lines"),
            titles: [],
            columns: (file.header + [
                language("Dòng trong tệp", "Row in the file"), language("Cột sai", "Wrong column"),
                language("Đọc được", "Was read"), language("Cần làm gì", "What to do"),
            ]).map { SpreadsheetColumn($0) },
            batch: { place in
                let items = try await queries.mistakes(of: file, after: place ?? 0, limit: 500)
                return (items.map { $0.sheetCells(file.header.count, language) }, items.last?.mistake.line)
            }
        ).response(.csv)
    }

    @Sendable private func agree(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = UsageImport.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        let keepsGood = try await request.form().text("keep") == "1"
        let page = Address.usageImport("\(id)")
        switch try await importing.agree(id, keepsGood: keepsGood, by: context.member) {
        case .underWay, .done: break
        case .unknown, .notAllowed: throw HTTPError(.notFound)
        case .mistakes: return .see(page.asking("xem", "loi"))
        case .notNow: return try await moved(request, context)
        }
        _ = try await importing.run(id, by: context.member, .seconds(Self.patienceSeconds))
        return .see(page.asking("xong", "nhap"))
    }

    @Sendable private func withdraw(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = UsageImport.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        switch try await importing.withdraw(id, by: context.member) {
        case .done, .underWay, .mistakes: return .see(.usageImport("\(id)"))
        case .unknown, .notAllowed: throw HTTPError(.notFound)
        case .notNow: return try await moved(request, context)
        }
    }

    private func moved(_ request: Request, _ context: StaffContext) async throws -> Response {
        try await show(
            request,
            context,
            problem: context.visit.language(
                "Tệp đã chuyển trạng thái. Hãy xem lại trước khi làm tiếp.",
                "The file has moved on. Look again before you go on."
            )
        )
    }
}
