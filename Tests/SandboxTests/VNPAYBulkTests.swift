import Kernel
import SandboxVNPAY
import Storage
import Testing
import VNPAY

@Suite struct VNPAYBulkTests {
    @Test func `bulk payments are paid, charged, and found by querydr`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse(VNPAYServiceTests.unthrottled()) { browser async throws in
            let lines = try await browser.bulk(#"{"day":"2026-11-23","count":25,"seed":1}"#)
            #expect(lines.count == 25)
            #expect(Set(lines.map(\.reference)).count == 25)
            #expect(Set(lines.map(\.transactionNumber)).count == 25)
            #expect(lines.first?.reference == "BULK-20261123-1-000001")
            #expect(lines.map(\.payDate) == lines.map(\.payDate).sorted())
            #expect(lines.allSatisfy { $0.payDate.hasPrefix("20261123") && $0.createDate < $0.payDate })
            #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 25)
            #expect(
                try await fixture.count("SELECT SUM(amount_dong) AS n FROM charge")
                    == lines.reduce(0) { $0 + $1.amount }
            )
            let line = try #require(lines.last)
            let query = VNPAYQuery(
                requestID: "Q1",
                reference: line.reference,
                paymentCreatedAt: try #require(VNPAYDate.milliseconds(line.createDate)),
                createdAt: fixture.now.milliseconds
            )
            let page = try await browser.postJSON(
                VNPAYServiceTests.path,
                query.body(terminal: "DUMMY001", secret: VNPAYFixture.secret)
            )
            let answer = VNPAYServiceTests.signed(
                query.read(page.text, terminal: "DUMMY001", secret: VNPAYFixture.secret)
            )
            #expect(answer?.standing == .paid)
            #expect(answer?.amountDong == line.amount)
            // The pages go on with numbers of their own.
            _ = try await browser.pay(fixture.payment("REF-1"))
            #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 26)
            #expect(try await fixture.count("SELECT COUNT(*) AS n FROM ipn_notice") == 1)
        }
    }

    @Test func `the same seed makes the same payments, and not twice on one day`() async throws {
        let order = #"{"day":"2026-11-23","count":5,"seed":9,"prefix":"P-"}"#
        let first = try await VNPAYFixture().browse { try await $0.bulk(order) }
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            #expect(try await browser.bulk(order) == first)
            #expect(try await browser.postJSON("/sandbox/vnpay/bulk", order).status == 409)
            #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 5)
        }
    }

    @Test(arguments: [
        #"{"day":"23/11/2026","count":5}"#, #"{"day":"2026-11-23","count":0}"#,
        #"{"day":"2026-11-23","count":100001}"#, #"{"day":"2026-11-23","count":1,"terminal":"NOBODY00"}"#,
        #"{"day":"2026-11-23","count":1,"prefix":""}"#, #"{"day":"2026-11-23","count":1,"prefix":"có dấu"}"#, "x", "{}",
    ])
    func `an order that cannot be carried out changes nothing`(json: String) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            #expect(try await browser.postJSON("/sandbox/vnpay/bulk", json).status == 400)
            #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 0)
        }
    }

    @Test func `a day of ten thousand can be made and downloaded`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let lines = try await browser.bulk(#"{"day":"2026-11-23","count":10000,"seed":1}"#)
            let file = try await browser.settlement("day=2026-11-23&export=transactions&format=csv&defects=missing:10")
            #expect(lines.count == 10_000)
            #expect(file.rows.count == 9_990)
        }
    }
}
