/// What a member of staff is there for. One person may have several roles; what each may do stands in `Access`.
package enum Role: String, Hashable, Sendable, CaseIterable {
    /// AM/KAM: sells to customers of one's own.
    case accountManager = "account_manager"
    /// Đại lý: an outside firm's person, who sees the contracts brought in.
    case agent
    /// Approves for a regional company.
    case regionalApprover = "regional_approver"
    /// Approves for the IT centre, after the regional company.
    case itApprover = "it_approver"
    /// Looks after the invoices of a unit.
    case invoiceOfficer = "invoice_officer"
    /// Reconciles with VNPAY, keeps the books.
    case accountant
    /// Runs the system: staff, units, limits.
    case admin
    /// Reads everything and changes nothing.
    case auditor

    /// Whether whoever has it must sign in with a second factor.
    package var needsSecondFactor: Bool {
        switch self {
        case .regionalApprover, .itApprover, .accountant, .admin: true
        case .accountManager, .agent, .invoiceOfficer, .auditor: false
        }
    }

    /// Whether whoever has it brings contracts in, and so checks none: neither in person nor for an absent colleague.
    package var sells: Bool {
        switch self {
        case .accountManager, .agent: true
        case .regionalApprover, .itApprover, .invoiceOfficer, .accountant, .admin, .auditor: false
        }
    }
}
