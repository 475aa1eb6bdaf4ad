package import Contracts
package import Kernel

/// The billing of a month: every contract whose period ends in it is looked at first, and billed once somebody has
/// agreed to what that comes to.
package struct BillingRun: Hashable, Sendable {
    package typealias ID = Kernel.ID<BillingRun>

    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Looking for the contracts.
        case collecting
        /// Working out what each would be billed; nothing has been sent.
        case computing
        case awaitingApproval = "awaiting_approval"
        case issuing
        case done
        case cancelled

        package var isOver: Bool { self == .done || self == .cancelled }
    }

    package enum Event: Hashable, Sendable, CaseIterable {
        case collected
        /// Every contract has been worked out; a person shall look.
        case computed
        /// Every contract has been worked out, and nobody has to look.
        case computedFreely
        case approved
        /// Every contract is billed or parked.
        case issued
        /// Parked contracts are tried again.
        case retried
        case cancelled
    }

    package struct Contradiction: Error, Hashable, Sendable {
        package let state: State
        package let event: Event
    }

    package let id: ID
    package let month: Month
    package internal(set) var state: State
    /// A rehearsal: it ends with the figures.
    package let isOnlyDry: Bool
    /// `system`, or who pressed the button.
    package let startedBy: String
    package let startedAt: Timestamp
    package internal(set) var approvedBy: String?
    package internal(set) var finishedAt: Timestamp?
    /// How many statements the last finished run before it made; 0 when there was none.
    package let expected: Int64

    package var subject: String { "billing_run:\(id)" }

    /// True when the event changed something; the same event twice changes nothing the second time.
    package mutating func apply(_ event: Event) throws(Contradiction) -> Bool {
        switch (state, event) {
        case (.collecting, .collected): state = .computing
        case (.computing, .computed): state = isOnlyDry ? .done : .awaitingApproval
        case (.computing, .computedFreely): state = isOnlyDry ? .done : .issuing
        case (.awaitingApproval, .approved): state = .issuing
        case (.issuing, .issued): state = .done
        case (.done, .retried) where !isOnlyDry: state = .issuing
        case (.collecting, .cancelled), (.computing, .cancelled), (.awaitingApproval, .cancelled): state = .cancelled
        case (.cancelled, .cancelled), (.done, .issued), (.issuing, .approved), (.issuing, .retried),
            (.computing, .collected), (.awaitingApproval, .computed):
            return false
        case (let state, let event): throw Contradiction(state: state, event: event)
        }
        return true
    }
}

/// One contract in a run.
package struct BillingItem: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case pending
        /// Worked out, not yet billed.
        case computed
        case issued
        /// Cannot be billed until somebody mends the cause.
        case parked
        /// Nothing to bill: billed before, or without service in the month.
        case skipped
    }

    package let contract: Contract.ID
    package let contractNumber: String
    package let customer: String
    package let state: State
    package let total: Money?
    /// What the month before came to; `nil` when there was none.
    package let previous: Money?
    package let isUnusual: Bool
    /// Why it is parked: a word and what it is about.
    package let reason: String?

    /// Far from the month before: by more than half and more than 500,000 đồng.
    static func isUnusual(_ total: Money, after previous: Money?) -> Bool {
        guard let previous else { return false }
        let change = abs(total.dong - previous.dong)
        return change > 500_000 && change * 2 > previous.dong
    }
}

/// What a run comes to, counted in the database.
package struct BillingRunFigures: Hashable, Sendable {
    package var counts: [BillingItem.State: Int64] = [:]
    /// Of what was worked out or billed; VAT included.
    package var totalDong: Int64 = 0
    package var previousDong: Int64 = 0
    package var unusual: Int64 = 0

    package var all: Int64 { counts.values.reduce(0, +) }
    package var billable: Int64 { (counts[.computed] ?? 0) + (counts[.issued] ?? 0) }
}
