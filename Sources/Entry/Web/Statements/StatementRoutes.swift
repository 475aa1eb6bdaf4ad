import Billing
import Contracts
import Hummingbird
import Kernel
import Letters
import NIOCore
import Organisation
import Sales
import Spreadsheet
import Statements
import Storage
import Typesetting

/// Statements: the list, one of them, its document and the export.
struct StatementRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/cuoc", .viewStatements, use: list)
        router.get("quan-ly/cuoc/xuat", .viewStatements, use: export)
        router.get("quan-ly/cuoc/thong-bao/:id", .viewStatements, use: show)
        router.post("quan-ly/cuoc/thong-bao/:id/gui-lai", .followContracts, use: send)
        router.get("quan-ly/cuoc/thong-bao/:id/pdf", .viewStatements, use: pdf)
    }

    private var queries: StatementQueries { StatementQueries(database: desk.database, now: desk.world.now) }

    /// What the query of the list asks for.
    private struct Asked {
        var filter = StatementFilter()
        let query: ListQuery
        let values: [String: String]

        init(_ asked: FormData) {
            let names = ["tim", "thang", "tinh-trang"]
            values = Dictionary(uniqueKeysWithValues: names.map { ($0, asked.text($0)) })
            query = ListQuery(asked, base: .statements, filters: names.map { ($0, asked.text($0)) })
            filter.text = asked.text("tim")
            filter.month = Day(iso8601: asked.text("thang") + "-01")?.month
            filter.standing = StatementFilter.Standing(rawValue: asked.text("tinh-trang"))
            filter.order = StatementFilter.Order(rawValue: query.sort) ?? .due
            filter.isDescending = query.isDescending
        }

        var export: Address {
            values.sorted { $0.key < $1.key }.reduce(Address.exportStatements) { $0.asking($1.key, $1.value) }
        }
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = Asked(try request.asked())
        let language = context.visit.language
        let words = StatementWords(language: language, today: desk.world.now().day)
        let (items, count) = try await queries.list(asked.filter, for: context.member, window: asked.query.window)
        let counts = try await queries.counts(for: context.member)
        return StatementListPage(
            around: desk.around(request, context.visit),
            tabLinks: words.tabs(counts.standings, chosen: asked.values["tinh-trang"] ?? ""),
            sums: [
                Figure(
                    value: words.dong(counts.owedDong),
                    label: language("Đang phải thu", "Owed"),
                    address: Address.statements.asking("tinh-trang", "unpaid")
                ),
                Figure(
                    value: words.dong(counts.overdueDong),
                    label: language("Quá hạn", "Overdue"),
                    address: Address.statements.asking("tinh-trang", "overdue"),
                    tone: counts.overdueDong > 0 ? .bad : .calm
                ),
            ],
            columns: columns(asked.query, language),
            rows: items.map(words.row),
            pager: asked.query.pager(count: count, language),
            values: asked.values,
            export: count > 0 ? asked.export : nil,
            seesRuns: context.member.may(.runBilling),
            importsUsage: context.member.may(.importUsage)
        ).response()
    }

    private func columns(_ query: ListQuery, _ language: Language) -> [Table.Column] {
        [
            query.column(language("Thông báo", "Statement"), by: "number"),
            .init(name: language("Tháng", "Month")), .init(name: language("Hợp đồng", "Contract")),
            query.column(language("Khách hàng", "Customer"), by: "customer"),
            .init(name: language("Đơn vị", "Unit")), .init(name: language("Tình trạng", "State")),
            query.column(language("Hạn", "Due"), by: "due", isDefault: true),
            query.column(language("Phải trả", "To pay"), by: "total", isAmount: true),
        ]
    }

    private func found(_ context: StaffContext) async throws -> (Statement, Contract) {
        guard let id = Statement.ID(try context.parameters.require("id")),
            let found = try await queries.find(id, for: context.member)
        else { throw HTTPError(.notFound) }
        return found
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let (statement, contract) = try await found(context)
        let requests = try await desk.database.read { connection in
            try PaymentRequest.all(of: statement.id, on: connection).map { asked in
                (asked, try PaymentLink.latest(of: asked.id, on: connection))
            }
        }
        let words = StatementWords(language: context.visit.language, today: desk.world.now().day)
        var page = try words.page(statement, contract, requests, around: desk.around(request, context.visit))
        page.maySend =
            context.member.may(.followContracts, on: contract.belonging) && requests.contains { $0.0.state == .open }
        let asked = try request.asked()
        page.news = words.news(asked.text("xong"))
        page.problem = words.problem(asked.text("loi"))
        return page.response()
    }

    /// The same letter once more, with a link that closes the older ones.
    @Sendable private func send(_ request: Request, _ context: StaffContext) async throws -> Response {
        let (statement, _) = try await found(context)
        let follow = FollowLinks(database: desk.database, world: desk.world, key: desk.key)
        let here = Address.statement("\(statement.id)")
        switch try await follow(.renew, statement, by: context.member) {
        case .done: return .see(here.asking("xong", "gui-lai"))
        case .nothingOwed: return .see(here.asking("loi", "het-no"))
        case .tooMany: return .see(here.asking("loi", "nhieu"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    @Sendable private func pdf(_ request: Request, _ context: StaffContext) async throws -> Response {
        let (statement, contract) = try await found(context)
        return try statement.pdf(of: contract, desk.settings.seller, context.visit.language)
    }

    /// Sent batch by batch: memory holds one, however many there are.
    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let filter = Asked(try request.asked()).filter
        let (member, language, queries) = (context.member, context.visit.language, queries)
        let words = StatementWords(language: language, today: desk.world.now().day)
        return SheetStream<Int>(
            name: "cuoc-\(desk.world.now().day.iso8601)",
            sheetName: language("Cước", "Statements"),
            titles: [],
            columns: [
                .init(language("Thông báo", "Statement")), .init(language("Tháng", "Month")),
                .init(language("Hợp đồng", "Contract")), .init(language("Khách hàng", "Customer")),
                .init(language("Đơn vị", "Unit")), .init(language("Tình trạng", "State")),
                .init(language("Hạn", "Due")), .init(language("Tổng (VND)", "Total (VND)")),
                .init(language("Phải trả (VND)", "To pay (VND)")),
            ],
            batch: { place in
                let offset = place ?? 0
                let items = try await queries.list(filter, for: member, window: (500, offset)).items
                return (items.map(words.cells), items.isEmpty ? nil : offset + items.count)
            }
        ).response(.csv)
    }
}

extension Statement {
    /// The document for whoever may see the statement.
    func pdf(of contract: Contract, _ seller: Seller, _ language: Language) throws -> Response {
        let paper = StatementDocument(self, of: contract, head: seller.letterhead, language: language)
        guard let bytes = try paper.document().bytes() else { throw HTTPError(.internalServerError) }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/pdf",
                .contentDisposition: "attachment; filename=\"\(paper.fileName)\"",
                .cacheControl: "private, no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
