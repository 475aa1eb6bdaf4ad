package import Contracts
package import Kernel

/// What we ask the e-invoice provider to issue for a contract, and what came back. Apart from the payment: money and
/// invoice each have their own truth.
package struct InvoiceRequest: Hashable, Sendable {
    package typealias ID = Kernel.ID<InvoiceRequest>

    package enum State: String, Hashable, Sendable, CaseIterable {
        case pending
        /// We asked and do not know what became of it: only reading it back leaves this state.
        case unknown
        /// The provider holds a draft.
        case submitted
        /// Signed and sent to the tax authority, whose code is awaited.
        case signed
        case accepted
        /// The provider or the authority said no: a person corrects it.
        case refused
    }

    package enum Event: Hashable, Sendable {
        /// The intent, written down before the call.
        case submitting
        /// The provider certainly has nothing under our key.
        case provenAbsent
        case foundAsDraft
        case foundAsSigned
        case accepted
        case refused
        /// A person has mended the cause.
        case retried
    }

    package enum Mistake: Error, Hashable, Sendable { case contradiction(State) }

    package let id: ID
    package let contract: Contract.ID
    /// Names the invoice at the provider, for ever.
    package let key: String
    /// The date drawn up (NLap): the day of payment, since packages are paid before the service (Decree 254/2026).
    package let date: Day
    package internal(set) var state: State
    package var document: InvoiceDocument
    package let createdAt: Timestamp

    /// True when the event changed something.
    package mutating func apply(_ event: Event) throws(Mistake) -> Bool {
        let previous = state
        switch (state, event) {
        case (.pending, .submitting): state = .unknown
        case (.unknown, .provenAbsent): state = .pending
        case (.unknown, .foundAsDraft), (.pending, .foundAsDraft): state = .submitted
        case (.unknown, .foundAsSigned), (.pending, .foundAsSigned), (.submitted, .foundAsSigned): state = .signed
        case (.unknown, .accepted), (.submitted, .accepted), (.signed, .accepted), (.pending, .accepted):
            state = .accepted
        case (.pending, .refused), (.unknown, .refused), (.submitted, .refused), (.signed, .refused):
            state = .refused
        case (.refused, .retried): state = .pending
        case (.unknown, .submitting), (.pending, .provenAbsent), (.submitted, .foundAsDraft), (.signed, .foundAsSigned),
            (.signed, .foundAsDraft), (.accepted, .accepted), (.accepted, .foundAsSigned), (.refused, .refused),
            (.pending, .retried):
            break
        case (.submitted, _), (.signed, _), (.accepted, _), (.refused, _), (.unknown, .retried):
            throw .contradiction(state)
        }
        return state != previous
    }
}

/// What the provider gave the invoice.
package struct InvoiceDocument: Hashable, Sendable {
    package var providerID: String?
    /// Form and series together, such as `1C26TQD`.
    package var series: String?
    package var number: String?
    /// The tax authority's code (MCCQT), 34 characters.
    package var authorityCode: String?
    /// What the buyer types at the look-up site.
    package var lookupCode: String?
    /// Why it was refused or delayed, in the provider's words.
    package var remark: String?

    package init() {}
}
