/// Where a contract stands. Process A goes draft → awaitingPayment → activating → active; process B has the approvals
/// between payment and activation; process C has them before activation and no payment step.
package enum ContractState: String, Hashable, Sendable, CaseIterable {
    case draft
    case awaitingPayment = "awaiting_payment"
    case paid
    case awaitingRegionalApproval = "awaiting_regional_approval"
    case awaitingITApproval = "awaiting_it_approval"
    case activating
    case active
    case suspended
    case expired
    case terminated
    /// Given up before payment.
    case cancelled
    /// Refused after payment: the money goes back.
    case rejected
}

package enum ContractEvent: Hashable, Sendable, CaseIterable {
    /// The customer proved the e-mail address and ordered: money is now owed.
    case ordered
    /// Money for all of it has come.
    case paymentReceived
    /// Every line works.
    case activated
    /// The last line's term is over.
    case termEnded
    /// Given up by the customer or by time, before payment.
    case cancelled
}

package enum ContractEffect: Hashable, Sendable {
    case requestPayment
    case activateLines
    case requestInvoice
    case tellActivated
    case withdrawPaymentRequest
}

package enum ContractError: Error, Hashable, Sendable {
    /// The event has no place in this state.
    case contradiction(ContractState, ContractEvent)
}

extension Contract {
    /// Takes the event in and says what must now happen. Pure: no clock, no database, no network. The same event twice
    /// changes nothing the second time.
    package mutating func apply(_ event: ContractEvent) throws(ContractError) -> [ContractEffect] {
        switch (state, event) {
        case (.draft, .ordered):
            state = .awaitingPayment
            return [.requestPayment]
        case (.awaitingPayment, .paymentReceived):
            // An online order has no approval steps; a declared contract will wait in `paid` for them.
            switch channel {
            case .online:
                state = .activating
                return [.activateLines, .requestInvoice]
            case .declared:
                state = .paid
                return [.requestInvoice]
            }
        case (.activating, .activated):
            state = .active
            return [.tellActivated]
        case (.active, .termEnded), (.suspended, .termEnded):
            state = .expired
            return []
        case (.draft, .cancelled):
            state = .cancelled
            return []
        case (.awaitingPayment, .cancelled):
            state = .cancelled
            return [.withdrawPaymentRequest]
        case (.awaitingPayment, .ordered), (.active, .activated), (.expired, .termEnded), (.cancelled, .cancelled),
            (.activating, .paymentReceived), (.active, .paymentReceived), (.paid, .paymentReceived),
            (.awaitingRegionalApproval, .paymentReceived), (.awaitingITApproval, .paymentReceived):
            return []
        case (.draft, _), (.awaitingPayment, _), (.paid, _), (.awaitingRegionalApproval, _), (.awaitingITApproval, _),
            (.activating, _), (.active, _), (.suspended, _), (.expired, _), (.terminated, _), (.cancelled, _),
            (.rejected, _):
            throw .contradiction(state, event)
        }
    }
}
