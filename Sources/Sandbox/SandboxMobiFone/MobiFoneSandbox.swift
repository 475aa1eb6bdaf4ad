package import Hummingbird
package import Kernel
package import Logging
package import SandboxKit
package import Storage

/// An imitation of MobiFone Invoice and, behind it, of the tax authority.
///
/// - The calls of `MobiFone.Path`, after `POST /api/Account/Login` with the settings' name and password.
/// - `GET /sandbox/mobifone` for people, `GET /tra-cuu?code=` for whoever holds an invoice.
/// - `POST /sandbox/mobifone/faults` orders misbehaviour, see `MobiFoneFaults`.
package struct MobiFoneSandbox: Sendable {
    private let office: InvoiceOffice
    private let logger: Logger
    /// What is to go wrong.
    package let faults: SandboxFaults<MobiFoneFaults>

    /// - Parameter database: its own, migrated with `migrations`.
    package init(database: any SQLDatabase, settings: MobiFoneSandboxSettings, world: World, logger: Logger) {
        faults = SandboxFaults { MobiFoneFaults() }
        office = InvoiceOffice(
            store: InvoiceStore(database: database),
            settings: settings,
            world: world,
            faults: faults
        )
        self.logger = logger
    }

    package static let migrations = InvoiceStore.migrations

    package func addRoutes(to router: Router<BasicRequestContext>) {
        MobiFoneRoutes(office: office, logger: logger).add(to: router)
        MobiFoneConsole(office: office).add(to: router)
        faults.addRoutes(to: router, path: "/sandbox/mobifone/faults", page: "/sandbox/mobifone")
    }
}
