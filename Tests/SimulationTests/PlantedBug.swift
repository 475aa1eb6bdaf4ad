import Activation
import Contracts
import Invoicing
import Kernel
import Payments
import Refunds

/// A mistake that somebody could make in the house, planted between it and its database or its partners. Each has to be
/// found: the sources stay as they are, and the simulation shows that it would notice.
enum PlantedBug: String, CaseIterable, Sendable {
    // In what is written.
    case auditEntryLost, activationLost, receiptLost, halfBooked, paymentForgotten, formKeyForgotten
    case leaseIgnored, messageClosedEarly, auditChainUnhashed, silenceIsARefusal, requestStaysOpen, policyIgnored
    // At the doors.
    case signatureUnchecked, amountUnchecked, answeredTooSoon, lateSuccessDropped
    case newKeyForEveryCall, savedWithoutReadBack, refundSentAgain, lossIsADecline

    /// What somebody did wrong.
    var words: String {
        switch self {
        case .auditEntryLost: "the audit entry of a payment is not written"
        case .activationLost: "the message that activates a line is not put into the outbox"
        case .receiptLost: "the customer's receipt is not owed to anybody"
        case .halfBooked: "the third posting of a sale, its VAT, is not booked"
        case .paymentForgotten: "an attempt becomes paid without its payment"
        case .formKeyForgotten: "the key of a form is not kept"
        case .leaseIgnored: "a claimed message stays visible to other workers"
        case .messageClosedEarly: "a delivery that failed is marked as done"
        case .auditChainUnhashed: "a link of the audit chain carries the hash of nothing"
        case .silenceIsARefusal: "a timer turns a quiet attempt into a declined one"
        case .requestStaysOpen: "a payment request stays open although it was paid"
        case .policyIgnored: "declared contracts are invoiced before reconciliation"
        case .signatureUnchecked: "the signature of a notice is not checked"
        case .amountUnchecked: "the amount of a notice is taken for the amount that was asked"
        case .answeredTooSoon: "VNPAY hears 00 before the transaction is on the disk"
        case .lateSuccessDropped: "a success after the end of the time counts as unfinished"
        case .newKeyForEveryCall: "each call to the product's system carries a new key"
        case .savedWithoutReadBack: "an invoice is saved again without reading back"
        case .refundSentAgain: "a request to pay back is sent twice, each time under a new identifier"
        case .lossIsADecline: "no answer to a question counts as 'not paid'"
        }
    }

    /// The law that has to notice.
    var law: Law {
        switch self {
        case .auditEntryLost: .deedsAreRecorded
        case .activationLost, .receiptLost: .effectsArrive
        case .halfBooked: .booksBalance
        case .paymentForgotten: .answeredIsKept
        case .formKeyForgotten: .orderedOnce
        case .leaseIgnored: .writtenOnce
        case .messageClosedEarly: .effectsArrive
        case .auditChainUnhashed: .auditChainHolds
        case .silenceIsARefusal, .lossIsADecline: .declinedByWord
        case .requestStaysOpen: .systemIsProved
        case .policyIgnored: .invoicesHaveGrounds
        case .signatureUnchecked, .amountUnchecked: .chargesArePayments
        case .answeredTooSoon, .lateSuccessDropped: .answeredIsKept
        case .newKeyForEveryCall: .activatedOnce
        case .savedWithoutReadBack: .invoicedOnce
        case .refundSentAgain: .refundsWithinCharges
        }
    }

    /// A seed that finds it (`make simulate-hunt` looks for the first).
    var seed: UInt64 {
        switch self {
        case .messageClosedEarly, .signatureUnchecked: 2
        case .lossIsADecline: 3
        case .amountUnchecked: 4
        case .savedWithoutReadBack: 7
        case .answeredTooSoon: 16
        default: 1
        }
    }

    // MARK: At the doors

    /// The ports with the mistake in them.
    func plant(in ports: Ports) -> Ports {
        Ports(
            gateway: plant(in: ports.gateway),
            refunds: plant(in: ports.refunds),
            mail: ports.mail,
            activation: plant(in: ports.activation),
            services: ports.services,
            invoicing: plant(in: ports.invoicing)
        )
    }

    private func plant(in gateway: PaymentGateway) -> PaymentGateway {
        var gateway = gateway
        let (read, query) = (gateway.readNotice, gateway.query)
        switch self {
        case .signatureUnchecked: gateway.readNotice = { Self.believing($0, read($0)) }
        case .amountUnchecked: gateway.readNotice = { Self.rounding(read($0)) }
        case .lateSuccessDropped: gateway.readNotice = { Self.unfinished(read($0)) }
        case .lossIsADecline:
            gateway.query = { question in
                let answer = await query(question)
                guard case .none = answer.result else { return answer }
                return GatewayAnswer(
                    result: .known(
                        GatewayNotice(
                            terminal: SimulatedVNPAY.terminal,
                            reference: question.reference,
                            amount: nil,
                            verdict: .declined(code: "99")
                        )
                    ),
                    raw: answer.raw
                )
            }
        default: break
        }
        return gateway
    }

    private func plant(in gateway: RefundGateway) -> RefundGateway {
        guard self == .refundSentAgain else { return gateway }
        var gateway = gateway
        let refund = gateway.refund
        gateway.refund = { order in
            _ = await refund(order)
            return await refund(RefundOrder(again: order))
        }
        return gateway
    }

    private func plant(in port: ActivationPort) -> ActivationPort {
        guard self == .newKeyForEveryCall else { return port }
        let activate = port.activate
        let calls = Counter()
        return ActivationPort { await activate(ActivationTask(renamed: $0, "\($0.key)-\(calls.next())")) }
    }

    private func plant(in port: InvoicingPort) -> InvoicingPort {
        guard self == .savedWithoutReadBack else { return port }
        var port = port
        port.find = { (_) async throws(InvoicingFailure) in nil }
        return port
    }

    /// What the house's web server says instead of this answer; `nil` leaves it.
    func spoil(_ answer: TakeNotice.Answer) -> String? {
        self == .answeredTooSoon && answer == .ourFault ? TakeNotice.Answer.recorded.rawValue : nil
    }
}
