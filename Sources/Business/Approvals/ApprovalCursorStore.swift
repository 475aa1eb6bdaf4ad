import Kernel
package import Organisation
package import Storage

/// Which approvals somebody wants to see.
package struct ApprovalFilter: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable, CaseIterable {
        /// At either step.
        case waiting
        case regional
        case itCentre = "it_centre"
        case approved, refused, voided
    }

    package var standing: Standing?
    /// Such as `contract:018f…`.
    package var subject: String?

    package init() {}
}

extension ApprovalCase {
    /// What this reader may see, the newest first.
    package static func list(
        _ filter: ApprovalFilter,
        for reader: StaffMember,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<ApprovalCase> {
        var condition: SQLStatement =
            switch reader.scope(for: .viewApprovals) {
            case .nothing: " WHERE 1 = 0"
            case .own(let id):
                " WHERE EXISTS (SELECT 1 FROM approval_maker m WHERE m.case_id = a.id AND m.staff_id = \(id))"
            case .unit(let code): " WHERE a.unit_code = \(code)"
            case .everything: " WHERE 1 = 1"
            }
        switch filter.standing {
        case nil: break
        case .waiting: condition = condition + " AND a.state IN ('regional', 'it_centre')"
        case .regional, .itCentre, .approved, .refused, .voided:
            condition = condition + " AND a.state = \(filter.standing?.rawValue)"
        }
        if let subject = filter.subject { condition = condition + " AND a.subject = \(subject)" }
        return try window.read(
            by: ("a.opened_at", "a.id"),
            " FROM approval_case a" + condition,
            on: connection
        ) { id in try ID(id).flatMap { try find($0, on: connection) } }
    }
}
