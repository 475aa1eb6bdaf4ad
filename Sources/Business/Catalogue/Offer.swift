package import Kernel
package import Tariffs

/// A product with the plans that can be bought today.
package struct ProductOffer: Hashable, Sendable {
    package let code: String
    package let name: Bilingual
    package let summary: Bilingual
    /// `e-invoice`, `digital-signature`, `cloud` …
    package let category: String
    package let forIndividuals: Bool
    package let forEnterprises: Bool
    package let vatClass: String
    package var plans: [PlanOffer]
}

/// A plan at today's price and today's VAT. Of a postpaid plan the price is the monthly fee.
package struct PlanOffer: Hashable, Sendable {
    package let code: String
    package let productCode: String
    package let productName: Bilingual
    package let name: Bilingual
    package let unit: Bilingual
    /// `nil` for a quantity without a term.
    package let termMonths: Int64?
    package let price: PriceBreakdown
    package let vatClass: String
    /// The last day on which this VAT rate holds, when the law already names one.
    package let vatUntil: Day?
    package let forIndividuals: Bool
    /// What a month costs besides its fee; `nil` for a plan that is paid beforehand.
    package let tariff: Tariff?
}
