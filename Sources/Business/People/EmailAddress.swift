import Kernel
package import Storage

/// An address that a mail server will at least consider. Compared without regard to case.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// Lower case.
    package let description: String

    package init?(_ text: String) {
        let address = text.trimmed.lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), address.utf8.count <= 254,
            parts[0].utf8.allSatisfy({ Self.localBytes.contains($0) }),
            !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains("..")
        else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy(Self.isLabel), labels.last?.allSatisfy(\.isNumber) == false else {
            return nil
        }
        description = address
    }

    private static let localBytes = Set("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.".utf8)

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "-")
            }
    }
}

extension EmailAddress: SQLBindable { package var sqlValue: SQLValue { .text(description) } }

extension String {
    /// Without blanks at the ends, and with every run of blanks inside made one.
    package var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
