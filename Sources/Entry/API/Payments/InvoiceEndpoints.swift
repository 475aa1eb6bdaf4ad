import Contracts
import Invoicing
import Kernel
import Organisation
import Storage

/// An invoice: what was asked for, and what came back.
struct InvoiceBody: Described {
    let id: String
    let contractID: String
    let kind: String
    /// The invoice that this one adjusts or replaces.
    var correctsID: String?
    let reason: String
    let key: String
    let date: String
    let deadline: String
    let state: String
    var obstacle: String?
    let totalDong: Int64
    var series: String?
    var number: String?
    var authorityCode: String?
    var lookupCode: String?
    var remark: String?
    let createdAt: String

    init(_ invoice: InvoiceRequest) {
        id = "\(invoice.id)"
        contractID = "\(invoice.contract)"
        kind =
            switch invoice.kind {
            case .original: "original"
            case .adjustment: "adjustment"
            case .replacement: "replacement"
            }
        correctsID = invoice.kind.corrected.map { "\($0)" }
        reason = invoice.reason
        key = invoice.key
        date = invoice.date.iso8601
        deadline = invoice.deadline.iso8601
        state = invoice.state.rawValue
        obstacle = invoice.obstacle?.rawValue
        totalDong = invoice.total.dong
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
        kind = "replacement"
        correctsID = SpecimenID.token
        reason = "Sai mã số thuế."
        key = "QLDV-HD-2026-KV1-00054"
        date = SpecimenID.day
        deadline = SpecimenID.day
        state = InvoiceRequest.State.accepted.rawValue
        obstacle = InvoiceObstacle.earlierDate.rawValue
        totalDong = 2_462_400
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
            .always(
                "kind",
                .choice(["original", "adjustment", "replacement"]),
                "Loại hóa đơn",
                "What it is to others"
            ),
            .maybe("corrects_id", .id, "Hóa đơn được điều chỉnh hoặc thay thế", "The invoice it corrects"),
            .always("reason", .longText, "Lý do điều chỉnh hoặc thay thế", "Why it corrects"),
            .always("key", .text(1...200), "Khóa ở nhà cung cấp", "Its name at the provider"),
            .always("date", .day, "Ngày lập", "Date drawn up"),
            .always("deadline", .day, "Hạn ký và gửi", "Last day to sign and send"),
            .always("state", .choice(of: InvoiceRequest.State.self), "Trạng thái", "State"),
            .maybe("obstacle", .choice(of: InvoiceObstacle.self), "Vì sao cần người xử lý", "Why a person decides"),
            .always("total_dong", .amount, "Tổng, hoặc phần chênh lệch", "Total, or how much it changes"),
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
        var filter = InvoicePartFilter()
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
        _ choose: (InvoiceFiles) -> [UInt8]?
    ) async throws -> Answer {
        let invoice = try await invoice()
        let files = try await database.read { try InvoiceRequest.files(of: invoice.id, on: $0) }
        guard let bytes = files.flatMap(choose) else {
            throw Problem(.notFound, "Hóa đơn chưa có tệp này.", "The invoice has no such file yet.")
        }
        let name = "\(invoice.document.series ?? "")-\(invoice.document.number ?? "").\(ending)"
        return Answer(status: 200, content: .file(bytes, type: type, name: name))
    }
}
