import ArgumentParser
import Catalogue
import Foundation
import Journal
import Kernel
import Tariffs

/// The catalogue as a file: `catalogue.json` beside this program, or another of the same form.
struct CatalogueFile: Decodable {
    struct Names: Decodable {
        let vi: String
        let en: String
        var bilingual: Bilingual { Bilingual(vietnamese: vi, english: en) }
    }

    struct Rate: Decodable {
        let from: String
        let to: String?
        let rate: String
    }

    struct VATClassEntry: Decodable {
        let code: String
        let name: Names
        let rates: [Rate]
    }

    struct Plan: Decodable {
        let code: String
        let name: Names
        let unit: Names
        let termMonths: Int64?
        /// Before VAT; of a postpaid plan, the monthly fee.
        let priceDong: Int64
        /// What a month costs besides its fee: the plan is paid month by month.
        let postpaid: TariffRecord?
    }

    struct Product: Decodable {
        let code: String
        let name: Names
        let summary: Names
        let category: String
        let vatClass: String
        let individuals: Bool
        let enterprises: Bool
        let plans: [Plan]
    }

    let vatClasses: [VATClassEntry]
    let products: [Product]

    struct Mistake: Error, CustomStringConvertible { let description: String }

    /// The catalogue that comes with the program.
    static func builtIn() throws -> CatalogueData { try read(Data(PackageResources.catalogue_json)) }

    static func read(_ data: Data) throws -> CatalogueData {
        let file = try JSONDecoder().decode(CatalogueFile.self, from: data)
        return CatalogueData(
            vatClasses: try file.vatClasses.map { entry in
                VATClass(code: entry.code, name: entry.name.bilingual, rates: try entry.rates.map(period))
            },
            products: try file.products.map(product)
        )
    }

    private static func period(_ rate: Rate) throws -> VATClass.Period {
        guard let from = Day(iso8601: rate.from), let value = VATRate(code: rate.rate) else {
            throw Mistake(description: "VAT rate from \(rate.from): a date and a rate such as 8% or KCT are needed")
        }
        let to = try rate.to.map { text in
            guard let day = Day(iso8601: text) else { throw Mistake(description: "\(text) is no date") }
            return day
        }
        return VATClass.Period(from: from, to: to, rate: value)
    }

    private static func product(_ entry: Product) throws -> CatalogueData.Product {
        CatalogueData.Product(
            code: entry.code,
            names: (entry.name.bilingual, entry.summary.bilingual),
            category: entry.category,
            vatClass: entry.vatClass,
            audience: (entry.individuals, entry.enterprises),
            plans: try entry.plans.map(plan)
        )
    }

    private static func plan(_ plan: Plan) throws -> CatalogueData.Plan {
        let price = try Money(dong: plan.priceDong)
        guard let postpaid = plan.postpaid else {
            return CatalogueData.Plan(
                code: plan.code,
                name: plan.name.bilingual,
                unit: plan.unit.bilingual,
                termMonths: plan.termMonths,
                price: price
            )
        }
        return CatalogueData.Plan(
            code: plan.code,
            name: plan.name.bilingual,
            unit: plan.unit.bilingual,
            monthlyFee: price,
            tariff: try postpaid.tariff
        )
    }
}

/// `qldv catalogue FILE`
struct LoadCatalogueFile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Brings products, plans and prices to what a file says."
    )

    @OptionGroup var options: DatabaseOptions
    @Argument(help: "A catalogue file; without it the one that comes with the program.") var file: String?

    func run() async throws {
        let data =
            try file.map { try CatalogueFile.read(Data(contentsOf: URL(filePath: $0))) } ?? CatalogueFile.builtIn()
        let database = try await options.open()
        let load = LoadCatalogue(database: database, world: .live(LiveClock(start: nil, file: nil)))
        let outcome = try await load(data, by: .system)
        print("\(outcome.products) products, \(outcome.plans) plans, \(outcome.newPrices) new prices")
    }
}
