package import Kernel

extension Money {
    /// The amount in Vietnamese words as invoices write it: "Một triệu một trăm linh năm nghìn không trăm hai mươi mốt
    /// đồng". Spelling: nghìn, tỷ, linh, bảy; mốt and tư and lăm where speech wants them.
    package var inWords: String {
        let words = AmountInWords.words(dong).joined(separator: " ") + " đồng"
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

/// Numbers as words, in groups of three digits; above 999 tỷ the number of tỷ is itself read as a number.
enum AmountInWords {
    private static let digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
    private static let units: [(name: String, size: Int64)] = [("triệu", 1_000_000), ("nghìn", 1_000), ("", 1)]

    static func words(_ number: Int64) -> [String] {
        guard number > 0 else { return [digits[0]] }
        let (billions, rest) = number.quotientAndRemainder(dividingBy: 1_000_000_000)
        var words: [String] = billions > 0 ? self.words(billions) + ["tỷ"] : []
        for (name, size) in units {
            let part = rest / size % 1_000
            guard part > 0 else { continue }
            words += group(Int(part), isFirst: words.isEmpty)
            if !name.isEmpty { words.append(name) }
        }
        return words
    }

    /// Up to three digits; a group that is not the first is read in full, with "không trăm".
    private static func group(_ number: Int, isFirst: Bool) -> [String] {
        let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10)
        var words = hundreds > 0 || !isFirst ? [digits[hundreds], "trăm"] : []
        switch tens {
        case 0 where ones > 0 && !words.isEmpty: words.append("linh")
        case 0: break
        case 1: words.append("mười")
        default: words += [digits[tens], "mươi"]
        }
        switch ones {
        case 0: break
        case 1 where tens > 1: words.append("mốt")
        case 4 where tens > 1: words.append("tư")
        case 5 where tens > 0: words.append("lăm")
        default: words.append(digits[ones])
        }
        return words
    }
}
