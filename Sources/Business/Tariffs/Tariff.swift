package import Kernel

/// What a month of a postpaid plan costs, besides its monthly fee, which is the plan's price. All prices before VAT.
package struct Tariff: Hashable, Sendable {
    /// Once for each unit, in the first month of the line.
    package let setUpFee: Money
    /// What is counted, each meter by its own name.
    package let meters: [UsageTariff]
    /// Fee and usage of a line together cost at least this a month; zero when nothing was promised.
    package let minimumMonthly: Money

    package init(setUpFee: Money = .zero, meters: [UsageTariff] = [], minimumMonthly: Money = .zero) {
        self.setUpFee = setUpFee
        self.meters = meters
        self.minimumMonthly = minimumMonthly
    }

    /// Whether nothing but the monthly fee can ever be charged.
    package var isFree: Bool { setUpFee.isZero && meters.isEmpty && minimumMonthly.isZero }

    package func meter(_ name: String) -> UsageTariff? { meters.first { $0.meter == name } }
}

/// How usage of one kind is priced.
package struct UsageTariff: Hashable, Sendable {
    package enum Scheme: String, Hashable, Sendable, CaseIterable {
        /// Each unit at the price of the tier in which it falls.
        case graduated
        /// All units at the price of the tier that the month's total reaches.
        case volume
    }

    package struct Tier: Hashable, Sendable {
        /// The last unit of this tier, counted without the included ones; `nil` for all that follow.
        package let through: Int64?
        /// What `per` units cost: `285` for 1, or `98_500` for 1,000.
        package let price: Money
        package let per: Int64

        package init(through: Int64?, price: Money, per: Int64 = 1) {
            self.through = through
            self.price = price
            self.per = per
        }
    }

    /// `sms`, `minute`, `gigabyte` …: as usage files name it.
    package let meter: String
    package let unit: Bilingual
    /// Units a month, for each unit of the line's quantity, that the monthly fee covers.
    package let included: Int64
    package let scheme: Scheme
    package let tiers: [Tier]

    /// - Returns: `nil` for tiers that are no tiers: none, thresholds that do not rise, an end before the last one,
    ///   none at the last.
    package init?(meter: String, unit: Bilingual, included: Int64 = 0, scheme: Scheme, tiers: [Tier]) {
        let thresholds = tiers.map(\.through)
        guard !meter.isEmpty, included >= 0, let last = thresholds.last, last == nil,
            tiers.allSatisfy({ $0.per > 0 })
        else { return nil }
        let bounds = thresholds.dropLast()
        guard bounds.allSatisfy({ ($0 ?? 0) > 0 }) else { return nil }
        let known = bounds.compactMap { $0 }
        guard zip(known, known.dropFirst()).allSatisfy(<) else { return nil }
        self.meter = meter
        self.unit = unit
        self.included = included
        self.scheme = scheme
        self.tiers = tiers
    }

    /// What so many units cost beyond the included ones, tier by tier. Each tier is rounded half up to the đồng; the
    /// sum is not rounded again.
    package func price(_ units: Int64) throws(MoneyError) -> [TierCharge] {
        guard units > 0 else { return [] }
        switch scheme {
        case .volume:
            guard let tier = tiers.first(where: { units <= $0.through ?? .max }) else { return [] }
            return [try TierCharge(tier, units: units)]
        case .graduated:
            var charges: [TierCharge] = []
            var floor: Int64 = 0
            for tier in tiers where units > floor {
                let end = min(units, tier.through ?? .max)
                charges.append(try TierCharge(tier, units: end - floor))
                floor = end
            }
            return charges
        }
    }
}

/// What the units of one tier cost.
package struct TierCharge: Hashable, Sendable {
    package let units: Int64
    package let price: Money
    package let per: Int64
    package let net: Money

    init(_ tier: UsageTariff.Tier, units: Int64) throws(MoneyError) {
        self.units = units
        price = tier.price
        per = tier.per
        let scaled = Int128(units) * Int128(tier.price.dong)
        let half = Int128(tier.per) / 2
        // Half up: an odd divisor has no exact half, an even one has.
        let rounded = (scaled + half) / Int128(tier.per)
        guard rounded <= Int128(Money.limit) else { throw .outOfRange(units) }
        net = try Money(dong: Int64(rounded))
    }
}
