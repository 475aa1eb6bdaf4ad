package import Catalogue
package import Kernel
import Tariffs

/// One line of a statement.
package struct StatementLine: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case setUp = "set_up"
        case fee
        case usage
        /// What was missing to the least that was promised.
        case commitment
        /// Use of an earlier month that was told too late for its statement.
        case lateUsage = "late_usage"
    }

    package let kind: Kind
    package let planCode: String
    package let productName: Bilingual
    package let planName: Bilingual
    /// Of the plan, or of what was used.
    package let unit: Bilingual
    /// The days that it is for.
    package let days: DaySpan
    package let quantity: Int64
    /// Of used units, those that the fee covered.
    package let included: Int64
    package let discountBasisPoints: Int64
    /// How the used units were priced; empty for anything but usage.
    package let tiers: [Tier]
    package let price: PriceBreakdown

    /// So many units at `price` for `per`.
    package struct Tier: Hashable, Sendable {
        package let units: Int64
        package let price: Money
        package let per: Int64
        package let net: Money
    }

    /// The line's words, without its days.
    package func title(_ language: Language) -> String {
        let plan = "\(productName.text(in: language)) – \(planName.text(in: language))"
        switch kind {
        case .setUp: return language("Phí khởi tạo: \(plan)", "Set-up: \(plan)")
        case .fee: return language("Cước tháng: \(plan)", "Monthly fee: \(plan)")
        case .usage: return language("Cước sử dụng: \(plan)", "Usage: \(plan)")
        case .commitment: return language("Bù cam kết tối thiểu: \(plan)", "Up to the agreed minimum: \(plan)")
        case .lateUsage: return language("Cước sử dụng kỳ trước: \(plan)", "Usage of an earlier month: \(plan)")
        }
    }

    /// The line on an invoice: always Vietnamese, with its days.
    package var invoiceName: String { "\(title(.vietnamese)) (\(days.display))" }
}

extension StatementLine.Tier {
    init(_ charge: TierCharge) {
        units = charge.units
        price = charge.price
        per = charge.per
        net = charge.net
    }
}
