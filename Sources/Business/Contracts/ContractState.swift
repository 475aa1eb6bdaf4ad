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
    /// The account manager handed in a declared contract.
    case submitted
    /// The account manager changed it after that.
    case amended
    /// Money for all of it has come.
    case paymentReceived
    /// It lies before the first approver.
    case approvalOpened
    case approvedRegionally
    case approvedAtITCentre
    /// An approver said no.
    case refused
    /// Every line works.
    case activated
    /// Service rests: the customer asked for it, or does not pay.
    case suspended
    case resumed
    /// Ended before its term.
    case terminated
    /// The last line's term is over.
    case termEnded
    /// Given up by the customer, the account manager or by time, before payment.
    case cancelled
}

package enum ContractEffect: Hashable, Sendable {
    case requestPayment
    /// What was asked before is replaced by a request for the new amount.
    case replacePaymentRequest
    case openApproval
    /// Approvals given to an earlier revision are worth nothing.
    case reopenApproval
    case activateLines
    /// Money has come, and approvals are complete or not needed: the invoice may be due.
    case considerInvoice
    case tellActivated
    case withdrawPaymentRequest
    /// The money goes back.
    case openRefund
    /// The product's system is told to stop for a while, to go on, to stop for good.
    case restService, resumeService, endService
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
        case (.draft, .submitted):
            switch payment {
            case .prepaid:
                state = .awaitingPayment
                return [.requestPayment]
            case .postpaid:
                state = .awaitingRegionalApproval
                return [.openApproval]
            }
        case (.draft, .amended): return []
        case (.awaitingPayment, .amended): return [.replacePaymentRequest]
        case (.awaitingRegionalApproval, .amended), (.awaitingITApproval, .amended):
            state = .awaitingRegionalApproval
            return [.reopenApproval]
        case (.awaitingPayment, .paymentReceived):
            // An online order has no approval steps; a declared contract waits for them.
            switch channel {
            case .online:
                state = .activating
                return [.activateLines, .considerInvoice]
            case .declared:
                state = .paid
                return [.openApproval]
            }
        case (.paid, .approvalOpened):
            state = .awaitingRegionalApproval
            return []
        case (.awaitingRegionalApproval, .approvedRegionally):
            state = .awaitingITApproval
            return []
        case (.awaitingITApproval, .approvedAtITCentre):
            state = .activating
            return [.activateLines, .considerInvoice]
        case (.awaitingRegionalApproval, .refused), (.awaitingITApproval, .refused):
            state = .rejected
            return payment == .prepaid ? [.openRefund] : []
        case (.activating, .activated):
            state = .active
            return [.tellActivated]
        case (.active, .suspended):
            state = .suspended
            return [.restService]
        case (.suspended, .resumed):
            state = .active
            return [.resumeService]
        case (.active, .terminated), (.suspended, .terminated):
            state = .terminated
            return [.endService]
        case (.active, .termEnded), (.suspended, .termEnded):
            state = .expired
            return []
        case (.draft, .cancelled):
            state = .cancelled
            return []
        case (.awaitingPayment, .cancelled):
            state = .cancelled
            return [.withdrawPaymentRequest]
        case (let state, let event):
            guard Self.isRepetition(event, in: state) else { throw .contradiction(state, event) }
            return []
        }
    }

    /// What may be told again without harm, because it has happened already.
    private static func isRepetition(_ event: ContractEvent, in state: ContractState) -> Bool {
        switch (event, state) {
        case (.ordered, .awaitingPayment), (.submitted, .awaitingPayment), (.submitted, .awaitingRegionalApproval):
            true
        case (.paymentReceived, .paid), (.paymentReceived, .awaitingRegionalApproval),
            (.paymentReceived, .awaitingITApproval), (.paymentReceived, .activating), (.paymentReceived, .active):
            true
        case (.approvalOpened, .awaitingRegionalApproval), (.approvalOpened, .awaitingITApproval): true
        case (.approvedRegionally, .awaitingITApproval), (.approvedAtITCentre, .activating): true
        case (.suspended, .suspended), (.resumed, .active), (.terminated, .terminated): true
        case (.refused, .rejected), (.activated, .active), (.termEnded, .expired), (.cancelled, .cancelled): true
        case (.ordered, _), (.submitted, _), (.amended, _), (.paymentReceived, _), (.approvalOpened, _),
            (.approvedRegionally, _), (.approvedAtITCentre, _), (.refused, _), (.activated, _), (.termEnded, _),
            (.suspended, _), (.resumed, _), (.terminated, _), (.cancelled, _):
            false
        }
    }
}
