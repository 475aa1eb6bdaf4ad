import Hummingbird
import Kernel
import Logging
import MobiFoneInvoice
import SandboxKit
import Storage
import Typesetting

/// The HTTP side, on the real paths.
struct MobiFoneRoutes: Sendable {
    let office: InvoiceOffice
    let logger: Logger

    func add(to router: Router<BasicRequestContext>) {
        router.post("/api/Account/Login") { request, _ in
            let request: MobiFone.LoginRequest = try await request.json()
            return try SandboxJSON.response(try await office.signIn(request))
        }
        get(router, "/api/System/GetDataReferencesByRefId") { request in
            guard request.query("refId") == MobiFone.seriesReferenceID else {
                return try SandboxJSON.response([String]())
            }
            return try SandboxJSON.response(try await office.series())
        }
        get(router, "/api/Invoice68/GetListCertificatesFile68") { _ in
            try SandboxJSON.response([MobiFone.Certificate(serial: "540101000000000000000000000000AB")])
        }
        post(router, "/api/Invoice68/SaveListHoadon78", save)
        post(router, "/api/Invoice68/SignInvoiceCertFile68", sign)
        get(router, "/api/Invoice68/GetById") { request in
            guard let invoice = try await office.find("id = \(request.query("id") ?? "")").first else {
                return try SandboxJSON.problem("Không tìm thấy hóa đơn", status: .ok)
            }
            return try SandboxJSON.response(invoice.record)
        }
        get(router, "/api/Invoice68/GetHoadonFkey") { request in
            let found = try await office.find("order_key = \(request.query("fkey") ?? "") ORDER BY saved_at, id")
            return try SandboxJSON.response(found.map(\.record))
        }
        post(router, "/api/Invoice68/GetInvoiceFromdateTodate") { request in
            let dates: MobiFone.DatesRequest = try await request.json()
            let found = try await office.find(
                "issued_on BETWEEN \(dates.tu_ngay) AND \(dates.den_ngay) ORDER BY saved_at, id LIMIT 1000"
            )
            return try SandboxJSON.response(found.map(\.record))
        }
        get(router, "/api/Invoice68/inHoadon") { request in
            guard let invoice = try await office.peek("id = \(request.query("id") ?? "")").first else {
                return try SandboxJSON.problem("Không tìm thấy hóa đơn", status: .ok)
            }
            return Self.pdf(invoice, seller: office.settings.seller)
        }
        get(router, "/api/Invoice68/ExportXMLHoadon") { request in
            guard let invoice = try await office.peek("id = \(request.query("id") ?? "")").first else {
                return try SandboxJSON.problem("Không tìm thấy hóa đơn", status: .ok)
            }
            let xml = InvoiceXML(invoice: invoice, seller: office.settings.seller).text
            return Response(
                status: .ok,
                headers: [.contentType: "application/xml; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: xml))
            )
        }
    }

    static func pdf(_ invoice: IssuedInvoice, seller: MobiFoneSandboxSettings.Seller) -> Response {
        guard let bytes = InvoicePicture(invoice: invoice, seller: seller).document.bytes() else {
            return Response(status: .internalServerError)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "application/pdf"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private func save(_ request: Request) async throws -> Response {
        let order: MobiFone.SaveRequest = try await request.json()
        guard order.tax_code == office.settings.seller.taxCode else {
            return try SandboxJSON.response([SaveReply(error: "Mã số thuế đơn vị bán không đúng")])
        }
        if office.faults.take({ $0.errorOnSave.spend() }) {
            return try SandboxJSON.response([SaveReply(error: "Lỗi hệ thống, vui lòng thử lại sau")])
        }
        let asText = office.faults.current.okAsText
        var replies: [SaveReply] = []
        for draft in order.data {
            do {
                switch MobiFone.EditMode(rawValue: order.editmode) {
                case .create:
                    let invoice = try await office.save(draft)
                    replies.append(SaveReply(record: invoice.record, asText: asText))
                case .delete:
                    try await office.delete(draft.hdon_id_old ?? "")
                    replies.append(SaveReply(record: nil, asText: asText))
                case .edit, nil: replies.append(SaveReply(error: "Chế độ này không được hệ thống giả lập hỗ trợ"))
                }
            } catch let refusal as InvoiceOffice.Refusal {
                replies.append(SaveReply(error: refusal.words))
            }
        }
        if office.faults.take({ $0.timeOutAfterSaving.spend() }) { return try await silence() }
        return try SandboxJSON.response(replies)
    }

    private func sign(_ request: Request) async throws -> Response {
        let order: MobiFone.SignRequest = try await request.json()
        if office.faults.take({ $0.errorOnSign.spend() }) {
            return try SandboxJSON.response(SignReply(error: "Không kết nối được máy chủ ký số"))
        }
        do {
            try await office.sign(order.data.flatMap(\.lsthdon_id))
        } catch let refusal as InvoiceOffice.Refusal {
            return try SandboxJSON.response(SignReply(error: refusal.words))
        }
        if office.faults.take({ $0.timeOutAfterSigning.spend() }) { return try await silence() }
        return try SandboxJSON.response(SignReply(asText: office.faults.current.okAsText))
    }

    /// Done, but the answer never comes.
    private func silence() async throws -> Response {
        try await Task.sleep(for: .milliseconds(office.faults.current.silenceMilliseconds))
        return Response(status: .gatewayTimeout)
    }

    // MARK: What all calls have in common

    private func get(
        _ router: Router<BasicRequestContext>,
        _ path: RouterPath,
        _ body: @escaping @Sendable (Request) async throws -> Response
    ) {
        router.get(path) { request, _ in try await guarded(request, body) }
    }

    private func post(
        _ router: Router<BasicRequestContext>,
        _ path: RouterPath,
        _ body: @escaping @Sendable (Request) async throws -> Response
    ) {
        router.post(path) { request, _ in try await guarded(request, body) }
    }

    private func guarded(
        _ request: Request,
        _ body: @Sendable (Request) async throws -> Response
    ) async throws -> Response {
        let delay = office.faults.current.slowMilliseconds
        if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
        if office.faults.take({ $0.htmlError.spend() }) {
            return Response(
                status: .internalServerError,
                headers: [.contentType: "text/html"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "<html><body><h1>Server Error</h1></body></html>"))
            )
        }
        if office.faults.take({ $0.drip.spend() }) { return .dripping(Array(#"[{"error":"chờ"}]"#.utf8)) }
        guard try await office.isSignedIn(request.headers[.authorization]) else {
            return try SandboxJSON.problem("Phiên làm việc đã hết hạn", status: .unauthorized)
        }
        return try await body(request)
    }
}

/// `ok` as the real servers write it: a Bool from some, a text from others.
private enum Truth: Encodable {
    case bool(Bool)
    case text(Bool)

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .bool(let truth): try value.encode(truth)
        case .text(let truth): try value.encode(truth ? "true" : "false")
        }
    }
}

private struct SaveReply: Encodable {
    let ok: Truth
    let error: String
    let data: MobiFone.Record?

    init(record: MobiFone.Record?, asText: Bool) {
        ok = asText ? .text(true) : .bool(true)
        error = ""
        data = record
    }

    init(error: String) {
        ok = .bool(false)
        self.error = error
        data = nil
    }
}

private struct SignReply: Encodable {
    let ok: Truth
    let error: String

    init(asText: Bool) {
        ok = asText ? .text(true) : .bool(true)
        error = ""
    }

    init(error: String) {
        ok = .bool(false)
        self.error = error
    }
}
