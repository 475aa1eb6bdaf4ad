/// A business date in Asia/Ho_Chi_Minh, as the number of days since 1 January 1970. Civil arithmetic only: no zone
/// table, no locale, nothing that a machine's configuration could change.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01; negative before.
    package let number: Int64

    package init(number: Int64) { self.number = number }

    /// `nil` when there is no such date.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Month(year: year, month: month).lengthDays).contains(day)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// Days from civil, counting years from March so that the leap day is the last of its year.
    init(unchecked year: Int64, _ month: Int64, _ day: Int64) {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floorDivided(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    package var components: (year: Int64, month: Int64, day: Int64) {
        let shifted = number + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    package var month: Month { Month(year: components.year, month: components.month) }

    /// Midnight in Vietnam at the start of this day.
    package var start: Timestamp {
        Timestamp(milliseconds: number * 86_400_000 - Timestamp.vietnamOffsetMilliseconds)
    }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    package func adding(days: Int64) -> Day { Day(number: number + days) }

    /// Days from `earlier` to this one.
    package func days(since earlier: Day) -> Int64 { number - earlier.number }

    /// Clamps to the month's last day: 31 January + 1 month = 28 or 29 February. Always counted from the anchor, so
    /// that a chain of months does not drift.
    package func adding(months: Int64) -> Day {
        let (year, month, day) = components
        let target = Month(year: year, month: month).adding(months: months)
        return Day(unchecked: target.year, target.month, min(day, target.lengthDays))
    }

    /// `23/11/2026`.
    package var display: String {
        let (year, month, day) = components
        return "\(day.padded(2))/\(month.padded(2))/\(year.padded(4))"
    }

    /// `2026-11-23`.
    package var iso8601: String {
        let (year, month, day) = components
        return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
    }

    package init?(iso8601 text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

/// A calendar month.
package struct Month: Hashable, Comparable, Sendable {
    package let year: Int64
    /// 1 to 12.
    package let month: Int64

    package init(year: Int64, month: Int64) {
        self.year = year
        self.month = month
    }

    package var lengthDays: Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        default: 31
        }
    }

    package var firstDay: Day { Day(unchecked: year, month, 1) }
    package var lastDay: Day { Day(unchecked: year, month, lengthDays) }

    package func adding(months: Int64) -> Month {
        let index = year * 12 + month - 1 + months
        let year = index.floorDivided(by: 12)
        return Month(year: year, month: index - year * 12 + 1)
    }

    package static func < (left: Month, right: Month) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }

    /// `11/2026`.
    package var display: String { "\(month.padded(2))/\(year)" }
    /// `2026-11`.
    package var iso8601: String { "\(year.padded(4))-\(month.padded(2))" }
}

extension Int64 {
    func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// `12.345`: thousands apart, as Vietnamese readers write them.
    package var grouped: String {
        let digits = Array(String(magnitude))
        var text = self < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(".") }
            text.append(digit)
        }
        return text
    }

    /// Decimal digits with leading zeros up to `width`.
    package func padded(_ width: Int) -> String {
        let digits = String(magnitude)
        return (self < 0 ? "-" : "") + String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
