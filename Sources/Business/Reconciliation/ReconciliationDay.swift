package import Kernel
package import Organisation

/// A day of one terminal at VNPAY, compared with ours.
package struct ReconciliationDay: Hashable, Sendable {
    /// Which day of which terminal.
    package struct Key: Hashable, Sendable {
        package let day: Day
        package let terminal: String

        package init(_ day: Day, terminal: String) {
            self.day = day
            self.terminal = terminal
        }

        /// `reconciliation_day:2026-11-22@TEST0001`: the day in the audit log.
        package var subject: String { "reconciliation_day:\(day.iso8601)@\(terminal)" }
    }

    package enum State: String, Hashable, Sendable, CaseIterable { case open, imported, closed }

    package let key: Key
    package internal(set) var state: State
    /// How often it has been closed: names each closing in the books.
    package internal(set) var closings: Int64
    package internal(set) var closedBy: StaffMember.ID?
    package internal(set) var closedAt: Timestamp?
    /// What the last closing found matched; `nil` before.
    package internal(set) var totals: Totals?

    /// Sums of a closed day, in đồng.
    package struct Totals: Hashable, Sendable {
        /// Compared with the invoices.
        package let grossDong: Int64
        /// With VAT; 0 when the file has no fees.
        package let feeDong: Int64
        /// What the bank should receive for the day: gross less fees less refunds. May be negative.
        package let netDong: Int64
    }
}

/// What became of a row, or of a payment of ours without one.
package enum MatchClass: String, Hashable, Sendable, CaseIterable {
    /// Both sides say the same, failures included.
    case matched
    /// VNPAY took the money and we never heard: a lost notice.
    case onlyAtVNPAY = "only_at_vnpay"
    /// We were told that it was paid; the file does not have it.
    case onlyWithUs = "only_with_us"
    /// So close to midnight that the neighbour day's file may have it, which is not here yet.
    case expectedNext = "expected_next"
    case amountDiffers = "amount_differs"
    /// Paid on one side, failed on the other.
    case stateDiffers = "state_differs"
    /// The same charge twice, or a second charge for one reference.
    case duplicated
    case refund
    case feeDiffers = "fee_differs"
    /// A row of another day that no other day waits for.
    case wrongDay = "wrong_day"
    case unreadable
    case unknownReference = "unknown_reference"

    /// Whether an open exception of it keeps a day from being closed.
    package var blocksClosing: Bool { self != .expectedNext && self != .matched }

    /// What a person may propose to do about it; empty for what needs nobody.
    package var resolutions: [ExceptionResolution] {
        switch self {
        case .matched: []
        case .onlyAtVNPAY: [.applyAsPaid, .noAction]
        case .stateDiffers: [.applyAsPaid, .openRefundCase, .noAction]
        case .onlyWithUs, .expectedNext: [.waitForNextFile, .noAction]
        case .amountDiffers: [.acceptDifference, .openRefundCase, .noAction]
        case .duplicated: [.openRefundCase, .noAction]
        case .unknownReference: [.acceptDifference, .openRefundCase, .noAction]
        case .feeDiffers, .wrongDay, .unreadable: [.acceptDifference, .noAction]
        case .refund: [.openRefundCase, .noAction]
        }
    }
}

/// What two people agree to do about an exception.
package enum ExceptionResolution: String, Hashable, Sendable, CaseIterable {
    /// The file is the evidence: the payment is applied as if the notice had come.
    case applyAsPaid = "apply_as_paid"
    /// It is right as it stands: the payment counts as reconciled, and the difference goes to the books.
    case acceptDifference = "accept_difference"
    /// Money that belongs to nothing we sold: it is owed back.
    case openRefundCase = "open_refund_case"
    /// A later file will bring it: the day may be closed, and the exception settles itself when it comes.
    case waitForNextFile = "wait_for_next_file"
    /// Nothing is done, for a reason.
    case noAction = "no_action"
}
