/// What somebody calls a file: shown on pages and given back with a download, never a path on our side.
package enum FileName {
    private static let longest = 120
    private static let longestBytes = 200

    /// A name that can be shown and stored: the last part of a path, without control signs and signs that turn the
    /// writing round, and with the ending of what the file is.
    ///
    /// - Parameter endings: Those of the content's type, without the dot; the first is added when none fits.
    package static func tidy(_ name: String, endings: [String]) -> String {
        let last = name.split(whereSeparator: { "/\\".contains($0) }).last.map(String.init) ?? ""
        var text = String(String.UnicodeScalarView(last.unicodeScalars.filter(isVisible)))
        text = String(text.filter { !"\"<>:|?*;".contains($0) }).trimmingDotsAndBlanks
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var ending = endings.first ?? ""
        if parts.count > 1, let own = parts.last, isEnding(own) {
            ending = endings.first { $0 == own.lowercased() } ?? ending
            parts.removeLast()
        }
        while parts.count > 1, let own = parts.last, own.lowercased() == ending { parts.removeLast() }
        text = parts.joined(separator: ".").trimmingDotsAndBlanks
        if text.isEmpty { text = "tep-dinh-kem" }
        text = String(text.prefix(longest))
        while text.utf8.count > longestBytes { text.unicodeScalars.removeLast() }
        return ending.isEmpty ? text : "\(text).\(ending)"
    }

    /// The header of a download (RFC 6266): a plain name for old programs, and the name itself.
    package static func attachmentHeader(_ name: String) -> String {
        let plain = String(
            name.map { sign in
                sign.isASCII && (sign.isLetter || sign.isNumber) || "-_. ".contains(sign) ? sign : "-"
            }
        )
        var encoded = ""
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%\([byte].hex.uppercased())"
            }
        }
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }

    private static func isEnding(_ text: Substring) -> Bool {
        (1...5).contains(text.count) && text.contains(where: \.isLetter)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}

extension String {
    fileprivate var trimmingDotsAndBlanks: String {
        let isOutside = { (sign: Character) in sign == "." || sign.isWhitespace }
        var text = drop(while: isOutside)
        while let last = text.last, isOutside(last) { text.removeLast() }
        return String(text)
    }
}
