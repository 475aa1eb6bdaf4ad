package import Kernel
package import Organisation
package import Payments

/// One way in which two people settle a case, or part of it: through VNPAY, outside it, or by keeping the money.
package struct Refund: Hashable, Sendable {
    package typealias ID = Kernel.ID<Refund>

    package enum Way: Hashable, Sendable {
        /// VNPAY gives it back to the card or account that paid.
        case vnpay
        /// By bank transfer: the bank's reference, and the day.
        case outside(reference: String, day: Day)
        /// It does not go back.
        case kept(Keeping)

        package enum Name: String, Hashable, Sendable, CaseIterable { case vnpay, outside, kept }

        package var name: Name {
            switch self {
            case .vnpay: .vnpay
            case .outside: .outside
            case .kept: .kept
            }
        }
    }

    /// Why money does not go back.
    package enum Keeping: String, Hashable, Sendable, CaseIterable {
        /// It pays something else that the customer owes.
        case appliedElsewhere = "applied_elsewhere"
        /// The customer leaves it to us.
        case leftToUs = "left_to_us"
        /// There was no money to give back: a false alarm.
        case nothingOwed = "nothing_owed"
    }

    /// `vnp_TransactionType` 02 or 03.
    package enum Extent: String, Hashable, Sendable { case full, partial }

    package let id: ID
    /// The case that it settles.
    package let caseKey: String
    /// Our name of the payment, and VNPAY's number of the charge.
    package let reference: String
    package let chargeNumber: String
    package let attempt: PaymentAttempt.ID?
    package let way: Way
    package let extent: Extent
    package let amount: Money
    /// Why, in the words of whoever proposed it.
    package let reason: String
    package let proposedBy: StaffMember.ID
    package let proposedAt: Timestamp
    package internal(set) var state: RefundState
    /// Since when it is in that state.
    package internal(set) var since: Timestamp
    package internal(set) var decidedBy: StaffMember.ID?
    package internal(set) var decidedAt: Timestamp?
    /// Why it was sent back, or how it was ruled.
    package internal(set) var ruling: String?
    /// How often a request has left for VNPAY, and the last one's vnp_RequestId.
    package internal(set) var tries: Int64
    package internal(set) var requestID: String?
    /// VNPAY's own number of the refund, and when VNPAY took it up: the day of the settlement file that has it.
    package internal(set) var gatewayNumber: String?
    package internal(set) var gatewayAt: Timestamp?
    /// How often it has changed: nobody overwrites somebody else's change.
    let version: Int64

    /// So many requests leave at most; then a person looks.
    static let triesLimit: Int64 = 3

    /// Its name in the audit log and in inboxes.
    package var subject: String { "refund:\(id)" }
}

/// Something that VNPAY was sent or said about a refund, as it went over the wire.
package struct RefundMessage: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case refund, query = "querydr" }

    package let id: String
    package let kind: Kind
    /// vnp_RequestId.
    package let requestID: String
    package let sentAt: Timestamp
    /// As received; `nil` while nothing has been written down.
    package let raw: String?
    /// What we made of it, in a word.
    package let verdict: String?
    package let answeredAt: Timestamp?

    /// Whether it was the gateway's own word: signed by it, and an answer to this very request.
    package var isTrusted: Bool { verdict.map { !$0.hasPrefix("none") } ?? false }
}

/// A case as it is worked: what it is about, what has been proposed, and what is left.
package struct RefundCase: Hashable, Sendable {
    package let payment: PaymentCase
    /// VNPAY's number of the charge.
    package let chargeNumber: String
    package let attempt: PaymentAttempt?
    /// What came: `nil` for a charge that we have no payment of.
    package let paid: Money?
    /// Newest first.
    package let refunds: [Refund]
    /// Of the payment, whichever case it belongs to: nothing more may go back.
    package let left: Money

    package var id: PaymentCase.ID { payment.id }
    package var subject: String { payment.subject }

    /// What is being decided or done just now.
    package var current: Refund? { refunds.first { $0.state == .proposed || $0.state.isUnderWay } }

    /// What of the case has been settled, by whichever way.
    package var settled: Money {
        get throws { try Money.sum(refunds.lazy.filter { $0.state == .done }.map(\.amount)) }
    }

    /// Which ways are open. Only a charge of an attempt that we made can be given back by VNPAY.
    package var ways: [Refund.Way.Name] {
        let isGatewayKnown = attempt != nil && !chargeNumber.isEmpty
        guard payment.amount != nil else { return [.kept] }
        guard !left.isZero else { return [.kept] }
        return isGatewayKnown ? [.vnpay, .outside, .kept] : [.outside, .kept]
    }
}

extension PaymentCase {
    /// Where a case stands, in one word: the tab of the list that it is under.
    package enum Standing: String, Hashable, Sendable, CaseIterable {
        /// Nobody has proposed anything, or what was proposed came to nothing.
        case open
        case proposed
        /// VNPAY is at work.
        case underWay = "under_way"
        /// VNPAY said something that only a person can judge.
        case unclear
        case closed
    }
}
