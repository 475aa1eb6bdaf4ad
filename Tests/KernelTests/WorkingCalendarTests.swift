import Kernel
import TestKit
import Testing

@Suite struct WorkingCalendarTests {
    private static func day(_ text: String) throws -> Day { try #require(Day(iso8601: text)) }

    /// Tết 2027, as the law has it: the new year is on 6 February.
    private static func tet() throws -> WorkingCalendar {
        let first = try day("2027-02-05")
        return WorkingCalendar(holidays: Set((0..<7).map { first.adding(days: $0) }))
    }

    @Test(
        arguments: [
            ("1970-01-01", 4), ("2026-11-23", 1), ("2026-11-29", 7), ("2024-02-29", 4), ("1969-12-31", 3),
            ("2027-02-06", 6),
        ] as [(String, Int64)]
    )
    func `a day of the week is the one on the calendar`(text: String, expected: Int64) throws {
        #expect(try Self.day(text).weekday == expected)
    }

    @Test(
        arguments: [
            ("2026-11-23", 0, "2026-11-23"), ("2026-11-23", 2, "2026-11-25"), ("2026-11-27", 1, "2026-11-30"),
            ("2026-11-28", 0, "2026-11-30"), ("2026-11-28", 1, "2026-12-01"), ("2027-02-04", 1, "2027-02-12"),
            ("2027-02-04", 2, "2027-02-15"), ("2027-02-08", 0, "2027-02-12"), ("2026-11-23", -3, "2026-11-23"),
        ] as [(String, Int64, String)]
    )
    func `so many working days later is the day on the calendar`(from: String, count: Int64, to: String) throws {
        #expect(try Self.tet().day(count, workingDaysAfter: Self.day(from)) == Self.day(to))
    }

    @Test func `a step is due at half past five of its day`() throws {
        let evening = try Self.day("2026-11-23").start.adding(minutes: 23 * 60 + 59)
        #expect(WorkingCalendar(holidays: []).due(2, workingDaysAfter: evening).display == "25/11/2026 17:30")
    }

    @Test func `counting working days agrees with stepping through them, whatever the holidays`() {
        var random = Dice(seed: 7)
        for _ in 0..<400 {
            let first = Day(number: random.number(20_000, 21_000))
            let holidays = Set((0..<random.number(0, 12)).map { _ in first.adding(days: random.number(-3, 40)) })
            let calendar = WorkingCalendar(holidays: holidays)
            let count = random.number(0, 20)
            let last = calendar.day(count, workingDaysAfter: first)
            #expect(calendar.isWorkingDay(last))
            #expect(last >= first)
            #expect(calendar.workingDays(from: first, through: last) == count + 1)
            #expect(calendar.workingDays(from: last, through: last.adding(days: -1)) == 0)
            // Fewer holidays never make anything later.
            #expect(WorkingCalendar(holidays: []).day(count, workingDaysAfter: first) <= last)
        }
    }
}
