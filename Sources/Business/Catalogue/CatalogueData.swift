package import Kernel
package import Tariffs

/// A whole catalogue, as read from a file: what `LoadCatalogue` writes.
package struct CatalogueData: Hashable, Sendable {
    package struct Product: Hashable, Sendable {
        package let code: String
        package let name: Bilingual
        package let summary: Bilingual
        package let category: String
        package let vatClass: String
        package let forIndividuals: Bool
        package let forEnterprises: Bool
        package let plans: [Plan]

        package init(
            code: String,
            names: (name: Bilingual, summary: Bilingual),
            category: String,
            vatClass: String,
            audience: (individuals: Bool, enterprises: Bool),
            plans: [Plan]
        ) {
            self.code = code
            name = names.name
            summary = names.summary
            self.category = category
            self.vatClass = vatClass
            forIndividuals = audience.individuals
            forEnterprises = audience.enterprises
            self.plans = plans
        }
    }

    package struct Plan: Hashable, Sendable {
        package let code: String
        package let name: Bilingual
        package let unit: Bilingual
        package let termMonths: Int64?
        /// Before VAT; of a postpaid plan, the monthly fee, which may be nothing.
        package let price: Money
        /// What a month costs besides its fee; `nil` for a plan that is paid beforehand.
        package let tariff: Tariff?

        package init(code: String, name: Bilingual, unit: Bilingual, termMonths: Int64?, price: Money) {
            self.init(code: code, name: name, unit: unit, termMonths: termMonths, price: price, tariff: nil)
        }

        /// A plan that is paid month by month.
        package init(code: String, name: Bilingual, unit: Bilingual, monthlyFee: Money, tariff: Tariff) {
            self.init(code: code, name: name, unit: unit, termMonths: nil, price: monthlyFee, tariff: tariff)
        }

        private init(
            code: String,
            name: Bilingual,
            unit: Bilingual,
            termMonths: Int64?,
            price: Money,
            tariff: Tariff?
        ) {
            self.tariff = tariff
            self.code = code
            self.name = name
            self.unit = unit
            self.termMonths = termMonths
            self.price = price
        }
    }

    package let vatClasses: [VATClass]
    package let products: [Product]

    package init(vatClasses: [VATClass], products: [Product]) {
        self.vatClasses = vatClasses
        self.products = products
    }
}
