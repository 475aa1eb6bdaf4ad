/// A Vietnamese tax code (mã số thuế): ten digits with a check digit, the same with a branch `-001`, or the twelve
/// digits of a personal identification number, which persons and household businesses use since 1 July 2025
/// (Circular 86/2024, now 90/2026).
package struct TaxCode: Hashable, Sendable, CustomStringConvertible {
    /// `0100686209`, `0100686209-001` or `001099012345`.
    package let description: String

    package enum Mistake: Error, Hashable, Sendable {
        case notDigits
        case length(Int)
        /// Nothing registers serial 0000000 or branch 000.
        case component
        /// The tenth digit does not agree with the nine before it.
        case checkDigit
    }

    /// Blanks and dots that people type are dropped, a missing dash before the branch is put in.
    package init(_ text: String) throws(Mistake) {
        let compact = text.filter { !$0.isWhitespace && $0 != "." && $0 != "-" }
        let digits = compact.utf8.map { Int($0) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }), !digits.isEmpty else { throw .notDigits }
        switch digits.count {
        case 12: break
        case 10, 13: try Self.check(digits)
        default: throw .length(digits.count)
        }
        description = digits.count == 13 ? "\(compact.prefix(10))-\(compact.suffix(3))" : compact
    }

    /// A number of twelve digits identifies a person and goes into `CCCDan` where there is no other code.
    package var isPersonal: Bool { description.count == 12 }

    /// d10 = 10 − (31·d1 + 29·d2 + 23·d3 + 19·d4 + 17·d5 + 13·d6 + 7·d7 + 5·d8 + 3·d9) mod 11.
    private static func check(_ digits: [Int]) throws(Mistake) {
        let weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]
        guard digits[2..<9].contains(where: { $0 != 0 }) else { throw .component }
        if digits.count == 13, digits[10...].allSatisfy({ $0 == 0 }) { throw .component }
        let sum = zip(weights, digits).map { $0 * $1 }.reduce(0, +)
        guard digits[9] == 10 - sum % 11 else { throw .checkDigit }
    }
}

/// A personal identification number (căn cước công dân): twelve digits.
package struct CitizenID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init?(_ text: String) {
        let compact = text.filter { !$0.isWhitespace && $0 != "." }
        guard compact.utf8.count == 12, compact.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        description = compact
    }
}

/// A telephone number in Vietnam, as `0901234567`.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init?(_ text: String) {
        var digits = text.filter { !$0.isWhitespace && !".-()".contains($0) }
        for prefix in ["+84", "0084"] where digits.hasPrefix(prefix) { digits = "0" + digits.dropFirst(prefix.count) }
        guard digits.hasPrefix("0"), (10...11).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        description = digits
    }
}
