import Foundation
import Journal
import Kernel
import Testing
import UsageFiles

@testable import Usage

/// What people write into files of usage, and what is made of it.
@Suite struct UsageFileTests {
    @Test(arguments: [
        ("1234", 1_234), ("-1234", -1_234), ("−5", -5), ("+7", 7), ("0012", 12), ("1 234 567", 1_234_567),
        ("1\u{A0}234", 1_234), ("1.234.567", 1_234_567), ("1,234,567", 1_234_567), ("1.234,00", 1_234),
        ("1,234.00", 1_234), ("1234,0", 1_234), ("1234.000", 1_234), ("12.0", 12), ("1000000000", 1_000_000_000),
    ])
    func `a number that can only be read in one way is read`(text: String, number: Int64) throws {
        #expect(try UsageText.quantity(text) == number)
    }

    @Test(
        arguments: [
            ("1.234", .ambiguousNumber), ("12,000", .ambiguousNumber), ("-1.234", .ambiguousNumber),
            ("1.234,5", .notWhole), ("0,5", .notWhole), ("0.500", .notWhole), ("1.5", .notWhole), ("0", .zero),
            ("0,0", .zero), ("", .notANumber), ("-", .notANumber), ("12a", .notANumber), ("1.23.456", .notANumber),
            ("1.2,3.4", .notANumber), ("1,", .notANumber), (".5", .notANumber), ("1e5", .notANumber),
            ("1 23", .notANumber), ("1000000001", .tooMuch), ("99999999999999999999999", .tooMuch), ("٣", .notANumber),
        ] as [(String, UsageMistake.Reason)]
    )
    func `a number that is none, or two, is refused`(text: String, reason: UsageMistake.Reason) {
        #expect(throws: reason) { try UsageText.quantity(text) }
    }

    @Test(
        arguments: [
            ("2026-11-23", "2026-11-23", nil), ("23/11/2026", "2026-11-23", nil), ("3/1/2026", "2026-01-03", nil),
            ("23/11/2026 14:05", "2026-11-23", "2026-11-23T14:05:00.000+07:00"),
            ("23/11/2026 14:05:09", "2026-11-23", "2026-11-23T14:05:09.000+07:00"),
            ("2026-11-23 9:05", "2026-11-23", "2026-11-23T09:05:00.000+07:00"),
            ("2026-11-23T14:05:09.120+07:00", "2026-11-23", "2026-11-23T14:05:09.000+07:00"),
            ("2026-11-23T20:00:00Z", "2026-11-24", "2026-11-24T03:00:00.000+07:00"),
            ("2026-11-30T23:30:00-0500", "2026-12-01", "2026-12-01T11:30:00.000+07:00"),
        ] as [(String, String, String?)]
    )
    func `a time is read, and falls on a day in Vietnam`(text: String, day: String, instant: String?) throws {
        let time = try #require(UsageTime(text))
        #expect(time.day.iso8601 == day)
        #expect(time.instant?.iso8601 == instant)
    }

    @Test(arguments: [
        "", "hôm qua", "11/23/2026", "31/02/2026", "23/11", "23/11/26", "2026-11-23T", "2026-11-23T25:00",
        "2026-11-23T10:00:.", "2026-11-23 10", "2026-11-23T10:00+7", "1.46E+12", "23/11/2026 14:05 x",
        "2026/11-23",
    ])
    func `what is no time is none`(text: String) { #expect(UsageTime(text) == nil) }

    private func rows(_ text: String, bytes: [UInt8]? = nil) async throws -> [UsageRow] {
        let source = IncomingFile(name: "x.csv", content: .bytes(bytes ?? Array(text.utf8)))
        let rows = UsageFileReader.spreadsheet.open(source)
        defer { rows.close() }
        var all: [UsageRow] = []
        while case let batch = try await rows.next(), !batch.isEmpty { all += batch }
        return all
    }

    private func entries(_ rows: [UsageRow]) throws -> [UsageEntry] {
        let sheet = try UsageSheet(header: try #require(rows.first))
        return try rows.dropFirst().map { try sheet.entry($0) }
    }

    @Test(arguments: [",", ";", "\t"], [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]])
    func `separators and encodings are seen from the file`(separator: String, mark: [UInt8]) async throws {
        let text = #"""
            Mã sự kiện;Số hợp đồng;Loại sản lượng;Thời điểm;Số lượng;Ghi chú
            e1;HD-1;sms;23/11/2026 14:05;120;"một; hai, ""ba"""
            e2;HD-1;sms;24/11/2026;7;
            """#.replacing(";", with: separator).replacing("một\(separator)", with: "một;")
        let found = try entries(try await rows("", bytes: mark + Array(text.utf8)))
        #expect(found.map(\.event) == ["e1", "e2"])
        #expect(found.map(\.quantity) == [120, 7])
        #expect(found.map(\.line) == [2, 3])
        #expect(found[0].plan == nil && found[0].corrects == nil)
    }

    @Test func `columns have Vietnamese or English names, in any order`() async throws {
        for header in [
            "event,contract,plan,meter,used_at,quantity,corrects",
            "Mã sự kiện,Số hợp đồng,Mã gói,Loại sản lượng,Thời điểm,Số lượng,Điều chỉnh cho",
            "EVENT ID,Contract number,Gói cước,Meter,Thời gian sử dụng,Sản lượng,Correction of",
        ] {
            let found = try entries(try await rows(header + "\ne1,HD-1,SMS-M,sms,2026-11-23,-5,e0"))
            #expect(
                found == [
                    UsageEntry(
                        line: 2,
                        event: "e1",
                        contract: "HD-1",
                        meter: ("SMS-M", "sms"),
                        used: (UsageTime(day: try #require(Day(iso8601: "2026-11-23"))), -5),
                        corrects: "e0"
                    )
                ]
            )
        }
    }

    @Test func `a file without a column, or with one twice, is no file of usage`() async throws {
        let without = try await rows("Mã sự kiện,Số hợp đồng,Thời điểm\n1,2,3")
        #expect(throws: UsageFileFault.missing([.meter, .quantity])) { try UsageSheet(header: without[0]) }
        let twice = try await rows("event,id,contract,meter,time,quantity\n1,2,3,4,5,6")
        #expect(throws: UsageFileFault.twice(.event)) { try UsageSheet(header: twice[0]) }
    }

    @Test(
        arguments: [
            (",HD-1,sms,2026-11-23,1", .event, .missing), ("e1,,sms,2026-11-23,1", .contract, .missing),
            ("1.46E+12,HD-1,sms,2026-11-23,1", .event, .shortened), ("mã 1,HD-1,sms,2026-11-23,1", .event, .notAnEvent),
            ("e1,HD-1,sms,mai,1", .time, .notATime), ("e1,HD-1,sms,2026-11-23,nhiều", .quantity, .notANumber),
            ("e1,HD-1,sms,2026-11-23,1.234", .quantity, .ambiguousNumber),
        ] as [(String, UsageColumn, UsageMistake.Reason)]
    )
    func `a bad line says which column and why`(
        line: String,
        column: UsageColumn,
        reason: UsageMistake.Reason
    ) async throws {
        let rows = try await rows("event,contract,meter,time,quantity\n" + line)
        let sheet = try UsageSheet(header: rows[0])
        do {
            _ = try sheet.entry(rows[1])
            Issue.record("taken")
        } catch {
            #expect(error.line == 2 && error.column == column && error.reason == reason)
        }
    }

    @Test func `every reason has words in both languages`() {
        for reason in UsageMistake.Reason.allCases {
            let words = UsageMistake(2, .event, "x", reason, detail: "y").words
            #expect(words.vietnamese.hasSuffix(".") && words.english.hasSuffix("."), "\(reason)")
        }
    }

    @Test func `a file of many rows comes in batches, in order, and may be let go of`() async throws {
        let text = "event\n" + (1...12_345).map { "e\($0)" }.joined(separator: "\n")
        #expect(try await rows(text).map(\.cells).dropFirst().elementsEqual((1...12_345).map { ["e\($0)"] }))
        let source = IncomingFile(name: "x.csv", content: .bytes(Array(text.utf8)))
        let left = UsageFileReader.spreadsheet.open(source)
        #expect(try await left.next().count == 1_000)
        left.close()
        let empty = UsageFileReader.spreadsheet.open(IncomingFile(name: "x", content: .bytes([])))
        await #expect(throws: UsageFileFault.self) { try await empty.next() }
    }
}
