import Kernel
import MonthEnd
import TestKit
import Testing

@Suite struct DeferredTermTests {
    /// What is earned month by month of one term, from its first month to its last.
    private func earned(_ net: Int64, from: Day, to: Day, refunds: [Int64: Int64] = [:]) throws -> [Int64] {
        var (left, month, parts, index) = (net, from.month, [Int64](), Int64(0))
        while true {
            left -= min(left, refunds[index] ?? 0)
            let term = DeferredTerm(left: try Money(dong: left), from: max(from, month.firstDay), to: to)
            let (amount, isLast) = try term.earned(in: month)
            parts.append(amount.dong)
            left -= amount.dong
            if isLast { return left == 0 ? parts : [] }
            (month, index) = (month.adding(months: 1), index + 1)
        }
    }

    @Test func `a term is earned to the last đồng, each month by its days`() throws {
        let start = try #require(Day(iso8601: "2026-01-01"))
        var seed: UInt64 = 20_261_128
        func next(_ bound: UInt64) -> Int64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((seed >> 33) % bound)
        }
        for _ in 0..<20_000 {
            let (from, days) = (start.adding(days: next(1_500)), next(1_200))
            let (to, net) = (from.adding(days: days), next(2_000_000_000))
            let parts = try earned(net, from: from, to: to)
            #expect(parts.reduce(0, +) == net)
            // No month strays from its share of days by more than the rounding of the months before it.
            var (month, index) = (from.month, 0)
            while month <= to.month {
                let first = max(from, month.firstDay)
                let length = min(to, month.lastDay).days(since: first) + 1
                let share = Double(net) * Double(length) / Double(days + 1)
                #expect(abs(Double(parts[index]) - share) <= 2)
                (month, index) = (month.adding(months: 1), index + 1)
            }
        }
    }

    @Test func `what a refund takes is not earned any more`() throws {
        let from = try #require(Day(iso8601: "2026-11-23"))
        let to = try #require(Day(iso8601: "2027-11-22"))
        let parts = try earned(1_200_000, from: from, to: to, refunds: [3: 300_000])
        #expect(parts.reduce(0, +) == 900_000)
        #expect(parts[0] == 26_301, "8 of 365 days")
    }

    @Test func `a purchase without a term is earned at once, and a month before the term earns nothing`() throws {
        let from = try #require(Day(iso8601: "2026-11-23"))
        let once = DeferredTerm(left: try Money(dong: 500), from: from, to: nil)
        #expect(try once.earned(in: from.month).amount.dong == 500)
        let term = DeferredTerm(left: try Money(dong: 500), from: from, to: from.adding(days: 90))
        #expect(try term.earned(in: Month(year: 2026, month: 10)).amount.isZero)
    }
}
