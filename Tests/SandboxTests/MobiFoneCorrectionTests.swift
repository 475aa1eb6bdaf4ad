import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import MobiFoneInvoice
import SandboxMobiFone
import TestKit
import Testing

@Suite struct MobiFoneCorrectionTests {
    /// One service line of `dong` before 8 % VAT; below zero takes off.
    private static func correction(
        of old: MobiFone.Record,
        as kind: MobiFone.InvoiceKind,
        dong: Int64,
        key: String,
        in series: MobiFone.Series
    ) -> MobiFone.Draft {
        var draft = MobiFoneFixture.draft(series, key: key)
        let line =
            dong == 0
            ? MobiFone.Line(number: 1, note: "Sai địa chỉ người mua")
            : MobiFone.Line(
                number: 1,
                item: ("CLD-S-12", "Máy chủ ảo 12 tháng", "gói"),
                quantity: (1, dong),
                amounts: (dong, dong * 8 / 100),
                rate: .eight
            )
        draft.details = [.init(data: [line])]
        draft.tgtcthue = line.thtien
        draft.tgtthue = line.tthue
        draft.tgtttbso = line.tgtien
        draft.tgtttbso_last = line.tgtien
        draft.correct(
            old.hdon_id,
            as: kind,
            series: old.khieu ?? "",
            number: old.shdon.map { "\($0)" } ?? "",
            date: old.nlap ?? ""
        )
        return draft
    }

    @Test(arguments: [
        (
            MobiFone.InvoiceKind.adjustedDown, Int64(-100_000), MobiFone.InvoiceKind.adjusted,
            "Điều chỉnh giảm 1C26TQD-1"
        ),
        (.adjustedUp, 100_000, .adjusted, "Điều chỉnh tăng 1C26TQD-1"),
        (.adjustedInformation, 0, .adjusted, "Điều chỉnh thông tin 1C26TQD-1"),
        (.replacement, 5_000_000, .replaced, "Thay thế cho 1C26TQD-1"),
    ])
    func `a correction marks what it corrects, and the console shows both`(
        kind: MobiFone.InvoiceKind,
        dong: Int64,
        left: MobiFone.InvoiceKind,
        words: String
    ) async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let series = try await office.series(session)
            let old = try await office.issue(MobiFoneFixture.draft(series), session)
            let draft = Self.correction(of: old, as: kind, dong: dong, key: "c", in: series)
            #expect(draft.problems.isEmpty)
            let saved = try await office.save(draft, session)
            #expect(try await office.look(old.hdon_id, session).tthdon == 0, "a draft changes nothing")
            try await office.sign(saved.hdon_id, session)
            _ = try await office.look(saved.hdon_id, session)
            let done = try await office.look(saved.hdon_id, session)
            #expect(done.outcome == .accepted && done.shdon == 2 && done.tthdon == Int64(kind.rawValue))
            #expect(try await office.look(old.hdon_id, session).tthdon == Int64(left.rawValue))
            let page = String(buffer: try await office.send(.get, "/sandbox/mobifone", session: nil).body)
            #expect(page.contains(words))
            #expect(page.contains(left == .replaced ? "Đã bị thay thế" : "Đã bị điều chỉnh"))
            let path = MobiFone.Path.xml(id: saved.hdon_id, taxCode: MobiFoneFixture.taxCode)
            let xml = String(decoding: try await office.bytes(.get, path, session: session), as: UTF8.self)
            let related = "<KHMSHDCLQuan>1</KHMSHDCLQuan><KHHDCLQuan>C26TQD</KHHDCLQuan><SHDCLQuan>1</SHDCLQuan>"
            #expect(xml.contains("<TTHDLQuan><TCHDon>\(kind == .replacement ? 1 : 2)</TCHDon><LHDCLQuan>1</LHDCLQuan>"))
            #expect(xml.contains(related + "<NLHDCLQuan>2026-11-23</NLHDCLQuan>"))
            let pdf = try await office.bytes(
                .get,
                MobiFone.Path.pdf(id: saved.hdon_id, taxCode: MobiFoneFixture.taxCode),
                session: session
            )
            let text = try Poppler.text(of: pdf).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains("cho hóa đơn Mẫu số 1 ký hiệu C26TQD số 1 ngày 23 tháng 11 năm 2026"))
        }
    }

    @Test(
        arguments: [
            { $0.hdon_id_old = "another" }, { $0.hdon_id_old = nil }, { $0.shdclquan = "2" },
            { $0.khhdclquan = "C26TQE" }, { $0.nlhdclquan = "2026-11-22" }, { $0.lhdclquan = 3 }, { $0.tthdon = 0 },
            { $0.tthdon = 11 }, { $0.tthdon = 19 }, { $0.nlap = "2026-11-22" },
        ] as [@Sendable (inout MobiFone.Draft) -> Void]
    )
    func `a wrong correction is refused`(change: @escaping @Sendable (inout MobiFone.Draft) -> Void) async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let series = try await office.series(session)
            let old = try await office.issue(MobiFoneFixture.draft(series), session)
            var draft = Self.correction(of: old, as: .adjustedDown, dong: -100_000, key: "c", in: series)
            change(&draft)
            await #expect(throws: MobiFone.AnswerError.self) { try await office.save(draft, session) }
        }
    }

    @Test func `what is not issued cannot be corrected, nor what is replaced or adjusted be replaced`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            let session = try await office.signIn()
            let series = try await office.series(session)
            let draft = try await office.save(MobiFoneFixture.draft(series, key: "x"), session)
            let early = Self.correction(of: draft, as: .adjustedUp, dong: 1_000, key: "y", in: series)
            await #expect(throws: MobiFone.AnswerError.self) { try await office.save(early, session) }
            let first = try await office.issue(MobiFoneFixture.draft(series, key: "a"), session)
            _ = try await office.issue(
                Self.correction(of: first, as: .replacement, dong: 1_000, key: "b", in: series),
                session
            )
            for kind in [MobiFone.InvoiceKind.replacement, .adjustedUp] {
                let again = Self.correction(of: first, as: kind, dong: 1_000, key: "c", in: series)
                await #expect(throws: MobiFone.AnswerError.refused("Hóa đơn liên quan đã bị thay thế")) {
                    try await office.save(again, session)
                }
            }
            let second = try await office.issue(MobiFoneFixture.draft(series, key: "d"), session)
            let up = Self.correction(of: second, as: .adjustedUp, dong: 1_000, key: "e", in: series)
            _ = try await office.issue(up, session)
            let replacing = Self.correction(of: second, as: .replacement, dong: 1_000, key: "f", in: series)
            await #expect(throws: MobiFone.AnswerError.self) { try await office.save(replacing, session) }
        }
    }

    @Test func `in January the old year's book takes what was drawn up on its last day`() async throws {
        try await MobiFoneFixture.run { (office) async throws in
            office.clock.set(try #require(Timestamp(iso8601: "2027-01-01T00:00:05+07:00")))
            let session = try await office.signIn()
            let path = MobiFone.Path.series(taxCode: MobiFoneFixture.taxCode)
            let all = try MobiFone.readSeries(try await office.bytes(.get, path, session: session))
            #expect(all.map(\.khhdon) == ["1C27TQD", "1C26TQD"])
            let draft = MobiFoneFixture.draft(all[1], on: "2026-12-31")
            #expect(try await office.issue(draft, session).khieu == "1C26TQD")
        }
    }
}
