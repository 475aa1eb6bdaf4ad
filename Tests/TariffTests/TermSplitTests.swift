import Kernel
import Tariffs
import TestKit
import Testing

/// A month in which the contract changes, however often and whenever: parts add back, and no đồng is lost.
@Suite struct TermSplitTests {
    @Test(arguments: UInt64(1)...40)
    func `a month split at any days adds back to the month, on every kind of month`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let start = try #require(Day(iso8601: "2026-01-01")).adding(days: Int64(dice.below(1_500)))
        let kind: BillingCycle.Kind = dice.below(2) == 0 ? .calendar : .anniversary
        for _ in 0..<50 {
            let period = BillingCycle(kind, startingOn: start).period(Int64(dice.below(40)))
            let fee = try Money(dong: Int64(dice.below(2_000_000_000)))
            let tariff = Tariff(minimumMonthly: try Money(dong: Int64(dice.below(3_000_000))))
            let spans = split(period, into: 1 + dice.below(8), &dice)
            // The same fee on every part, whatever lines it is cut into.
            let month = LineMonth(
                period: period,
                agreed: spans.map { AgreedLine(served: [$0], quantity: 1, monthlyFee: fee, tariff: tariff) }
            )
            let whole = LineMonth(
                period: period,
                agreed: [AgreedLine(served: [try #require(period.span)], quantity: 1, monthlyFee: fee, tariff: tariff)]
            )
            #expect(try month.monthly() == whole.monthly(), "\(period) \(spans)")
        }
    }

    @Test(arguments: UInt64(1)...40)
    func `each part of a month costs what its days cost, whatever stands beside it`(seed: UInt64) throws {
        var dice = Dice(seed: seed &* 7_919)
        let start = try #require(Day(iso8601: "2026-01-01")).adding(days: Int64(dice.below(1_500)))
        let period = BillingCycle(.anniversary, startingOn: start).period(Int64(dice.below(40)))
        for _ in 0..<50 {
            let (old, new) = (
                try Money(dong: Int64(dice.below(900_000_000))), try Money(dong: Int64(dice.below(900_000_000)))
            )
            let spans = split(period, into: 2, &dice)
            guard spans.count == 2 else { continue }
            let lines = zip(spans, [old, new]).map { span, fee in
                AgreedLine(served: [span], quantity: 1, monthlyFee: fee, tariff: Tariff())
            }
            let month = try LineMonth(period: period, agreed: lines).monthly()
            #expect(try month == period.share(of: old, on: spans[0]) + period.share(of: new, on: spans[1]))
            // Within a đồng of the exact value, for two parts.
            let exact = (old.dong * spans[0].lengthDays + new.dong * spans[1].lengthDays) / period.lengthDays
            #expect(abs(month.dong - exact) <= 2)
        }
    }

    /// The period cut at random days into that many spans at most.
    private func split(_ period: BillingPeriod, into count: Int, _ dice: inout Dice) -> [DaySpan] {
        let cuts = Set((1..<max(count, 2)).map { _ in Int64(dice.below(Int(period.lengthDays))) }).subtracting([0])
            .sorted()
        let starts = [period.from] + cuts.map { period.from.adding(days: $0) }
        let ends = starts.dropFirst().map { $0.adding(days: -1) } + [period.to]
        return zip(starts, ends).compactMap { DaySpan(from: $0, to: $1) }
    }
}
