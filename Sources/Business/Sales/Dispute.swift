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

    package let id: ID
    package let contract: Contract.ID
    package let request: PaymentRequest.ID
    package let message: String
    /// How the payer wants to be reached, when not by the contract's address.
    package let contact: String
    package internal(set) var state: State
    package internal(set) var answer: String
    package internal(set) var answeredBy: StaffMember.ID?
    package let openedAt: Timestamp
    package internal(set) var answeredAt: Timestamp?
}
