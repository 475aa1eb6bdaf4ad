import Billing
import Contracts
import Journal
package import Kernel
package import People
package import Storage

/// A customer with several open months chooses what to pay in one payment: one request for all of it. The months' own
/// links stay; whichever is paid first closes the others.
package struct AskForStatements: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The secret part of the address at which they can be paid.
        case payable(token: String)
        case nothingChosen
        /// One of them is not this customer's, or nothing is owed for it any more.
        case notOwed
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    /// The same choice twice leads to the same request.
    package func callAsFunction(_ chosen: Set<Statement.ID>, of customer: Customer.ID) async throws -> Outcome {
        guard !chosen.isEmpty else { return .nothingChosen }
        return try await database.write { [world, key] connection in
            let owed = try Statement.unpaid(of: customer, on: connection).filter { chosen.contains($0.id) }
            guard owed.count == chosen.count, let oldest = owed.first,
                let contract = try Contract.find(oldest.contract, on: connection)
            else { return .notOwed }
            if let open = try PaymentRequest.open(asking: owed, on: connection) {
                return .payable(token: try open.liveLink(key, in: world, on: connection).token(key))
            }
            let link = try PaymentRequest.open(for: owed, of: contract, key, in: world, on: connection)
            try AuditEntry.record(
                "statements.asked_together",
                on: contract.subject,
                by: .customer("\(customer)"),
                ["numbers": owed.map(\.number).joined(separator: " "), "request": "\(link.request)"],
                in: world,
                connection
            )
            return .payable(token: link.token(key))
        }
    }
}

extension PaymentRequest {
    /// The open request for exactly these months at what they cost now; `nil` when there is none.
    fileprivate static func open(
        asking statements: [Statement],
        on connection: any SQLConnection
    ) throws -> PaymentRequest? {
        guard let first = statements.first else { return nil }
        let wanted = Set(statements.map(\.id))
        let amount = try Money.sum(statements.map { try $0.payable })
        return try all(of: first.id, on: connection).first { request in
            guard request.state == .open, request.amount == amount else { return false }
            return try Set(Statement.all(of: request.id, on: connection).map(\.id)) == wanted
        }
    }

    /// A link that works: the newest, or a new one in its place.
    fileprivate func liveLink(
        _ key: ServerKey,
        in world: World,
        on connection: any SQLConnection
    ) throws -> PaymentLink {
        if let newest = try PaymentLink.latest(of: id, on: connection), newest.isLive(at: world.now()) { return newest }
        return try replaceLink(key, in: world, on: connection)
    }
}
