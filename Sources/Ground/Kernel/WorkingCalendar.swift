/// Which days people work: Monday to Friday, without the public holidays, which are data (Tết moves, and the government
/// swaps days each year).
package struct WorkingCalendar: Hashable, Sendable {
    package let holidays: Set<Day>

    package init(holidays: Set<Day>) { self.holidays = holidays }

    package func isWorkingDay(_ day: Day) -> Bool { day.weekday <= 5 && !holidays.contains(day) }

    /// The working day that is `count` working days after `day`; 0 is the day itself, or the next working day.
    package func day(_ count: Int64, workingDaysAfter day: Day) -> Day {
        var day = day
        while !isWorkingDay(day) { day = day.adding(days: 1) }
        for _ in 0..<max(0, count) {
            repeat { day = day.adding(days: 1) } while !isWorkingDay(day)
        }
        return day
    }

    /// The end of the working day that is `count` working days after this instant: half past five in Vietnam.
    package func due(_ count: Int64, workingDaysAfter time: Timestamp) -> Timestamp {
        day(count, workingDaysAfter: time.day).start.adding(minutes: 17 * 60 + 30)
    }

    /// Working days from `first` to `last`, both counted.
    package func workingDays(from first: Day, through last: Day) -> Int64 {
        guard first <= last else { return 0 }
        return (first.number...last.number).reduce(0) { $0 + (isWorkingDay(Day(number: $1)) ? 1 : 0) }
    }
}

extension Day {
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int64 {
        // 1 January 1970 was a Thursday.
        let shifted = number + 3
        return shifted - shifted.floorDivided(by: 7) * 7 + 1
    }
}
