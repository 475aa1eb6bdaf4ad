import Foundation

/// A stored message as a person reads it: headers decoded, parts found, transfer encodings undone.
struct ReadMail: Sendable {
    struct Attachment: Sendable {
        let name: String
        let contentType: String
        let bytes: [UInt8]
    }

    private(set) var from = ""
    private(set) var to = ""
    private(set) var subject = ""
    private(set) var messageID = ""
    private(set) var text = ""
    private(set) var html = ""
    private(set) var attachments: [Attachment] = []

    init(_ source: [UInt8]) {
        let part = MIMEPart(source[...])
        from = EncodedWords.decode(part.header("from"))
        to = EncodedWords.decode(part.header("to"))
        subject = EncodedWords.decode(part.header("subject"))
        messageID = part.header("message-id")
        collect(part, depth: 0)
    }

    private mutating func collect(_ part: MIMEPart, depth: Int) {
        let type = part.contentType
        if type.hasPrefix("multipart/"), depth < 8, let boundary = part.parameter("boundary", of: "content-type") {
            for child in part.children(boundary: boundary).prefix(100) { collect(child, depth: depth + 1) }
            return
        }
        let name = part.fileName
        if name == nil, type == "text/plain", text.isEmpty {
            text = part.text
        } else if name == nil, type == "text/html", html.isEmpty {
            html = part.text
        } else {
            attachments.append(
                Attachment(name: name ?? "part-\(attachments.count + 1)", contentType: type, bytes: part.content)
            )
        }
    }

    /// Every web address in the text and the HTML, in order, each once.
    var links: [String] {
        var found: [String] = []
        for source in [html.replacingOccurrences(of: "&amp;", with: "&"), text] {
            for scheme in source.ranges(of: "http") {
                let link = source[scheme.lowerBound...].prefix { character in
                    !character.isWhitespace && !"<>\"'".contains(character)
                }
                guard link.hasPrefix("http://") || link.hasPrefix("https://") else { continue }
                var text = String(link)
                while let last = text.last, ".,;:!?)]".contains(last) { text.removeLast() }
                if !found.contains(text) { found.append(text) }
            }
        }
        return found
    }
}

/// One part of a message.
private struct MIMEPart {
    private let headers: [(name: String, value: String)]
    private let body: ArraySlice<UInt8>

    init(_ source: ArraySlice<UInt8>) {
        var headers: [(name: String, value: String)] = []
        var rest = source
        while let end = rest.firstIndex(of: 10) {
            let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self).filter { $0 != "\r" }
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            if line.first == " " || line.first == "\t", let last = headers.indices.last {
                headers[last].value += " " + line.trimmingCharacters(in: .whitespaces)
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                headers.append((line[..<colon].lowercased(), value))
            }
        }
        self.headers = headers
        body = rest
    }

    func header(_ name: String) -> String { headers.first { $0.name == name }?.value ?? "" }

    var contentType: String {
        let type = header("content-type").prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        return type.isEmpty ? "text/plain" : type
    }

    /// A parameter of a header such as `boundary="x"`.
    func parameter(_ name: String, of header: String) -> String? {
        for piece in self.header(header).split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmingCharacters(in: .whitespaces).lowercased() == name else { continue }
            return pair[1].trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["\""])
        }
        return nil
    }

    var fileName: String? {
        if let extended = parameter("filename*", of: "content-disposition"), let quote = extended.range(of: "''") {
            return extended[quote.upperBound...].removingPercentEncoding
        }
        return (parameter("filename", of: "content-disposition") ?? parameter("name", of: "content-type"))
            .map(EncodedWords.decode)
    }

    /// The body with its transfer encoding undone.
    var content: [UInt8] {
        switch header("content-transfer-encoding").lowercased() {
        case "base64":
            Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters).map { Array($0) } ?? Array(body)
        case "quoted-printable": QuotedPrintable.decode(body, underscoreIsBlank: false)
        default: Array(body)
        }
    }

    var text: String { EncodedWords.string(content, charset: parameter("charset", of: "content-type") ?? "utf-8") }

    /// Splits at lines that are `--boundary`, up to `--boundary--`.
    func children(boundary: String) -> [MIMEPart] {
        let mark = Array("--\(boundary)".utf8)
        var children: [MIMEPart] = []
        var start: Int?
        var lineStart = body.startIndex
        while lineStart < body.endIndex {
            let lineEnd = body[lineStart...].firstIndex(of: 10).map { $0 + 1 } ?? body.endIndex
            if body[lineStart..<lineEnd].starts(with: mark) {
                if let start { children.append(MIMEPart(body[start..<lineStart])) }
                start = lineEnd
                if body[lineStart..<lineEnd].dropFirst(mark.count).starts(with: "--".utf8) { return children }
            }
            lineStart = lineEnd
        }
        if let start { children.append(MIMEPart(body[start...])) }
        return children
    }
}

/// RFC 2047: `=?UTF-8?B?…?=`.
enum EncodedWords {
    static func decode(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        var afterWord = false
        while let start = rest.range(of: "=?") {
            let before = rest[..<start.lowerBound]
            let fields = rest[start.upperBound...].split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count == 4, fields[3].hasPrefix("="), let bytes = bytes(fields[2], encoding: fields[1]) else {
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                afterWord = false
                continue
            }
            // A blank between two encoded words is only there to fold the line.
            if !(afterWord && before.allSatisfy(\.isWhitespace)) { result += before }
            result += string(bytes, charset: String(fields[0]))
            rest = fields[3].dropFirst()
            afterWord = true
        }
        return result + rest
    }

    static func string(_ bytes: [UInt8], charset: String) -> String {
        switch charset.lowercased() {
        case "iso-8859-1", "latin1": String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func bytes(_ text: Substring, encoding: Substring) -> [UInt8]? {
        switch encoding.uppercased() {
        case "B": Data(base64Encoded: String(text)).map { Array($0) }
        case "Q": QuotedPrintable.decode(Array(text.utf8)[...], underscoreIsBlank: true)
        default: nil
        }
    }
}

private enum QuotedPrintable {
    static func decode(_ bytes: ArraySlice<UInt8>, underscoreIsBlank: Bool) -> [UInt8] {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "=") else {
                result.append(underscoreIsBlank && byte == UInt8(ascii: "_") ? 0x20 : byte)
                continue
            }
            let pair = bytes[index...].prefix(2)
            if pair.first == 10 {
                index += 1
            } else if pair.elementsEqual([13, 10]) {
                index += 2
            } else if pair.count == 2, let value = UInt8(String(decoding: pair, as: UTF8.self), radix: 16) {
                result.append(value)
                index += 2
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
