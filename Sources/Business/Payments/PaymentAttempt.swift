package import Billing
package import Kernel

/// One trip to the gateway, under a reference of its own. A request may have many attempts, one after another.
package struct PaymentAttempt: Hashable, Sendable {
    package typealias ID = Kernel.ID<PaymentAttempt>

    package let id: ID
    package let request: PaymentRequest.ID
    /// vnp_TxnRef: unique for all time, not only for the day.
    package let reference: String
    package let amount: Money
    /// vnp_CreateDate, which querydr and refund ask for again.
    package let createdAt: Timestamp
    /// vnp_ExpireDate: after this the gateway lets nobody begin to pay.
    package let expiresAt: Timestamp
    package internal(set) var state: PaymentAttemptState

    /// VNPAY's page counts down fifteen minutes.
    package static let lifetimeMinutes: Int64 = 15

    package init(
        id: ID,
        request: PaymentRequest.ID,
        reference: String,
        amount: Money,
        createdAt: Timestamp
    ) {
        self.id = id
        self.request = request
        self.reference = reference
        self.amount = amount
        self.createdAt = createdAt
        expiresAt = createdAt.adding(minutes: Self.lifetimeMinutes)
        state = .redirected
    }

    init(
        id: ID,
        request: PaymentRequest.ID,
        order: (reference: String, amount: Money),
        times: (createdAt: Timestamp, expiresAt: Timestamp),
        state: PaymentAttemptState
    ) {
        self.id = id
        self.request = request
        (reference, amount) = order
        (createdAt, expiresAt) = times
        self.state = state
    }

    /// Whether the gateway's page still lets the payer pay.
    package func isPayable(at time: Timestamp) -> Bool { state == .redirected && time < expiresAt }

    /// Whether the payer may still be paying, or may have paid: no second attempt beside a live one.
    package var isLive: Bool {
        switch state {
        case .redirected, .unresolved: true
        case .paid, .declined: false
        }
    }
}

/// Where an attempt stands. `declined` is the gateway's word; `unresolved` is the lack of one, and only an answer of
/// the gateway, never a timer, may settle it.
package enum PaymentAttemptState: Hashable, Sendable {
    /// The payer was sent to the gateway's page.
    case redirected
    case unresolved
    case paid(GatewayReceipt)
    case declined(code: String)
}

/// The gateway's word that money was taken.
package struct GatewayReceipt: Hashable, Sendable {
    /// vnp_TransactionNo.
    package let transactionNumber: String
    package let amount: Money
    package let bankCode: String
    package let cardType: String?
    package let bankTransactionNumber: String?
    /// vnp_PayDate; when the gateway left it out, when we heard.
    package let paidAt: Timestamp

    package init(
        transactionNumber: String,
        amount: Money,
        bank: (code: String, cardType: String?, transactionNumber: String?),
        paidAt: Timestamp
    ) {
        self.transactionNumber = transactionNumber
        self.amount = amount
        bankCode = bank.code
        cardType = bank.cardType
        bankTransactionNumber = bank.transactionNumber
        self.paidAt = paidAt
    }
}

package enum PaymentEvent: Hashable, Sendable {
    case confirmed(GatewayReceipt)
    /// Not paid, and why.
    case refused(code: String)
    /// Code 07: the money was taken, but the gateway suspects fraud and wants a decision.
    case suspected
    /// The time to pay is over and nobody has said anything.
    case wentQuiet
}

package enum PaymentEffect: Hashable, Sendable {
    /// Money has come: apply it to the request, or keep it as an overpayment.
    case credit(GatewayReceipt)
    /// Something that a person must decide.
    case openCase(PaymentCaseKind)
    case askGateway
}

package enum PaymentAttemptError: Error, Hashable, Sendable {
    case amountMismatch(expected: Money, received: Money)
}

extension PaymentAttempt {
    /// Takes the event in and says what must now happen. Pure, and total: whatever the gateway says, in whatever order,
    /// is either applied, known already, or put before a person; a success is never dropped.
    package mutating func apply(_ event: PaymentEvent) throws(PaymentAttemptError) -> [PaymentEffect] {
        switch (state, event) {
        case (.redirected, .confirmed(let receipt)), (.unresolved, .confirmed(let receipt)),
            (.declined, .confirmed(let receipt)):
            guard receipt.amount == amount else {
                throw .amountMismatch(expected: amount, received: receipt.amount)
            }
            state = .paid(receipt)
            return [.credit(receipt)]
        case (.paid(let known), .confirmed(let receipt)):
            guard receipt.amount == amount else {
                throw .amountMismatch(expected: amount, received: receipt.amount)
            }
            // The same charge told again carries the same number; another number is another charge.
            return known.transactionNumber == receipt.transactionNumber ? [] : [.openCase(.secondCharge)]
        case (.redirected, .refused(let code)), (.unresolved, .refused(let code)):
            state = .declined(code: code)
            return []
        case (.redirected, .suspected), (.unresolved, .suspected):
            state = .unresolved
            return [.openCase(.suspectedFraud)]
        case (.declined, .suspected):
            // A declined attempt does not come to life again: another one may be live by now.
            return [.openCase(.suspectedFraud)]
        case (.redirected, .wentQuiet):
            state = .unresolved
            return [.askGateway]
        case (.paid, .refused), (.paid, .suspected), (.declined, .refused), (.unresolved, .wentQuiet),
            (.paid, .wentQuiet),
            (.declined, .wentQuiet):
            return []
        }
    }
}

package enum PaymentCaseKind: String, Hashable, Sendable, CaseIterable {
    /// Money came for a request that is paid, withdrawn or replaced: offer it back.
    case overpayment
    /// The gateway took another amount than we asked for.
    case amountMismatch = "amount_mismatch"
    /// One reference, two charges.
    case secondCharge = "second_charge"
    /// Code 07.
    case suspectedFraud = "suspected_fraud"
    /// A signed success for a reference that we do not know.
    case unknownReference = "unknown_reference"
    /// An approver refused a contract that was paid: the money goes back.
    case rejectedContract = "rejected_contract"
    /// Somebody wants money of a good payment given back: opened by hand.
    case requested
}
