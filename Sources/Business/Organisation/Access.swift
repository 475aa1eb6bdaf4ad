/// Something staff can do. Each page, each form and each call of the API names one; there is no other way in.
package enum Action: String, Hashable, Sendable, CaseIterable {
    // Customers and contracts
    case viewCustomers, editCustomers
    /// Gives an account manager's customers and contracts to a colleague.
    case handOverCustomers
    case viewContracts, declareContracts
    /// Sends, renews and revokes payment links, answers disputes.
    case followContracts
    /// Lets the service of a contract rest, and go on.
    case suspendContracts
    /// Ends a contract before its term.
    case terminateContracts
    // Approvals
    case viewApprovals, approveRegionally, approveAtITCentre
    case delegateApprovals
    // Activation
    case viewActivations, retryActivations
    // Payments
    case viewPayments, exportPayments
    /// A bundle that proves a payment outside the system.
    case takeEvidence
    // Refunds
    case viewRefunds
    /// Opens a case by hand, says how one shall be settled, has VNPAY asked again.
    case proposeRefunds
    /// Agrees to what another person proposed.
    case confirmRefunds
    // Reconciliation
    case viewReconciliation
    /// Imports files, assigns and explains exceptions, records bank credits, closes a day.
    case reconcile
    /// Agrees to what another accountant proposed.
    case confirmResolutions
    /// VNPAY's fees as the contract has them, and how much difference is none.
    case setReconciliation
    // Invoices
    case viewInvoices
    /// Sends again, adjusts, replaces.
    case workInvoices
    // Statements of postpaid contracts
    case viewStatements
    /// Takes in what was used: files, and events of programs.
    case importUsage
    /// Starts billing runs, gives them up, tries parked contracts again.
    case runBilling
    /// Agrees to what a run comes to, so that it is sent.
    case approveBilling
    // Debts
    /// Pauses letters to a customer, writes down promises to pay.
    case workDebts
    /// Asks that a debt is written off, that a write-off is taken back, that a customer is credited; sets credits off.
    case proposeDebtChanges
    /// Agrees to what another person asked for.
    case confirmDebtChanges
    // Books
    case viewBooks
    /// Closes a month of the books, and opens it again.
    case closeMonths
    // Alarms
    /// Sees which rules were found broken, and what is frozen.
    case viewAlarms
    /// Asks that a frozen contract goes on, or agrees to what another person asked.
    case releaseAlarms
    // The house itself
    case viewStaff, manageStaff
    case registerInvoicingOfficers
    case manageSettings
    case viewAuditLog
    case manageDeliveries
    case manageAPIAccess
    /// The inbox, one's own password, second factor and sessions.
    case ownDesk
}

/// How far a permission reaches.
package enum Reach: Int, Hashable, Sendable, Comparable, CaseIterable {
    /// What the person declared or brought in.
    case own
    /// What belongs to the person's unit. The IT centre's unit is the whole house.
    case unit
    /// Only for people of the IT centre, and then everything: files of VNPAY and books know no region.
    case central

    package static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
}

/// Who may do what, in one table. Tested row by row against every page (`AccessTests`, R22).
package enum Access {
    package static func reach(of role: Role, for action: Action) -> Reach? { rules(of: role)[action] }

    package static func rules(of role: Role) -> [Action: Reach] {
        switch role {
        case .accountManager:
            [
                .ownDesk: .own, .viewCustomers: .own, .editCustomers: .own, .viewContracts: .own,
                .declareContracts: .own, .followContracts: .own, .suspendContracts: .own, .viewActivations: .own,
                .viewPayments: .own, .exportPayments: .own, .viewRefunds: .own, .viewInvoices: .own,
                .viewStatements: .own, .importUsage: .own, .workDebts: .own,
            ]
        case .agent:
            [.ownDesk: .own, .viewContracts: .own, .viewPayments: .own, .viewRefunds: .own]
        case .regionalApprover:
            [
                .ownDesk: .own, .viewCustomers: .unit, .viewContracts: .unit, .viewApprovals: .unit,
                .approveRegionally: .unit, .delegateApprovals: .own, .viewActivations: .unit, .viewPayments: .unit,
                .exportPayments: .unit, .viewRefunds: .unit, .viewInvoices: .unit, .viewStaff: .unit,
                .registerInvoicingOfficers: .unit, .handOverCustomers: .unit,
                .viewStatements: .unit, .suspendContracts: .unit, .terminateContracts: .unit,
            ]
        case .itApprover:
            [
                .ownDesk: .own, .viewCustomers: .central, .viewContracts: .central, .viewApprovals: .central,
                .approveAtITCentre: .central, .delegateApprovals: .own, .viewActivations: .central,
                .retryActivations: .central, .viewPayments: .central, .exportPayments: .central,
                .viewRefunds: .central, .viewInvoices: .central, .viewStatements: .central,
                .suspendContracts: .central, .terminateContracts: .central,
            ]
        case .invoiceOfficer:
            [
                .ownDesk: .own, .viewCustomers: .unit, .viewContracts: .unit, .viewPayments: .unit,
                .exportPayments: .unit, .viewRefunds: .unit, .viewInvoices: .unit, .workInvoices: .unit,
                .viewStatements: .unit,
            ]
        case .accountant:
            [
                .ownDesk: .own, .viewCustomers: .unit, .viewContracts: .unit, .viewPayments: .unit,
                .exportPayments: .unit, .takeEvidence: .unit, .viewRefunds: .unit, .proposeRefunds: .unit,
                .confirmRefunds: .central, .viewInvoices: .unit, .viewReconciliation: .central, .reconcile: .central,
                .confirmResolutions: .central, .viewBooks: .central, .setReconciliation: .central,
                .viewStatements: .unit, .importUsage: .unit, .runBilling: .central, .approveBilling: .central,
                .workDebts: .unit, .proposeDebtChanges: .unit, .confirmDebtChanges: .central, .closeMonths: .central,
                .viewAlarms: .central, .releaseAlarms: .central,
            ]
        case .admin:
            [
                .ownDesk: .own, .viewCustomers: .unit, .viewContracts: .unit, .viewApprovals: .unit,
                .viewActivations: .unit, .retryActivations: .unit, .viewPayments: .unit, .exportPayments: .unit,
                .takeEvidence: .unit, .viewRefunds: .unit, .viewInvoices: .unit, .viewReconciliation: .central,
                .setReconciliation: .central, .viewStaff: .unit, .handOverCustomers: .unit, .manageStaff: .central,
                .registerInvoicingOfficers: .unit, .manageSettings: .central,
                .viewAuditLog: .central, .manageDeliveries: .central, .manageAPIAccess: .central,
                .viewStatements: .unit, .importUsage: .unit, .viewAlarms: .central,
            ]
        case .auditor:
            [
                .ownDesk: .own, .viewCustomers: .unit, .viewContracts: .unit, .viewApprovals: .unit,
                .viewActivations: .unit, .viewPayments: .unit, .exportPayments: .unit, .takeEvidence: .unit,
                .viewRefunds: .unit, .viewInvoices: .unit, .viewReconciliation: .central, .viewBooks: .central,
                .viewStaff: .unit,
                .viewAuditLog: .central, .viewStatements: .unit, .viewAlarms: .central,
            ]
        }
    }
}
