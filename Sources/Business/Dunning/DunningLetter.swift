package import Contracts
package import Kernel
package import Organisation
package import People
package import Statements

/// A letter about months that are due: one for all of a customer's.
package struct DunningLetter: Hashable, Sendable {
    package typealias ID = Kernel.ID<DunningLetter>

    package let id: ID
    package let customer: Customer.ID
    /// That of the oldest month.
    package let contract: Contract.ID
    package let tone: DunningStep.Tone
    /// The link that it carries.
    package let link: String
    package let at: Timestamp
    /// Paid before it left.
    package let withdrawnAt: Timestamp?

    package var subject: String { "dunning_letter:\(id)" }
}

/// A customer is left in peace for some time, and why.
package struct DunningPause: Hashable, Sendable {
    package typealias ID = Kernel.ID<DunningPause>

    package let id: ID
    package let customer: Customer.ID
    package let reason: String
    /// The last day of peace.
    package let until: Day
    package let by: StaffMember.ID
    package let at: Timestamp
    package let endedAt: Timestamp?

    package static let longestDays: Int64 = 366

    package func isOn(_ day: Day) -> Bool { endedAt == nil && day <= until }
}

/// A customer's word to pay by a day.
package struct PaymentPromise: Hashable, Sendable {
    package typealias ID = Kernel.ID<PaymentPromise>

    package enum State: String, Hashable, Sendable, CaseIterable {
        case open, kept, broken
        /// Taken back, or replaced by another.
        case withdrawn
    }

    package let id: ID
    package let customer: Customer.ID
    /// To the end of that day.
    package let day: Day
    /// It is about what is due by then: months that come due later were not promised.
    package let through: Day
    package let note: String
    package let by: StaffMember.ID
    package let at: Timestamp
    package internal(set) var state: State
    package let settledAt: Timestamp?

    package static let longestDays: Int64 = 90
}

/// A step that was done for a month, or passed over.
package struct DoneStep: Hashable, Sendable {
    package let statement: Statement.ID
    package let days: Int64
    package let isPassedOver: Bool
    package let letter: DunningLetter.ID
    package let at: Timestamp
}
