package import Contracts
package import Kernel
import Storage

/// Days on which a contract's service rests and costs nothing.
package struct Suspension: Hashable, Sendable {
    package typealias ID = Kernel.ID<Suspension>

    package enum Cause: String, Hashable, Sendable, CaseIterable {
        /// The customer asked for it.
        case wish
        /// Statements were not paid; service comes back with the payment.
        case debt
    }

    package let id: ID
    package let contract: Contract.ID
    package let cause: Cause
    package let from: Day
    /// The last day of rest; `nil` while it goes on.
    package let to: Day?

    /// The days of a period that it takes away.
    func days(in period: DaySpan) -> DaySpan? {
        DaySpan(from: from, to: to ?? period.to).flatMap(period.intersection)
    }
}
