import Catalogue
package import Contracts
package import Kernel
package import Tariffs

/// Thông báo cước: what one month of a postpaid contract costs (step C1). Unique for a contract and month, whoever
/// bills and however often.
package struct Statement: Hashable, Sendable {
    package typealias ID = Kernel.ID<Statement>

    package enum State: String, Hashable, Sendable, CaseIterable {
        case issued
        case paid
        /// Given up as bad debt, by two people.
        case writtenOff = "written_off"
    }

    package enum Event: Hashable, Sendable, CaseIterable {
        case paid, writtenOff
        /// A write-off was taken back.
        case reopened
    }

    package enum Mistake: Error, Hashable, Sendable { case contradiction(State, Event) }

    package let id: ID
    /// The contract's number and the month: `KV1-2026-0001-T2611`.
    package let number: String
    package let contract: Contract.ID
    package let period: BillingPeriod
    package let lines: [StatementLine]
    package let totals: Totals
    /// What the customer had to the good, and was set off: VAT included, never more than the total.
    package internal(set) var setOff: Money
    package let due: Day
    package let issuedAt: Timestamp
    package internal(set) var state: State
    /// When it was paid or given up.
    package internal(set) var settledAt: Timestamp?

    package var subject: String { "statement:\(id)" }

    /// The calendar month in which the period ends: the month that people call it by.
    package var month: Month { period.to.month }

    /// What is to be paid.
    package var payable: Money { get throws { try totals.total - setOff } }

    package func isOverdue(on day: Day) -> Bool { state == .issued && due < day }

    /// True when the event changed something; the same event twice changes nothing the second time.
    package mutating func apply(_ event: Event, at time: Timestamp) throws(Mistake) -> Bool {
        switch (state, event) {
        case (.issued, .paid): state = .paid
        case (.issued, .writtenOff): state = .writtenOff
        case (.writtenOff, .reopened): state = .issued
        case (.paid, .paid), (.writtenOff, .writtenOff), (.issued, .reopened): return false
        case (.paid, .writtenOff), (.paid, .reopened), (.writtenOff, .paid): throw .contradiction(state, event)
        }
        settledAt = state == .issued ? nil : time
        return true
    }

    static func number(of contract: Contract, _ period: BillingPeriod) -> String {
        let month = period.to.month
        return "\(contract.number)-T\((month.year % 100).padded(2))\(month.month.padded(2))"
    }
}
