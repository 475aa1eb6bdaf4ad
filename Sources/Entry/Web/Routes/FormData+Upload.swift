import Hummingbird
import People

/// A file that came with a form.
struct FormFile: Sendable {
    /// What the browser calls it: never a path on our side.
    let name: String
    let bytes: [UInt8]
}

extension FormData {
    /// The most fields that a form of ours has.
    static let partsLimit = 400
    /// The most that stands before a field's content.
    private static let headLimitBytes = 4_096

    /// The parts of `multipart/form-data` (RFC 7578).
    ///
    /// - Parameter keepsFiles: Whether files are copied out; not where only the fields are wanted.
    init(parts bytes: [UInt8], boundary: String, keepsFiles: Bool = true) throws {
        guard (1...200).contains(boundary.utf8.count) else { throw HTTPError(.badRequest) }
        var values: [String: [String]] = [:]
        var files: [String: FormFile] = [:]
        var work = 0
        let emptyLine = ByteSearch(Array("\r\n\r\n".utf8))
        for part in try Self.parts(of: bytes, between: Array("--\(boundary)".utf8), work: &work) {
            let end = min(part.upperBound, part.lowerBound + Self.headLimitBytes)
            guard let split = emptyLine.first(in: bytes, from: part.lowerBound, before: end, work: &work) else {
                throw HTTPError(.badRequest)
            }
            let head = try Self.text(of: bytes[part.lowerBound..<split.lowerBound])
            let content = bytes[split.upperBound..<part.upperBound]
            let parameters = Self.disposition(in: head)
            guard let name = parameters["name"] else { throw HTTPError(.badRequest) }
            if let fileName = parameters["filename"] {
                if keepsFiles, !fileName.isEmpty, !content.isEmpty {
                    files[name] = FormFile(name: fileName, bytes: Array(content))
                }
            } else {
                values[name, default: []].append(try Self.text(of: content))
            }
        }
        self.init(values: values, files: files)
    }

    /// Where the parts between the boundaries stand, without the line ends that belong to those.
    static func parts(of bytes: [UInt8], between mark: [UInt8], work: inout Int) throws -> [Range<Int>] {
        let first = ByteSearch(mark)
        let next = ByteSearch(Array("\r\n".utf8) + mark)
        var parts: [Range<Int>] = []
        guard var place = first.first(in: bytes, from: 0, work: &work)?.upperBound else { throw HTTPError(.badRequest) }
        while !bytes[place...].starts(with: Array("--".utf8)) {
            guard bytes[place...].starts(with: Array("\r\n".utf8)), parts.count < partsLimit,
                let end = next.first(in: bytes, from: place + 2, work: &work)
            else { throw HTTPError(.badRequest) }
            parts.append(place + 2..<end.lowerBound)
            place = end.upperBound
        }
        return parts
    }

    /// The parameters of a part's Content-Disposition. A value in quotation marks may hold anything but those, which
    /// browsers write as `%22`.
    private static func disposition(in head: String) -> [String: String] {
        var parameters: [String: String] = [:]
        for line in head.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:") {
            var isQuoted = false
            let fields = line.split(omittingEmptySubsequences: false) { sign in
                if sign == "\"" { isQuoted.toggle() }
                return sign == ";" && !isQuoted
            }
            for field in fields.dropFirst() {
                let pair = field.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
                if pair.count == 2, parameters[pair[0]] == nil { parameters[pair[0]] = pair[1].trimmingQuotes }
            }
        }
        return parameters
    }
}

extension StringProtocol {
    /// Without the quotation marks around it.
    var trimmingQuotes: String {
        guard count >= 2, first == "\"", last == "\"" else { return String(self) }
        return String(dropFirst().dropLast())
    }
}
