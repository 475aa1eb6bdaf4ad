package import Kernel

/// The months of a postpaid contract. Month n is counted from the anchor, never from month n−1, so that an anchor on
/// the 31st does not drift to the 28th.
package struct BillingCycle: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// From the first to the last day of a calendar month; the first and the last month are parts.
        case calendar
        /// From the day on which service began to the day before it in the next month.
        case anniversary
    }

    /// The first day of month 0.
    package let anchor: Day

    package init(_ kind: Kind, startingOn start: Day) {
        switch kind {
        case .calendar: anchor = start.month.firstDay
        case .anniversary: anchor = start
        }
    }

    /// - Parameter index: from 0.
    package func period(_ index: Int64) -> BillingPeriod {
        BillingPeriod(
            index: index,
            from: anchor.adding(months: index),
            to: anchor.adding(months: index + 1).adding(days: -1)
        )
    }

    package func period(containing day: Day) -> BillingPeriod {
        let guess = monthsFromAnchor(to: day.month)
        let period = period(guess)
        if day < period.from { return self.period(guess - 1) }
        return day > period.to ? self.period(guess + 1) : period
    }

    /// The one period whose last day lies in that month.
    package func period(endingIn month: Month) -> BillingPeriod {
        period(containing: month.lastDay).endsIn(month, self)
    }

    private func monthsFromAnchor(to month: Month) -> Int64 {
        let from = anchor.month
        return (month.year - from.year) * 12 + month.month - from.month
    }
}

/// One month of a contract.
package struct BillingPeriod: Hashable, Sendable {
    /// Counted from the anchor; 0 is the first.
    package let index: Int64
    package let from: Day
    package let to: Day

    package init(index: Int64, from: Day, to: Day) {
        self.index = index
        self.from = from
        self.to = to
    }

    package var lengthDays: Int64 { to.days(since: from) + 1 }

    package var span: DaySpan? { DaySpan(from: from, to: to) }

    /// `01/12/2026–31/12/2026`.
    package var display: String { "\(from.display)–\(to.display)" }

    /// What a part of the period costs of what the whole would. Rounded on the way from the first day, so that parts
    /// which tile the period add back to the whole, whatever they are.
    package func share(of whole: Money, on days: DaySpan) throws(MoneyError) -> Money {
        try amount(of: whole, throughDay: days.to.days(since: from) + 1)
            - amount(of: whole, throughDay: days.from.days(since: from))
    }

    /// A count of the whole period for a part of it, rounded the same way.
    package func share(of whole: Int64, on days: DaySpan) -> Int64 {
        count(of: whole, throughDay: days.to.days(since: from) + 1)
            - count(of: whole, throughDay: days.from.days(since: from))
    }

    private func amount(of whole: Money, throughDay days: Int64) throws(MoneyError) -> Money {
        try Money(dong: count(of: whole.dong, throughDay: days))
    }

    private func count(of whole: Int64, throughDay days: Int64) -> Int64 {
        let length = Int128(lengthDays)
        return Int64((Int128(whole) * Int128(days) * 2 + length) / (2 * length))
    }

    fileprivate func endsIn(_ month: Month, _ cycle: BillingCycle) -> BillingPeriod {
        to.month == month ? self : cycle.period(index - 1)
    }
}
