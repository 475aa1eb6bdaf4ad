/// `yyyyMMddHHmmss` on Vietnam's clock, which has been UTC+7 without exception since 1975. Plain arithmetic: no zone
/// table, no machine setting and no "Etc/GMT+7" (which is UTC−7) can shift it.
public enum VNPAYDate {
    private static let offsetSeconds: Int64 = 7 * 3_600

    /// - Parameter milliseconds: since 1970 UTC, in the years 1970 to 9999.
    public static func text(milliseconds: Int64) -> String {
        let seconds = milliseconds.dividedDown(by: 1_000) + offsetSeconds
        let day = seconds.dividedDown(by: 86_400)
        let inDay = seconds - day * 86_400
        let (year, month, dayOfMonth) = civil(day)
        return digits(year, 4) + digits(month, 2) + digits(dayOfMonth, 2) + digits(inDay / 3_600, 2)
            + digits(inDay / 60 % 60, 2) + digits(inDay % 60, 2)
    }

    /// Milliseconds since 1970 UTC; `nil` when this is not a date that exists.
    public static func milliseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 14, bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int64 {
            bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }
        let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
        let (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let dayNumber = days(year, month, day)
        guard civil(dayNumber) == (year, month, day) else { return nil }
        return (dayNumber * 86_400 + hour * 3_600 + minute * 60 + second - offsetSeconds) * 1_000
    }

    /// Days since 1970-01-01, counting years from March so that the leap day is a year's last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = month > 2 ? month - 3 : month + 9
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
    }

    private static func civil(_ number: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = number + 719_468
        let era = shifted.dividedDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension Int64 {
    func dividedDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
