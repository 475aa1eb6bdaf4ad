package import Contracts
package import Kernel

/// What a product's system is told about a service that runs already: to rest, to go on, to take another quantity, to
/// end. Each order carries all that shall hold from now on, and a number: the highest that was heard counts.
package struct ServiceOrder: Hashable, Sendable {
    package typealias ID = Kernel.ID<ServiceOrder>

    /// What shall hold.
    package enum Wanted: String, Hashable, Sendable, CaseIterable { case running, resting, ended }

    package enum Cause: String, Hashable, Sendable, CaseIterable {
        /// The customer wished it.
        case request
        /// Statements were not paid, or have been.
        case debt
        /// The contract was changed, or ended.
        case agreement
    }

    package enum State: Hashable, Sendable {
        case requested
        case done
        /// The product's system will not do it; a person has to look.
        case refused(reason: String)
        /// A later order holds; this one need not be carried out any more.
        case superseded
    }

    package enum Event: Hashable, Sendable {
        case carriedOut
        case refused(reason: String)
        case overtaken
        /// A person has mended the cause; ask again.
        case retried
    }

    package let id: ID
    package let contract: Contract.ID
    package let activation: LineActivation.ID
    /// Counts the orders of one activation, from 1.
    package let sequence: Int64
    package let wanted: Wanted
    package let quantity: Int64
    package let cause: Cause
    package let day: Day
    package internal(set) var state: State
    package let requestedAt: Timestamp

    /// True when the event changed something. Pure; told again, it changes nothing. What was carried out stays so.
    package mutating func apply(_ event: Event) -> Bool {
        switch (state, event) {
        case (.requested, .carriedOut), (.refused, .carriedOut):
            state = .done
            return true
        case (.requested, .refused(let reason)):
            state = .refused(reason: reason)
            return true
        case (.requested, .overtaken), (.refused, .overtaken):
            state = .superseded
            return true
        case (.refused, .retried):
            state = .requested
            return true
        case (.requested, .retried), (.refused, .refused), (.done, _), (.superseded, _):
            return false
        }
    }
}
