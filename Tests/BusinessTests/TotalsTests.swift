import Catalogue
import Contracts
import Foundation
import Kernel
import TestKit
import Testing

/// R15: money. `QLDV_LINES=10000000` for the whole trial; a share of it otherwise.
@Suite struct TotalsTests {
    private static let lines = ProcessInfo.processInfo.environment["QLDV_LINES"].flatMap(Int.init) ?? 200_000
    private static let rates: [VATRate] =
        [0, 500, 800, 1_000].map { VATRate.percent(basisPoints: $0) } + [.notSubject, .notDeclared]

    @Test func `whatever stands on the lines, they and their VAT add up to the total`() async throws {
        var dice = Dice(seed: 1_515)
        var made = 0
        while made < Self.lines {
            await Task.yield()
            let prices = try (0...dice.below(24)).map { _ in try Self.price(&dice) }
            made += prices.count
            let totals = try Totals(prices)
            var (net, vat) = (Int64(0), Int64(0))
            for price in prices { (net, vat) = (net + price.net.dong, vat + price.vat.dong) }
            guard totals.net.dong == net, totals.vat.dong == vat, totals.total.dong == net + vat,
                try Money.sum(totals.perRate.map(\.net)) == totals.net,
                try Money.sum(totals.perRate.map(\.vat)) == totals.vat,
                Set(totals.perRate.map(\.rate)).count == totals.perRate.count,
                // A tax of its rate, off by half a đồng a line at most.
                totals.perRate.allSatisfy({ Self.isTax($0, of: prices.count) })
            else {
                Issue.record("\(prices)")
                return
            }
        }
    }

    /// A list price less a discount, so many times, perhaps a part of it for a part of a month.
    private static func price(_ dice: inout Dice) throws -> PriceBreakdown {
        let list = try Money(dong: dice.number(0, 50_000_000))
        let discount = [0, 500, 1_000, dice.number(0, 10_000)][dice.below(4)]
        let unit = try list.portion(basisPoints: 10_000 - discount)
        var net = try unit.times(dice.number(1, 200))
        if dice.below(3) == 0 { net = net.split(into: 1 + dice.below(12))[0] }
        return try PriceBreakdown(net: net, rate: rates[dice.below(rates.count)])
    }

    private static func isTax(_ sums: Totals.PerRate, of lines: Int) -> Bool {
        guard case .percent(let basisPoints) = sums.rate else { return sums.vat.isZero }
        return abs(sums.vat.dong * 10_000 - sums.net.dong * basisPoints) <= 5_000 * Int64(lines)
    }
}
