import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import SandboxKit
import SandboxProvisioning
import ServiceProvisioning
import Storage
import StorageSQLite
import TestKit
import Testing

/// The products' systems on an in-memory journal, and a caller who signs.
private struct ProvisioningFixture: Sendable {
    let clock: TestClock
    let sandbox: ProvisioningSandbox
    let client: any TestClientProtocol
    let database: SQLiteDatabase
    let signer = ProvisioningSigner(keyID: "qldv", secret: "a secret for tests only")

    static let order = ActivationOrder(
        key: "activate/7f3a/1 ế",
        plan: ("MBF-CLOUD", "CLD-S-12", 2),
        contractNumber: "HĐ-2026/000017",
        customer: ActivationCustomer(name: "Nguyễn Văn A", email: "an@example.com", phone: "0900000000"),
        term: ("2026-11-23", "2027-11-22")
    )

    static func run(_ body: @escaping @Sendable (ProvisioningFixture) async throws -> Void) async throws {
        let clock = TestClock()
        let database = try SQLiteDatabase()
        try await database.migrate(ProvisioningSandbox.migrations)
        let sandbox = ProvisioningSandbox(
            database: database,
            settings: ProvisioningSandboxSettings(keyID: "qldv", secret: "a secret for tests only"),
            world: .test(clock),
            logger: MailboxFixture.quiet
        )
        let router = Router()
        sandbox.addRoutes(to: router)
        try await Application(router: router, logger: MailboxFixture.quiet).test(.router) { client in
            try await body(ProvisioningFixture(clock: clock, sandbox: sandbox, client: client, database: database))
        }
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: [UInt8] = [],
        headers: ProvisioningHeaders? = nil
    ) async throws -> TestResponse {
        let signed =
            headers
            ?? signer.headers(
                method: method.rawValue,
                path: path,
                body: body,
                seconds: clock.now.milliseconds / 1_000
            )
        var fields = HTTPFields()
        for (name, value) in signed.pairs {
            if let name = HTTPFields.Element.Name(name) { fields[name] = value }
        }
        return try await client.execute(uri: path, method: method, headers: fields, body: ByteBuffer(bytes: body)) {
            $0
        }
    }

    func activate(_ order: ActivationOrder = Self.order) async throws -> TestResponse {
        try await send(.post, ProvisioningWire.activationsPath, body: try ProvisioningWire.bytes(order))
    }

    func count() async throws -> Int64 {
        try await database.read { try $0.rows("SELECT count(*) AS n FROM activation").first?.integer("n") ?? -1 }
    }
}

extension TestResponse {
    fileprivate func answer() throws -> ActivationAnswer {
        try ProvisioningWire.answer(from: Array(body.readableBytesView))
    }

    fileprivate var problem: ActivationProblemCode? {
        ProvisioningWire.problem(from: Array(body.readableBytesView))?.known
    }
}

@Suite struct ProvisioningTests {
    @Test func `the same key again gives the same result and activates nothing twice`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            let first = try await fixture.activate()
            #expect(first.status == .created)
            let answer = try first.answer()
            #expect(answer.state == .active)
            #expect(answer.access.contains { $0.secret })
            #expect(answer.access.contains { $0.value == "an@example.com" })
            let again = try await fixture.activate()
            #expect(again.status == .ok)
            #expect(try again.answer() == answer)
            let looked = try await fixture.send(.get, ProvisioningWire.activationPath(key: answer.key))
            #expect(try looked.answer() == answer)
            #expect(try await fixture.count() == 1)
        }
    }

    @Test func `a key does not serve two orders`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            _ = try await fixture.activate()
            var other = ProvisioningFixture.order
            other.quantity = 3
            let answer = try await fixture.activate(other)
            #expect(answer.status == .conflict)
            #expect(answer.problem == .keyReused)
        }
    }

    @Test func `a call that was touched on its way is not believed`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            let body = try ProvisioningWire.bytes(ProvisioningFixture.order)
            let path = ProvisioningWire.activationsPath
            let seconds = fixture.clock.now.milliseconds / 1_000
            let good = fixture.signer.headers(method: "POST", path: path, body: body, seconds: seconds)
            func refused(_ headers: ProvisioningHeaders, body: [UInt8] = body) async throws -> ActivationProblemCode? {
                try await fixture.send(.post, path, body: body, headers: headers).problem
            }
            var tampered = body
            tampered[tampered.count / 2] ^= 1
            #expect(try await refused(good, body: tampered) == .badSignature)
            let later = ProvisioningHeaders(timestamp: "\(seconds + 1)", keyID: "qldv", signature: good.signature)
            #expect(try await refused(later) == .badSignature)
            let stranger = ProvisioningHeaders(timestamp: "\(seconds)", keyID: "x", signature: good.signature)
            #expect(try await refused(stranger) == .unknownKeyID)
            let short = ProvisioningHeaders(timestamp: "\(seconds)", keyID: "qldv", signature: "ab")
            #expect(try await refused(short) == .badSignature)
            let elsewhere = fixture.signer.headers(method: "GET", path: path, body: body, seconds: seconds)
            #expect(try await refused(elsewhere) == .badSignature)
            let thief = ProvisioningSigner(keyID: "qldv", secret: "guessed")
            #expect(
                try await refused(thief.headers(method: "POST", path: path, body: body, seconds: seconds))
                    == .badSignature
            )
            #expect(try await fixture.count() == 0)
        }
    }

    @Test func `an old call is not believed, and a repeat within minutes is harmless`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            let body = try ProvisioningWire.bytes(ProvisioningFixture.order)
            let path = ProvisioningWire.activationsPath
            let start = fixture.clock.now.milliseconds / 1_000
            let signed = fixture.signer.headers(method: "POST", path: path, body: body, seconds: start)
            #expect(try await fixture.send(.post, path, body: body, headers: signed).status == .created)
            fixture.clock.advance(seconds: ProvisioningSigner.skewSeconds)
            #expect(try await fixture.send(.post, path, body: body, headers: signed).status == .ok)
            fixture.clock.advance(seconds: 1)
            let late = try await fixture.send(.post, path, body: body, headers: signed)
            #expect(late.status == .unauthorized)
            #expect(late.problem == .staleTimestamp)
            #expect(try await fixture.count() == 1)
            // Signed by the right hand for the far end of time: no crash, no entry.
            for far in [Int64.min, Int64.max, -1] {
                let odd = fixture.signer.headers(method: "POST", path: path, body: body, seconds: far)
                #expect(try await fixture.send(.post, path, body: body, headers: odd).problem == .staleTimestamp)
            }
        }
    }

    @Test func `ordered failures pass, and pending becomes active when asked for`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            var faults = ProvisioningFaults()
            faults.fail = 2
            faults.pending = 1
            faults.answerTwice = 1
            fixture.sandbox.faults.set(faults)
            #expect(try await fixture.activate().status == .serviceUnavailable)
            #expect(try await fixture.activate().problem == .unavailable)
            #expect(try await fixture.count() == 0)
            let pending = try await fixture.activate()
            #expect(pending.status == .accepted)
            #expect(try pending.answer().access.isEmpty)
            let path = ProvisioningWire.activationPath(key: ProvisioningFixture.order.key)
            #expect(try await fixture.send(.get, path).status == .accepted)
            let active = try await fixture.send(.get, path)
            #expect(active.status == .ok)
            #expect(try active.answer().state == .active)
            #expect(try active.answer().access.isEmpty == false)
            #expect(try active.answer().reference == pending.answer().reference)
        }
    }

    @Test func `an order that is repeated while it is pending becomes active as well`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            var faults = ProvisioningFaults()
            faults.pending = 1
            fixture.sandbox.faults.set(faults)
            #expect(try await fixture.activate().status == .accepted)
            #expect(try await fixture.activate().status == .accepted)
            let active = try await fixture.activate()
            #expect(active.status == .ok)
            #expect(try active.answer().state == .active)
            #expect(try active.answer().access.isEmpty == false)
            #expect(try await fixture.count() == 1)
        }
    }

    @Test func `silence after success leaves one activation`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            var faults = ProvisioningFaults()
            faults.timeOutAfterSuccess = 1
            faults.silenceMilliseconds = 0
            fixture.sandbox.faults.set(faults)
            #expect(try await fixture.activate().status == .gatewayTimeout)
            #expect(try await fixture.activate().status == .ok)
            #expect(try await fixture.count() == 1)
        }
    }

    @Test func `nonsense is told so`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            let path = ProvisioningWire.activationsPath
            #expect(try await fixture.send(.post, path, body: Array("{}".utf8)).problem == .badRequest)
            var order = ProvisioningFixture.order
            order.endsOn = "2026-02-30"
            #expect(try await fixture.activate(order).problem == .badRequest)
            #expect(try await fixture.send(.get, path + "/nothing").problem == .notFound)
        }
    }

    @Test func `the console shows no secrets`() async throws {
        try await ProvisioningFixture.run { (fixture) async throws in
            let answer = try await fixture.activate().answer()
            let page = try await fixture.send(.get, "/sandbox/provisioning")
            let text = String(buffer: page.body)
            #expect(text.contains("HĐ-2026/000017"))
            for detail in answer.access where detail.secret { #expect(!text.contains(detail.value)) }
        }
    }
}
