import Kernel

/// Words in the head of a message: RFC 2047 for text, RFC 2231 for file names.
enum HeaderText {
    /// Control characters, line breaks first among them, become blanks.
    static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let breaks = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
            scalars.append(breaks || scalar.value == 0x2029 ? " " : scalar)
        }
        return String(scalars)
    }

    /// Plain text as it is when it is short and ASCII, else encoded words on folded lines.
    static func encode(_ text: String, after column: Int) -> String {
        let text = clean(text)
        let plain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            && text.utf8.count + column <= 76 && text.first != " " && text.last != " "
        return plain ? text : encodedWords(text)
    }

    /// A display name: bare letters, or encoded words; never a quoted string that could go wrong.
    static func phrase(_ text: String, after column: Int) -> String {
        let text = clean(text)
        let letters = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x20
        }
        guard !text.isEmpty else { return "" }
        return letters && text.utf8.count + column <= 76 ? text : encodedWords(text)
    }

    /// Each word holds whole characters and at most 45 bytes, so at most 72 characters with its frame.
    private static func encodedWords(_ text: String) -> String {
        var words: [String] = []
        var chunk: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunk.count + bytes.count > 45 {
                words.append("=?UTF-8?B?\(chunk.base64)?=")
                chunk = []
            }
            chunk += bytes
        }
        if !chunk.isEmpty { words.append("=?UTF-8?B?\(chunk.base64)?=") }
        return words.joined(separator: "\r\n ")
    }

    /// A name that every reader copes with, and the true one.
    static func fileName(_ name: String) -> (ascii: String, extended: String) {
        let name = String(clean(name).filter { $0 != "/" && $0 != "\\" }.prefix(120))
        let ascii = name.unicodeScalars.map { scalar in
            let plain = (0x20...0x7E).contains(scalar.value) && scalar != "\"" && scalar != "%" && scalar != ";"
            return plain ? String(scalar) : "_"
        }
        let extended = name.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let plain =
                ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
                || scalar == "." || scalar == "-" || scalar == "_"
            return plain ? String(scalar) : "%" + [byte].hex.uppercased()
        }
        return (ascii.joined(), extended.joined())
    }

    /// `type/subtype` of plain characters; anything else is sent as bytes of unknown kind.
    static func contentType(_ text: String) -> String {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let plain =
            parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                            || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".")
                    }
            }
        return plain ? text : "application/octet-stream"
    }
}

extension [UInt8] {
    /// RFC 4648 §4, with padding.
    var base64: String { String(decoding: encoded, as: UTF8.self) }

    /// The same in lines of 76 characters.
    var base64Lines: String {
        let text = encoded
        var lines: [UInt8] = []
        lines.reserveCapacity(text.count + text.count / 38 + 2)
        for start in stride(from: 0, to: text.count, by: 76) {
            if start > 0 { lines += [13, 10] }
            lines += text[start..<Swift.min(start + 76, text.count)]
        }
        return String(decoding: lines, as: UTF8.self)
    }

    private var encoded: [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((count + 2) / 3 * 4)
        for start in stride(from: 0, to: count, by: 3) {
            let length = Swift.min(3, count - start)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | (offset < length ? UInt32(self[start + offset]) : 0) }
            for place in 0..<4 {
                let digit = digits[Int(group >> UInt32(18 - 6 * place) & 63)]
                text.append(place <= length ? digit : UInt8(ascii: "="))
            }
        }
        return text
    }
}
