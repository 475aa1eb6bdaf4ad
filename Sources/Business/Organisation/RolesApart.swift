/// Two roles that nobody has together: who sells does not check the sale, who gives out rights uses none of them on
/// contracts or money, who audits changes nothing, and who works for another firm works for ours in no other way.
package struct RolesApart: Hashable, Sendable {
    package let first: Role
    package let second: Role

    init(_ first: Role, _ second: Role) {
        self.first = first
        self.second = second
    }

    /// Every forbidden pair. Tested row by row.
    package static let table: [RolesApart] = [
        RolesApart(.accountManager, .regionalApprover), RolesApart(.accountManager, .itApprover),
        RolesApart(.accountManager, .accountant), RolesApart(.agent, .regionalApprover),
        RolesApart(.agent, .itApprover),
        RolesApart(.agent, .accountant), RolesApart(.agent, .accountManager), RolesApart(.agent, .invoiceOfficer),
        RolesApart(.admin, .accountManager), RolesApart(.admin, .agent), RolesApart(.admin, .regionalApprover),
        RolesApart(.admin, .itApprover), RolesApart(.admin, .accountant), RolesApart(.admin, .invoiceOfficer),
        RolesApart(.auditor, .accountManager), RolesApart(.auditor, .agent), RolesApart(.auditor, .regionalApprover),
        RolesApart(.auditor, .itApprover), RolesApart(.auditor, .accountant), RolesApart(.auditor, .invoiceOfficer),
        RolesApart(.auditor, .admin),
    ]

    /// The first pair that these roles would bring together; `nil` when they may go together.
    package static func broken(by roles: Set<Role>) -> RolesApart? {
        table.first { roles.contains($0.first) && roles.contains($0.second) }
    }
}
