package import Kernel

/// When something was used: a moment, or only the day.
package struct UsageTime: Hashable, Sendable {
    /// In Vietnam; it decides the month.
    package let day: Day
    package let instant: Timestamp?

    package init(day: Day) {
        self.day = day
        instant = nil
    }

    package init(instant: Timestamp) {
        day = instant.day
        self.instant = instant
    }
}

/// What people and programs write into the cells of a usage file.
package enum UsageText {
    /// Without blanks around, and without the apostrophe by which a spreadsheet marks text.
    package static func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return "" }
        // Nearly every cell is clean already.
        if first > 0x27, first < 0x7F, last > 0x20, last < 0x7F { return text }
        let isBlank = { (sign: Character) in sign.isWhitespace || sign == "\u{200B}" || sign == "\u{FEFF}" }
        var rest = text.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        if rest.first == "'" { rest.removeFirst() }
        return String(rest)
    }

    /// An event's name: up to 100 visible ASCII signs.
    package static func isEvent(_ text: String) -> Bool {
        (1...UsageRecord.eventLimit).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// `1.46E+12`: what a spreadsheet makes of a long number.
    package static func isShortened(_ text: String) -> Bool {
        let halves = text.split(separator: "E", omittingEmptySubsequences: false)
        guard halves.count == 2, halves[1].first == "+", let mantissa = halves.first, !mantissa.isEmpty else {
            return false
        }
        return mantissa.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
            && halves[1].dropFirst().utf8.allSatisfy(isDigit)
    }

    /// A whole number. What could be read in two ways is refused, since one of them is wrong by a thousand:
    ///
    /// - `1234`, `-1234`, `1 234 567`, `1.234.567`, `1,234,567`, `1.234,00`, `1,234.00`, `1234,0` are numbers;
    /// - `1.234` and `1,234` may be 1,234 or 1 and a bit: ambiguous;
    /// - `1.234,5`, `0,5` are read, and are not whole.
    package static func quantity(_ text: String) throws(UsageMistake.Reason) -> Int64 {
        var rest = Substring(text)
        var isNegative = false
        if let sign = rest.first, "-−+".contains(sign) {
            isNegative = sign != "+"
            rest = rest.dropFirst()
        }
        let digits = try whole(rest).drop { $0 == "0" }
        guard !digits.isEmpty else { throw .zero }
        guard digits.utf8.count <= 18, let number = Int64(digits), number <= UsageRecord.quantityLimit else {
            throw .tooMuch
        }
        return isNegative ? -number : number
    }

    private static func whole(_ text: Substring) throws(UsageMistake.Reason) -> String {
        if !text.isEmpty, text.utf8.allSatisfy(isDigit) { return String(text) }
        let marks = text.filter { !($0.isASCII && $0.isNumber) }
        let parts = text.split(omittingEmptySubsequences: false) { !($0.isASCII && $0.isNumber) }
        guard parts.allSatisfy({ !$0.isEmpty }), let last = marks.last, let tail = parts.last else { throw .notANumber }
        let kinds = Set(marks)
        if kinds.allSatisfy({ $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" }) {
            guard isGrouped(parts) else { throw .notANumber }
            return parts.joined()
        }
        guard kinds.isSubset(of: [".", ","]) else { throw .notANumber }
        if kinds.count == 1, marks.count > 1 {
            guard isGrouped(parts) else { throw .notANumber }
            return parts.joined()
        }
        let front = parts.dropLast()
        if kinds.count == 1 {
            if tail.count == 3, front[0].count <= 3, front[0] != "0" { throw .ambiguousNumber }
        } else {
            guard marks.filter({ $0 == last }).count == 1, isGrouped(Array(front)) else { throw .notANumber }
        }
        guard tail.allSatisfy({ $0 == "0" }) else { throw .notWhole }
        return front.joined()
    }

    private static func isGrouped(_ parts: [Substring]) -> Bool {
        (1...3).contains(parts[0].count) && parts.dropFirst().allSatisfy { $0.count == 3 }
    }

    fileprivate static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension UsageTime {
    /// `2026-11-23T14:05:09.120+07:00` with or without seconds, fraction and zone (none is Vietnam's), a blank in the
    /// place of the T, `23/11/2026 14:05`, or either date alone. Day comes before month, as Vietnamese write it.
    package init?(_ text: String) {
        var reader = TimeReader(text)
        guard let day = reader.date() else { return nil }
        guard !reader.isAtEnd else {
            self.init(day: day)
            return
        }
        guard let seconds = reader.clock(), let offset = reader.zone(), reader.isAtEnd else { return nil }
        self.init(instant: day.start.adding(seconds: seconds).adding(minutes: 420 - offset))
    }
}

/// Goes through the signs of a date and time once.
private struct TimeReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8.prefix(40)) + (text.utf8.count > 40 ? [0] : []) }

    var isAtEnd: Bool { place == bytes.count }

    mutating func date() -> Day? {
        guard let first = number(1...4), let mark = take("/-."), let month = number(1...2), take(mark) != nil,
            let last = number(1...4)
        else { return nil }
        // Four digits are the year, wherever they stand.
        if first.width == 4 {
            return last.width <= 2 ? Day(year: first.value, month: month.value, day: last.value) : nil
        }
        return first.width <= 2 && last.width == 4
            ? Day(year: last.value, month: month.value, day: first.value) : nil
    }

    /// Seconds since midnight.
    mutating func clock() -> Int64? {
        guard take("T ") != nil else { return nil }
        while take(" ") != nil {}
        guard let hour = number(1...2), hour.value < 24, take(":") != nil, let minute = number(2...2),
            minute.value < 60
        else { return nil }
        var seconds = hour.value * 3_600 + minute.value * 60
        if take(":") != nil {
            guard let second = number(2...2), second.value < 60 else { return nil }
            seconds += second.value
            if take(".,") != nil, number(1...9) == nil { return nil }
        }
        return seconds
    }

    /// Minutes east of Greenwich; Vietnam's when nothing is said.
    mutating func zone() -> Int64? {
        if isAtEnd { return 420 }
        if take("Zz") != nil { return 0 }
        guard let sign = take("+-"), let hours = number(2...2), hours.value <= 14 else { return nil }
        _ = take(":")
        guard let minutes = number(2...2), minutes.value < 60 else { return nil }
        return (hours.value * 60 + minutes.value) * (sign == "-" ? -1 : 1)
    }

    private mutating func number(_ widths: ClosedRange<Int>) -> (value: Int64, width: Int)? {
        var value: Int64 = 0
        let start = place
        while place < bytes.count, place - start < widths.upperBound, UsageText.isDigit(bytes[place]) {
            value = value * 10 + Int64(bytes[place] - 0x30)
            place += 1
        }
        return place - start >= widths.lowerBound ? (value, place - start) : nil
    }

    private mutating func take(_ signs: String) -> String? {
        guard place < bytes.count, signs.utf8.contains(bytes[place]) else { return nil }
        place += 1
        return String(decoding: [bytes[place - 1]], as: UTF8.self)
    }
}

extension String {
    /// A zero byte could not be stored, and other controls could not be shown.
    var withoutControls: String {
        guard utf8.contains(where: { $0 < 0x20 }) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }
}
