package import Contracts
package import Kernel
import Storage

/// Days on which a contract's service rests.
package struct Suspension: Hashable, Sendable {
    package typealias ID = Kernel.ID<Suspension>

    package enum Cause: String, Hashable, Sendable, CaseIterable {
        /// The customer asked for it.
        case request = "wish"
        /// Statements were not paid; service comes back with the payment.
        case debt
    }

    package let id: ID
    package let contract: Contract.ID
    package let cause: Cause
    package let from: Day
    /// The last day of rest; `nil` while it goes on.
    package let to: Day?
    /// Whether these days are billed all the same; as a rule they cost nothing.
    package let isCharged: Bool
    package let reason: String

    package init(
        id: ID,
        contract: Contract.ID,
        cause: Cause,
        days: (from: Day, to: Day?),
        isCharged: Bool = false,
        reason: String = ""
    ) {
        self.id = id
        self.contract = contract
        self.cause = cause
        (from, to) = days
        self.isCharged = isCharged
        self.reason = reason
    }

    /// The days of a period that it takes off the bill.
    func freeDays(in period: DaySpan) -> DaySpan? {
        guard !isCharged else { return nil }
        return DaySpan(from: from, to: to ?? period.to).flatMap(period.intersection)
    }
}
