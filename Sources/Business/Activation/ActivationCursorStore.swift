package import Contracts
import Kernel
package import Organisation
package import Storage

/// Which activations somebody wants to see.
package struct ActivationFilter: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable, CaseIterable { case requested, active, refused }

    package var standing: Standing?
    package var contract: Contract.ID?

    package init() {}
}

extension LineActivation {
    /// What this reader may see, the newest first.
    package static func list(
        _ filter: ActivationFilter,
        for reader: StaffMember,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<LineActivation> {
        var condition = reader.scope(for: .viewActivations).ofContracts
        if let standing = filter.standing { condition = condition + " AND a.state = \(standing.rawValue)" }
        if let contract = filter.contract { condition = condition + " AND c.id = \(contract)" }
        return try window.read(
            by: ("a.requested_at", "a.id"),
            " FROM activation a JOIN contract c ON c.id = a.contract_id" + condition,
            on: connection
        ) { id in try ID(id).flatMap { try find($0, on: connection) } }
    }
}
