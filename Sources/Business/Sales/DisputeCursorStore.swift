package import Contracts
import Kernel
package import Organisation
package import Storage

/// Which disputes somebody wants to see.
package struct DisputeFilter: Hashable, Sendable {
    package var state: Dispute.State?
    package var contract: Contract.ID?

    package init() {}
}

extension Dispute {
    /// What this reader may see, the newest first.
    package static func list(
        _ filter: DisputeFilter,
        for reader: StaffMember,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<Dispute> {
        var condition = reader.scope(for: .viewContracts).ofContracts
        if let state = filter.state { condition = condition + " AND d.state = \(state.rawValue)" }
        if let contract = filter.contract { condition = condition + " AND c.id = \(contract)" }
        return try window.read(
            by: ("d.opened_at", "d.id"),
            " FROM dispute d JOIN contract c ON c.id = d.contract_id" + condition,
            on: connection
        ) { id in try ID(id).flatMap { try find($0, on: connection) } }
    }
}
