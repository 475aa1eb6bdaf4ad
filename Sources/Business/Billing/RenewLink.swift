import Contracts
import Journal
package import Kernel
import Notices
package import People
package import Storage

/// A link that has expired is replaced by a new one for the same debt, at the wish of whoever holds the old one. The
/// new link goes to the buyer's address and nowhere else: an old letter may be in anybody's hands. A link that was
/// revoked stays dead.
package struct RenewLink: Sendable {
    package enum Outcome: Hashable, Sendable {
        case renewed(email: String)
        case notExpired
        case closed
        case unknown
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    package func callAsFunction(paymentToken: String) async throws -> Outcome {
        try await database.write { [world, key] connection in
            let time = world.now()
            guard let old = try PaymentLink.find(token: paymentToken, on: connection), old.revokedAt == nil,
                let request = try PaymentRequest.find(old.request, on: connection),
                let contract = try Contract.find(request.contract, on: connection)
            else { return .unknown }
            guard request.state == .open else { return .closed }
            guard old.expiresAt <= time else { return .notExpired }
            if let newest = try PaymentLink.latest(of: request.id, on: connection), newest.expiresAt > time {
                return .renewed(email: contract.buyer.email.description)
            }
            let link = PaymentLink(id: world.newID(), of: request, at: time)
            try link.insert(key, on: connection)
            try Notice.enqueue(
                .paymentLink,
                about: "\(link.id)",
                of: contract.subject,
                to: contract.buyer.recipient,
                in: world,
                on: connection
            )
            try AuditEntry.record(
                "payment_link.renewed",
                on: "contract:\(request.contract)",
                by: .customer("link"),
                in: world,
                connection
            )
            return .renewed(email: contract.buyer.email.description)
        }
    }
}

/// Notes that a link was opened for the first time; staff see it.
package struct OpenLink: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(paymentToken: String) async throws {
        let opened = try await database.read { try PaymentLink.find(token: paymentToken, on: $0)?.openedAt != nil }
        guard !opened else { return }
        try await database.write { [world] connection in
            guard let link = try PaymentLink.find(token: paymentToken, on: connection), link.openedAt == nil,
                let request = try PaymentRequest.find(link.request, on: connection)
            else { return }
            try link.open(at: world.now(), on: connection)
            try AuditEntry.record(
                "payment_link.opened",
                on: "contract:\(request.contract)",
                by: .customer("link"),
                in: world,
                connection
            )
        }
    }
}
