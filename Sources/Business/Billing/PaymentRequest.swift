package import Contracts
package import Kernel

/// An amount that a customer owes. It outlives its links: a link expires and is renewed, the debt stays.
package struct PaymentRequest: Hashable, Sendable {
    package typealias ID = Kernel.ID<PaymentRequest>

    package enum State: String, Hashable, Sendable, CaseIterable {
        case open, paid, cancelled
        /// Replaced by another request for the same thing.
        case superseded
    }

    package enum Purpose: String, Hashable, Sendable, CaseIterable {
        /// The whole value of a contract that is paid beforehand.
        case contract
        /// One or more months of contracts that are paid month by month.
        case statements
    }

    package enum Event: Hashable, Sendable, CaseIterable { case paid, cancelled, superseded }

    package enum Mistake: Error, Hashable, Sendable {
        case contradiction(State, Event)
    }

    package let id: ID
    /// Of several statements, the contract of the oldest.
    package let contract: Contract.ID
    package let purpose: Purpose
    package let amount: Money
    package internal(set) var state: State
    package let createdAt: Timestamp
    /// By when it is to be paid; `nil` for an online order, which is paid or forgotten.
    package let due: Day?

    /// How long a declared contract's customer has.
    package static let termDays: Int64 = 15

    package init(
        id: ID,
        contract: Contract.ID,
        purpose: Purpose = .contract,
        amount: Money,
        state: State = .open,
        createdAt: Timestamp,
        due: Day? = nil
    ) {
        self.id = id
        self.contract = contract
        self.purpose = purpose
        self.amount = amount
        self.state = state
        self.createdAt = createdAt
        self.due = due
    }

    /// True when the event changed something; the same event twice changes nothing the second time.
    package mutating func apply(_ event: Event) throws(Mistake) -> Bool {
        switch (state, event) {
        case (.open, .paid):
            state = .paid
            return true
        case (.open, .cancelled):
            state = .cancelled
            return true
        case (.open, .superseded):
            state = .superseded
            return true
        case (.paid, .paid), (.cancelled, .cancelled), (.superseded, .superseded):
            return false
        case (.paid, _), (.cancelled, _), (.superseded, _):
            throw .contradiction(state, event)
        }
    }
}

/// A secret address under which one request can be seen and paid. Only the digest of its token is stored.
package struct PaymentLink: Hashable, Sendable {
    package typealias ID = Kernel.ID<PaymentLink>

    package let id: ID
    package let request: PaymentRequest.ID
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    package let revokedAt: Timestamp?
    package let openedAt: Timestamp?

    package static let lifetimeDays: Int64 = 7
    package static let statementLifetimeDays: Int64 = 180

    /// Works for a week, for a month's fee as long as it may be dunned for, and in any case to the end of the day by
    /// which the debt is due.
    package init(id: ID, of request: PaymentRequest, at time: Timestamp) {
        self.id = id
        self.request = request.id
        createdAt = time
        let least = time.adding(days: request.purpose == .contract ? Self.lifetimeDays : Self.statementLifetimeDays)
        expiresAt = request.due.map { max(least, $0.adding(days: 1).start.adding(milliseconds: -1)) } ?? least
        revokedAt = nil
        openedAt = nil
    }

    /// Whether it opens anything at that moment.
    package func isLive(at time: Timestamp) -> Bool { revokedAt == nil && expiresAt > time }

    init(id: ID, request: PaymentRequest.ID, times: (Timestamp, Timestamp, Timestamp?, Timestamp?)) {
        self.id = id
        self.request = request
        (createdAt, expiresAt, revokedAt, openedAt) = times
    }
}
