import Hummingbird
import Invoicing
import Kernel
import NIOCore
import Organisation
import Spreadsheet
import Storage

/// Invoices: the list, one with its story, its files and the export.
struct InvoiceRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/hoa-don", .viewInvoices, use: list)
        router.get("quan-ly/hoa-don/xuat", .viewInvoices, use: export)
        router.get("quan-ly/hoa-don/:id", .viewInvoices, use: show)
        router.get("quan-ly/hoa-don/:id/pdf", .viewInvoices) { try await file($0, $1, isPDF: true) }
        router.get("quan-ly/hoa-don/:id/xml", .viewInvoices) { try await file($0, $1, isPDF: false) }
    }

    private var queries: InvoiceQueries { InvoiceQueries(database: desk.database, now: desk.world.now) }

    /// What the query of a list asks for.
    private struct Asked {
        var filter = InvoiceFilter()
        let query: ListQuery
        let values: [String: String]

        init(_ asked: FormData) {
            let names = ["tim", "trang-thai", "tu", "den", "don-vi"]
            values = Dictionary(uniqueKeysWithValues: names.map { ($0, asked.text($0)) })
            query = ListQuery(asked, base: .staffInvoices, filters: names.map { ($0, asked.text($0)) })
            filter.text = asked.text("tim")
            filter.from = Day(iso8601: asked.text("tu"))
            filter.to = Day(iso8601: asked.text("den"))
            filter.unit = asked.text("don-vi").isEmpty ? nil : asked.text("don-vi")
            filter.onlyProblems = asked.text("trang-thai") == "can-xu-ly"
            if let state = InvoiceRequest.State(rawValue: asked.text("trang-thai")) { filter.states = [state] }
            filter.order = InvoiceFilter.Order(rawValue: query.sort) ?? .problems
            filter.isDescending = query.isDescending
        }

        /// The same list as a file.
        var export: Address {
            values.sorted { $0.key < $1.key }.reduce(Address.exportInvoices) { $0.asking($1.key, $1.value) }
        }
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = Asked(try request.asked())
        let language = context.visit.language
        let (items, count) = try await queries.list(asked.filter, for: context.member, window: asked.query.window)
        let counts = try await queries.counts(for: context.member)
        let units = try await desk.database.read { try OrganisationUnit.all(on: $0) }
        let seesAll = context.member.scope(for: .viewInvoices) == .everything
        return InvoiceListPage(
            around: desk.around(request, context.visit),
            tabLinks: tabLinks(counts, chosen: asked.values["trang-thai"] ?? "", language),
            columns: columns(asked.query, language),
            rows: items.map { row($0, language) },
            pager: asked.query.pager(count: count, language),
            values: asked.values,
            units: seesAll ? units.map { .init($0.code, StaffWords(language: language).unit($0)) } : [],
            export: count > 0 ? asked.export : nil
        ).response()
    }

    private func columns(_ query: ListQuery, _ language: Language) -> [Table.Column] {
        [
            query.column(language("Hóa đơn", "Invoice"), by: "number"),
            .init(name: language("Hợp đồng", "Contract")), .init(name: language("Người mua", "Buyer")),
            .init(name: language("Đơn vị", "Unit")),
            query.column(language("Trạng thái", "State"), by: "problems", isDefault: true),
            query.column(language("Ngày lập", "Date"), by: "date"),
            query.column(language("Hạn ký gửi", "Due"), by: "deadline"),
            query.column(language("Tổng tiền", "Total"), by: "total", isAmount: true),
        ]
    }

    private func row(_ item: InvoiceItem, _ language: Language) -> InvoiceListPage.Row {
        let words = InvoiceWords(language: language)
        let isSent = item.state == .accepted || (item.state == .signed && item.number != nil)
        return InvoiceListPage.Row(
            id: "\(item.id)",
            number: item.number.map { "\(item.series ?? "") · \($0)" } ?? "–",
            kind: words.kind(item.kind, item.direction),
            contract: ("\(item.contract)", item.contractNumber),
            customer: item.customer,
            unit: item.unit ?? "",
            date: item.date.display,
            deadline: words.deadline(item.deadline, isSent: isSent, today: desk.world.now().day),
            state: words.state(item.state),
            reason: item.obstacle.map(words.obstacle) ?? (item.state == .accepted ? "" : item.remark ?? ""),
            total: item.total.display
        )
    }

    private func tabLinks(
        _ counts: (states: [InvoiceRequest.State: Int64], problems: Int64),
        chosen: String,
        _ language: Language
    ) -> [TabLink] {
        let words = InvoiceWords(language: language)
        func link(_ name: String, _ value: String, _ count: Int64) -> TabLink {
            TabLink(
                words: name,
                address: Address.staffInvoices.asking("trang-thai", value),
                isHere: chosen == value,
                count: "\(count)"
            )
        }
        return [
            link(language("Tất cả", "All"), "", counts.states.values.reduce(0, +)),
            link(language("Cần xử lý", "Problems"), "can-xu-ly", counts.problems),
        ]
            + InvoiceRequest.State.allCases.filter { counts.states[$0, default: 0] > 0 || $0.rawValue == chosen }.map {
                link(words.state($0).words, $0.rawValue, counts.states[$0] ?? 0)
            }
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = InvoiceRequest.ID(try context.parameters.require("id")),
            let story = try await queries.story(id, for: context.member)
        else { throw HTTPError(.notFound) }
        let dossier = InvoiceDossier(language: context.visit.language, today: desk.world.now().day)
        let news = try request.asked().text("xong")
        return try dossier.page(story, news: news, around: desk.around(request, context.visit)).response()
    }

    private func file(_ request: Request, _ context: StaffContext, isPDF: Bool) async throws -> Response {
        guard let id = InvoiceRequest.ID(try context.parameters.require("id")),
            let found = try await queries.files(id, for: context.member),
            let bytes = isPDF ? found.files.pdf : found.files.xml
        else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [
                .contentType: isPDF ? "application/pdf" : "application/xml",
                .contentDisposition: "attachment; filename=\"\(found.name).\(isPDF ? "pdf" : "xml")\"",
                .cacheControl: "private, no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    // MARK: Export
    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try request.asked()
        guard let format = PaymentExport.Format(asked: form) else { throw HTTPError(.badRequest) }
        return InvoiceExport(
            queries: queries,
            filter: Asked(form).filter,
            reader: context.member,
            language: context.visit.language,
            takenAt: desk.world.now()
        ).response(format)
    }
}
