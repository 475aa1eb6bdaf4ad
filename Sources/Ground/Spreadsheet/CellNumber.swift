import Kernel

/// A number as a workbook writes it: `1105021`, `1.4600001E7`, `-3850.0`, `46349.427083333336`. Read digit by digit,
/// so that no fraction of a machine comes between.
struct CellNumber {
    private let isNegative: Bool
    /// Without leading zeros; empty for zero.
    private let whole: [UInt8]
    /// Without trailing zeros.
    private let fraction: [UInt8]

    /// `nil` when the text is not a number of at most 40 places.
    init?(_ text: some Collection<UInt8>) {
        var rest = text[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        let mark = rest.firstIndex { $0 == UInt8(ascii: "E") || $0 == UInt8(ascii: "e") }
        let mantissa = rest[..<(mark ?? rest.endIndex)]
        guard let exponent = Self.exponent(mark.map { rest[rest.index(after: $0)...] }) else { return nil }
        let point = mantissa.firstIndex(of: UInt8(ascii: "."))
        var whole = Array(mantissa[..<(point ?? mantissa.endIndex)])
        var fraction = point.map { Array(mantissa[mantissa.index(after: $0)...]) } ?? []
        guard !whole.isEmpty || !fraction.isEmpty, whole.count <= 40, fraction.count <= 40,
            (whole + fraction).allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        for _ in 0..<max(0, exponent) { whole.append(fraction.isEmpty ? 0x30 : fraction.removeFirst()) }
        for _ in 0..<max(0, -exponent) { fraction.insert(whole.popLast() ?? 0x30, at: 0) }
        Self.round(&whole, &fraction)
        self.isNegative = isNegative && (!whole.isEmpty || !fraction.isEmpty)
        self.whole = whole
        self.fraction = fraction
    }

    private static func exponent(_ text: (some Collection<UInt8>)?) -> Int? {
        guard let text else { return 0 }
        guard let number = Int(String(decoding: text, as: UTF8.self)), (-40...40).contains(number) else { return nil }
        return number
    }

    /// Trims zeros. Of a number with a fraction only the 15 digits count that Excel shows: what follows is noise.
    private static func round(_ whole: inout [UInt8], _ fraction: inout [UInt8]) {
        trim(&whole, &fraction)
        let leadingZeros = whole.isEmpty ? fraction.prefix { $0 == 0x30 }.count : 0
        let places = max(0, 15 - whole.count) + leadingZeros
        guard fraction.count > places else { return }
        let isUp = fraction[places] >= 0x35
        fraction.removeLast(fraction.count - places)
        var digits = whole + fraction
        var position = digits.count
        var carry = isUp
        while carry, position > 0 {
            position -= 1
            carry = digits[position] == 0x39
            digits[position] = carry ? 0x30 : digits[position] + 1
        }
        if carry { digits.insert(0x31, at: 0) }
        whole = Array(digits.dropLast(fraction.count))
        fraction = Array(digits.suffix(fraction.count))
        trim(&whole, &fraction)
    }

    private static func trim(_ whole: inout [UInt8], _ fraction: inout [UInt8]) {
        whole = Array(whole.drop { $0 == 0x30 })
        while fraction.last == 0x30 { fraction.removeLast() }
    }

    /// `1105021`, `-3850`, `0.1`: no exponent, no group marks, no needless zero.
    var text: String {
        let digits = whole.isEmpty ? [0x30] : whole
        let tail = fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction
        return String(decoding: (isNegative ? [UInt8(ascii: "-")] : []) + digits + tail, as: UTF8.self)
    }

    /// The serial day of a workbook as `dd/MM/yyyy HH:mm:ss`, or `HH:mm:ss` when it is a time of no day.
    ///
    /// Excel's day 1 is 1 January 1900, and it counts a 29 February 1900 that never was.
    ///
    /// - Parameter from1904: whether the workbook counts from 1 January 1904 instead, as old ones of a Mac do.
    func dateText(from1904: Bool) -> String? {
        guard !isNegative, whole.count <= 7, let serial = Int64("0" + String(decoding: whole, as: UTF8.self)) else {
            return nil
        }
        let scale = fraction.prefix(12).reduce(into: Int64(1)) { scale, _ in scale *= 10 }
        let part = fraction.prefix(12).reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        let seconds = (part * 86_400 + scale / 2) / scale
        let time = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { $0.padded(2) }.joined(separator: ":")
        guard serial > 0 || from1904 else { return time }
        let start: Int64 = from1904 ? -24_107 : serial < 60 ? -25_568 : -25_569
        let day = Day(number: start + serial + seconds / 86_400)
        return day.components.year <= 9_999 ? day.display + " " + time : nil
    }
}
