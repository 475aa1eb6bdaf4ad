package import Kernel

/// What a month of one contract line is made of. Pure: the same input gives the same charges, on every machine.
package struct LineMonth: Hashable, Sendable {
    package let period: BillingPeriod
    /// The days of the period on which the line was served, in order, without overlap.
    package let served: [DaySpan]
    package let quantity: Int64
    /// The agreed fee of a whole month for the whole quantity.
    package let monthlyFee: Money
    package let tariff: Tariff
    package let discounts: [DatedDiscount]
    /// Whether the line begins in this period: the set-up fee is due.
    package let isFirst: Bool
    /// What was used, by meter.
    package let usage: [String: Int64]

    package init(
        period: BillingPeriod,
        served: [DaySpan],
        agreed: (quantity: Int64, monthlyFee: Money, tariff: Tariff),
        discounts: [DatedDiscount] = [],
        isFirst: Bool = false,
        usage: [String: Int64] = [:]
    ) {
        self.period = period
        self.served = served
        (quantity, monthlyFee, tariff) = agreed
        self.discounts = discounts
        self.isFirst = isFirst
        self.usage = usage
    }

    /// Set-up fee, monthly fee by days, usage by meter, and what is missing to the least that was promised, in that
    /// order. Charges of nothing are left out, but used units that cost nothing are shown.
    package func charges() throws(MoneyError) -> [LineCharge] {
        var charges: [LineCharge] = []
        if isFirst, !tariff.setUpFee.isZero {
            let net = try tariff.setUpFee.times(quantity)
            charges.append(LineCharge(.setUp, net: net, quantity: quantity))
        }
        var monthly = Money.zero
        for part in try fees() where !part.net.isZero {
            monthly = try monthly + part.net
            charges.append(part)
        }
        for meter in tariff.meters {
            guard let units = usage[meter.meter], units > 0 else { continue }
            let charge = try self.charge(meter, units: units)
            monthly = try monthly + charge.net
            charges.append(charge)
        }
        let least = try share(of: tariff.minimumMonthly)
        if monthly < least { charges.append(LineCharge(.commitment, net: try least - monthly, quantity: 1)) }
        return charges
    }

    /// What the included units and promised amounts are for the days served.
    private func share(of whole: Money) throws(MoneyError) -> Money {
        var sum = Money.zero
        for span in served { sum = try sum + period.share(of: whole, on: span) }
        return sum
    }

    private func fees() throws(MoneyError) -> [LineCharge] {
        var parts: [LineCharge] = []
        for span in served {
            for piece in span.cut(at: discounts.filter(\.reducesFees)) {
                let full = try period.share(of: monthlyFee, on: piece)
                let discount = discounts.basisPoints(on: piece.from, \.reducesFees)
                parts.append(
                    LineCharge(
                        .fee,
                        net: try full.portion(basisPoints: 10_000 - discount),
                        quantity: quantity,
                        days: piece,
                        discountBasisPoints: discount
                    )
                )
            }
        }
        return parts
    }

    /// A month's usage is discounted by what holds on the period's last day: units carry no dates in a tier.
    private func charge(_ meter: UsageTariff, units: Int64) throws(MoneyError) -> LineCharge {
        let covered = min(units, included(meter))
        let tiers = try meter.price(units - covered)
        var net = Money.zero
        for tier in tiers { net = try net + tier.net }
        let discount = discounts.basisPoints(on: period.to, \.reducesUsage)
        return LineCharge(
            .usage(meter.meter),
            net: try net.portion(basisPoints: 10_000 - discount),
            quantity: units,
            included: covered,
            tiers: tiers,
            discountBasisPoints: discount
        )
    }

    private func included(_ meter: UsageTariff) -> Int64 {
        served.reduce(0) { $0 + period.share(of: meter.included * quantity, on: $1) }
    }
}

/// One thing that a month of a line costs, before VAT.
package struct LineCharge: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case setUp, fee
        case usage(String)
        /// What is missing to the least that was promised.
        case commitment
    }

    package let kind: Kind
    package let net: Money
    /// Units of the line, or used units.
    package let quantity: Int64
    /// For a fee: the days that it is for.
    package let days: DaySpan?
    /// Of the used units, those that the fee covers.
    package let included: Int64
    package let tiers: [TierCharge]
    package let discountBasisPoints: Int64

    init(
        _ kind: Kind,
        net: Money,
        quantity: Int64,
        days: DaySpan? = nil,
        included: Int64 = 0,
        tiers: [TierCharge] = [],
        discountBasisPoints: Int64 = 0
    ) {
        self.kind = kind
        self.net = net
        self.quantity = quantity
        self.days = days
        self.included = included
        self.tiers = tiers
        self.discountBasisPoints = discountBasisPoints
    }
}

/// A reduction for a time: of fees, of usage, or of both.
package struct DatedDiscount: Hashable, Sendable {
    package enum Target: String, Hashable, Sendable, CaseIterable { case fees, usage, all }

    package let days: DaySpan
    /// 1500 is 15 %.
    package let basisPoints: Int64
    package let target: Target

    package init(days: DaySpan, basisPoints: Int64, target: Target) {
        self.days = days
        self.basisPoints = basisPoints
        self.target = target
    }

    var reducesFees: Bool { target != .usage }
    var reducesUsage: Bool { target != .fees }
}

extension [DatedDiscount] {
    /// Several on one day add up, to 100 % at most.
    fileprivate func basisPoints(on day: Day, _ applies: (DatedDiscount) -> Bool) -> Int64 {
        Swift.min(10_000, filter { applies($0) && $0.days.contains(day) }.map(\.basisPoints).reduce(0, +))
    }
}

extension DaySpan {
    /// The span in pieces, so that no discount begins or ends inside one.
    fileprivate func cut(at discounts: [DatedDiscount]) -> [DaySpan] {
        let starts = discounts.flatMap { [$0.days.from, $0.days.to.adding(days: 1)] }
            .filter { from < $0 && $0 <= to }
        let bounds = Set(starts).sorted()
        let ends = bounds.map { $0.adding(days: -1) } + [to]
        return zip([from] + bounds, ends).compactMap { DaySpan(from: $0, to: $1) }
    }
}
