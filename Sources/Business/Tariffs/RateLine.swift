package import Kernel

/// What was agreed for a line on some days of a month. A change of quantity or price in mid-month makes two of them.
package struct AgreedLine: Hashable, Sendable {
    /// The days of the period on which it was served, in order, without overlap.
    package let served: [DaySpan]
    package let quantity: Int64
    /// The fee of a whole month for the whole quantity.
    package let monthlyFee: Money
    package let tariff: Tariff
    /// Of the quantity, the units that begin in this period: the set-up fee is due for them.
    package let newUnits: Int64

    package init(served: [DaySpan], quantity: Int64, monthlyFee: Money, tariff: Tariff, newUnits: Int64 = 0) {
        self.served = served
        self.quantity = quantity
        self.monthlyFee = monthlyFee
        self.tariff = tariff
        self.newUnits = newUnits
    }
}

/// What a month of one plan in a contract is made of. Pure: the same input gives the same charges, on every machine.
package struct LineMonth: Hashable, Sendable {
    package let period: BillingPeriod
    /// What was agreed, in the order of days; usage is priced as the last of them says.
    package let agreed: [AgreedLine]
    package let discounts: [DatedDiscount]
    /// What was used, by meter.
    package let usage: [String: Int64]

    package init(
        period: BillingPeriod,
        agreed: [AgreedLine],
        discounts: [DatedDiscount] = [],
        usage: [String: Int64] = [:]
    ) {
        self.period = period
        self.agreed = agreed
        self.discounts = discounts
        self.usage = usage
    }

    /// Set-up fees, monthly fees by days, usage by meter, and what is missing to the least that was promised, in that
    /// order. Charges of nothing are left out, but used units that cost nothing are shown.
    package func charges() throws(MoneyError) -> [LineCharge] {
        var charges: [LineCharge] = []
        for line in agreed where line.newUnits > 0 && !line.tariff.setUpFee.isZero {
            let net = try line.tariff.setUpFee.times(line.newUnits)
            charges.append(LineCharge(.setUp, net: net, quantity: line.newUnits))
        }
        return try charges + monthlyCharges()
    }

    /// What the month costs besides set-up fees: what late usage is measured against.
    package func monthly() throws(MoneyError) -> Money {
        var sum = Money.zero
        for charge in try monthlyCharges() { sum = try sum + charge.net }
        return sum
    }

    private func monthlyCharges() throws(MoneyError) -> [LineCharge] {
        var charges: [LineCharge] = []
        var sum = Money.zero
        var least = Money.zero
        for line in agreed {
            for part in try fees(of: line) where !part.net.isZero {
                sum = try sum + part.net
                charges.append(part)
            }
            for span in line.served {
                least = try least + period.share(of: line.tariff.minimumMonthly, on: span)
            }
        }
        for meter in agreed.last?.tariff.meters ?? [] {
            guard let units = usage[meter.meter], units > 0 else { continue }
            let charge = try self.charge(meter, units: units)
            sum = try sum + charge.net
            charges.append(charge)
        }
        if sum < least { charges.append(LineCharge(.commitment, net: try least - sum, quantity: 1)) }
        return charges
    }

    private func fees(of line: AgreedLine) throws(MoneyError) -> [LineCharge] {
        var parts: [LineCharge] = []
        for span in line.served {
            for piece in span.cut(at: discounts.filter(\.reducesFees)) {
                let full = try period.share(of: line.monthlyFee, on: piece)
                let discount = discounts.basisPoints(on: piece.from, \.reducesFees)
                parts.append(
                    LineCharge(
                        .fee,
                        net: try full.portion(basisPoints: 10_000 - discount),
                        quantity: line.quantity,
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

    /// The units that the fees cover: for each line, by the days on which it was served.
    private func included(_ meter: UsageTariff) -> Int64 {
        var sum: Int64 = 0
        for line in agreed {
            let whole = (line.tariff.meter(meter.meter)?.included ?? 0) * line.quantity
            for span in line.served { sum += period.share(of: whole, on: span) }
        }
        return sum
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
