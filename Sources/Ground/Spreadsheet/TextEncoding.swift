/// How the characters of a text file are written as bytes.
package enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16"
    case utf16BigEndian = "utf-16be"
    /// Vietnamese of old Windows: letters with a circumflex, a breve or a horn are one byte, the tone mark is another.
    case windows1258 = "windows-1258"
    case windows1252 = "windows-1252"

    /// What stands before the text so that readers know.
    package var byteOrderMark: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .utf16LittleEndian: [0xFF, 0xFE]
        case .utf16BigEndian: [0xFE, 0xFF]
        case .windows1258, .windows1252: []
        }
    }

    /// The text as bytes, without the mark. What a code page lacks becomes `?`.
    package func encode(_ text: String) -> [UInt8] {
        switch self {
        case .utf8: Array(text.utf8)
        case .utf16LittleEndian: text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16BigEndian: text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        case .windows1258: text.unicodeScalars.flatMap { WindowsCodePage.vietnamese.encode($0) }
        case .windows1252: text.unicodeScalars.flatMap { WindowsCodePage.western.encode($0) }
        }
    }
}

/// Turns bytes of any encoding into UTF-8, chunk by chunk.
struct TextDecoder {
    private let encoding: TextEncoding
    /// A mark at the very beginning is not text.
    private var markBytesLeft: ArraySlice<UInt8>
    private var pendingByte: UInt8?
    private var pendingSurrogate: UInt16?
    /// A letter that may still get its tone mark.
    private var pendingLetter: Unicode.Scalar?

    init(_ encoding: TextEncoding) {
        self.encoding = encoding
        markBytesLeft = encoding.byteOrderMark[...]
    }

    mutating func decode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
        var rest = bytes[...]
        while let expected = markBytesLeft.first, let byte = rest.first, byte == expected {
            markBytesLeft = markBytesLeft.dropFirst()
            rest = rest.dropFirst()
        }
        if !rest.isEmpty { markBytesLeft = [] }
        switch encoding {
        case .utf8: text.append(contentsOf: rest)
        case .utf16LittleEndian, .utf16BigEndian:
            for byte in rest {
                guard let first = pendingByte else {
                    pendingByte = byte
                    continue
                }
                pendingByte = nil
                let (high, low) = encoding == .utf16BigEndian ? (first, byte) : (byte, first)
                take(unit: UInt16(high) << 8 | UInt16(low), into: &text)
            }
        case .windows1258: for byte in rest { take(scalar: WindowsCodePage.vietnamese.scalar(byte), into: &text) }
        case .windows1252: for byte in rest { text.append(WindowsCodePage.western.scalar(byte)) }
        }
    }

    mutating func finish(into text: inout [UInt8]) {
        if pendingByte != nil || pendingSurrogate != nil { text.append("\u{FFFD}") }
        if let pendingLetter { text.append(pendingLetter) }
        (pendingByte, pendingSurrogate, pendingLetter) = (nil, nil, nil)
    }

    private mutating func take(unit: UInt16, into text: inout [UInt8]) {
        if let high = pendingSurrogate {
            pendingSurrogate = nil
            if UTF16.isTrailSurrogate(unit) {
                let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
                return
            }
            text.append("\u{FFFD}")
        }
        if UTF16.isLeadSurrogate(unit) {
            pendingSurrogate = unit
        } else {
            text.append(Unicode.Scalar(unit) ?? "\u{FFFD}")
        }
    }

    private mutating func take(scalar: Unicode.Scalar, into text: inout [UInt8]) {
        guard let letter = pendingLetter else {
            pendingLetter = scalar
            return
        }
        if let composed = ToneMarks.compose(letter, scalar) {
            pendingLetter = composed
        } else {
            text.append(letter)
            pendingLetter = scalar
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            append(UInt8(scalar.value))
        } else {
            append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}

/// A Windows code page: what the bytes from 0x80 mean.
struct WindowsCodePage: Sendable {
    private let upper: [Unicode.Scalar]
    private let bytes: [Unicode.Scalar: UInt8]

    private init(_ upper: String) {
        let scalars = Array(upper.unicodeScalars)
        self.upper = scalars
        bytes = Dictionary(
            scalars.enumerated().map { ($1, UInt8(0x80 + $0)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func scalar(_ byte: UInt8) -> Unicode.Scalar {
        let position = Int(byte) - 0x80
        return upper.indices.contains(position) ? upper[position] : Unicode.Scalar(byte)
    }

    /// One byte, or two for a letter and its tone mark, or a question mark.
    func encode(_ scalar: Unicode.Scalar) -> [UInt8] {
        if scalar.isASCII { return [UInt8(scalar.value)] }
        if let byte = bytes[scalar] { return [byte] }
        guard let (letter, mark) = ToneMarks.decompose(scalar), let second = bytes[mark] else {
            return [UInt8(ascii: "?")]
        }
        return encode(letter) + [second]
    }

    // Unassigned bytes stand for the control characters of the same number, as browsers read them.
    static let western = WindowsCodePage(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ"
            + "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿"
            + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
    )
    static let vietnamese = WindowsCodePage(
        "€\u{81}‚ƒ„…†‡ˆ‰\u{8A}‹Œ\u{8D}\u{8E}\u{8F}\u{90}‘’“”•–—˜™\u{9A}›œ\u{9D}\u{9E}Ÿ"
            + "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿"
            + "ÀÁÂĂÄÅÆÇÈÉÊË\u{300}ÍÎÏĐÑ\u{309}ÓÔƠÖ×ØÙÚÛÜƯ\u{303}ßàáâăäåæçèéêë\u{301}íîïđñ\u{323}óôơö÷øùúûüư₫ÿ"
    )
}

/// Vietnamese letters with their tone marks: how the composed and the separate form go together (Unicode NFC).
enum ToneMarks {
    private static let marks: [Unicode.Scalar] = ["\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"]
    private static let letters = [
        "aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự",
        "yỳỷỹýỵ",
    ]

    private struct Pair: Hashable {
        let letter: Unicode.Scalar
        let mark: Unicode.Scalar
    }

    private static let composed: [Pair: Unicode.Scalar] = {
        var table: [Pair: Unicode.Scalar] = [:]
        for line in letters + letters.map({ $0.uppercased() }) {
            let scalars = Array(line.unicodeScalars)
            for (mark, letter) in zip(marks, scalars.dropFirst()) {
                table[Pair(letter: scalars[0], mark: mark)] = letter
            }
        }
        return table
    }()

    private static let parts = Dictionary(
        composed.map { ($0.value, $0.key) },
        uniquingKeysWith: { first, _ in first }
    )

    static func compose(_ letter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
        composed[Pair(letter: letter, mark: mark)]
    }

    static func decompose(_ scalar: Unicode.Scalar) -> (letter: Unicode.Scalar, mark: Unicode.Scalar)? {
        parts[scalar].map { ($0.letter, $0.mark) }
    }
}
