package import Activation
package import Contracts
package import Kernel
package import Organisation
package import Storage

/// A plan that does not work yet.
package struct ActivationItem: Hashable, Sendable {
    package let activation: LineActivation
    package let contract: Contract
    package let since: Timestamp
    /// The delivery was given up.
    package let isParked: Bool
    package let lastError: String?

    /// It was refused, or given up: a person has to look.
    package var isStuck: Bool { activation.state.isRefused || isParked }
}

/// A change of a service that runs, which its product's system has not carried out.
package struct ServiceOrderItem: Hashable, Sendable {
    package let work: UnfinishedOrder
    package let contract: Contract
    package let line: ContractLine?
}

/// What has still to be activated or changed, each reader's own part of it.
package struct ActivationQueue: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Rests, resumptions, quantities and ends that are not done: refused ones first, then the oldest.
    package func orders(for reader: StaffMember, limit: Int = 200) async throws -> [ServiceOrderItem] {
        try await database.read { connection in
            try ServiceOrder.unfinished(for: reader, limit: limit, on: connection).compactMap { order in
                guard let contract = try Contract.find(order.contract, on: connection) else { return nil }
                let activation = try LineActivation.find(order.activation, on: connection)
                return ServiceOrderItem(
                    work: try UnfinishedOrder(order, on: connection),
                    contract: contract,
                    line: contract.lines.first { $0.id == activation?.line }
                )
            }
        }
    }

    /// Plans. Refused ones first, then the oldest.
    package func unfinished(for reader: StaffMember, limit: Int = 200) async throws -> [ActivationItem] {
        let scope = reader.scope(for: .viewActivations)
        return try await database.read { connection in
            try connection.rows(
                """
                SELECT a.id, a.requested_at, o.state, o.last_error
                FROM activation a JOIN contract c ON c.id = a.contract_id
                LEFT JOIN outbox_message o ON o.key = 'activate/' || a.contract_line_id
                """ + scope.ofContracts
                    + " AND a.state <> 'active' ORDER BY a.state DESC, a.requested_at LIMIT \(limit)"
            ).compactMap { row in
                guard let activation = try LineActivation.find(row.id("id"), on: connection),
                    let contract = try Contract.find(activation.contract, on: connection)
                else { return nil }
                return ActivationItem(
                    activation: activation,
                    contract: contract,
                    since: try row.timestamp("requested_at"),
                    isParked: try row.textIfPresent("state") == "parked",
                    lastError: try row.textIfPresent("last_error")
                )
            }
        }
    }
}

extension Migration {
    package static let findUnfinishedActivations = Migration(
        "0024-find-unfinished-activations",
        ["CREATE INDEX activation_unfinished ON activation (requested_at) WHERE state <> 'active'"]
    )
}
