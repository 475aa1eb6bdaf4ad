import Foundation
import Hummingbird
import Kernel
import SandboxVNPAY
import Storage
import StorageSQLite
import Testing
import VNPAY

@Suite struct VNPAYNoticeTests {
    /// Minutes after the payment at which the merchant was called, when it always gives this answer.
    static func calls(_ answer: VNPAYSandbox.Answer?, changeAfter: Int? = nil) async throws -> [Int64] {
        let fixture = try await VNPAYFixture()
        fixture.answer(with: answer)
        return try await fixture.browse { browser async throws in
            _ = try await browser.pay(fixture.payment())
            var minutes: [Int64] = []
            for minute in 0..<Int64(80) {
                let before = fixture.heard.count
                try await browser.sandbox.deliverDueNotices()
                try await browser.sandbox.deliverDueNotices()
                if fixture.heard.count > before { minutes.append(minute) }
                if let changeAfter, fixture.heard.count >= changeAfter {
                    fixture.answer(with: VNPAYFixture.answer(.alreadyConfirmed))
                }
                fixture.advance(seconds: 60)
            }
            return minutes
        }
    }

    @Test(arguments: [VNPAYIPNAnswer.confirmed, .alreadyConfirmed])
    func `an answer of 00 or 02 ends the calls`(code: VNPAYIPNAnswer) async throws {
        #expect(try await Self.calls(VNPAYFixture.answer(code)) == [0])
    }

    @Test(arguments: [
        VNPAYFixture.answer(.orderNotFound), VNPAYFixture.answer(.invalidAmount),
        VNPAYFixture.answer(.invalidSignature),
        VNPAYFixture.answer(.unknownError), nil, VNPAYSandbox.Answer(status: 500, body: VNPAYIPNAnswer.confirmed.json),
        VNPAYSandbox.Answer(status: 200, body: "OK"), VNPAYSandbox.Answer(status: 200, body: "{}"),
    ])
    func `any other answer is called for ten times, five minutes apart`(answer: VNPAYSandbox.Answer?) async throws {
        #expect(try await Self.calls(answer) == [0, 5, 10, 15, 20, 25, 30, 35, 40, 45])
    }

    @Test func `calls stop as soon as the merchant is well again`() async throws {
        #expect(try await Self.calls(VNPAYFixture.answer(.unknownError), changeAfter: 3) == [0, 5, 10, 15])
    }

    @Test func `every call and its answer are written down`() async throws {
        let fixture = try await VNPAYFixture()
        fixture.answer(with: VNPAYSandbox.Answer(status: 503, body: "busy"))
        try await fixture.browse { browser async throws in
            _ = try await browser.pay(fixture.payment())
            try await browser.sandbox.deliverDueNotices()
            let page = try await browser.get("/sandbox/vnpay")
            #expect(page.text.contains("busy"))
            #expect(page.text.contains("503"))
        }
        #expect(
            try await fixture.count(
                """
                SELECT COUNT(*) AS n FROM ipn_delivery
                WHERE http_status = 503 AND answer = 'busy' AND rsp_code IS NULL
                """
            ) == 1
        )
    }

    @Test func `the first call may be told to wait`() async throws {
        let fixture = try await VNPAYFixture()
        var settings = VNPAYFixture.settings()
        settings.ipnDelayMilliseconds = 6_000
        try await fixture.browse(settings) { browser async throws in
            _ = try await browser.pay(fixture.payment())
            fixture.advance(seconds: 5)
            try await browser.sandbox.deliverDueNotices()
            #expect(fixture.heard.isEmpty)
            fixture.advance(seconds: 1)
            try await browser.sandbox.deliverDueNotices()
            #expect(fixture.heard.count == 1)
        }
    }

    @Test func `without an address in the portal nobody is called`() async throws {
        let fixture = try await VNPAYFixture()
        var settings = VNPAYFixture.settings()
        settings.terminals = settings.terminals.map {
            VNPAYSandboxSettings.Terminal(
                code: $0.code,
                secret: $0.secret,
                merchantName: $0.merchantName,
                ipnURL: nil
            )
        }
        try await fixture.browse(settings) { browser async throws in
            _ = try await browser.pay(fixture.payment())
            try await browser.sandbox.deliverDueNotices()
        }
        #expect(fixture.heard.isEmpty)
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM ipn_notice WHERE state = 'unaddressed'") == 1)
    }

    @Test func `IPNs can be dropped, lost, repeated, delayed, forged and shuffled by order`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            func order(_ json: String) async throws {
                _ = try await browser.execute("/sandbox/vnpay/faults", .delete, body: "", type: "")
                #expect(try await browser.postJSON("/sandbox/vnpay/faults", json).status == 200)
            }
            func calls(_ body: () async throws -> Void) async throws -> [String] {
                let before = fixture.heard.count
                try await body()
                try await browser.sandbox.deliverDueNotices()
                return Array(fixture.heard.dropFirst(before))
            }
            try await order(#"{"ipn_drop":1}"#)
            #expect(try await calls { _ = try await browser.pay(fixture.payment("A")) }.isEmpty)
            fixture.advance(seconds: 3_600)
            #expect(try await calls {}.isEmpty)

            try await order(#"{"ipn_lose_calls":2}"#)
            #expect(try await calls { _ = try await browser.pay(fixture.payment("B")) }.isEmpty)
            fixture.advance(seconds: 300)
            #expect(try await calls {}.isEmpty)
            fixture.advance(seconds: 300)
            #expect(try await calls {}.count == 1)

            try await order(#"{"ipn_duplicate":4}"#)
            let five = try await calls { _ = try await browser.pay(fixture.payment("C")) }
            #expect(five.count == 5)
            #expect(Set(five).count == 1)

            try await order(#"{"ipn_delay_ms":{"value":60000,"times":1}}"#)
            #expect(try await calls { _ = try await browser.pay(fixture.payment("D")) }.isEmpty)
            fixture.advance(seconds: 60)
            #expect(try await calls {}.count == 1)

            try await order(#"{"ipn_forge":1}"#)
            let two = try await calls { _ = try await browser.pay(fixture.payment("E")) }
            #expect(two.count == 2)
            let believed = try two.compactMap { try browser.notice(in: $0) }
            #expect(believed.count == 1)

            try await order(#"{"ipn_reorder":true,"ipn_delay_ms":1}"#)
            let shuffled = try await calls {
                for reference in ["F", "G", "H"] {
                    _ = try await browser.pay(fixture.payment(reference))
                    fixture.advance(seconds: 1)
                }
            }
            #expect(try Set(shuffled.compactMap { try browser.notice(in: $0)?.reference }) == ["F", "G", "H"])

            #expect(try await browser.postJSON("/sandbox/vnpay/faults", #"{"nonsense":1}"#).status == 400)
            #expect(try await browser.postJSON("/sandbox/vnpay/faults", "nonsense").status == 400)
        }
    }

    @Test(arguments: [("resend", true), ("forged", false), ("amount", true), ("unknown", true), ("terminal", true)])
    func `the console repeats and attacks`(kind: String, isSigned: Bool) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            _ = try await browser.step("Cancel", token)
            try await browser.sandbox.deliverDueNotices()
            let page = try await browser.post("/sandbox/vnpay/call", ["token": token, "kind": kind])
            #expect(page.status == 303)
            #expect(fixture.heard.count == 2)
            let notice = try browser.notice(in: fixture.heard.last ?? "")
            #expect((notice != nil) == isSigned)
            if kind == "amount" { #expect(notice?.amountDong == 1_205_021) }
        }
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 0)
    }

    @Test func `an ordered outcome overrules the card, and an ordered silence keeps the payer`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.postJSON("/sandbox/vnpay/faults", #"{"outcome":{"value":"07","times":1}}"#)
            let doubtful = try await browser.pay(fixture.payment("A"))
            #expect(try browser.notice(in: doubtful.location)?.verdict == .suspicious)
            _ = try await browser.postJSON("/sandbox/vnpay/faults", #"{"outcome":{"value":"75","times":1}}"#)
            #expect(try await browser.pay(fixture.payment("B")).location.contains("Result.html"))
            _ = try await browser.postJSON("/sandbox/vnpay/faults", #"{"return_drop":1}"#)
            let silent = try await browser.pay(fixture.payment("C"))
            #expect(silent.location.contains("Result.html"))
            #expect(try await browser.get(silent.location).text.contains("Giao dịch thành công"))
        }
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 2)
    }

    @Test func `a restart forgets nothing`() async throws {
        let folder = URL.temporaryDirectory.appending(path: "vnpay-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "vnpay.sqlite").path
        do {
            let fixture = try await VNPAYFixture(database: SQLiteDatabase(path: path))
            fixture.answer(with: nil)
            try await fixture.browse { browser async throws in
                _ = try await browser.pay(fixture.payment())
                try await browser.sandbox.deliverDueNotices()
                _ = try await browser.postJSON("/sandbox/vnpay/faults", #"{"ipn_drop":7}"#)
            }
        }
        let fixture = try await VNPAYFixture(
            database: SQLiteDatabase(path: path),
            time: VNPAYFixture.morning.adding(minutes: 5)
        )
        try await fixture.browse { browser async throws in
            #expect(try await browser.get("/sandbox/vnpay/faults").text.contains("\"times\":7"))
            try await browser.sandbox.deliverDueNotices()
            #expect(fixture.heard.count == 1)
            #expect(try browser.notice(in: fixture.heard.first ?? "")?.verdict == .paid)
            let again = try await VNPAYServiceTests.query(fixture, browser, id: "Q1")
            #expect(VNPAYServiceTests.signed(again)?.standing == .paid)
        }
        #expect(try await fixture.count("SELECT calls AS n FROM ipn_notice WHERE state = 'delivered'") == 2)
    }
}
