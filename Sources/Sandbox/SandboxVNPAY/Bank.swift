import VNPAY

/// A bank that a payer may choose.
struct Bank: Hashable, Sendable {
    let code: String
    let name: String
    let fullName: String

    static func find(_ code: String) -> Bank? { all.first { $0.code == code } }

    /// Those whose code or name holds every word, with or without diacritics.
    static func search(_ text: String) -> [Bank] {
        let words = folded(text).split(separator: " ")
        return all.filter { bank in
            let haystack = folded(bank.code + " " + bank.name + " " + bank.fullName)
            return words.allSatisfy { haystack.contains($0) }
        }
    }

    private static func folded(_ text: String) -> String { VNPAYText.transliterated(text).lowercased() }

    /// Every code that `vnp_BankCode` may have.
    static func isKnown(code: String) -> Bool {
        ["VNPAYQR", "VNBANK", "INTCARD", "VNMART"].contains(code) || internationalSchemes.contains(code)
            || find(code) != nil
    }

    static let internationalSchemes = ["VISA", "MASTERCARD", "JCB", "UPI", "AMEX"]
}
