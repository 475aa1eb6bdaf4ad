package import Kernel
package import Organisation

/// One transfer of VNPAY on the bank's statement: the net of one or several closed days.
package struct BankCredit: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case recorded, confirmed, withdrawn
        /// It was confirmed, and two people took it back: the books hold the opposite entry.
        case reversed
    }

    /// Somebody wants a confirmed credit taken back.
    package struct Reversal: Hashable, Sendable {
        package let askedBy: StaffMember.ID
        package let reason: String
        /// Who agreed; `nil` while it waits.
        package let agreedBy: StaffMember.ID?
    }

    /// What is done with a difference to the days' net.
    package enum Treatment: String, Hashable, Sendable, CaseIterable {
        /// It stays a claim on VNPAY (or a debt to it) and is followed up.
        case keep
        /// It is a cost.
        case writeOff = "write_off"
    }

    package struct CoveredDay: Hashable, Sendable {
        package let day: Day
        /// What the bank should have brought for it, at the time of recording.
        package let netDong: Int64
    }

    package let number: Int64
    package let terminal: String
    package let creditedOn: Day
    package let amount: Money
    /// The bank's own name for the line of the statement.
    package let bankReference: String
    package let days: [CoveredDay]
    package let treatment: Treatment
    /// Of a difference; may be empty when there is none.
    package let explanation: String
    package let state: State
    package let recordedBy: StaffMember.ID
    package let recordedAt: Timestamp
    package let decidedBy: StaffMember.ID?
    /// The one that waits, or that was agreed to.
    package let reversal: Reversal?

    /// More than any transfer that VNPAY could make us.
    package static let limit: Int64 = 1_000_000_000_000
    /// An amount so many times the days' net is a slip of the finger.
    package static let absurdFactor: Int64 = 10

    package var expectedDong: Int64 { days.reduce(0) { $0 + $1.netDong } }
    /// Negative when the bank brought less than the days' net.
    package var differenceDong: Int64 { amount.dong - expectedDong }
    /// `bank_credit:7`.
    package var subject: String { "bank_credit:\(number)" }
    /// Under which it stands in the books.
    var bookKey: String { "bank_credit/\(number)" }
}
