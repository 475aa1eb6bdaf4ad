extension InvoiceRequest {
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
        /// A rule forbids sending it as it stands: a person decides.
        case needsPerson = "needs_person"

        /// Whether later invoices of the series have to wait for it. Whatever needs a person steps aside.
        package var holdsQueue: Bool {
            switch self {
            case .pending, .unknown, .submitted: true
            case .signed, .accepted, .refused, .needsPerson: false
            }
        }

        /// Whether somebody has to do something about it.
        package var isProblem: Bool {
            switch self {
            case .refused, .needsPerson: true
            case .pending, .unknown, .submitted, .signed, .accepted: false
            }
        }
    }

    /// Whether it has been signed and sent, as the legal time limit wants. A provider that signs by itself gives the
    /// number when it has.
    package var isSent: Bool {
        switch state {
        case .signed: document.number != nil
        case .accepted: true
        case .pending, .unknown, .submitted, .refused, .needsPerson: false
        }
    }

    package enum Event: Hashable, Sendable, CaseIterable {
        /// The intent, written down before the call.
        case submitting
        /// The provider certainly has nothing under our key.
        case provenAbsent
        case foundAsDraft
        case foundAsSigned
        case accepted
        case refused
        /// A rule of ours forbids sending it.
        case steppedAside
        /// A person has mended the cause.
        case retried
    }

    package enum Mistake: Error, Hashable, Sendable { case contradiction(State) }

    /// True when the event changed something.
    package mutating func apply(_ event: Event) throws(Mistake) -> Bool {
        let previous = state
        switch (state, event) {
        case (.pending, .submitting): state = .unknown
        case (.pending, .steppedAside): state = .needsPerson
        case (.unknown, .provenAbsent): state = .pending
        case (.unknown, .foundAsDraft), (.pending, .foundAsDraft): state = .submitted
        case (.unknown, .foundAsSigned), (.pending, .foundAsSigned), (.submitted, .foundAsSigned): state = .signed
        case (.unknown, .accepted), (.submitted, .accepted), (.signed, .accepted), (.pending, .accepted):
            state = .accepted
        case (.pending, .refused), (.unknown, .refused), (.submitted, .refused), (.signed, .refused):
            state = .refused
        case (.refused, .retried), (.needsPerson, .retried): state = .pending
        case (.unknown, .submitting), (.pending, .provenAbsent), (.submitted, .foundAsDraft), (.signed, .foundAsSigned),
            (.signed, .foundAsDraft), (.accepted, .accepted), (.accepted, .foundAsSigned), (.refused, .refused),
            (.needsPerson, .steppedAside), (.pending, .retried):
            break
        case (.submitted, _), (.signed, _), (.accepted, _), (.refused, _), (.needsPerson, _), (.unknown, .retried),
            (.unknown, .steppedAside):
            throw .contradiction(state)
        }
        if state != .needsPerson { obstacle = nil }
        return state != previous
    }
}
