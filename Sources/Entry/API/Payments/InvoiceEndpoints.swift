import Contracts
import Invoicing
import Kernel
import Organisation
import Storage

/// An invoice: what was asked for, and what came back.
struct InvoiceBody: Described {
    let id: String
    let contractID: String
    let key: String
    let date: String
    let state: String
    var series: String?
    var number: String?
    var authorityCode: String?
    var lookupCode: String?
    var remark: String?
    let createdAt: String

    init(_ invoice: InvoiceRequest) {
        id = "\(invoice.id)"
        contractID = "\(invoice.contract)"
        key = invoice.key
        date = invoice.date.iso8601
        state = invoice.state.rawValue
        series = invoice.document.series
        number = invoice.document.number
        authorityCode = invoice.document.authorityCode
        lookupCode = invoice.document.lookupCode
        remark = invoice.document.remark
        createdAt = invoice.createdAt.iso8601
    }

    private init() {
        id = SpecimenID.other
        contractID = SpecimenID.contract
        key = "QLDV-HD-2026-KV1-00054"
        date = SpecimenID.day
        state = InvoiceRequest.State.accepted.rawValue
        series = "1C26TQD"
        number = "123"
        authorityCode = String(repeating: "A", count: 34)
        lookupCode = "K7QX2"
        remark = "…"
        createdAt = SpecimenID.instant
    }

    static let shape = Shape(
        "Invoice",
        "Hóa đơn điện tử",
        "An e-invoice",
        [
            .always("id", .id, "Mã", "Identifier"), .always("contract_id", .id, "Hợp đồng", "The contract"),
            .always("key", .text(1...200), "Khóa ở nhà cung cấp", "Its name at the provider"),
            .always("date", .day, "Ngày lập", "Date drawn up"),
            .always("state", .choice(of: InvoiceRequest.State.self), "Trạng thái", "State"),
            .maybe("series", .text(0...40), "Ký hiệu", "Series"), .maybe("number", .text(0...40), "Số", "Number"),
            .maybe("authority_code", .text(0...100), "Mã của cơ quan thuế", "The tax authority's code"),
            .maybe("lookup_code", .text(0...100), "Mã tra cứu", "Look-up code"),
            .maybe("remark", .longText, "Ghi chú của nhà cung cấp", "The provider's remark"),
            .always("created_at", .instant, "Tạo lúc", "Created"),
        ]
    )

    static var specimen: InvoiceBody { InvoiceBody() }
}

let invoiceEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "invoices"),
        .viewInvoices,
        ("Hóa đơn", "Invoices"),
        query: listParameters + [
            .maybe("state", .choice(of: InvoiceRequest.State.self), "Trạng thái", "State"),
            .maybe("contract_id", .id, "Hợp đồng", "The contract"),
        ],
        outputs: [(200, .json(PageBody<InvoiceBody>.shape))]
    ) { context in
        var filter = InvoiceFilter()
        filter.state = context.choice("state")
        filter.contract = context.asked("contract_id")
        let window = try context.window()
        let part = try await context.database.read { [filter] in
            try InvoiceRequest.list(filter, for: context.member, window, on: $0)
        }
        return try context.page(part, InvoiceBody.init)
    },
    Endpoint(
        (.get, "invoices/{id}"),
        .viewInvoices,
        ("Một hóa đơn", "One invoice"),
        outputs: [(200, .json(InvoiceBody.shape))]
    ) { context in try .ok(InvoiceBody(try await context.invoice())) },
    Endpoint(
        (.get, "invoices/{id}/pdf"),
        .viewInvoices,
        ("Bản thể hiện của hóa đơn", "What the invoice looks like"),
        outputs: [(200, .file(["application/pdf"]))]
    ) { context in try await context.invoiceFile("application/pdf", "pdf") { $0.pdf } },
    Endpoint(
        (.get, "invoices/{id}/xml"),
        .viewInvoices,
        ("Hóa đơn gốc, có chữ ký", "The invoice itself, signed"),
        outputs: [(200, .file(["application/xml"]))]
    ) { context in try await context.invoiceFile("application/xml", "xml") { $0.xml } },
]

extension APIContext {
    fileprivate func invoice() async throws -> InvoiceRequest {
        let id = try id(of: InvoiceRequest.self)
        let found = try await database.read { connection in
            try InvoiceRequest.find(id, on: connection).flatMap { invoice in
                try Contract.find(invoice.contract, on: connection).map { (invoice, $0) }
            }
        }
        guard let (invoice, contract) = found, member.may(.viewInvoices, on: contract.belonging) else {
            throw Problem(.notFound)
        }
        return invoice
    }

    fileprivate func invoiceFile(
        _ type: String,
        _ ending: String,
        _ choose: ((pdf: [UInt8], xml: [UInt8])) -> [UInt8]
    ) async throws -> Answer {
        let invoice = try await invoice()
        guard let files = try await database.read({ try InvoiceRequest.files(of: invoice.id, on: $0) }) else {
            throw Problem(.notFound, "Hóa đơn chưa có tệp.", "The invoice has no files yet.")
        }
        let name = "\(invoice.document.series ?? "")-\(invoice.document.number ?? "").\(ending)"
        return Answer(status: 200, content: .file(choose(files), type: type, name: name))
    }
}
