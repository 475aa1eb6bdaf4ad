import CurlTransfer
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import SandboxBHTT
import SandboxKit
import SandboxMailbox
import SandboxMobiFone
import SandboxProvisioning
import SandboxVNPAY
import Storage
import StorageSQLite
import Testing
import VNPAY

/// Trouble is ordered by programs (JSON) and by people (a form), and both mean the same.
@Suite struct FaultTests {
    /// The names in the JSON of orders are the names on the form: a new fault has its field.
    private func names<Orders: OrderableFaults>(_ orders: Orders) throws -> (json: Set<String>, form: [String]) {
        let bytes = try SandboxJSON.bytes(orders)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        return (Set(object.keys), Orders.fields.map(\.name))
    }

    @Test func `whatever a program can order, a person can`() throws {
        let all = [
            try names(MobiFoneFaults()), try names(BHTTFaults()), try names(ProvisioningFaults()),
            try names(MailboxFaults()),
        ]
        for (json, form) in all {
            #expect(json == Set(form))
            #expect(Set(form).count == form.count)
        }
    }

    private func page<Orders: OrderableFaults>(
        _ faults: SandboxFaults<Orders>,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let router = Router()
        faults.addRoutes(to: router, path: "/faults", page: "/page")
        router.get("/page") { request, _ in
            SandboxPage(title: "Lỗi", language: request.language) {
                FaultForm(faults, action: "/faults", language: request.language).html
            }
        }
        try await Application(router: router, logger: MailboxFixture.quiet).test(.router, body)
    }

    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    @Test func `a form orders what JSON would, shows it, and takes it back`() async throws {
        let faults = SandboxFaults { MailboxFaults() }
        try await page(faults) { client in
            let body = "lang=vi&greylist=3&refuse=gone%40example.vn%2C+%2A&delayMilliseconds=250&refuseSignIn=on"
            try await client.execute(uri: "/faults", method: .post, headers: Self.form, body: ByteBuffer(string: body))
            {
                #expect($0.status == .seeOther)
                #expect($0.headers[.location] == "/page?lang=vi#faults")
            }
            let ordered = faults.current
            #expect(ordered.greylist == 3 && ordered.refuse == ["gone@example.vn", "*"] && ordered.refuseSignIn)
            #expect(ordered.delayMilliseconds == 250)
            try await client.execute(uri: "/page", method: .get) { answer in
                let text = String(buffer: answer.body)
                #expect(text.contains("value=\"gone@example.vn, *\""))
                #expect(text.contains("name=\"greylist\" value=\"3\""))
            }
            try await client.execute(
                uri: "/faults",
                method: .post,
                headers: Self.form,
                body: ByteBuffer(string: "lang=en")
            ) {
                #expect($0.headers[.location] == "/page?lang=en#faults")
            }
            #expect(faults.current.greylist == 0 && faults.current.refuse.isEmpty)
        }
    }

    @Test func `what is no order is refused, and nothing changes`() async throws {
        let faults = SandboxFaults { ProvisioningFaults() }
        try await page(faults) { client in
            let json: HTTPFields = [.contentType: "application/json"]
            try await client.execute(uri: "/faults", method: .post, headers: json, body: ByteBuffer(string: "[1]")) {
                #expect($0.status == .badRequest)
            }
            try await client.execute(
                uri: "/faults",
                method: .post,
                headers: Self.form,
                body: ByteBuffer(string: "fail=viele&slowMilliseconds=99999999999")
            ) { _ in }
            #expect(faults.current.fail == 0)
            #expect(faults.current.slowMilliseconds <= 600_000)
        }
    }

    @Test func `an answer a byte at a time is given up by our clients, in their own time`() async throws {
        let router = Router()
        router.get("/drip") { _, _ in Response.dripping(Array("{\"a\":1}".utf8), pauseMilliseconds: 400) }
        try await Application(router: router, logger: MailboxFixture.quiet).test(.live) { client in
            let address = "http://127.0.0.1:\(try #require(client.port))/drip"
            let http = HTTPClient(threadCount: 1)
            await #expect(throws: TransferError.self) {
                _ = try await http.send(HTTPCall("GET", address, timeoutMilliseconds: 900))
            }
            let whole = try await http.send(HTTPCall("GET", address, timeoutMilliseconds: 30_000))
            #expect(whole.text == "{\"a\":1}")
        }
    }

    @Test(arguments: ["forged", "amount", "unknown", "terminal", "currency", "replay"])
    func `an attack comes with the next notice`(kind: String) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.pay(fixture.payment("FIRST"))
            try await browser.sandbox.deliverDueNotices()
            let order = "{\"ipn_attack\":{\"value\":\"\(kind)\",\"times\":1}}"
            #expect(try await browser.postJSON("/sandbox/vnpay/faults", order).status == 200)
            _ = try await browser.pay(fixture.payment("SECOND"))
            try await browser.sandbox.deliverDueNotices()
            let calls = Array(fixture.heard.dropFirst())
            #expect(calls.count == 2)
            let told = try calls.map { try browser.notice(in: $0) }
            let truths = told.filter {
                $0?.reference == "SECOND" && $0?.verdict == .paid && $0?.amountDong == 1_105_021
            }
            #expect(truths.count == (kind == "terminal" ? 2 : 1))
            let other = told.first { $0?.reference != "SECOND" || $0?.verdict != .paid || $0?.amountDong != 1_105_021 }
            switch kind {
            case "forged": #expect(other == .some(nil))
            case "amount": #expect(other??.amountDong == 1_205_021)
            case "unknown": #expect(other??.reference == "KHONG-CO-SECOND")
            case "currency": #expect(other??.verdict == .suspicious)
            case "replay": #expect(other??.reference == "FIRST")
            default: #expect(told.contains { $0?.terminal == "OTHERTMN" })
            }
            _ = try await browser.pay(fixture.payment("THIRD"))
            try await browser.sandbox.deliverDueNotices()
            #expect(fixture.heard.count == 4, "ordered once")
        }
    }
}
