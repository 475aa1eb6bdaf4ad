package import Kernel
package import Organisation

/// A rule of the house that was found broken, and by what. While it is not released, the contract it is about is
/// frozen: nothing leaves the house for it, and no money moves. What comes in is recorded all the same.
package struct Alarm: Hashable, Sendable {
    package typealias ID = Kernel.ID<Alarm>

    package enum State: String, Hashable, Sendable, CaseIterable {
        case raised
        /// One person asks that it is released; another decides.
        case proposed
        case released
    }

    package enum Event: Hashable, Sendable {
        /// The rule was looked at, and this breaks it, though it had held in between.
        case foundAgain
        case proposed
        case sentBack
        case agreed
    }

    /// What breaks a rule.
    package struct Finding: Hashable, Sendable {
        /// The name that staff know, the same each time it is looked at.
        package let offender: String
        /// Figures of the moment.
        package let detail: String
        /// `contract:018f…` for what freezes a contract, else such as `books`.
        package let subject: String

        package init(offender: String, detail: String, subject: String) {
            self.offender = offender
            self.detail = detail
            self.subject = subject
        }
    }

    package let id: ID
    /// The rule's name, such as `payments_are_booked`.
    package let rule: String
    package let finding: Finding
    package internal(set) var state: State
    package let raisedAt: Timestamp
    /// How often it has been raised.
    package let times: Int64
    /// When it was first seen to break the rule no more; `nil` while it does.
    package let mendedAt: Timestamp?
    package internal(set) var reason: String?
    package internal(set) var proposedBy: StaffMember.ID?
    package internal(set) var proposedAt: Timestamp?
    package internal(set) var releasedBy: StaffMember.ID?
    package internal(set) var releasedAt: Timestamp?

    package var subject: String { "alarm:\(id)" }

    /// Before what is frozen is looked at again, in milliseconds.
    package static let frozenMilliseconds: Int64 = 60_000
}

extension Alarm.State {
    /// The whole rule: what is not here does not happen.
    package func after(_ event: Alarm.Event) -> Alarm.State? {
        switch (self, event) {
        case (.raised, .proposed): .proposed
        case (.proposed, .sentBack): .raised
        case (.proposed, .agreed): .released
        case (.released, .foundAgain): .raised
        case (.raised, .foundAgain), (.raised, .sentBack), (.raised, .agreed), (.proposed, .foundAgain),
            (.proposed, .proposed), (.released, .proposed), (.released, .sentBack), (.released, .agreed):
            nil
        }
    }
}
