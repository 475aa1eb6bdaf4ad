import Billing
package import Contracts
import Journal
package import Kernel
package import Organisation
package import People
package import Statements
package import Storage

/// What an account manager does about the payment link: the same letter again, a new link, or none (step B2).
package struct FollowLinks: Sendable {
    package enum Step: String, Hashable, Sendable, CaseIterable {
        /// A new link, by mail; older ones close.
        case renew
        /// No link works any more; the debt stands.
        case revoke
    }

    package enum Outcome: Hashable, Sendable {
        case done
        case notAllowed
        case unknown
        /// Nothing is owed, or not any more.
        case nothingOwed
        /// Letters to this address have been many: wait.
        case tooMany
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    /// Of a contract that is paid beforehand.
    package func callAsFunction(_ step: Step, _ id: Contract.ID, by actor: StaffMember) async throws -> Outcome {
        try await follow(step, id, by: actor) { try PaymentRequest.current(of: id, on: $0) }
    }

    /// Of one month of a contract: its own open request.
    package func callAsFunction(_ step: Step, _ statement: Statement, by actor: StaffMember) async throws -> Outcome {
        try await follow(step, statement.contract, by: actor) { connection in
            try PaymentRequest.all(of: statement.id, on: connection).first { $0.state == .open }
        }
    }

    private func follow(
        _ step: Step,
        _ id: Contract.ID,
        by actor: StaffMember,
        _ find: @escaping @Sendable (any SQLConnection) throws -> PaymentRequest?
    ) async throws -> Outcome {
        try await database.write { [world, key] connection in
            let time = world.now()
            guard let contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.followContracts, on: contract.belonging) else { return .notAllowed }
            guard let request = try find(connection), request.state == .open else { return .nothingOwed }
            switch step {
            case .renew:
                let address = contract.buyer.email.description
                guard try Throttle.linksToBuyer.allow(address, at: time, on: connection) else { return .tooMany }
                let link = try request.replaceLink(key, in: world, on: connection)
                try contract.sendLink(link, in: world, on: connection)
                try contract.record("payment_link.sent_again", by: actor, in: world, connection)
            case .revoke:
                try PaymentLink.revokeAll(of: request.id, at: time, on: connection)
                try contract.record("payment_link.revoked", by: actor, in: world, connection)
            }
            try InboxItem.settle([.letterBounced], about: contract.subject, at: time, on: connection)
            return .done
        }
    }

    /// The address under which a contract can be paid now, for print; `nil` when there is none.
    package func liveToken(
        of id: Contract.ID,
        for reader: StaffMember
    ) async throws -> (token: String, until: Timestamp)? {
        let time = world.now()
        return try await database.read { [key] connection in
            guard let contract = try Contract.find(id, on: connection),
                reader.may(.viewContracts, on: contract.belonging),
                let request = try PaymentRequest.current(of: id, on: connection), request.state == .open,
                let link = try PaymentLink.latest(of: request.id, on: connection), link.revokedAt == nil,
                link.expiresAt > time
            else { return nil }
            return (link.token(key), link.expiresAt)
        }
    }
}

extension Throttle {
    /// Letters with a link to one buyer.
    fileprivate static let linksToBuyer = Throttle(name: "links_buyer", limit: 10, windowMinutes: 60)
}
