package import Hummingbird
package import Kernel
package import Logging
package import SandboxKit
import ServiceProvisioning
package import Storage

/// Imitates the systems of all products: activates what it is asked to, once for each key.
///
/// - `POST /v1/activations`, `GET /v1/activations/{key}`, signed; see `ActivationOrder`.
/// - `GET /sandbox/provisioning` for people, `POST /sandbox/provisioning/faults` for trouble, see `ProvisioningFaults`.
package struct ProvisioningSandbox: Sendable {
    private let routes: ProvisioningRoutes
    /// What is to go wrong.
    package let faults: SandboxFaults<ProvisioningFaults>

    /// - Parameters:
    ///   - database: its own, migrated with `migrations`.
    ///   - settings: whose signature is believed.
    package init(database: any SQLDatabase, settings: ProvisioningSandboxSettings, world: World, logger: Logger) {
        faults = SandboxFaults { ProvisioningFaults() }
        routes = ProvisioningRoutes(
            store: ActivationStore(database: database),
            signer: ProvisioningSigner(keyID: settings.keyID, secret: settings.secret),
            world: world,
            faults: faults,
            logger: logger
        )
    }

    package static let migrations = ActivationStore.migrations

    package func addRoutes(to router: Router<BasicRequestContext>) {
        routes.add(to: router)
        faults.addRoutes(to: router, path: "/sandbox/provisioning/faults", page: "/sandbox/provisioning")
    }
}

/// The secret shared with QLDV.
package struct ProvisioningSandboxSettings: Sendable {
    package var keyID: String
    package var secret: String

    package init(keyID: String, secret: String) {
        self.keyID = keyID
        self.secret = secret
    }
}
