import Foundation
import MobiFoneInvoice
import Testing

@Suite struct MobiFoneDraftTests {
    static let series = MobiFone.Series(id: "series-1", series: "1C26TQD", kind: "C")

    /// The invoice of the specification's sample: 8 %, 10 % and KCT on one paper.
    static func sample() -> MobiFone.Draft {
        var draft = MobiFone.Draft(
            series: series,
            unitCode: "VP",
            key: "QLDV-2026-000017",
            issuedOn: "2026-11-20",
            lines: [
                MobiFone.Line(
                    number: 1,
                    item: ("CLD-S-12", "Máy chủ ảo 12 tháng", "gói"),
                    quantity: (1, 6_000_000),
                    amounts: (6_000_000, 480_000),
                    rate: .eight
                ),
                MobiFone.Line(
                    number: 2,
                    item: ("SMS-10K", "SMS Brandname 10.000 tin", "gói"),
                    quantity: (1, 2_000_000),
                    amounts: (2_000_000, 200_000),
                    rate: .ten
                ),
                MobiFone.Line(
                    number: 3,
                    item: ("EOF-50-12", "Phần mềm eOffice 12 tháng", "gói"),
                    quantity: (1, 3_000_000),
                    amounts: (3_000_000, 0),
                    rate: .notSubject
                ),
            ]
        )
        draft.mst = "0101248141"
        draft.ten = "Công ty Cổ phần FPT"
        draft.tnmua = "Nguyễn Văn A"
        draft.dchi = "Hà Nội"
        return draft
    }

    @Test func `amounts leave as whole numbers under the provider's names`() throws {
        let bytes = try MobiFone.bytes(MobiFone.SaveRequest(.create, taxCode: "0100686209", data: [Self.sample()]))
        let text = String(decoding: bytes, as: UTF8.self)
        for part in [
            "\"editmode\":1", "\"tax_code\":\"0100686209\"", "\"tgtcthue\":11000000", "\"tgtthue\":680000",
            "\"tgtttbso\":11680000", "\"tgtttbso_last\":11680000", "\"tsuat\":\"-1\"",
            "\"sdhang\":\"QLDV-2026-000017\"",
            "\"cctbao_id\":\"series-1\"", "\"is_hdcma\":1", "\"kmai\":1", "\"hoadon68_phi\":[{\"data\":[]}]",
        ] {
            #expect(text.contains(part), "\(part) is missing")
        }
        #expect(text.firstMatch(of: /[0-9]\.[0-9]+[,}]/) == nil)
        #expect(try JSONDecoder().decode(MobiFone.SaveRequest.self, from: Data(bytes)).data == [Self.sample()])
    }

    @Test func `a sound draft has no problems`() {
        #expect(Self.sample().problems.isEmpty)
    }

    @Test func `each rule of the form is told by its name`() {
        func problems(_ change: (inout MobiFone.Draft) -> Void) -> [MobiFone.DraftProblem] {
            var draft = Self.sample()
            change(&draft)
            return draft.problems
        }
        #expect(problems { $0.email = String(repeating: "a", count: 51) } == [.tooLong(field: "email", limit: 50)])
        #expect(problems { $0.ten = "" } == [.missing(field: "ten")])
        #expect(
            problems {
                $0.mst = nil; $0.ten = nil; $0.tnmua = nil
            } == [.missing(field: "ten/tnmua")]
        )
        #expect(
            problems {
                $0.tgtthue += 1; $0.tgtttbso += 1
            } == [
                .totalsDoNotAdd(field: "tgtthue", expected: 680_000, found: 680_001)
            ]
        )
        #expect(problems { $0.nlap = "2027-01-02" } == [.wrongYear(series: "1C26TQD", issuedOn: "2027-01-02")])
        #expect(problems { $0.details[0].data[0].tsuat = "7" } == [.unknownRate(line: 1, code: "7")])
        #expect(
            problems {
                $0.details[0].data[2].tthue = 5
                $0.tgtthue += 5
                $0.tgtttbso += 5
            } == [.taxOnUntaxedLine(line: 3)]
        )
    }

    @Test func `not subject, not declared and zero percent stay three things`() {
        #expect(MobiFone.VATCode(invoiceText: "KCT")?.rawValue == "-1")
        #expect(MobiFone.VATCode(invoiceText: "KKKNT")?.rawValue == "-2")
        #expect(MobiFone.VATCode(invoiceText: "0%")?.rawValue == "0")
        #expect(MobiFone.VATCode(invoiceText: "7%") == nil)
        for code in MobiFone.VATCode.allCases { #expect(MobiFone.VATCode(invoiceText: code.invoiceText) == code) }
    }

    @Test func `a series tells its year`() {
        #expect(Self.series.yearDigits == "26")
        #expect(MobiFone.Series(id: "x", series: "K25TAA", kind: nil).yearDigits == "25")
        #expect(MobiFone.Series(id: "x", series: "K25TAA", kind: "K").needsCode == false)
        #expect(MobiFone.Series(id: "x", series: "", kind: nil).yearDigits == nil)
    }
}
