package import Kernel

/// What refunds ask of a payment gateway. Made live in `GatewayVNPAY`.
package struct RefundGateway: Sendable {
    /// Whose throttle counts the questions.
    package let terminal: String
    /// Asks for money to be given back. Called once for each request identifier, for ever.
    package var refund: @Sendable (RefundOrder) async -> RefundAnswer
    /// Asks how a refund stands.
    package var query: @Sendable (RefundQuestion) async -> RefundAnswer

    package init(
        terminal: String,
        refund: @escaping @Sendable (RefundOrder) async -> RefundAnswer,
        query: @escaping @Sendable (RefundQuestion) async -> RefundAnswer
    ) {
        self.terminal = terminal
        self.refund = refund
        self.query = query
    }
}

/// The payment, as the gateway has to be told of it.
package struct RefundedCharge: Hashable, Sendable {
    package let reference: String
    /// vnp_CreateDate of the pay address.
    package let createdAt: Timestamp
    /// VNPAY's number of the charge.
    package let number: String
}

package struct RefundOrder: Hashable, Sendable {
    package let charge: RefundedCharge
    package let amount: Money
    package let extent: Refund.Extent
    package let requestID: String
    package let askedAt: Timestamp
    /// The account of whoever agreed to it.
    package let createdBy: String
}

package struct RefundQuestion: Hashable, Sendable {
    package let charge: RefundedCharge
    package let amount: Money
    /// VNPAY's number of the refund; `nil` while it has not told us.
    package let refundNumber: String?
    package let requestID: String
    package let askedAt: Timestamp
}

package struct RefundAnswer: Hashable, Sendable {
    package enum Standing: Hashable, Sendable {
        case processing, atBank, refunded
        case refused(code: String)
    }

    /// The refund that an answer is about.
    package struct Facts: Hashable, Sendable {
        package let number: String?
        package let amount: Money?
        package let at: Timestamp?

        package init(number: String?, amount: Money?, at: Timestamp?) {
            self.number = number
            self.amount = amount
            self.at = at
        }
    }

    package enum Result: Hashable, Sendable {
        case known(Standing, Facts)
        /// The request was not accepted, and never will be.
        case declined(code: String)
        /// A code that leaves open whether the request was taken (94, 98, 99): ask.
        case doubtful(code: String)
        /// There is no such refund.
        case absent
        /// Code 94 to a question: the terminal has asked too often.
        case throttled
        /// Signed, but with a word that nobody has published.
        case strange(code: String)
        /// Nothing, or nothing that can be trusted.
        case none(reason: String)
    }

    package let result: Result
    /// What was received, as received.
    package let raw: String

    package init(result: Result, raw: String) {
        self.result = result
        self.raw = raw
    }
}

extension RefundAnswer.Result {
    /// How it is kept beside what was received.
    package var word: String {
        switch self {
        case .known(.processing, _): "processing"
        case .known(.atBank, _): "at_bank"
        case .known(.refunded, _): "refunded"
        case .known(.refused(let code), _): "refused \(code)"
        case .declined(let code): "declined \(code)"
        case .doubtful(let code): "doubtful \(code)"
        case .absent: "absent"
        case .throttled: "throttled"
        case .strange(let code): "strange \(code)"
        case .none(let reason): "none: \(reason)"
        }
    }
}
