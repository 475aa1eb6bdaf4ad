import Kernel
import Tariffs
import TestKit
import Testing

/// R14: the calendar, exhaustively.
@Suite struct BillingCycleTests {
    /// Every anchor day of 48 months, four of them with a 29 February or beside one.
    private static let anchors: [Day] = (Int64(0)..<48).flatMap { offset -> [Day] in
        let month = Month(year: 2026, month: 1).adding(months: offset)
        return (0..<month.lengthDays).map { month.firstDay.adding(days: $0) }
    }

    @Test func `36 months follow one another without gap, overlap or drift, from every day`() async {
        for anchor in Self.anchors {
            await Task.yield()
            let cycle = BillingCycle(.anniversary, startingOn: anchor)
            var next = anchor
            for index in Int64(0)..<36 {
                let period = cycle.period(index)
                guard period.from == next, period.from <= period.to,
                    period.from.components.day == min(anchor.components.day, period.from.month.lengthDays)
                else {
                    Issue.record("\(anchor) month \(index): \(period)")
                    return
                }
                next = period.to.adding(days: 1)
            }
        }
    }

    @Test func `a day lies in the one period that contains it`() async {
        for anchor in Self.anchors {
            await Task.yield()
            let cycle = BillingCycle(.anniversary, startingOn: anchor)
            for offset in stride(from: Int64(0), through: 1_100, by: 7) {
                let day = anchor.adding(days: offset)
                let period = cycle.period(containing: day)
                guard period.from <= day, day <= period.to, cycle.period(period.index) == period else {
                    Issue.record("\(anchor) \(day): \(period)")
                    return
                }
            }
        }
    }

    @Test func `in each month exactly one period ends`() async {
        for anchor in Self.anchors {
            await Task.yield()
            let cycle = BillingCycle(.anniversary, startingOn: anchor)
            var last: Int64?
            for offset in Int64(0)..<36 {
                let month = anchor.month.adding(months: offset + 1)
                let period = cycle.period(endingIn: month)
                guard period.to.month == month, last.map({ period.index == $0 + 1 }) ?? true else {
                    Issue.record("\(anchor) \(month): \(period)")
                    return
                }
                last = period.index
            }
        }
    }

    @Test func `a calendar cycle begins on the first of the month, whenever service does`() throws {
        let day = try #require(Day(iso8601: "2026-12-17"))
        let period = BillingCycle(.calendar, startingOn: day).period(0)
        #expect(period.display == "01/12/2026–31/12/2026")
        #expect(BillingCycle(.calendar, startingOn: day).period(2).display == "01/02/2027–28/02/2027")
        #expect(BillingCycle(.anniversary, startingOn: day).period(2).display == "17/02/2027–16/03/2027")
    }

    /// A million cases: any fee, any period, cut anywhere, any number of times.
    @Test func `parts that tile a period add back to the whole`() async throws {
        var random = Dice(seed: 14)
        for turn in 0..<1_000_000 {
            // Others want their turn on this thread as well.
            if turn.isMultiple(of: 500) { await Task.yield() }
            let anchor = Self.anchors[random.below(Self.anchors.count)]
            let period = BillingCycle(.anniversary, startingOn: anchor).period(Int64(random.below(36)))
            let fee = try Money(dong: Int64(random.below(1_000_000_000)))
            var from = period.from
            var sum = Money.zero
            while from <= period.to {
                let to = min(period.to, from.adding(days: Int64(random.below(31))))
                let span = try #require(DaySpan(from: from, to: to))
                sum = try sum + period.share(of: fee, on: span)
                from = to.adding(days: 1)
            }
            guard sum == fee else {
                Issue.record("\(period) of \(fee) gives \(sum)")
                return
            }
        }
    }

    @Test func `a part costs its days, half a đồng upwards`() throws {
        let period = BillingCycle(.calendar, startingOn: try #require(Day(iso8601: "2026-11-01"))).period(0)
        let span = try #require(DaySpan(from: period.from.adding(days: 15), to: period.to))
        #expect(try period.share(of: Money(dong: 550_000), on: span).dong == 275_000)
        #expect(try period.share(of: Money(dong: 1), on: span).dong == 0)
        let first = try #require(DaySpan(from: period.from, to: period.from.adding(days: 14)))
        #expect(try period.share(of: Money(dong: 1), on: first).dong == 1)
    }
}
