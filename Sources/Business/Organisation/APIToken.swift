package import Kernel

/// Lets a program act for a member of staff over the API. It may do what the scopes name, and never more than the
/// person may at that moment. Shown once, as `qldv_<id>.<secret>`; only a digest of the secret is stored.
package struct APIToken: Hashable, Sendable {
    package typealias ID = Kernel.ID<APIToken>

    package let id: ID
    /// What the person calls it, such as `Kế toán – đồng bộ ERP`.
    package let name: String
    /// For whom it acts.
    package let staff: StaffMember.ID
    package let scopes: Set<Action>
    /// `nil` when it was issued at the command line.
    package let createdBy: StaffMember.ID?
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    package let revokedAt: Timestamp?
    /// To the minute.
    package let lastUsedAt: Timestamp?

    /// A year at most, so that forgotten ones die.
    package static let longestDays: Int64 = 365
    /// How many a person may have that still work.
    package static let liveLimit = 20

    package func isLive(at time: Timestamp) -> Bool { revokedAt == nil && time < expiresAt }

    package var subject: String { "api_token:\(id)" }

    private static let prefix = "qldv_"

    func text(secret: String) -> String { "\(Self.prefix)\(id).\(secret)" }

    /// The two parts of what a program sent; `nil` for what cannot be a token of ours.
    static func parts(of text: String) -> (id: ID, secret: String)? {
        guard text.hasPrefix(prefix), text.utf8.count <= 200 else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let id = ID(parts[0]) else { return nil }
        return (id, String(parts[1]))
    }
}

extension Action {
    /// Whether a program may be given it: what calls of the API name. The rest of the house is for people.
    package var isForPrograms: Bool {
        switch self {
        case .viewCustomers, .editCustomers, .viewContracts, .declareContracts, .followContracts, .viewApprovals,
            .approveRegionally, .approveAtITCentre, .delegateApprovals, .viewActivations, .retryActivations,
            .viewPayments, .viewRefunds, .proposeRefunds, .confirmRefunds, .viewInvoices, .workInvoices,
            .viewReconciliation, .reconcile, .confirmResolutions, .viewStatements, .importUsage, .runBilling,
            .ownDesk:
            true
        case .handOverCustomers, .exportPayments, .takeEvidence, .viewBooks, .closeMonths, .viewStaff, .manageStaff,
            .registerInvoicingOfficers, .manageSettings, .setReconciliation, .viewAuditLog,
            .manageDeliveries, .manageAPIAccess, .approveBilling, .suspendContracts, .terminateContracts, .workDebts,
            .proposeDebtChanges, .confirmDebtChanges, .viewAlarms, .releaseAlarms:
            false
        }
    }

    /// What a person answers for alone: nobody hands it out in another's name, or one pair of eyes could pass for two.
    package var isPersonal: Bool {
        [.approveRegionally, .approveAtITCentre, .delegateApprovals, .confirmResolutions, .confirmRefunds].contains(
            self
        )
    }

    /// What may be chosen for a token; `ownDesk` goes with every one.
    package static let scopesToChoose = allCases.filter { $0.isForPrograms && $0 != .ownDesk }
}
