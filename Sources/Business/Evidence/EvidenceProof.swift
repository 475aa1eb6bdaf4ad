import Kernel

/// One thing that a bundle was examined for, and what came of it.
package struct EvidenceProof: Hashable, Sendable {
    package enum Name: String, Hashable, Sendable, CaseIterable {
        /// The file is written as this program writes it: nothing stands in it twice or beside what is signed.
        case form
        case key
        case signature
        case hashes
        case audit
        case revisions
        case approvals
        case amounts
        case messages
        case refunds
        case corrections
        case gatewaySignatures = "gateway_signatures"
    }

    package enum Result: Hashable, Sendable {
        case holds(String)
        case fails(String)
        /// Could not be examined, and why; proves nothing, disproves nothing.
        case leftOut(String)
    }

    package let name: Name
    package let result: Result

    package init(_ name: Name, _ result: Result) {
        self.name = name
        self.result = result
    }

    package var isBroken: Bool {
        switch result {
        case .fails: true
        case .holds, .leftOut: false
        }
    }
}

/// How the gateway's messages are read outside the system. Made in the gateway's adapter: the business knows no wire
/// format.
package struct GatewayReading: Sendable {
    package struct Facts: Hashable, Sendable {
        package let reference: String
        package let amountDong: Int64?
        package let transactionNumber: String?
        package let isPaid: Bool

        package init(reference: String, amountDong: Int64?, transactionNumber: String?, isPaid: Bool) {
            self.reference = reference
            self.amountDong = amountDong
            self.transactionNumber = transactionNumber
            self.isPaid = isPaid
        }
    }

    /// What an answer about a refund says.
    package struct RefundFacts: Hashable, Sendable {
        package let reference: String?
        package let amountDong: Int64?
        /// The gateway's number of the refund.
        package let number: String?
        /// What the system makes of it, in the word that it keeps.
        package let verdict: String
        /// Whether it speaks of a refund at all, rather than of a request that was not taken.
        package let isAboutRefund: Bool

        package init(
            about: (reference: String?, amountDong: Int64?, number: String?),
            verdict: String,
            isAboutRefund: Bool
        ) {
            (reference, amountDong, number) = about
            self.verdict = verdict
            self.isAboutRefund = isAboutRefund
        }
    }

    /// What a message says, whether or not it is signed; `nil` when it cannot be read.
    package let facts: @Sendable (_ channel: String, _ raw: String) -> Facts?
    /// The same of an answer to a request (`refund`) or a question (`querydr`) about a refund.
    package let refund: @Sendable (_ kind: String, _ raw: String) -> RefundFacts?
    /// Whether its signature is right; `nil` when the secret is not at hand.
    package let isSigned: (@Sendable (_ channel: String, _ raw: String) -> Bool)?

    package init(
        facts: @escaping @Sendable (_ channel: String, _ raw: String) -> Facts?,
        refund: @escaping @Sendable (_ kind: String, _ raw: String) -> RefundFacts?,
        isSigned: (@Sendable (_ channel: String, _ raw: String) -> Bool)?
    ) {
        self.facts = facts
        self.refund = refund
        self.isSigned = isSigned
    }
}
