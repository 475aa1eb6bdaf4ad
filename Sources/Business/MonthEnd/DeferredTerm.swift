package import Kernel

/// The part of a prepaid term that is still owed as service, and how it is earned month by month, by days. What is left
/// is spread over the days that are left: the last month takes the rest, so that no đồng stays behind, whatever was
/// refunded on the way.
package struct DeferredTerm: Hashable, Sendable {
    /// What has not been earned yet, VAT aside.
    package let left: Money
    /// The first day that has not been earned yet.
    package let from: Day
    /// The last day of the term; `nil` for a purchase without a term, which is earned at once.
    package let to: Day?

    package init(left: Money, from: Day, to: Day?) {
        self.left = left
        self.from = from
        self.to = to
    }

    /// What is earned by the end of a month, rounded half up to the đồng.
    package func earned(in month: Month) throws(MoneyError) -> (amount: Money, isLast: Bool) {
        guard let to, to > month.lastDay else { return (left, true) }
        guard from <= month.lastDay else { return (.zero, false) }
        let (days, all) = (Int128(month.lastDay.days(since: from) + 1), Int128(to.days(since: from) + 1))
        let share = (Int128(left.dong) * days * 2 + all) / (all * 2)
        return (try Money(dong: Int64(share)), false)
    }
}
