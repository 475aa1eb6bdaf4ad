import BHTT
import Foundation
package import Hummingbird
package import Kernel
package import Logging
package import SandboxKit
package import Storage

/// What the imitated BHTT has been told to do wrong: `POST /sandbox/bhtt/faults`. Numbers count down.
package struct BHTTFaults: OrderableFaults, Hashable {
    /// The next so many documents are kept, and never answered.
    package var timeOutAfterSaving = 0
    /// How long silence lasts before the connection is ended with 504.
    package var silenceMilliseconds = 120_000
    /// HTTP 200 with a problem inside, nothing kept.
    package var errorInside = 0
    /// A page of HTML instead of an answer.
    package var garbage = 0
    /// The next so many known keys are answered "duplicate" instead of with what became of them.
    package var sayDuplicate = 0
    /// The next so many documents are refused.
    package var refuse = 0
    /// Every call takes this much longer.
    package var slowMilliseconds = 0
    /// Nothing is issued while this is on.
    package var holdBack = false
    /// Issued without picture and XML.
    package var withoutFiles = false
    /// The next so many answers come a byte a second.
    package var drip = 0

    package init() {}

    package static let fields: [FaultField] = [
        FaultField("timeOutAfterSaving", .count, "Nhận rồi im lặng (lần)", "Kept, then silent (times)"),
        FaultField("silenceMilliseconds", .milliseconds, "Im lặng bao lâu (ms)", "How long silence lasts (ms)"),
        FaultField("errorInside", .count, "200 kèm lỗi (lần)", "200 with a problem inside (times)"),
        FaultField("garbage", .count, "Trang HTML (lần)", "A page of HTML (times)"),
        FaultField("sayDuplicate", .count, "Báo trùng (lần)", "Says duplicate (times)"),
        FaultField("refuse", .count, "Từ chối (lần)", "Refuses (times)"),
        FaultField("drip", .count, "Trả lời từng byte (lần)", "An answer a byte a second (times)"),
        FaultField("slowMilliseconds", .milliseconds, "Chậm thêm (ms)", "Slower by (ms)"),
        FaultField("holdBack", .isOn, "Chưa phát hành gì", "Nothing is issued"),
        FaultField("withoutFiles", .isOn, "Không có PDF, XML", "Without PDF and XML"),
    ]

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        timeOutAfterSaving = try values.ordered(.timeOutAfterSaving)
        silenceMilliseconds = try values.ordered(.silenceMilliseconds, 120_000)
        errorInside = try values.ordered(.errorInside)
        garbage = try values.ordered(.garbage)
        sayDuplicate = try values.ordered(.sayDuplicate)
        refuse = try values.ordered(.refuse)
        slowMilliseconds = try values.ordered(.slowMilliseconds)
        holdBack = try values.isOrdered(.holdBack)
        drip = try values.ordered(.drip)
        withoutFiles = try values.isOrdered(.withoutFiles)
    }
}

/// An imitation of BHTT, the house's own invoicing system, in the format of `docs/bhtt.md`.
///
/// - `POST /v1/invoices`, `GET /v1/invoices/{key}`, signed.
/// - A pair of folders, read by `readFolder`.
/// - `GET /sandbox/bhtt` for people, `POST /sandbox/bhtt/faults` for trouble.
package struct BHTTSandbox: Sendable {
    private let office: BHTTOffice
    private let signer: BHTTSigner
    private let logger: Logger
    /// What is to go wrong.
    package let faults: SandboxFaults<BHTTFaults>

    /// - Parameters:
    ///   - database: its own, migrated with `migrations`.
    ///   - secret: the one that signs calls, under the key's name `qldv`.
    ///   - polls: how often a document is asked for before it is issued.
    package init(database: any SQLDatabase, secret: String, world: World, polls: Int64 = 2, logger: Logger) {
        faults = SandboxFaults { BHTTFaults() }
        office = BHTTOffice(database: database, world: world, faults: faults, polls: polls)
        signer = BHTTSigner(keyID: "qldv", secret: secret)
        self.logger = logger
    }

    package static let migrations = BHTTStore.migrations

    package func addRoutes(to router: Router<BasicRequestContext>) {
        router.post("/v1/invoices") { request, _ in
            try await answering(request) { try await save($0) }
        }
        router.get("/v1/invoices/:key") { request, context in
            let key = context.parameters.get("key")?.removingPercentEncoding ?? ""
            return try await answering(request) { _ in
                guard let document = try await office.ask(key) else {
                    throw BHTTOffice.Refusal(.notFound, "không có hóa đơn mang khóa này")
                }
                return try SandboxJSON.response(office.answer(document))
            }
        }
        router.get("/sandbox/bhtt") { request, _ in
            BHTTListPage(documents: try await office.all(), faults: faults, language: request.language).page
        }
        faults.addRoutes(to: router, path: "/sandbox/bhtt/faults", page: "/sandbox/bhtt")
    }

    private func save(_ body: [UInt8]) async throws -> Response {
        if faults.take({ $0.errorInside.spend() }) {
            return try SandboxJSON.response(BHTTFormat.Problem(.unavailable, "hệ thống đang bảo trì"))
        }
        let invoice: BHTTFormat.Invoice
        do throws(BHTTFormat.AnswerError) {
            invoice = try BHTTFormat.readInvoice(body)
        } catch {
            throw BHTTOffice.Refusal(.badDocument, "\(error)")
        }
        let isKnown = try await office.all().contains { $0.invoice.key == invoice.key && $0.state != .refused }
        let document = try await office.take(invoice)
        if isKnown, faults.take({ $0.sayDuplicate.spend() }) {
            throw BHTTOffice.Refusal(.duplicate, "hóa đơn đã có")
        }
        if faults.take({ $0.timeOutAfterSaving.spend() }) {
            try await Task.sleep(for: .milliseconds(faults.current.silenceMilliseconds))
            return Response(status: .gatewayTimeout)
        }
        return try SandboxJSON.response(office.answer(document), status: isKnown ? .ok : .created)
    }

    /// Believes the signature, then does it; every refusal becomes a problem of the protocol.
    private func answering(
        _ request: Request,
        _ body: @Sendable ([UInt8]) async throws -> Response
    ) async throws -> Response {
        let bytes = try await request.bodyBytes()
        let delay = faults.current.slowMilliseconds
        if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
        if faults.take({ $0.garbage.spend() }) {
            return Response(
                status: .ok,
                headers: [.contentType: "text/html"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "<html><body>Đăng nhập</body></html>"))
            )
        }
        if faults.take({ $0.drip.spend() }) { return .dripping(Array(#"{"state":"waiting"}"#.utf8)) }
        let isGenuine = signer.isGenuine(
            { name in request.headers.first { $0.name.rawName.lowercased() == name.lowercased() }?.value ?? "" },
            method: request.method.rawValue,
            path: request.uri.path,
            body: bytes,
            seconds: office.world.now().milliseconds / 1_000
        )
        guard isGenuine else {
            return try SandboxJSON.response(
                BHTTFormat.Problem(.badSignature, "chữ ký không đúng"),
                status: .unauthorized
            )
        }
        do {
            return try await body(bytes)
        } catch let refusal as BHTTOffice.Refusal {
            let status: HTTPResponse.Status =
                switch refusal.problem.error {
                case .notFound: .notFound
                case .duplicate: .conflict
                case .badSignature: .unauthorized
                case .badDocument: .badRequest
                case .unavailable: .serviceUnavailable
                }
            return try SandboxJSON.response(refusal.problem, status: status)
        }
    }

    // MARK: Files

    /// One round over the folders: takes up what lies there, and answers everything that is settled.
    ///
    /// - Returns: How many documents were taken up.
    @discardableResult
    package func readFolder(incoming: String, answers: String) async throws -> Int {
        let (source, target) = (URL(filePath: incoming), URL(filePath: answers))
        for folder in [source, target, source.appending(path: "taken")] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: source.path).filter(
            BHTTFormat.FileName.isDocument
        )
        for name in names.sorted().prefix(500) {
            let file = source.appending(path: name)
            let bytes = Array(try Data(contentsOf: file))
            do {
                _ = try await office.take(try BHTTFormat.readInvoice(bytes))
            } catch {
                logger.warning("a document was not taken up", metadata: ["name": "\(name)", "reason": "\(error)"])
            }
            let taken = source.appending(path: "taken").appending(path: name)
            if FileManager.default.fileExists(atPath: taken.path) { try FileManager.default.removeItem(at: taken) }
            try FileManager.default.moveItem(at: file, to: taken)
        }
        for known in try await office.all() {
            guard let document = try await office.ask(known.invoice.key), document.state != .received else { continue }
            let name = BHTTFormat.FileName.answer(key: document.invoice.key)
            let file = target.appending(path: name)
            guard !FileManager.default.fileExists(atPath: file.path) else { continue }
            let temporary = target.appending(path: BHTTFormat.FileName.temporary(name))
            try Data(try SandboxJSON.bytes(office.answer(document))).write(to: temporary)
            try FileManager.default.moveItem(at: temporary, to: file)
        }
        return names.count
    }
}
