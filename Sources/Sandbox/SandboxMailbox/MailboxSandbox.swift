package import Hummingbird
package import Kernel
package import Logging
package import SandboxKit
import ServiceLifecycle
package import Storage

/// A mail server that delivers nowhere: it keeps what it accepts, and shows it. Mail to an address where nobody lives
/// is accepted and comes back as a report (RFC 3464), which lies in the mailbox of bounces.
///
/// - SMTP without TLS; any name and password are accepted.
/// - POP3 without TLS for the mailbox of bounces; any name and password are accepted.
/// - `GET /mailbox` for people, `GET /mailbox/api/messages?to=&subject=&before=&limit=` for tests.
/// - `POST /sandbox/mailbox/faults` orders misbehaviour, see `MailboxFaults`.
package struct MailboxSandbox: Sendable {
    private let store: MailStore
    private let logger: Logger
    /// What is to go wrong.
    package let faults: SandboxFaults<MailboxFaults>

    /// The domain of bounces in a demonstration.
    package static let bounceDomain = "bounces.qldv.example"

    /// - Parameters:
    ///   - database: its own, migrated with `migrations`.
    ///   - bounceDomain: mail sent to this domain lies in the mailbox of bounces too, and is nobody's ordinary mail.
    package init(
        database: any SQLDatabase,
        world: World,
        logger: Logger,
        bounceDomain: String = MailboxSandbox.bounceDomain
    ) {
        store = MailStore(database: database, world: world, bounceDomain: bounceDomain)
        self.logger = logger
        faults = SandboxFaults { MailboxFaults() }
    }

    package static let migrations = MailStore.migrations

    package func addRoutes(to router: Router<BasicRequestContext>) {
        MailboxRoutes(store: store, faults: faults).add(to: router)
        faults.addRoutes(to: router, path: "/sandbox/mailbox/faults", page: "/mailbox")
    }

    /// Takes mail until its task is cancelled or its service group shuts down.
    ///
    /// - Parameters:
    ///   - port: 0 takes any free one.
    ///   - onBound: told the port once mail can come.
    package func serveSMTP(
        host: String,
        port: Int,
        onBound: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws {
        let serving = SMTPServing(store: store, faults: faults, logger: logger)
        try await untilShutdown { try await serving.run(host: host, port: port, onBound: onBound) }
    }

    /// Hands out the mailbox of bounces, in the same way.
    package func servePOP3(
        host: String,
        port: Int,
        onBound: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws {
        let serving = POP3Serving(store: store, faults: faults, logger: logger)
        try await untilShutdown { try await serving.run(host: host, port: port, onBound: onBound) }
    }

    private func untilShutdown(_ serve: @escaping @Sendable () async throws -> Void) async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await serve()
            } catch is CancellationError {
                // The ordinary end.
            }
        }
    }
}
