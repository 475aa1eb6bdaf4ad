package import Kernel
package import Tariffs

/// How a contract that is paid month by month runs (process C).
package struct PostpaidTerms: Hashable, Sendable {
    /// How long it runs from the first day of service; `nil` for as long as nobody ends it.
    package var termMonths: Int64?
    package var cycle: BillingCycle.Kind
    /// How many days the customer has from the day on which a month's statement is issued.
    package var paymentDays: Int64

    package static let termLimit: Int64 = 120
    package static let paymentDaysRange: ClosedRange<Int64> = 5...60

    package init(termMonths: Int64? = 12, cycle: BillingCycle.Kind = .calendar, paymentDays: Int64 = 15) {
        self.termMonths = termMonths
        self.cycle = cycle
        self.paymentDays = paymentDays
    }

    /// The last day when service begins on that one; `nil` for an open end.
    package func lastDay(startingOn day: Day) -> Day? {
        termMonths.map { day.adding(months: $0).adding(days: -1) }
    }
}

extension Contract {
    /// The months in which it is billed; `nil` before service begins, and for what is paid beforehand.
    package var billingCycle: BillingCycle? {
        guard let postpaid, let startsOn else { return nil }
        return BillingCycle(postpaid.cycle, startingOn: startsOn)
    }

    /// The last day of a line that begins on that day; `nil` for one without an end.
    package func lastDay(of line: ContractLine, startingOn day: Day) -> Day? {
        switch postpaid {
        case nil: line.lastDay(startingOn: day)
        case let terms?: line.to ?? terms.lastDay(startingOn: day)
        }
    }
}
