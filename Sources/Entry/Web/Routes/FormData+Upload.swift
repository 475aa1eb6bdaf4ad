import Hummingbird

/// A file that came with a form.
struct FormFile: Sendable {
    /// What the browser calls it: never a path on our side.
    let name: String
    let bytes: [UInt8]
}

extension FormData {
    /// The parts of `multipart/form-data` (RFC 7578).
    init(parts bytes: [UInt8], boundary: String) throws {
        guard (1...200).contains(boundary.utf8.count) else { throw HTTPError(.badRequest) }
        var values: [String: [String]] = [:]
        var files: [String: FormFile] = [:]
        for part in try Self.parts(of: bytes, between: Array("--\(boundary)".utf8)).prefix(400) {
            guard let split = part.firstRange(of: Array("\r\n\r\n".utf8)) else { throw HTTPError(.badRequest) }
            let head = try Self.text(of: part[..<split.lowerBound])
            let content = part[split.upperBound...]
            guard let name = Self.parameter("name", in: head) else { throw HTTPError(.badRequest) }
            if let fileName = Self.parameter("filename", in: head) {
                if !fileName.isEmpty, !content.isEmpty {
                    files[name] = FormFile(name: fileName, bytes: Array(content))
                }
            } else {
                values[name, default: []].append(try Self.text(of: content))
            }
        }
        self.init(values: values, files: files)
    }

    /// What stands between two boundaries, without the line ends that belong to them.
    private static func parts(of bytes: [UInt8], between mark: [UInt8]) throws -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        guard let first = rest.firstRange(of: mark) else { throw HTTPError(.badRequest) }
        rest = rest[first.upperBound...]
        while !rest.starts(with: Array("--".utf8)) {
            guard rest.starts(with: Array("\r\n".utf8)) else { throw HTTPError(.badRequest) }
            rest = rest.dropFirst(2)
            guard let next = rest.firstRange(of: Array("\r\n".utf8) + mark) else { throw HTTPError(.badRequest) }
            parts.append(rest[..<next.lowerBound])
            rest = rest[next.upperBound...]
        }
        return parts
    }

    /// `name="…"` of a part's Content-Disposition; browsers write `%22` for a quotation mark in it.
    private static func parameter(_ name: String, in head: String) -> String? {
        for line in head.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:") {
            for field in line.split(separator: ";") {
                let field = field.drop(while: \.isWhitespace)
                if field.hasPrefix("\(name)=") { return field.dropFirst(name.count + 1).trimmingQuotes }
            }
        }
        return nil
    }
}

extension StringProtocol {
    /// Without the quotation marks around it.
    var trimmingQuotes: String {
        guard count >= 2, first == "\"", last == "\"" else { return String(self) }
        return String(dropFirst().dropLast())
    }
}
