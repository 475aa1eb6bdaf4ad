import BHTT
import Catalogue
import Contracts
import CurlTransfer
import Foundation
import Hummingbird
import HummingbirdTesting
import Invoicing
import InvoicingBHTT
import Kernel
import People
import SandboxBHTT
import SandboxKit
import Storage
import StorageSQLite
import TestKit
import Testing

/// BHTT on an in-memory journal, and our adapter before it: over HTTP on loopback, or by two folders.
private struct BHTTFixture: Sendable {
    let clock: TestClock
    let sandbox: BHTTSandbox
    let port: InvoicingPort
    let database: SQLiteDatabase
    /// Empty over HTTP.
    let folder: URL
    private let isFiles: Bool

    enum Transport: String, CaseIterable, Sendable { case rest, files }

    static func run(
        _ transport: Transport,
        _ body: @escaping @Sendable (BHTTFixture) async throws -> Void
    ) async throws {
        let clock = TestClock()
        let database = try SQLiteDatabase()
        try await database.migrate(BHTTSandbox.migrations)
        let sandbox = BHTTSandbox(
            database: database,
            secret: "a secret for tests only",
            world: .test(clock),
            polls: 2,
            logger: MailboxFixture.quiet
        )
        let folder = URL.temporaryDirectory.appending(path: "bhtt-\(UInt64.random(in: 0 ... .max))")
        let now: Now = { clock.now }
        switch transport {
        case .files:
            defer { try? FileManager.default.removeItem(at: folder) }
            let settings = BHTTSettings.files(
                outgoing: folder.appending(path: "out").path,
                answers: folder.appending(path: "in").path
            )
            let port = InvoicingPort.bhtt(settings, client: HTTPClient(), now: now)
            try await body(
                BHTTFixture(
                    clock: clock,
                    sandbox: sandbox,
                    port: port,
                    database: database,
                    folder: folder,
                    isFiles: true
                )
            )
        case .rest:
            let router = Router()
            sandbox.addRoutes(to: router)
            let application = Application(
                router: router,
                configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                logger: MailboxFixture.quiet
            )
            try await application.test(.live) { client in
                let number = try #require(client.port)
                let settings = BHTTSettings.rest(
                    baseURL: "http://127.0.0.1:\(number)",
                    keyID: "qldv",
                    secret: "a secret for tests only"
                )
                let port = InvoicingPort.bhtt(settings, client: HTTPClient(), now: now)
                try await body(
                    BHTTFixture(
                        clock: clock,
                        sandbox: sandbox,
                        port: port,
                        database: database,
                        folder: folder,
                        isFiles: false
                    )
                )
            }
        }
    }

    /// BHTT's own clockwork: it reads its folder now and then.
    func turn() async throws {
        guard isFiles else { return }
        try await sandbox.readFolder(
            incoming: folder.appending(path: "out").path,
            answers: folder.appending(path: "in").path
        )
    }

    /// Asks until it is no longer waiting.
    func settled(_ id: String) async throws -> ProviderInvoice {
        for _ in 0..<6 {
            try await turn()
            let known = try await port.status(id)
            if known.status != .waiting { return known }
        }
        throw Waiting()
    }

    struct Waiting: Error {}

    func count() async throws -> Int64 {
        try await database.read { try $0.rows("SELECT count(*) AS n FROM invoice").first?.integer("n") ?? -1 }
    }

    static func draft(
        _ key: String = "QLDV-HD-2026-KV1-00001",
        on day: String = "2026-11-23",
        address: String = "Số 5 ngõ 82 Duy Tân, Hà Nội",
        correction: InvoiceDraft.Correction? = nil
    ) throws -> InvoiceDraft {
        let buyer = Buyer(
            name: "Nguyễn Văn An",
            contact: (try #require(EmailAddress("an@example.vn")), try #require(PhoneNumber("0912345678"))),
            address: address,
            invoiceParty: .taxpayer(try TaxCode("0101248141"), legalName: "Công ty Cổ phần <FPT>"),
            language: .vietnamese
        )
        let isInformation = correction?.kind == .adjustment(.information)
        let line = try InvoiceLine(
            item: ("CA-12", "Chữ ký số – 12 tháng", "gói"),
            quantity: 2,
            unitPrice: Money(dong: 600_000),
            rate: .percent(basisPoints: 800)
        )
        return try InvoiceDraft(
            key: key,
            dated: try #require(Day(iso8601: day)),
            series: "TQD",
            contract: ("HD-2026-KV1-00001", buyer),
            lines: isInformation ? [] : [line],
            basis: InvoiceBasis(
                paidAt: .noon,
                reference: "HD-2026-KV1-00001-01",
                transactionNumber: "14600001",
                reconciledOn: Day(iso8601: "2026-11-23")
            ),
            correction: correction
        )
    }
}

@Suite struct BHTTTests {
    private static let transports = BHTTFixture.Transport.allCases

    @Test(arguments: transports)
    fileprivate func `an invoice is handed over, numbered and comes with its files`(
        transport: BHTTFixture.Transport
    ) async throws {
        try await BHTTFixture.run(transport) { (house) async throws in
            let draft = try BHTTFixture.draft()
            #expect(try await house.port.find(draft.key) == nil)
            let saved = try await house.port.save(draft)
            #expect(saved.status == .waiting)
            let done = try await house.settled(saved.id)
            #expect(done.status == .accepted && done.series == "1C26TQD" && done.number == "1")
            #expect(done.authorityCode?.count == 34 && done.lookupCode != nil)
            #expect(try await house.port.pdf(done.id)?.starts(with: Array("%PDF-".utf8)) == true)
            let xml = try #require(try await house.port.xml(done.id))
            #expect(String(decoding: xml, as: UTF8.self).contains("<TgTTTBSo>1296000</TgTTTBSo>"))
            #expect(try await house.port.find(draft.key)?.number == "1")
        }
    }

    @Test(arguments: transports)
    fileprivate func `handed over twice it is one invoice, and may come without files`(
        transport: BHTTFixture.Transport
    ) async throws {
        try await BHTTFixture.run(transport) { (house) async throws in
            var faults = BHTTFaults()
            faults.withoutFiles = true
            house.sandbox.faults.set(faults)
            let draft = try BHTTFixture.draft("QLDV/1 ế")
            _ = try await house.port.save(draft)
            try await house.turn()
            let again = try await house.port.save(draft)
            let done = try await house.settled(again.id)
            #expect(done.number == "1")
            #expect(try await house.port.pdf(done.id) == nil)
            #expect(try await house.count() == 1)
        }
    }

    @Test(arguments: transports)
    fileprivate func `a refused one is told why, and sent again it is another`(
        transport: BHTTFixture.Transport
    ) async throws {
        try await BHTTFixture.run(transport) { (house) async throws in
            let long = String(repeating: "x", count: 401)
            let saved = try await house.port.save(try BHTTFixture.draft(address: long))
            let refused = try await house.settled(saved.id)
            guard case .refused(let reason) = refused.status else { throw BHTTFixture.Waiting() }
            #expect(reason.contains("Địa chỉ"))
            let again = try await house.port.save(try BHTTFixture.draft())
            let done = try await house.settled(again.id)
            #expect(done.status == .accepted && done.id != refused.id)
            #expect(try await house.count() == 2)
        }
    }

    @Test(arguments: transports)
    fileprivate func `corrections name what they correct`(transport: BHTTFixture.Transport) async throws {
        try await BHTTFixture.run(transport) { (house) async throws in
            let first = try await house.settled(try await house.port.save(try BHTTFixture.draft()).id)
            var document = InvoiceDocument()
            (document.providerID, document.series, document.number) = (first.id, first.series, first.number)
            let kinds: [InvoiceDraft.Correction.Kind] =
                InvoiceDirection.allCases.map { .adjustment($0) } + [.replacement]
            let day = try #require(Day(iso8601: "2026-11-23"))
            for (position, kind) in kinds.enumerated() {
                let correction = try #require(
                    InvoiceDraft.Correction(
                        kind,
                        of: "QLDV-HD-2026-KV1-00001",
                        document,
                        date: day,
                        reason: "Sai"
                    )
                )
                let draft = try BHTTFixture.draft("c\(position)", correction: correction)
                let done = try await house.settled(try await house.port.save(draft).id)
                #expect(done.number == "\(position + 2)", "\(kind)")
            }
        }
    }

    @Test(arguments: transports)
    fileprivate func `dates of a book never go back`(transport: BHTTFixture.Transport) async throws {
        try await BHTTFixture.run(transport) { (house) async throws in
            _ = try await house.settled(try await house.port.save(try BHTTFixture.draft("a")).id)
            let early = try await house.settled(
                try await house.port.save(try BHTTFixture.draft("b", on: "2026-11-22")).id
            )
            guard case .refused = early.status else { throw BHTTFixture.Waiting() }
        }
    }

    // MARK: Faults over HTTP (R17)

    @Test func `an answer that is lost leaves a doubt, and is read back: never twice`() async throws {
        try await BHTTFixture.run(.rest) { (house) async throws in
            var faults = BHTTFaults()
            faults.timeOutAfterSaving = 1
            faults.silenceMilliseconds = 0
            house.sandbox.faults.set(faults)
            let draft = try BHTTFixture.draft()
            guard case .unknown = await house.failure(draft) else { throw BHTTFixture.Waiting() }
            let known = try #require(try await house.port.find(draft.key))
            #expect(try await house.settled(known.id).number == "1")
            #expect(try await house.count() == 1)
        }
    }

    @Test func `an error inside a 200, garbage and "duplicate" are each told apart`() async throws {
        try await BHTTFixture.run(.rest) { (house) async throws in
            let draft = try BHTTFixture.draft()
            var faults = BHTTFaults()
            faults.errorInside = 1
            house.sandbox.faults.set(faults)
            guard case .notSent = await house.failure(draft) else { throw BHTTFixture.Waiting() }
            #expect(try await house.count() == 0)
            faults = BHTTFaults()
            faults.garbage = 1
            house.sandbox.faults.set(faults)
            guard case .unknown = await house.failure(draft) else { throw BHTTFixture.Waiting() }
            faults.garbage = 1
            house.sandbox.faults.set(faults)
            await #expect(throws: InvoicingFailure.self, "garbage is no proof that there is none") {
                try await house.port.find(draft.key)
            }
            _ = try await house.port.save(draft)
            faults = BHTTFaults()
            faults.sayDuplicate = 1
            house.sandbox.faults.set(faults)
            guard case .refused(let reason) = await house.failure(draft) else { throw BHTTFixture.Waiting() }
            #expect(reason.contains("duplicate"))
            #expect(try await house.count() == 1)
        }
    }

    @Test func `a wrong signature and a stale clock are not believed`() async throws {
        try await BHTTFixture.run(.rest) { (house) async throws in
            let signer = BHTTSigner(keyID: "qldv", secret: "a secret for tests only")
            let seconds = house.clock.now.milliseconds / 1_000
            let headers = Dictionary(
                uniqueKeysWithValues: signer.headers(method: "POST", path: "/v1/invoices", body: [1], seconds: seconds)
                    .map { ($0.name, $0.value) }
            )
            func isGenuine(_ method: String = "POST", _ body: [UInt8] = [1], after delay: Int64 = 0) -> Bool {
                signer.isGenuine(
                    { headers[$0] ?? "" },
                    method: method,
                    path: "/v1/invoices",
                    body: body,
                    seconds: seconds + delay
                )
            }
            #expect(isGenuine() && isGenuine(after: 300))
            #expect(!isGenuine("GET") && !isGenuine("POST", [2]) && !isGenuine(after: 301))
        }
    }

    // MARK: Files

    @Test func `a document appears whole or not at all, and half an answer settles nothing`() async throws {
        try await BHTTFixture.run(.files) { (house) async throws in
            let draft = try BHTTFixture.draft()
            let saved = try await house.port.save(draft)
            let out = house.folder.appending(path: "out")
            #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == ["\(draft.key).json"])
            let bytes = Array(try Data(contentsOf: out.appending(path: "\(draft.key).json")))
            let document = try BHTTFormat.readInvoice(bytes)
            #expect(try BHTTFormat.bytes(document) == bytes, "the form is canonical")
            #expect(document.payment.reference == "HD-2026-KV1-00001-01" && document.reconciledOn == "2026-11-23")
            #expect(try await house.port.status(saved.id).status == .waiting)
            let answer = house.folder.appending(path: "in").appending(path: "\(draft.key).answer.json")
            try Data(#"{"version":1,"#.utf8).write(to: answer)
            await #expect(throws: InvoicingFailure.self) { try await house.port.status(saved.id) }
            try FileManager.default.removeItem(at: answer)
            #expect(try await house.settled(saved.id).status == .accepted)
        }
    }
}

extension BHTTFixture {
    /// How a hand-over fails; `nil` when it does not.
    fileprivate func failure(_ draft: InvoiceDraft) async -> InvoicingFailure? {
        do throws(InvoicingFailure) {
            _ = try await port.save(draft)
            return nil
        } catch {
            return error
        }
    }
}
