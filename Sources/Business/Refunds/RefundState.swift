/// Where a proposal to settle a case stands. Money goes back by VNPAY step by step; what is settled outside VNPAY is
/// done when two people have agreed. The lack of an answer is a state of its own, and never a no.
package enum RefundState: Hashable, Sendable {
    /// One person wants it; another has to agree.
    case proposed
    /// Sent back, or taken back by whoever proposed it.
    case returned
    /// Agreed: the request to VNPAY is owed, and has not left.
    case requested
    /// The request is leaving. Whoever finds it like that later knows only that it may have arrived.
    case sending
    /// Nothing that can be trusted came back: ask before anything is sent again.
    case unanswered
    /// VNPAY has accepted it (05).
    case processing
    /// VNPAY has sent it to the bank (06).
    case atBank
    /// The money is back.
    case done
    /// VNPAY or the bank said no; the money is still with us.
    case refused(code: String)
    /// VNPAY said something that nobody has published: a person decides.
    case unclear(code: String)
}

package enum RefundEvent: Hashable, Sendable {
    /// A second person agrees that VNPAY gives it back.
    case confirmed
    /// A second person agrees that it is settled without VNPAY.
    case settled
    case sentBack
    /// The request leaves for VNPAY.
    case leaves
    /// VNPAY is working on it (05).
    case isProcessed
    /// It lies at the bank (06).
    case isAtBank
    /// Paid back (00).
    case isRefunded
    /// Refused: by the answer to the request, or by status 09.
    case isRefused(code: String)
    /// No answer, or none that can be trusted.
    case isSilent
    /// Asked, VNPAY knows of no such refund.
    case isAbsent
    /// An answer that nobody can read.
    case isStrange(code: String)
    /// A person wants VNPAY to be asked once more.
    case asksAgain
    /// A second person has seen at VNPAY or at the bank that it was paid back.
    case ruledRefunded
    /// A second person has it from VNPAY that it was not, and will not be.
    case ruledRefused
}

package enum RefundEffect: Hashable, Sendable {
    /// The books owe it to the customer.
    case owe
    /// The money has left.
    case pay
    /// What was booked as owed is taken back.
    case takeBack
    /// There is something to do at VNPAY: send, or ask.
    case call
    /// Nobody but a person can go on.
    case appeal
}

package enum RefundError: Error, Hashable, Sendable {
    /// Somebody was faster, or it is not the time for this.
    case tooLate(RefundState)
    /// VNPAY says now what it denied before, or the other way round.
    case contradiction(RefundState, RefundEvent)
}

extension RefundState {
    /// Whether VNPAY may be at work on it, or may yet be: no other refund of the payment beside it.
    package var isUnderWay: Bool {
        switch self {
        case .requested, .sending, .unanswered, .processing, .atBank, .unclear: true
        case .proposed, .returned, .done, .refused: false
        }
    }

    /// Whether it takes from what is left of the payment.
    package var countsAgainstPayment: Bool { self == .proposed || self == .done || isUnderWay }

    /// Takes the event in and says what must now happen. Pure and total: the same word twice is harmless, an older word
    /// changes nothing, and a contradiction is thrown.
    package mutating func apply(_ event: RefundEvent) throws(RefundError) -> [RefundEffect] {
        switch event {
        case .confirmed: try step(from: .proposed, to: .requested, [.owe, .call])
        case .settled: try step(from: .proposed, to: .done, [.owe, .pay])
        case .sentBack: try step(from: .proposed, to: .returned, [])
        case .leaves: try step(from: .requested, to: .sending, [])
        case .asksAgain, .ruledRefunded, .ruledRefused: try ruled(event)
        case .isProcessed, .isAtBank, .isRefunded, .isRefused, .isSilent, .isAbsent, .isStrange: try told(event)
        }
    }

    private mutating func step(
        from: RefundState,
        to: RefundState,
        _ effects: [RefundEffect]
    ) throws(RefundError) -> [RefundEffect] {
        guard self == from else { throw .tooLate(self) }
        self = to
        return effects
    }

    /// What a person decides about an answer that nobody can read.
    private mutating func ruled(_ event: RefundEvent) throws(RefundError) -> [RefundEffect] {
        guard case .unclear(let code) = self else { throw .tooLate(self) }
        switch event {
        case .asksAgain: return [.call]
        case .ruledRefunded:
            self = .done
            return [.pay]
        default:
            self = .refused(code: code)
            return [.takeBack]
        }
    }

    /// What VNPAY says, or does not say.
    private mutating func told(_ event: RefundEvent) throws(RefundError) -> [RefundEffect] {
        switch self {
        case .proposed, .returned: throw .contradiction(self, event)
        case .requested, .sending, .unanswered, .processing, .atBank, .unclear: return underWay(event)
        case .done:
            if case .isRefused = event { throw .contradiction(self, event) }
            return []
        case .refused:
            switch event {
            case .isProcessed, .isAtBank, .isRefunded: throw .contradiction(self, event)
            default: return []
            }
        }
    }

    private mutating func underWay(_ event: RefundEvent) -> [RefundEffect] {
        switch (self, event) {
        case (.atBank, .isProcessed): return []  // an older word
        case (_, .isProcessed):
            self = .processing
            return []
        case (_, .isAtBank):
            self = .atBank
            return []
        case (_, .isRefunded):
            self = .done
            return [.pay]
        case (_, .isRefused(let code)):
            self = .refused(code: code)
            return [.takeBack]
        case (.sending, .isSilent):
            self = .unanswered
            return []
        case (_, .isSilent): return []
        case (.unanswered, .isAbsent):
            self = .requested
            return []
        case (.processing, .isAbsent), (.atBank, .isAbsent):
            // VNPAY had it, and now does not know it. Sending it again might pay it twice.
            self = .unclear(code: "91")
            return [.appeal]
        case (_, .isAbsent): return []
        case (_, .isStrange(let code)):
            let isNews = self != .unclear(code: code)
            self = .unclear(code: code)
            return isNews ? [.appeal] : []
        case (_, _): return []
        }
    }
}
