package import Journal
package import Kernel
package import Storage

/// Brings the catalogue to what a file says. A changed price is a new version from today on; the old one stays, since
/// contracts were signed with it. What the file no longer names is withdrawn from sale, never deleted.
package struct LoadCatalogue: Sendable {
    package struct Outcome: Hashable, Sendable {
        package let products: Int
        package let plans: Int
        package let newPrices: Int
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ data: CatalogueData, by actor: Actor) async throws -> Outcome {
        let today = world.now().day
        return try await database.write { [world] connection in
            for vatClass in data.vatClasses { try vatClass.store(on: connection) }
            try CatalogueData.withdrawAll(on: connection)
            var newPrices = 0
            for (position, product) in data.products.enumerated() {
                try product.store(position: position, on: connection)
                for (position, plan) in product.plans.enumerated() {
                    try plan.store(product: product.code, position: position, on: connection)
                    if try plan.storePrice(from: today, on: connection) { newPrices += 1 }
                }
            }
            let plans = data.products.map(\.plans.count).reduce(0, +)
            if newPrices > 0 {
                try AuditEntry.record(
                    "catalogue.loaded",
                    on: "catalogue",
                    by: actor,
                    ["products": "\(data.products.count)", "plans": "\(plans)", "new_prices": "\(newPrices)"],
                    in: world,
                    connection
                )
            }
            return Outcome(products: data.products.count, plans: plans, newPrices: newPrices)
        }
    }
}
