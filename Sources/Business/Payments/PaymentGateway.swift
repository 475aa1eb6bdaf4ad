package import Kernel

/// What this system asks of a payment gateway. Made live in `GatewayVNPAY`.
package struct PaymentGateway: Sendable {
    /// The terminal whose secret signs: references and throttles are counted by it.
    package let terminal: String
    /// The full address of the hosted page, signed. The only way a payer gets there is a full-page redirect.
    package var payURL: @Sendable (PayOrder) throws -> String
    /// Reads a notice (IPN) or a return from the raw query as received. Checks the signature first.
    package var readNotice: @Sendable (_ rawQuery: String) -> NoticeReading
    /// Asks what became of an attempt.
    package var query: @Sendable (GatewayQuestion) async -> GatewayAnswer

    package init(
        terminal: String,
        payURL: @escaping @Sendable (PayOrder) throws -> String,
        readNotice: @escaping @Sendable (_ rawQuery: String) -> NoticeReading,
        query: @escaping @Sendable (GatewayQuestion) async -> GatewayAnswer
    ) {
        self.terminal = terminal
        self.payURL = payURL
        self.readNotice = readNotice
        self.query = query
    }
}

package struct PayOrder: Hashable, Sendable {
    package let reference: String
    package let amount: Money
    /// What the payer reads at the gateway; Vietnamese is transliterated on the way.
    package let information: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    /// The payer's network address.
    package let address: String
    package let language: Language
    /// A method or bank already chosen, such as `VNBANK`; `nil` lets the payer choose there.
    package let bankCode: String?
}

package enum NoticeReading: Hashable, Sendable {
    case genuine(GatewayNotice)
    /// The signature is wrong or missing; the reason is for our log, never for the sender. What it claims to be about
    /// is kept beside it as evidence, and believed nowhere.
    case forged(reason: String, claims: String? = nil)
    /// Signed, but without what a notice must have.
    case unreadable(reason: String)
}

extension NoticeReading {
    /// The reference that an unproven message gives itself.
    var claimedReference: String? {
        switch self {
        case .forged(_, let claims): claims.map { String($0.prefix(100).filter { $0 != "\0" }) }
        case .genuine, .unreadable: nil
        }
    }
}

/// A signed word of the gateway about one reference.
package struct GatewayNotice: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        case paid(GatewayReceipt)
        case declined(code: String)
        case suspected
        /// Not finished yet.
        case pending
    }

    package let terminal: String
    package let reference: String
    /// `nil` when it is no whole amount of đồng.
    package let amount: Money?
    package let verdict: Verdict

    package init(terminal: String, reference: String, amount: Money?, verdict: Verdict) {
        self.terminal = terminal
        self.reference = reference
        self.amount = amount
        self.verdict = verdict
    }
}

package struct GatewayQuestion: Hashable, Sendable {
    package let reference: String
    package let createdAt: Timestamp
    package let askedAt: Timestamp
    /// Unique for the day.
    package let requestID: String
}

package struct GatewayAnswer: Hashable, Sendable {
    package enum Result: Hashable, Sendable {
        case known(GatewayNotice)
        case notFound
        /// Code 94: the terminal has asked too often.
        case throttled
        /// Nothing, or nothing that can be trusted.
        case none(reason: String)
    }

    package let result: Result
    /// What was received, as received, for the evidence.
    package let raw: String

    package init(result: Result, raw: String) {
        self.result = result
        self.raw = raw
    }
}
