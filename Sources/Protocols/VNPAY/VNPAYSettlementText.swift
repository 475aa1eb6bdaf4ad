/// How numbers, dates and words are written in the portal's files, and what people's spreadsheets make of them.
public enum VNPAYSettlementText {
    /// For comparing: without diacritics, case, marks and needless blanks. `Số  tiền TRƯỚC KM (VNĐ)` →
    /// `so tien truoc km vnd`.
    static func folded(_ text: String) -> String {
        var words: [String] = []
        var word = ""
        for scalar in VNPAYText.transliterated(text).lowercased().unicodeScalars {
            if scalar.isASCII, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
                word.unicodeScalars.append(scalar)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words.joined(separator: " ")
    }

    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || scalar == "\u{200B}" || scalar == "\u{FEFF}"
        }
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// `1.46E+07`: what Excel makes of a long number.
    static func isShortened(_ text: String) -> Bool {
        let halves = text.split(separator: "E", omittingEmptySubsequences: false)
        guard halves.count == 2, halves[1].first == "+", let mantissa = halves.first else { return false }
        return !mantissa.isEmpty && mantissa.allSatisfy { $0.isASCII && $0.isWholeNumber || ".,".contains($0) }
            && Int(halves[1].dropFirst()) != nil
    }

    /// Whole đồng from `1.105.021`, `1,105,021`, `1105021`, `1105021.00`, `1.105.021 ₫`, `1 105 021 VND`, `(3.850)`,
    /// `-3850`. `nil` when it is none of these, when a fraction of a đồng is left, or beyond ±10¹⁵.
    ///
    /// A mark before exactly three digits parts thousands: no amount of đồng has thousandths.
    public static func dong(_ text: String) -> Int64? {
        var rest = Substring(trimmed(text).filter { !$0.isWhitespace && $0 != "\u{A0}" && $0 != "'" })
        var isNegative = false
        if rest.hasPrefix("("), rest.hasSuffix(")") {
            isNegative = true
            rest = rest.dropFirst().dropLast()
        }
        for unit in ["₫", "VND", "VNĐ", "vnd", "vnđ", "đồng", "đ", "Đ"] where rest.hasSuffix(unit) {
            rest = rest.dropLast(unit.count)
            break
        }
        if let sign = rest.first, "-−+".contains(sign) {
            guard !isNegative else { return nil }
            isNegative = sign != "+"
            rest = rest.dropFirst()
        }
        guard let amount = magnitude(rest) else { return nil }
        return isNegative ? -amount : amount
    }

    private static func magnitude(_ text: Substring) -> Int64? {
        func isMark(_ character: Character) -> Bool { character == "." || character == "," }
        var marks = text.filter(isMark)
        var parts = text.split(omittingEmptySubsequences: false, whereSeparator: isMark)
        guard parts.allSatisfy({ part in !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return nil
        }
        if !isGrouped(parts, marks), let mark = marks.popLast() {
            // The last mark parts a fraction, which must be nothing; the others may part thousands.
            guard parts.removeLast().allSatisfy({ $0 == "0" }), !marks.contains(mark),
                marks.isEmpty || isGrouped(parts, marks)
            else { return nil }
        }
        let digits = parts.joined().drop { $0 == "0" }
        guard digits.count <= 15 else { return nil }
        return digits.isEmpty ? 0 : Int64(digits)
    }

    /// Whether one kind of mark parts the digits into thousands.
    private static func isGrouped(_ parts: [Substring], _ marks: String) -> Bool {
        Set(marks).count == 1 && (1...3).contains(parts[0].count) && parts.dropFirst().allSatisfy { $0.count == 3 }
    }
}

/// A moment in the file, on Vietnam's clock.
public struct VNPAYSettlementTime: Hashable, Comparable, Sendable {
    public let year: Int64
    public let month: Int64
    public let day: Int64
    public let hour: Int64
    public let minute: Int64
    public let second: Int64
    /// Since 1970 UTC; the clock is +07:00 all year.
    public let milliseconds: Int64

    /// From `23/11/2026 10:15:00`, with or without seconds or time; `3/1/2026`; `23-11-2026`;
    /// `2026-11-23 10:15:00` with a blank or a T; `20261123101500`. `nil` when it is none of these, or no date.
    public init?(_ text: String) {
        let trimmed = VNPAYSettlementText.trimmed(text)
        if trimmed.utf8.count == 14, let milliseconds = VNPAYDate.milliseconds(trimmed) {
            self.init(milliseconds: milliseconds)
            return
        }
        let halves = trimmed.split(maxSplits: 1) { $0.isWhitespace || $0 == "T" }
        guard let date = halves.first.flatMap({ Self.date($0) }),
            let clock = halves.count == 2 ? Self.clock(halves[1]) : "000000",
            let milliseconds = VNPAYDate.milliseconds(date + clock)
        else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// - Parameter milliseconds: since 1970 UTC, in the years 1970 to 9999.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds.dividedDown(by: 1_000) * 1_000
        let text = Array(VNPAYDate.text(milliseconds: milliseconds).utf8)
        func number(_ range: Range<Int>) -> Int64 { text[range].reduce(0) { $0 * 10 + Int64($1) - 0x30 } }
        (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
        (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
    }

    /// `23/11/2026 10:15:00`, as the portal writes it.
    public var text: String {
        let digits = Array(VNPAYDate.text(milliseconds: milliseconds))
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        return "\(part(6..<8))/\(part(4..<6))/\(part(0..<4)) \(part(8..<10)):\(part(10..<12)):\(part(12..<14))"
    }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// `yyyyMMdd`.
    private static func date(_ text: Substring) -> String? {
        let parts = text.split(omittingEmptySubsequences: false) { "/-.".contains($0) }
        guard parts.count == 3 else { return nil }
        let isYearFirst = parts[0].utf8.count == 4
        guard let year = padded(parts[isYearFirst ? 0 : 2], 4), year.utf8.count == 4,
            parts[isYearFirst ? 0 : 2].utf8.count == 4, let month = padded(parts[1], 2),
            let day = padded(parts[isYearFirst ? 2 : 0], 2)
        else { return nil }
        return year + month + day
    }

    /// `HHmmss`; a fraction of a second is dropped.
    private static func clock(_ text: Substring) -> String? {
        let parts = VNPAYSettlementText.trimmed(String(text)).split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { return nil }
        let seconds = parts.count == 3 ? parts[2].prefix { $0 != "." } : "0"
        guard let hour = padded(parts[0], 2), let minute = padded(parts[1], 2), let second = padded(seconds, 2) else {
            return nil
        }
        return hour + minute + second
    }

    private static func padded(_ digits: Substring, _ width: Int) -> String? {
        guard (1...width).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
