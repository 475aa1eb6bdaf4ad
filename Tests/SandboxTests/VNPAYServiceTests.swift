import Hummingbird
import Kernel
import SandboxVNPAY
import Storage
import Testing
import VNPAY

@Suite struct VNPAYServiceTests {
    static let path = "/merchant_webapi/api/transaction"

    static func query(
        _ fixture: VNPAYFixture,
        _ browser: VNPAYBrowser,
        _ reference: String = "REF-1",
        id: String
    ) async throws -> VNPAYAnswer.Reading {
        let query = VNPAYQuery(
            requestID: id,
            reference: reference,
            paymentCreatedAt: VNPAYFixture.morning.milliseconds,
            createdAt: fixture.now.milliseconds
        )
        let page = try await browser.postJSON(path, query.body(terminal: "DUMMY001", secret: VNPAYFixture.secret))
        return query.read(page.text, terminal: "DUMMY001", secret: VNPAYFixture.secret)
    }

    static func refund(
        _ fixture: VNPAYFixture,
        _ browser: VNPAYBrowser,
        dong: Int64,
        _ extent: VNPAYRefund.Extent = .partial,
        id: String
    ) async throws -> VNPAYAnswer? {
        let original = VNPAYRefund.Original(
            reference: "REF-1",
            createdAt: VNPAYFixture.morning.milliseconds,
            transactionNumber: nil
        )
        let refund = VNPAYRefund(
            requestID: id,
            payment: original,
            amountDong: dong,
            extent: extent,
            createdAt: fixture.now.milliseconds
        )
        let page = try await browser.postJSON(path, refund.body(terminal: "DUMMY001", secret: VNPAYFixture.secret))
        return signed(refund.read(page.text, terminal: "DUMMY001", secret: VNPAYFixture.secret))
    }

    static func signed(_ reading: VNPAYAnswer.Reading) -> VNPAYAnswer? {
        guard case .signed(let answer) = reading else { return nil }
        return answer
    }

    static func unthrottled() -> VNPAYSandboxSettings {
        var settings = VNPAYFixture.settings()
        settings.queryThrottleMilliseconds = 0
        return settings
    }

    @Test func `querydr follows a payment from unfinished to paid`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse(Self.unthrottled()) { browser async throws in
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q1"))?.responseCode == "91")
            let token = try await browser.open(fixture.payment())
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q2"))?.standing == .unfinished)
            _ = try await browser.enterCard("9704198526191432198", token)
            _ = try await browser.step("Confirm", token, ["otpvalue": "123456"])
            let answer = try #require(Self.signed(try await Self.query(fixture, browser, id: "Q3")))
            #expect(answer.standing == .paid)
            #expect(answer.amountDong == 1_105_021)
            #expect(answer.bankCode == "NCB")
            #expect(answer.fields["vnp_CardNumber"] == "970419xxxxxxxxx2198")
            #expect(answer.fields["vnp_CardHolder"] == "NGUYEN VAN A")
        }
    }

    @Test func `one accepted querydr silences the terminal for 292 seconds`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.pay(fixture.payment())
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q1"))?.responseCode == "00")
            for (seconds, id) in [(9, "Q2"), (70, "Q3"), (140, "Q4"), (61, "Q5")] as [(Int64, String)] {
                fixture.advance(seconds: seconds)
                let reading = try await Self.query(fixture, browser, "OTHER", id: id)
                #expect(Self.signed(reading)?.responseCode == "94")
            }
            fixture.advance(seconds: 12)
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q6"))?.responseCode == "00")
        }
    }

    @Test func `the throttle can be a reference's own`() async throws {
        let fixture = try await VNPAYFixture()
        var settings = VNPAYFixture.settings()
        settings.queryThrottleScope = .reference
        try await fixture.browse(settings) { browser async throws in
            _ = try await browser.pay(fixture.payment())
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q1"))?.responseCode == "00")
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q2"))?.responseCode == "94")
            #expect(Self.signed(try await Self.query(fixture, browser, "OTHER", id: "Q3"))?.responseCode == "91")
        }
    }

    @Test func `a wrong signature is 97, an unknown terminal 02, rubbish 03, another method 405`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let query = VNPAYQuery(requestID: "Q1", reference: "R", paymentCreatedAt: 0, createdAt: 0)
            let wrong = query.body(terminal: "DUMMY001", secret: VNPAYSecret("WRONG"))
            #expect(try await browser.postJSON(Self.path, wrong).text.contains(#""vnp_ResponseCode":"97""#))
            let unknown = query.body(terminal: "NOBODY00", secret: VNPAYFixture.secret)
            #expect(try await browser.postJSON(Self.path, unknown).text.contains(#""vnp_ResponseCode":"02""#))
            for body in ["", "x", "[]", "{}", #"{"vnp_Command":"pay"}"#] {
                #expect(try await browser.postJSON(Self.path, body).text.contains(#""vnp_ResponseCode":"03""#))
            }
            let long = VNPAYQuery(
                requestID: String(repeating: "9", count: 33),
                reference: "R",
                paymentCreatedAt: 0,
                createdAt: 0
            )
            let body = long.body(terminal: "DUMMY001", secret: VNPAYFixture.secret)
            #expect(try await browser.postJSON(Self.path, body).text.contains(#""vnp_ResponseCode":"03""#))
            #expect(try await browser.execute(Self.path, .head, body: "", type: "").status == 405)
            #expect(try await browser.get(Self.path).status == 405)
        }
    }

    @Test func `a refund goes from 05 to 06 to 00 on the clock`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse(Self.unthrottled()) { browser async throws in
            _ = try await browser.pay(fixture.payment())
            let accepted = try #require(try await Self.refund(fixture, browser, dong: 1_105_021, .full, id: "F1"))
            #expect(accepted.responseCode == "00")
            #expect(accepted.standing == .refundProcessing)
            #expect(accepted.message == "Refund success")
            fixture.advance(seconds: 60)
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q1"))?.standing == .refundAtBank)
            fixture.advance(seconds: 120)
            let done = try #require(Self.signed(try await Self.query(fixture, browser, id: "Q2")))
            #expect(done.standing == .refunded)
            #expect(done.transactionNumber == accepted.transactionNumber)
            #expect(try await Self.refund(fixture, browser, dong: 1, id: "F2")?.responseCode == "93")
        }
    }

    @Test func `parts may be refunded up to the whole and not one đồng more`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.pay(fixture.payment())
            #expect(try await Self.refund(fixture, browser, dong: 1_105_022, id: "F1")?.responseCode == "93")
            #expect(try await Self.refund(fixture, browser, dong: 1_000, .full, id: "F2")?.responseCode == "03")
            #expect(try await Self.refund(fixture, browser, dong: 1_000_000, id: "F3")?.responseCode == "00")
            #expect(try await Self.refund(fixture, browser, dong: 1_000, id: "F3")?.responseCode == "94")
            #expect(try await Self.refund(fixture, browser, dong: 1_000, id: "F4")?.responseCode == "94")
            fixture.advance(seconds: 60)
            #expect(try await Self.refund(fixture, browser, dong: 105_022, id: "F5")?.responseCode == "93")
            #expect(try await Self.refund(fixture, browser, dong: 105_021, id: "F6")?.responseCode == "00")
        }
        #expect(try await fixture.count("SELECT SUM(amount_dong) AS n FROM refund") == 1_105_021)
    }

    @Test func `the older generation speaks its own codes`() async throws {
        let fixture = try await VNPAYFixture()
        var settings = VNPAYFixture.settings()
        settings.refundGeneration = .older
        try await fixture.browse(settings) { browser async throws in
            _ = try await browser.pay(fixture.payment())
            #expect(try await Self.refund(fixture, browser, dong: 2_000_000, id: "F1")?.responseCode == "02")
            #expect(try await Self.refund(fixture, browser, dong: 5, .full, id: "F2")?.responseCode == "13")
            #expect(try await Self.refund(fixture, browser, dong: 5, id: "F3")?.responseCode == "00")
            fixture.advance(seconds: 60)
            #expect(try await Self.refund(fixture, browser, dong: 1_105_016, .full, id: "F4")?.responseCode == "04")
        }
    }

    @Test func `what was not paid cannot be refunded`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            #expect(try await Self.refund(fixture, browser, dong: 5, id: "F1")?.responseCode == "91")
            let token = try await browser.open(fixture.payment())
            #expect(try await Self.refund(fixture, browser, dong: 5, id: "F2")?.responseCode == "95")
            _ = try await browser.step("Cancel", token)
            #expect(try await Self.refund(fixture, browser, dong: 5, id: "F3")?.responseCode == "95")
        }
    }

    @Test func `a refund may be accepted and then refused`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse(Self.unthrottled()) { browser async throws in
            _ = try await browser.pay(fixture.payment())
            _ = try await browser.postJSON("/sandbox/vnpay/faults", #"{"refund":{"value":"reject","times":1}}"#)
            #expect(try await Self.refund(fixture, browser, dong: 5, id: "F1")?.responseCode == "00")
            fixture.advance(seconds: 300)
            try await browser.sandbox.deliverDueNotices()
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q1"))?.standing == .refundRefused)
            #expect(try await Self.refund(fixture, browser, dong: 1_105_021, .full, id: "F2")?.responseCode == "00")
        }
    }

    @Test func `querydr can be made to answer badly, and is not believed then`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse(Self.unthrottled()) { browser async throws in
            _ = try await browser.pay(fixture.payment())
            func reading(_ fault: String, _ id: String) async throws -> VNPAYAnswer.Reading {
                _ = try await browser.postJSON("/sandbox/vnpay/faults", #"{"querydr":{"value":"\#(fault)","times":1}}"#)
                return try await Self.query(fixture, browser, id: id)
            }
            #expect(try await reading("unsigned", "Q1") == .unsigned(code: "00"))
            #expect(Self.signed(try await reading("bad_signature", "Q2")) == nil)
            #expect(try await reading("other_reference", "Q3") == .other(field: "vnp_TxnRef"))
            #expect(try await reading("html", "Q4") == .unreadable(.notAnObject))
            #expect(try await reading("500", "Q5") == .unreadable(.notAnObject))
            #expect(Self.signed(try await reading("99", "Q6"))?.standing == .notAnswered(code: "99"))
            #expect(Self.signed(try await Self.query(fixture, browser, id: "Q7"))?.standing == .paid)
        }
    }
}
