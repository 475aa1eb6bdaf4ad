package import Billing
package import Contracts
package import Kernel
package import Organisation

/// What a payer finds wrong with what is asked (step B3): it reaches the account manager, who answers or corrects.
package struct Dispute: Hashable, Sendable {
    package typealias ID = Kernel.ID<Dispute>

    package enum State: String, Hashable, Sendable, CaseIterable {
        case open
        /// Nothing had to be changed; the customer was told why.
        case answered
        /// The contract was changed, and the customer asked anew.
        case corrected
    }

    /// Something more that the payer said.
    package struct Addition: Hashable, Sendable {
        package let message: String
        package let contact: String
        package let sentAt: Timestamp
    }

    /// The most that may be added: whoever writes more is asked to telephone.
    static let additionsLimit = 20

    package let id: ID
    package let contract: Contract.ID
    package let request: PaymentRequest.ID
    package let message: String
    /// How the payer wants to be reached, when not by the contract's address.
    package let contact: String
    /// What the payer has added while it was open, in order.
    package internal(set) var additions: [Addition] = []
    package internal(set) var state: State
    package internal(set) var answer: String
    package internal(set) var answeredBy: StaffMember.ID?
    package let openedAt: Timestamp
    package internal(set) var answeredAt: Timestamp?
    /// What went with the answer.
    package internal(set) var files: [DisputeFile] = []
}
