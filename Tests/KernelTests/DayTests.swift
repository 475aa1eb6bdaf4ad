import Kernel
import Testing

@Suite struct DayTests {
    static let lengths: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    static func isLeap(_ year: Int64) -> Bool { year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) }

    /// Counts day by day from 1 January 1900, with nothing but the lengths of the months.
    @Test func `every day from 1900 to 2200 has its number, and comes back from it`() throws {
        var number: Int64 = -25_567
        for year in Int64(1900)...2200 {
            for month in Int64(1)...12 {
                let length = Self.lengths[Int(month) - 1] + (month == 2 && Self.isLeap(year) ? 1 : 0)
                #expect(Month(year: year, month: month).lengthDays == length)
                for day in 1...length {
                    let found = try #require(Day(year: year, month: month, day: day))
                    let back = Day(number: number).components
                    guard found.number == number, back == (year, month, day) else {
                        Issue.record("\(year)-\(month)-\(day) is \(found.number), not \(number); back it is \(back)")
                        return
                    }
                    number += 1
                }
                #expect(Day(year: year, month: month, day: length + 1) == nil)
            }
        }
        #expect(Day(year: 1970, month: 1, day: 1)?.number == 0)
    }

    @Test(arguments: [
        (0, 1, 1), (10_000, 1, 1), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2025, 2, 29), (1900, 2, 29),
    ])
    func `there is no such day`(year: Int64, month: Int64, day: Int64) {
        #expect(Day(year: year, month: month, day: day) == nil)
    }

    @Test func `months are counted from the anchor: clamped at short ones, without drift`() throws {
        for start in Int64(0)..<48 {
            for anchor in Int64(1)...31 {
                let month = Month(year: 2023 + start / 12, month: start % 12 + 1)
                guard let first = Day(year: month.year, month: month.month, day: anchor) else { continue }
                var previous = first
                for term in Int64(1)...36 {
                    let end = first.adding(months: term)
                    let target = month.adding(months: term)
                    #expect(end.components == (target.year, target.month, min(anchor, target.lengthDays)))
                    #expect((28...31).contains(end.days(since: previous)), "periods tile the term")
                    previous = end
                }
                #expect(first.adding(months: 24).adding(months: -24).components.day <= anchor)
            }
        }
        let eve = try #require(Day(year: 2027, month: 1, day: 31))
        #expect(eve.adding(months: 1).iso8601 == "2027-02-28")
        #expect(eve.adding(months: 2).iso8601 == "2027-03-31")
        #expect(eve.adding(months: 13).iso8601 == "2028-02-29")
        #expect(eve.adding(months: -2).iso8601 == "2026-11-30")
    }

    @Test func `months run on through years, both ways`() {
        let month = Month(year: 2026, month: 11)
        #expect(month.adding(months: 2) == Month(year: 2027, month: 1))
        #expect(month.adding(months: -11) == Month(year: 2025, month: 12))
        #expect(month.adding(months: 0) == month)
        #expect(month < Month(year: 2027, month: 1))
        #expect(month.firstDay.iso8601 == "2026-11-01")
        #expect(month.lastDay.iso8601 == "2026-11-30")
        #expect(month.display == "11/2026")
        #expect(month.iso8601 == "2026-11")
        for offset in Int64(-2_000)...2_000 {
            #expect(month.adding(months: offset).adding(months: -offset) == month)
        }
    }

    @Test(arguments: ["2026-11-23", "1900-01-01", "2024-02-29", "9999-12-31"])
    func `a day comes back from its text`(text: String) { #expect(Day(iso8601: text)?.iso8601 == text) }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-31", "26-11-23", "2026-1-1", "2026/11/23", "2026-11-23 ", "-026-01-01",
    ])
    func `what is no day is refused`(text: String) { #expect(Day(iso8601: text) == nil) }

    @Test func `people read day, month, year`() {
        #expect(Day(iso8601: "2026-03-07")?.display == "07/03/2026")
    }
}
