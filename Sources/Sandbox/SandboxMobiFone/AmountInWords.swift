import Kernel

/// An amount as the invoice spells it (spec §9), for a draft that brings no words. The sandbox's own: it shares nothing
/// with what it is there to test.
enum AmountInWords {
    static func text(_ dong: Int64) -> String {
        let words = (dong < 0 ? ["âm"] : []) + read(dong.magnitude) + ["đồng"]
        let sentence = words.joined(separator: " ")
        return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }

    private static let digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]

    private static func read(_ number: UInt64) -> [String] {
        guard number > 0 else { return [digits[0]] }
        let (billions, rest) = number.quotientAndRemainder(dividingBy: 1_000_000_000)
        var words = billions > 0 ? read(billions) + ["tỷ"] : []
        for (unit, divisor) in [("triệu", UInt64(1_000_000)), ("nghìn", 1_000), ("", 1)] {
            let group = Int(rest / divisor % 1_000)
            guard group > 0 else { continue }
            words += read(group: group, inFull: !words.isEmpty)
            if !unit.isEmpty { words.append(unit) }
        }
        return words
    }

    private static func read(group: Int, inFull: Bool) -> [String] {
        let (hundreds, tens, units) = (group / 100, group / 10 % 10, group % 10)
        let hasHundreds = hundreds > 0 || inFull
        var words = hasHundreds ? [digits[hundreds], "trăm"] : []
        switch tens {
        case 0: if units > 0, hasHundreds { words.append("linh") }
        case 1: words.append("mười")
        default: words += [digits[tens], "mươi"]
        }
        switch units {
        case 0: break
        case 1: words.append(tens > 1 ? "mốt" : "một")
        case 4: words.append(tens > 1 ? "tư" : "bốn")
        case 5: words.append(tens > 0 ? "lăm" : "năm")
        default: words.append(digits[units])
        }
        return words
    }
}

/// A whole number of đồng with dots, negative ones too.
func grouped(_ dong: Int64) -> String {
    let digits = Array(String(dong.magnitude))
    var text = dong < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(".") }
        text.append(digit)
    }
    return text
}
