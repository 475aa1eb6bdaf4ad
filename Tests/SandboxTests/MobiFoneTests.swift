import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import MobiFoneInvoice
import SandboxKit
import SandboxMobiFone
import TestKit
import Testing

@Suite struct MobiFoneTests {
    @Test func `an invoice goes from draft to the authority's code`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let series = try await office.series(session)
            #expect(series.khhdon == "1C26TQD")
            #expect(try await office.find("QLDV-2026-000017", session).isEmpty)
            let saved = try await office.save(MobiFoneFixture.draft(series), session)
            #expect(saved.outcome == .unsigned)
            #expect(saved.shdon == nil)
            try await office.sign(saved.hdon_id, session)
            let waiting = try await office.look(saved.hdon_id, session)
            #expect(waiting.status == .waitingForCode)
            #expect(waiting.shdon == 1)
            let found = try await office.find("QLDV-2026-000017", session)
            #expect(found.map(\.status) == [.codeGranted])
            let done = try #require(found.first)
            #expect(done.mccqthue?.count == 34)
            #expect(done.sbmat?.isEmpty == false)
            #expect(done.sdhang == "QLDV-2026-000017")
            let dates = try MobiFone.bytes(MobiFone.DatesRequest(from: "2026-11-23", to: "2026-11-23"))
            let list = try await office.bytes(.post, MobiFone.Path.byDates, body: dates, session: session)
            #expect(try MobiFone.readRecords(list) == [done])
        }
    }

    @Test func `a repeated save makes a second invoice, unless told to detect it`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let draft = MobiFoneFixture.draft(try await office.series(session))
            _ = try await office.save(draft, session)
            _ = try await office.save(draft, session)
            #expect(try await office.find(draft.sdhang, session).count == 2)
        }
        try await MobiFoneFixture.run {
            $0.detectDuplicates = true
        } _: { (office) async throws in
            let session = try await office.signIn()
            let draft = MobiFoneFixture.draft(try await office.series(session))
            _ = try await office.save(draft, session)
            await #expect(throws: MobiFone.AnswerError.self) { try await office.save(draft, session) }
        }
    }

    @Test func `a save that was never answered is found by its key`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let draft = MobiFoneFixture.draft(try await office.series(session))
            var faults = MobiFoneFaults()
            faults.timeOutAfterSaving = 1
            faults.silenceMilliseconds = 0
            office.sandbox.faults.set(faults)
            await #expect(throws: MobiFone.AnswerError.self) { try await office.save(draft, session) }
            #expect(try await office.find(draft.sdhang, session).map(\.status) == [.waitingForSignature])
        }
    }

    @Test(
        arguments: [
            { (draft: inout MobiFone.Draft) in draft.tgtthue += 1 },
            { $0.tgtttbso -= 1 },
            { $0.details[0].data[0].tthue += 2 },
            { $0.details[0].data[2].tthue = 1 },
            { $0.details[0].data[0].thtien -= 1 },
            { $0.mst = "0101248142" },
            { $0.mst = "0312345678" },
            { $0.ten = String(repeating: "a", count: 401) },
            { $0.email = String(repeating: "a", count: 51) },
            { $0.nlap = "2026-11-24" },
            { $0.nlap = "2025-12-31" },
            { $0.nlap = "2026-02-30" },
            { $0.cctbao_id = "another" },
            { $0.details = [] },
        ] as [@Sendable (inout MobiFone.Draft) -> Void]
    )
    func `a wrong draft is refused with HTTP 200 and nothing is kept`(
        change: @escaping @Sendable (inout MobiFone.Draft) -> Void
    ) async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            var draft = MobiFoneFixture.draft(try await office.series(session))
            change(&draft)
            let request = try MobiFone.bytes(MobiFone.SaveRequest(.create, taxCode: "0100686209", data: [draft]))
            let response = try await office.send(.post, MobiFone.Path.save, body: request, session: session)
            #expect(response.status == .ok)
            let answers = try MobiFone.readSave(Array(response.body.readableBytesView))
            #expect(throws: MobiFone.AnswerError.self) { try #require(answers.first).record() }
            #expect(try await office.find(draft.sdhang, session).isEmpty)
        }
    }

    @Test func `dates in a series never go back, and numbers have no gap`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let series = try await office.series(session)
            #expect(try await office.issue(MobiFoneFixture.draft(series, key: "a"), session).shdon == 1)
            let early = MobiFoneFixture.draft(series, key: "b", on: "2026-11-22")
            await #expect(throws: MobiFone.AnswerError.self) { try await office.save(early, session) }
            #expect(try await office.issue(MobiFoneFixture.draft(series, key: "c"), session).shdon == 2)
        }
    }

    @Test func `a new year brings a new series`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            office.clock.advance(days: 60)
            let session = try await office.signIn()
            let series = try await office.series(session)
            #expect(series.khhdon == "1C27TQD")
            #expect(try await office.issue(MobiFoneFixture.draft(series, on: "2027-01-22"), session).shdon == 1)
        }
    }

    @Test func `a token dies, and a wrong password has none`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let path = MobiFone.Path.series(taxCode: MobiFoneFixture.taxCode)
            #expect(try await office.send(.get, path, session: session).status == .ok)
            #expect(try await office.send(.get, path, session: nil).status == .unauthorized)
            office.clock.advance(seconds: 3_600)
            #expect(try await office.send(.get, path, session: session).status == .unauthorized)
            let request = MobiFone.LoginRequest(username: "qldv", password: "x", taxCode: MobiFoneFixture.taxCode)
            let body = try MobiFone.bytes(request)
            let answer = try await office.bytes(.post, MobiFone.Path.login, body: body, session: nil)
            #expect(throws: MobiFone.AnswerError.self) { try MobiFone.readLogin(answer) }
        }
    }

    @Test func `ordered faults happen`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let series = try await office.series(session)
            let orders = #"{"okAsText":true,"errorOnSave":1,"refuseCode":1,"htmlError":1}"#
            _ = try await office.send(.post, "/sandbox/mobifone/faults", body: Array(orders.utf8), session: nil)
            let draft = MobiFoneFixture.draft(series)
            await #expect(throws: MobiFone.AnswerError.self, "500 in HTML") { try await office.save(draft, session) }
            await #expect(throws: MobiFone.AnswerError.refused("Lỗi hệ thống, vui lòng thử lại sau")) {
                try await office.save(draft, session)
            }
            let refused = try await office.issue(draft, session)
            #expect(refused.outcome == .refused)
            #expect(refused.mccqthue == nil)
            #expect(refused.lydo?.isEmpty == false)
            _ = try await office.send(.delete, "/sandbox/mobifone/faults", session: nil)
            #expect(try await office.issue(MobiFoneFixture.draft(series, key: "z"), session).outcome == .accepted)
        }
    }

    @Test func `the picture can be read, and shows every rate and the words`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let done = try await office.issue(MobiFoneFixture.draft(try await office.series(session)), session)
            let path = MobiFone.Path.pdf(id: done.hdon_id, taxCode: MobiFoneFixture.taxCode)
            let pdf = try await office.bytes(.get, path, session: session)
            #expect(pdf.starts(with: Array("%PDF-".utf8)))
            let text = try Poppler.text(of: pdf)
            let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for part in [
                "HÓA ĐƠN GIÁ TRỊ GIA TĂNG", "1C26TQD", "00000001", "Công ty Cổ phần <FPT> & Bạn",
                "Nguyễn Thị Ánh Tuyết",
                "6.000.000", "11.680.000", "KCT", "Thuế suất 8%", "Thuế suất 10%",
                "Mười một triệu sáu trăm tám mươi nghìn đồng", done.mccqthue ?? "?", done.sbmat ?? "?",
                "phường Cầu Giấy", "Ngày 23 tháng 11 năm 2026",
            ] {
                #expect(flat.contains(part), "\(part) is not in the picture")
            }
            #expect(try await office.bytes(.get, path, session: session) == pdf, "the same invoice is the same bytes")
        }
    }

    @Test func `the XML keeps the order of the form and escapes the names`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let done = try await office.issue(MobiFoneFixture.draft(try await office.series(session)), session)
            let path = MobiFone.Path.xml(id: done.hdon_id, taxCode: MobiFoneFixture.taxCode)
            let xml = String(decoding: try await office.bytes(.get, path, session: session), as: UTF8.self)
            let parts = [
                "<KHMSHDon>1</KHMSHDon><KHHDon>C26TQD</KHHDon><SHDon>1</SHDon><NLap>2026-11-23</NLap>",
                "<Ten>Công ty Cổ phần &lt;FPT&gt; &amp; Bạn</Ten><MST>0101248141</MST>",
                "<LTSuat><TSuat>10%</TSuat><ThTien>2000000</ThTien><TThue>200000</TThue></LTSuat>",
                "<LTSuat><TSuat>KCT</TSuat><ThTien>3000000</ThTien><TThue>0</TThue></LTSuat>",
                "<TgTTTBSo>11680000</TgTTTBSo><TgTTTBChu>Mười một triệu sáu trăm tám mươi nghìn đồng</TgTTTBChu>",
                "<MCCQT>\(done.mccqthue ?? "?")</MCCQT>",
            ]
            var rest = xml[...]
            for part in parts {
                let found = try #require(rest.firstRange(of: part), "\(part) is missing or out of order")
                rest = rest[found.upperBound...]
            }
        }
    }

    @Test func `whoever holds the look-up code sees the invoice, and nobody else does`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let done = try await office.issue(MobiFoneFixture.draft(try await office.series(session)), session)
            let code = try #require(done.sbmat)
            let page = String(buffer: try await office.send(.get, "/tra-cuu?code=\(code)", session: nil).body)
            #expect(page.contains("Công ty Cổ phần &lt;FPT&gt; &amp; Bạn"))
            #expect(try await office.send(.get, "/tra-cuu/\(code)/pdf", session: nil).status == .ok)
            #expect(try await office.send(.get, "/tra-cuu/FFFF/pdf", session: nil).status == .notFound)
            let none = String(buffer: try await office.send(.get, "/tra-cuu?code=%27OR%201=1", session: nil).body)
            #expect(none.contains("Không có hóa đơn nào mang mã này."))
        }
    }
}
