import CurlTransfer
import Evidence
import Foundation
import GatewayVNPAY
import Hummingbird
import HummingbirdTesting
import Kernel
import SandboxVNPAY
import Storage
import StorageSQLite
import Testing
import VNPAY

@testable import Refunds

/// Our adapter against VNPAY's sandbox, over HTTP on loopback.
@Suite struct RefundWireTests {
    /// The payment REF-1 of 1.105.021 ₫ is paid, and our desk asks.
    private struct Wire: Sendable {
        let fixture: VNPAYFixture
        let browser: VNPAYBrowser
        let gateway: RefundGateway
        let charge: RefundedCharge

        func refund(_ dong: Int64, _ id: String, number: String? = nil) async throws -> RefundAnswer.Result {
            let order = RefundOrder(
                charge: RefundedCharge(
                    reference: charge.reference,
                    createdAt: charge.createdAt,
                    number: number ?? charge.number
                ),
                amount: try Money(dong: dong),
                extent: dong == 1_105_021 ? .full : .partial,
                requestID: id,
                askedAt: fixture.now,
                createdBy: "binh@cntt.example.vn"
            )
            return await gateway.refund(order).result
        }

        func ask(_ id: String, _ number: String? = nil, dong: Int64 = 1_105_021) async throws -> RefundAnswer.Result {
            let question = RefundQuestion(
                charge: charge,
                amount: try Money(dong: dong),
                refundNumber: number,
                requestID: id,
                askedAt: fixture.now
            )
            return await gateway.query(question).result
        }

        func order(_ faults: String) async throws {
            _ = try await browser.postJSON("/sandbox/vnpay/faults", faults)
        }
    }

    private func run(
        _ change: (inout VNPAYSandboxSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (Wire) async throws -> Void
    ) async throws {
        let fixture = try await VNPAYFixture()
        var settings = VNPAYServiceTests.unthrottled()
        change(&settings)
        let sandbox = fixture.sandbox(settings)
        let router = Router()
        sandbox.addRoutes(to: router)
        try await Application(router: router, logger: MailboxFixture.quiet).test(.live) { client in
            let browser = VNPAYBrowser(client: client, sandbox: sandbox)
            _ = try await browser.pay(fixture.payment())
            let number = try await fixture.database.read { connection in
                try connection.rows("SELECT transaction_no FROM charge").first?.text("transaction_no")
            }
            let settings = VNPAYGatewaySettings(
                terminal: VNPAYFixture.terminal,
                serviceURL: "http://localhost:\(try #require(client.port))/merchant_webapi/api/transaction",
                ownAddress: "127.0.0.1"
            )
            try await body(
                Wire(
                    fixture: fixture,
                    browser: browser,
                    gateway: .vnpay(settings, client: HTTPClient(), timeoutMilliseconds: 3_000),
                    charge: RefundedCharge(
                        reference: "REF-1",
                        createdAt: VNPAYFixture.morning,
                        number: try #require(number)
                    )
                )
            )
        }
    }

    private func number(_ result: RefundAnswer.Result) throws -> String {
        guard case .known(_, let facts) = result else {
            Issue.record("\(result)")
            return ""
        }
        return try #require(facts.number)
    }

    private func standing(_ result: RefundAnswer.Result) -> RefundAnswer.Standing? {
        if case .known(let standing, _) = result { standing } else { nil }
    }

    @Test func `evidence reads answers as they were read when they came, and knows whose they are`() async throws {
        try await run { wire in
            let reading = GatewayReading.vnpay(secret: "DUMMYSECRETFORTESTVECTORS0123456")
            let order = RefundOrder(
                charge: wire.charge,
                amount: try Money(dong: 1_105_021),
                extent: .full,
                requestID: "F1",
                askedAt: wire.fixture.now,
                createdBy: "binh@cntt.example.vn"
            )
            let accepted = await wire.gateway.refund(order)
            let facts = try #require(reading.refund("refund", accepted.raw))
            #expect(facts.verdict == accepted.result.word && facts.isAboutRefund)
            #expect(facts.reference == "REF-1" && facts.amountDong == 1_105_021)
            #expect(facts.number == (try number(accepted.result)))
            #expect(reading.isSigned?("refund", accepted.raw) == true)
            #expect(reading.isSigned?("querydr", accepted.raw) == false, "an answer to a request is none to a question")
            let changed = accepted.raw.replacing("110502100", with: "110502200")
            #expect(changed != accepted.raw && reading.isSigned?("refund", changed) == false)
            wire.fixture.advance(seconds: 180)
            let question = RefundQuestion(
                charge: wire.charge,
                amount: order.amount,
                refundNumber: facts.number,
                requestID: "Q1",
                askedAt: wire.fixture.now
            )
            let told = await wire.gateway.query(question)
            #expect(reading.refund("querydr", told.raw)?.verdict == told.result.word)
            #expect(reading.isSigned?("querydr", told.raw) == true)
            #expect(reading.refund("refund", "no JSON") == nil)
        }
    }

    @Test func `accepted, at the bank, paid back`() async throws {
        try await run { wire in
            #expect(try await wire.ask("Q0") == .absent, "the payment itself is no refund")
            let accepted = try await wire.refund(1_105_021, "F1")
            #expect(standing(accepted) == .processing)
            let number = try number(accepted)
            #expect(number != wire.charge.number)
            guard case .known(_, let facts) = accepted else { return }
            #expect(facts.amount?.dong == 1_105_021)
            #expect(facts.at == wire.fixture.now)
            wire.fixture.advance(seconds: 60)
            #expect(try await standing(wire.ask("Q1", number)) == .atBank)
            wire.fixture.advance(seconds: 120)
            #expect(try await standing(wire.ask("Q2", number)) == .refunded)
            #expect(try await standing(wire.ask("Q3")) == .refunded, "without its number, too")
        }
    }

    @Test func `a person at the console accepts, refuses and moves on`() async throws {
        try await run { wire in
            let path = "/sandbox/vnpay/refund"
            let one = try number(try await wire.refund(100_000, "F1"))
            #expect(try await wire.browser.post(path, ["number": one, "kind": "advance"]).status == 303)
            #expect(try await standing(wire.ask("Q1", one, dong: 100_000)) == .atBank)
            #expect(try await wire.browser.post(path, ["number": one, "kind": "refuse"]).status == 303)
            #expect(try await standing(wire.ask("Q2", one, dong: 100_000)) == .refused(code: "09"))
            #expect(try await wire.browser.post(path, ["number": one, "kind": "accept"]).status == 404)
            #expect(try await wire.browser.post(path, ["number": one, "kind": "x"]).status == 400)
            let two = try number(try await wire.refund(1_105_021, "F2"))
            #expect(try await wire.browser.post(path, ["number": two, "kind": "accept"]).status == 303)
            #expect(try await standing(wire.ask("Q3", two)) == .refunded)
            let console = try await wire.browser.get("/sandbox/vnpay").text
            #expect(console.contains(two) && console.contains("Hoàn tiền"))
        }
    }

    @Test(arguments: ["500", "html", "unsigned", "bad_signature", "other_reference", "twice", "timeout"])
    func `what cannot be trusted is no answer, and the refund is found by asking`(fault: String) async throws {
        try await run { wire in
            try await wire.order(#"{"refund":{"value":"\#(fault)","times":1}}"#)
            guard case .none = try await wire.refund(1_105_021, "F1") else {
                Issue.record("\(fault) was believed")
                return
            }
            #expect(try await standing(wire.ask("Q1")) == .processing)
        }
    }

    @Test(arguments: ["98", "99", "94"])
    func `some codes leave it open whether the request was taken`(code: String) async throws {
        try await run { wire in
            try await wire.order(#"{"refund":{"value":"\#(code)","times":1}}"#)
            #expect(try await wire.refund(1_105_021, "F1") == .doubtful(code: code))
        }
    }

    @Test func `a code that nobody has published is strange, and a throttled question says nothing`() async throws {
        try await run { wire in
            try await wire.order(#"{"refund":{"value":"77","times":1},"querydr":{"value":"94","times":1}}"#)
            #expect(try await wire.refund(1_105_021, "F1") == .strange(code: "77"))
            #expect(try await wire.ask("Q1") == .throttled)
        }
    }

    @Test(arguments: [VNPAYSandboxSettings.RefundGeneration.current, .older])
    func `both generations of the codes refuse`(generation: VNPAYSandboxSettings.RefundGeneration) async throws {
        try await run({ $0.refundGeneration = generation }) { wire async throws in
            let tooMuch = generation == .older ? "02" : "93"
            #expect(try await wire.refund(1_105_022, "F1") == .declined(code: tooMuch))
            #expect(try await wire.refund(5, "F2", number: "1") == .declined(code: "91"))
            #expect(try await standing(wire.refund(5, "F3")) == .processing)
            #expect(try await wire.refund(5, "F3") == .doubtful(code: "94"), "the same request twice")
            wire.fixture.advance(seconds: 61)
            let fullAfterPart = generation == .older ? "02" : "93"
            #expect(try await wire.refund(1_105_021, "F4") == .declined(code: fullAfterPart))
        }
    }

    @Test func `a refund stands in the file of its day`() async throws {
        try await run { wire in
            let number = try number(try await wire.refund(1_105_021, "F1"))
            wire.fixture.advance(seconds: 300)
            let day = wire.fixture.now.day.iso8601
            let address = "/sandbox/vnpay/settlement?day=\(day)&export=fees&format=csv"
            let file = try await wire.browser.get(address).text
            #expect(file.contains(number))
            #expect(file.contains("-1105021"))
        }
    }
}
