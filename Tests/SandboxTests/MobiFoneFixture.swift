import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import MobiFoneInvoice
import SandboxKit
import SandboxMobiFone
import StorageSQLite
import TestKit
import Testing

/// An e-invoice system on an in-memory journal, and a client that speaks only the public messages.
struct MobiFoneFixture: Sendable {
    let clock: TestClock
    let sandbox: MobiFoneSandbox
    let client: any TestClientProtocol
    let settings: MobiFoneSandboxSettings
    static let taxCode = "0100686209"

    static func run(
        _ change: (inout MobiFoneSandboxSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (MobiFoneFixture) async throws -> Void
    ) async throws {
        var settings = MobiFoneSandboxSettings()
        change(&settings)
        let fixed = settings
        let clock = TestClock()
        let database = try SQLiteDatabase()
        try await database.migrate(MobiFoneSandbox.migrations)
        let sandbox = MobiFoneSandbox(
            database: database,
            settings: fixed,
            world: .test(clock),
            logger: MailboxFixture.quiet
        )
        let router = Router()
        sandbox.addRoutes(to: router)
        try await Application(router: router, logger: MailboxFixture.quiet).test(.router) { client in
            try await body(MobiFoneFixture(clock: clock, sandbox: sandbox, client: client, settings: fixed))
        }
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: [UInt8] = [],
        session: MobiFone.Session?
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let session { headers[.authorization] = session.authorization(.bear) }
        return try await client.execute(uri: path, method: method, headers: headers, body: ByteBuffer(bytes: body)) {
            $0
        }
    }

    func bytes(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: [UInt8] = [],
        session: MobiFone.Session?
    ) async throws -> [UInt8] {
        Array(try await send(method, path, body: body, session: session).body.readableBytesView)
    }

    func signIn() async throws -> MobiFone.Session {
        let request = MobiFone.LoginRequest(
            username: settings.username,
            password: settings.password,
            taxCode: Self.taxCode
        )
        return try MobiFone.readLogin(
            try await bytes(.post, MobiFone.Path.login, body: try MobiFone.bytes(request), session: nil)
        )
    }

    func series(_ session: MobiFone.Session) async throws -> MobiFone.Series {
        let all = try MobiFone.readSeries(
            try await bytes(.get, MobiFone.Path.series(taxCode: Self.taxCode), session: session)
        )
        return try #require(all.first)
    }

    func save(_ draft: MobiFone.Draft, _ session: MobiFone.Session) async throws -> MobiFone.Record {
        let request = try MobiFone.bytes(MobiFone.SaveRequest(.create, taxCode: Self.taxCode, data: [draft]))
        let answer = try await bytes(.post, MobiFone.Path.save, body: request, session: session)
        return try #require(try MobiFone.readSave(answer).first).record()
    }

    func sign(_ id: String, _ session: MobiFone.Session) async throws {
        let request = MobiFone.SignRequest(
            invoiceIDs: [id],
            unitCode: session.unitCode,
            username: settings.username,
            certificate: "5401",
            kind: .withCode
        )
        try MobiFone.readSign(
            try await bytes(.post, MobiFone.Path.sign, body: try MobiFone.bytes(request), session: session)
        )
    }

    func look(_ id: String, _ session: MobiFone.Session) async throws -> MobiFone.Record {
        try MobiFone.readRecord(
            try await bytes(.get, MobiFone.Path.invoice(id: id, taxCode: Self.taxCode), session: session)
        )
    }

    func find(_ key: String, _ session: MobiFone.Session) async throws -> [MobiFone.Record] {
        try MobiFone.readRecords(
            try await bytes(.get, MobiFone.Path.invoices(key: key, taxCode: Self.taxCode), session: session)
        )
    }

    /// The invoice of the specification's sample: three rates on one paper.
    static func draft(
        _ series: MobiFone.Series,
        key: String = "QLDV-2026-000017",
        on day: String = "2026-11-23"
    ) -> MobiFone.Draft {
        let lines: [(String, String, Int64, Int64, MobiFone.VATCode)] = [
            ("CLD-S-12", "Máy chủ ảo 12 tháng", 6_000_000, 480_000, .eight),
            ("SMS-10K", "SMS Brandname 10.000 tin", 2_000_000, 200_000, .ten),
            ("EOF-50-12", "Phần mềm quản lý văn bản MobiFone eOffice 12 tháng", 3_000_000, 0, .notSubject),
        ]
        var draft = MobiFone.Draft(
            series: series,
            unitCode: "VP",
            key: key,
            issuedOn: day,
            lines: lines.enumerated().map { index, line in
                MobiFone.Line(
                    number: index + 1,
                    item: (line.0, line.1, "gói"),
                    quantity: (1, line.2),
                    amounts: (line.2, line.3),
                    rate: line.4
                )
            }
        )
        draft.mst = "0101248141"
        draft.ten = "Công ty Cổ phần <FPT> & Bạn"
        draft.tnmua = "Nguyễn Thị Ánh Tuyết"
        draft.dchi = "Số 10 phố Phạm Văn Bạch, phường Cầu Giấy, Hà Nội"
        draft.email = "anh.tuyet@example.com"
        return draft
    }

    /// Drawn up, signed, coded.
    func issue(_ draft: MobiFone.Draft, _ session: MobiFone.Session) async throws -> MobiFone.Record {
        let saved = try await save(draft, session)
        try await sign(saved.hdon_id, session)
        for _ in 1..<settings.pollsUntilCode { _ = try await look(saved.hdon_id, session) }
        return try await look(saved.hdon_id, session)
    }
}
