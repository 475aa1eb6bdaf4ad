package import Kernel
package import Organisation
package import Payments

/// Something about a day that does not agree, in front of a person until it does.
package struct SettlementException: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case open
        /// One accountant proposes; another has to agree.
        case proposed
        /// Two have agreed that a later file will bring it.
        case waiting
        case resolved
        /// The cause went away by itself: a notice, an answer, a newer file.
        case settled

        /// Whether somebody has to do something.
        package var isOpen: Bool { self == .open || self == .proposed || self == .waiting }
    }

    package struct Proposal: Hashable, Sendable {
        package let resolution: ExceptionResolution
        package let reason: String
        package let by: StaffMember.ID
        package let at: Timestamp
    }

    /// What people call it.
    package let number: Int64
    package let key: ReconciliationDay.Key
    package let matchClass: MatchClass
    package let state: State
    package let reference: String
    package let transactionNumber: String
    /// Our side; `nil` when we have none.
    package let attempt: PaymentAttempt.ID?
    /// Where it stands in which file; no row when only we have it.
    package let place: Place
    /// The amounts of both sides, and of the fee, in đồng; `nil` where there is none.
    package let amounts: Amounts
    package let owner: StaffMember.ID?
    package let explanation: String
    package let proposal: Proposal?
    package let confirmedBy: StaffMember.ID?
    package let openedAt: Timestamp
    package let resolvedAt: Timestamp?
    /// The ledger entry that its resolution made.
    let bookedKey: String?

    package struct Place: Hashable, Sendable {
        package let file: SettlementFile.ID
        package let row: Int64?
    }

    package struct Amounts: Hashable, Sendable {
        package let theirsDong: Int64?
        package let oursDong: Int64?
        package let feeDong: Int64?
        package let expectedFeeDong: Int64?
        /// What may be lost.
        package let riskDong: Int64

        /// What two people may write off, theirs less ours; `nil` when a side is missing.
        package var differenceDong: Int64? {
            guard let theirsDong, let oursDong else { return nil }
            return theirsDong - oursDong
        }
    }

    /// `exception:1042`: this one in the audit log and in inboxes.
    package var subject: String { Self.subject(number) }
    package static func subject(_ number: Int64) -> String { "exception:\(number)" }
}

/// A file that was imported for a day.
package struct SettlementFile: Hashable, Sendable {
    package typealias ID = Kernel.ID<SettlementFile>

    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Its rows are being written: not yet to be believed.
        case reading
        case current
        /// A newer file of the day has come.
        case replaced
    }

    package let id: ID
    package let key: ReconciliationDay.Key
    package let name: String
    /// Of its bytes: the same content is the same file.
    package let sha256: String
    package let sizeBytes: Int64
    /// `fees` or `transactions`.
    package let export: String
    package let state: State
    package let counts: Counts
    /// `nil` for the command line.
    package let importedBy: StaffMember.ID?
    package let importedAt: Timestamp

    package struct Counts: Hashable, Sendable {
        package let rows: Int64
        package let mistakes: Int64
        /// Payments that succeeded.
        package let paid: Int64
        package let grossDong: Int64
        /// `nil` when the file has no fees.
        package let feeDong: Int64?
        package let netDong: Int64
    }

    /// Whether payments succeeded and nothing says what VNPAY takes for them.
    package var lacksFees: Bool { counts.paid > 0 && counts.feeDong == nil }
}
