/// One part of a mail (RFC 2045): its head, and its body as it travelled. Reading never fails; what is not a header
/// is passed over.
struct MIMEPart {
    let fields: [HeaderField]
    private let body: ArraySlice<UInt8>

    init(_ source: ArraySlice<UInt8>) {
        (fields, body) = HeaderField.read(source)
    }

    /// The first field of that name, given in lower case.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// `multipart/report`, in lower case; plain text when the part does not say.
    var contentType: String {
        let text = field("content-type") ?? ""
        let type = text.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
        return type.contains("/") ? type : "text/plain"
    }

    /// The body with its transfer encoding undone.
    var content: [UInt8] {
        let encoding = (field("content-transfer-encoding") ?? "").filter { !$0.isWhitespace }.lowercased()
        switch encoding {
        case "base64": return TransferEncoding.base64(body)
        case "quoted-printable": return TransferEncoding.quotedPrintable(body)
        default: return Array(body)
        }
    }

    /// The content as UTF-8; bytes that are none become U+FFFD.
    var text: String { String(decoding: content, as: UTF8.self) }

    /// The parts of a `multipart/…`, at most `Limits.parts`; empty for anything else.
    var children: [MIMEPart] {
        guard contentType.hasPrefix("multipart/"), let boundary = parameter("boundary"), !boundary.isEmpty else {
            return []
        }
        return Self.split(body, at: Array("--\(boundary)".utf8)).map(MIMEPart.init)
    }

    /// A parameter of Content-Type, such as `boundary="x; y"`.
    private func parameter(_ name: String) -> String? {
        var rest = (field("content-type") ?? "")[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop(while: \.isWhitespace)
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let found = rest[..<equals].filter { !$0.isWhitespace }.lowercased()
            rest = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
            let value = Self.value(&rest)
            if found == name { return value }
        }
        return nil
    }

    /// Takes a quoted string or a token off the front.
    private static func value(_ rest: inout Substring) -> String {
        guard rest.first == "\"" else {
            let token = rest.prefix { $0 != ";" && !$0.isWhitespace }
            rest = rest[token.endIndex...]
            return String(token)
        }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            guard character == "\\", let escaped = rest.popFirst() else {
                value.append(character)
                continue
            }
            value.append(escaped)
        }
        return value
    }

    /// What lies between lines that begin with the mark, up to the line that closes. Without a closing line the last
    /// part ends with the mail: it was cut off on its way.
    private static func split(_ body: ArraySlice<UInt8>, at mark: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var lineStart = body.startIndex
        while lineStart < body.endIndex, parts.count < DeliveryReport.Limits.parts {
            let lineEnd = body[lineStart...].firstIndex(of: 10).map { $0 + 1 } ?? body.endIndex
            let line = body[lineStart..<lineEnd]
            let after = line.dropFirst(mark.count)
            let closes = after.starts(with: "--".utf8)
            if line.starts(with: mark), closes || after.allSatisfy({ $0 <= 0x20 }) {
                if let start { parts.append(body[start..<lineStart]) }
                start = lineEnd
                if closes { return parts }
            }
            lineStart = lineEnd
        }
        if let start, parts.count < DeliveryReport.Limits.parts { parts.append(body[start...]) }
        return parts
    }
}

/// One line of a head, its folds undone (RFC 5322 §2.2.3).
struct HeaderField: Hashable {
    /// In lower case.
    let name: String
    /// On one line; control characters are blanks.
    private(set) var value: String

    /// Reads fields up to an empty line, or to a line that is none of a head.
    ///
    /// - Returns: the fields, and what follows the empty line.
    static func read(_ source: ArraySlice<UInt8>) -> (fields: [HeaderField], rest: ArraySlice<UInt8>) {
        var fields: [HeaderField] = []
        var rest = source
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 10) ?? rest.endIndex
            var line = rest[rest.startIndex..<end]
            if line.last == 13 { line = line.dropLast() }
            rest = end < rest.endIndex ? rest[(end + 1)...] : rest[rest.endIndex...]
            if line.isEmpty { break }
            guard fields.count < DeliveryReport.Limits.headers else { continue }
            if line.first == 0x20 || line.first == 0x09 {
                guard let last = fields.indices.last, fields[last].value.utf8.count < 16_384 else { continue }
                fields[last].value += " " + oneLine(line)
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let name = oneLine(line[..<colon]).lowercased()
                fields.append(HeaderField(name: name, value: oneLine(line[(colon + 1)...])))
            }
        }
        return (fields, rest)
    }

    /// Without blanks at the ends, every run of blanks and control characters made one blank.
    static func oneLine(_ bytes: some Sequence<UInt8>) -> String {
        oneLine(String(decoding: Array(bytes), as: UTF8.self))
    }

    static func oneLine(_ text: some StringProtocol) -> String {
        text.unicodeScalars.split { $0.value <= 0x20 || (0x7F...0xA0).contains($0.value) || $0.value == 0x2028 }
            .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    }
}
