package import Kernel

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
        /// Before VAT.
        package let price: Money

        package init(code: String, name: Bilingual, unit: Bilingual, termMonths: Int64?, price: Money) {
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
