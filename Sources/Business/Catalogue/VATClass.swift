package import Kernel

/// How a product stands to VAT. The rate of a class changes by date (8 % until 31/12/2026, then 10 %): data, not code.
package struct VATClass: Hashable, Sendable {
    package let code: String
    package let name: Bilingual
    /// In order of date, without gap or overlap.
    package let rates: [Period]

    package struct Period: Hashable, Sendable {
        package let from: Day
        /// The last day, `nil` for ever.
        package let to: Day?
        package let rate: VATRate

        package init(from: Day, to: Day?, rate: VATRate) {
            self.from = from
            self.to = to
            self.rate = rate
        }
    }

    package init(code: String, name: Bilingual, rates: [Period]) {
        self.code = code
        self.name = name
        self.rates = rates
    }

    /// The period in force on a day; `nil` when the law of that day is not in the table.
    package func period(on day: Day) -> Period? {
        rates.first { $0.from <= day && day <= ($0.to ?? day) }
    }
}

/// A price taken apart as the invoice wants it. `total = net + vat`, always.
package struct PriceBreakdown: Hashable, Sendable {
    package let net: Money
    package let rate: VATRate
    package let vat: Money
    package let total: Money

    package init(net: Money, rate: VATRate) throws(MoneyError) {
        self.net = net
        self.rate = rate
        vat = try rate.vat(on: net)
        total = try net + vat
    }
}
