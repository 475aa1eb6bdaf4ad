/// Days from one to another, both included.
package struct DaySpan: Hashable, Sendable {
    package let from: Day
    package let to: Day

    /// `nil` when the last day comes before the first.
    package init?(from: Day, to: Day) {
        guard from <= to else { return nil }
        self.from = from
        self.to = to
    }

    package var lengthDays: Int64 { to.days(since: from) + 1 }

    package func contains(_ day: Day) -> Bool { from <= day && day <= to }

    /// The days that both have.
    package func intersection(_ other: DaySpan) -> DaySpan? {
        DaySpan(from: max(from, other.from), to: min(to, other.to))
    }

    /// What is left without the other's days: none, one or two spans.
    package func subtracting(_ other: DaySpan) -> [DaySpan] {
        guard intersection(other) != nil else { return [self] }
        return [
            DaySpan(from: from, to: other.from.adding(days: -1)), DaySpan(from: other.to.adding(days: 1), to: to),
        ].compactMap { $0 }
    }

    package func subtracting(_ others: some Sequence<DaySpan>) -> [DaySpan] {
        others.reduce([self]) { left, other in left.flatMap { $0.subtracting(other) } }
    }

    /// `01/12/2026–31/12/2026`.
    package var display: String { "\(from.display)–\(to.display)" }
}
