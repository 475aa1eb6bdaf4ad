/// An amount of Vietnamese đồng. Never negative: direction (charge, refund) is a case, not a sign.
package struct Money: Hashable, Comparable, Sendable {
    /// One quadrillion đồng: far above any contract, low enough that sums of thousands still fit `Int64`.
    package static let limit: Int64 = 1_000_000_000_000_000
    package static let zero = Money(unchecked: 0)

    /// Whole đồng, 0 to `limit`.
    package let dong: Int64

    package init(dong: Int64) throws(MoneyError) {
        guard (0...Self.limit).contains(dong) else { throw .outOfRange(dong) }
        self.dong = dong
    }

    private init(unchecked dong: Int64) { self.dong = dong }

    package var isZero: Bool { dong == 0 }

    package static func < (left: Money, right: Money) -> Bool { left.dong < right.dong }

    package static func + (left: Money, right: Money) throws(MoneyError) -> Money {
        try Money(dong: left.dong + right.dong)
    }

    package static func - (left: Money, right: Money) throws(MoneyError) -> Money {
        try Money(dong: left.dong - right.dong)
    }

    /// This amount taken `quantity` times.
    package func times(_ quantity: Int64) throws(MoneyError) -> Money {
        let (product, overflow) = dong.multipliedReportingOverflow(by: quantity)
        guard !overflow else { throw .outOfRange(quantity) }
        return try Money(dong: product)
    }

    /// Rounds half up to the đồng, in integers throughout: `800` basis points is 8 %.
    package func portion(basisPoints: Int64) throws(MoneyError) -> Money {
        guard (0...10_000).contains(basisPoints) else { throw .outOfRange(basisPoints) }
        let scaled = Int128(dong) * Int128(basisPoints)
        return try Money(dong: Int64((scaled + 5_000) / 10_000))
    }

    /// Splits into parts that add back to the whole; earlier parts carry the remainder.
    package func split(into count: Int) -> [Money] {
        precondition((1...1_000).contains(count), "a split has 1 to 1000 parts")
        let (quotient, remainder) = dong.quotientAndRemainder(dividingBy: Int64(count))
        return (0..<Int64(count)).map { Money(unchecked: quotient + ($0 < remainder ? 1 : 0)) }
    }

    /// `1.105.021 ₫`, as Vietnamese readers write it.
    package var display: String { "\(grouped) ₫" }

    /// `1.105.021`, without the sign.
    package var grouped: String { dong.grouped }
}

extension Money {
    package static func sum(_ parts: some Sequence<Money>) throws(MoneyError) -> Money {
        var total = Money.zero
        for part in parts { total = try total + part }
        return total
    }
}

package enum MoneyError: Error, Hashable, Sendable {
    case outOfRange(Int64)
}
