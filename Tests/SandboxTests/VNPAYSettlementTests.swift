import Kernel
import SandboxVNPAY
import Spreadsheet
import Testing
import VNPAY

@Suite struct VNPAYSettlementTests {
    static let day = "2026-11-23"
    static let bulk = #"{"day":"2026-11-23","count":40,"seed":3,"prefix":"LOAD-"}"#

    @Test(arguments: ["fees", "transactions"], ["xlsx", "csv"])
    func `a day's file holds what was paid that day, with its fees`(export: String, format: String) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let bulk = try await browser.bulk(Self.bulk)
            let file = try await browser.settlement("day=\(Self.day)&export=\(export)&format=\(format)")
            #expect(file.layout.export.rawValue == export)
            #expect(file.layout.headerRowNumber == 3)
            #expect(file.errors.isEmpty)
            #expect(file.totalCount == 1)
            #expect(file.references == bulk.map(\.reference))
            for (row, paid) in zip(file.rows, bulk) {
                #expect(row.transactionNumber == paid.transactionNumber)
                #expect(row.settledAmountDong == paid.amount)
                #expect(row.time.milliseconds == VNPAYDate.milliseconds(paid.payDate))
                #expect((row.kind, row.status) == (.payment, .succeeded))
                let fee = VNPAYFixture.settings().fees[paid.cardType] ?? VNPAYFixture.settings().internationalFee
                #expect(row.feeDong == (export == "fees" ? fee.feeDong(ofAmountDong: paid.amount) : nil))
                #expect(row.netAfterFeeDong == row.feeDong.map { paid.amount - $0 })
                #expect(row.settlementTime?.text == (export == "fees" ? "24/11/2026 08:00:00" : nil))
            }
        }
    }

    @Test func `payments, failures and refunds of the pages are there, on the day of their PayDate`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse(VNPAYServiceTests.unthrottled()) { browser async throws in
            _ = try await browser.pay(fixture.payment("REF-1"))
            let declined = try await browser.open(fixture.payment("REF-2"))
            _ = try await browser.enterCard("9704195798459170488", declined)
            _ = try await browser.open(fixture.payment("REF-3"))
            fixture.advance(seconds: 86_400)
            _ = try await VNPAYServiceTests.refund(fixture, browser, dong: 105_021, id: "F1")
            fixture.advance(seconds: 600)
            let list = try await browser.settlement("day=\(Self.day)&export=transactions")
            #expect(list.rows.map { "\($0.reference) \($0.status)" } == ["REF-2 failed", "REF-1 succeeded"])
            #expect(try await browser.settlement("day=\(Self.day)").references == ["REF-1"])
            let next = try await browser.settlement("day=2026-11-24")
            let refund = try #require(next.rows.first)
            #expect((refund.kind, refund.status, refund.reference) == (.refund, .succeeded, "REF-1"))
            #expect((refund.settledAmountDong, refund.feeDong) == (-105_021, 0))
            #expect(refund.transactionNumber != list.rows.last?.transactionNumber)
            #expect(try await browser.settlement("day=2026-11-25").rows.isEmpty)
        }
    }

    @Test(arguments: [
        "encoding=utf-16", "encoding=windows-1258", "titles=0", "titles=20", "insertColumn=1", "insertColumn=9",
        "encoding=windows-1258&titles=7&insertColumn=3",
    ])
    func `what people do to a file does not change what is read`(variation: String) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.bulk(Self.bulk)
            let format = variation.contains("encoding") ? "csv" : "xlsx"
            let plain = try await browser.settlement("day=\(Self.day)&format=\(format)")
            let varied = try await browser.settlement("day=\(Self.day)&format=\(format)&\(variation)")
            #expect(varied.errors.isEmpty)
            #expect(varied.references == plain.references)
            #expect(varied.rows.map(\.netAfterFeeDong) == plain.rows.map(\.netAfterFeeDong))
            #expect(varied.rows.map(\.channel) == plain.rows.map(\.channel))
        }
    }

    @Test func `each defect falls on as many rows as were ordered, and no row has two`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.bulk(Self.bulk)
            let sound = try await browser.settlement("day=\(Self.day)")
            let orders =
                "missing:2,extra:3,amount:2,duplicate:1,status:2,fee:3,late:2,reference:1,refund:2,shifted:2"
            let query = "day=\(Self.day)&defects=\(orders)&seed=5"
            let file = try await browser.settlement(query)
            let done = Dictionary(grouping: try await browser.defects(query), by: \.defect)
            #expect(
                done.mapValues(\.count).map { "\($0):\($1)" }.sorted()
                    == orders.split(separator: ",").map(String.init).sorted()
            )
            let touched = done.values.joined().map(\.reference)
            #expect(Set(touched).count == touched.count)

            let known = Dictionary(uniqueKeysWithValues: sound.rows.map { ($0.reference, $0) })
            let payments = file.rows.filter { $0.kind == .payment }
            // 40, less 2 missing, 2 late and 2 shifted, and 3 unknown and 1 duplicate more.
            #expect(payments.count == 38)
            #expect(file.errors.count == 2)
            #expect(payments.filter { $0.status == .failed }.count == 2)
            #expect(file.rows.filter { $0.kind == .refund }.count == 2)
            #expect(payments.filter { known[$0.reference] == nil }.count == 4)
            func changed(_ isChanged: (VNPAYSettlementRow, VNPAYSettlementRow) -> Bool) -> Int {
                payments.filter { row in known[row.reference].map { isChanged($0, row) } ?? false }.count
            }
            #expect(changed { $0.settledAmountDong != $1.settledAmountDong } == 2)
            #expect(changed { $0.feeDong != $1.feeDong } == 3)
            #expect(payments.count - Set(payments.map(\.transactionNumber)).count == 1)
            for defect in ["missing", "late"] {
                for line in done[defect] ?? [] { #expect(!file.references.contains(line.reference)) }
            }
        }
    }

    @Test func `the same orders give the same file, another seed another one`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.bulk(Self.bulk)
            let query = "day=\(Self.day)&format=csv&defects=missing:5,amount:5"
            #expect(try await browser.download(query + "&seed=1") == browser.download(query + "&seed=1"))
            #expect(try await browser.download(query + "&seed=1") != browser.download(query + "&seed=2"))
            let excel = try await browser.settlement(
                "day=\(Self.day)&export=transactions&defects=missing:5,amount:5&seed=1"
            )
            #expect(excel.references == (try await browser.settlement(query + "&seed=1")).references)
        }
    }

    @Test func `late payments stand in the next day's file`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let bulk = try await browser.bulk(Self.bulk)
            let next = try await browser.bulk(#"{"day":"2026-11-24","count":5}"#)
            let today = try await browser.settlement("day=\(Self.day)&defects=late:3")
            let tomorrow = try await browser.settlement("day=2026-11-24&defects=late:3")
            #expect(today.references == bulk.dropLast(3).map(\.reference))
            #expect(tomorrow.references == (bulk.suffix(3) + next.dropLast(3)).map(\.reference))
        }
    }

    @Test func `a failed payment can be shown as succeeded`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment("REF-2"))
            _ = try await browser.enterCard("9704195798459170488", token)
            let file = try await browser.settlement("day=\(Self.day)&export=transactions&defects=status:1")
            #expect(file.rows.map(\.status) == [.succeeded])
        }
    }

    @Test(arguments: [
        "defects=nothing", "defects=missing:x", "defects=missing:1:2", "defects=missing:-1", "day=23/11/2026",
        "export=all", "format=pdf", "encoding=ebcdic", "titles=99", "insertColumn=99", "seed=-1", "terminal=NOBODY00",
    ])
    func `an order that cannot be read is explained`(query: String) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            for path in ["", "/defects"] {
                let page = try await browser.get(VNPAYBrowser.settlementPath + path + "?" + query)
                #expect(page.status == 400)
                #expect(page.text.contains("missing, extra, amount"))
            }
        }
    }

    @Test func `a day on which nothing happened has a file too`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let file = try await browser.settlement("day=2026-01-01&defects=missing,extra,late,shifted,status")
            #expect(file.rows.isEmpty)
            #expect(file.totalCount == 1)
        }
    }

    @Test func `the console offers a day's files in both languages`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            for (language, words) in [("vi", "Tệp đối soát"), ("en", "Settlement files")] {
                let page = try await browser.get("/sandbox/vnpay?lang=\(language)&day=2026-11-20")
                #expect(page.text.contains(words))
                #expect(page.text.contains(#"type="date" name="day" value="2026-11-20""#))
                for export in ["fees", "transactions"] {
                    for format in ["xlsx", "csv"] {
                        #expect(page.text.contains("day=2026-11-20&amp;export=\(export)&amp;format=\(format)"))
                    }
                }
            }
            #expect(try await browser.get("/sandbox/vnpay").text.contains("value=\"2026-11-23\""))
        }
    }
}
