import Hummingbird
import NIOCore
import People

/// The fields of a form or of a query, decoded once. Control characters other than line ends are refused.
struct FormData: Sendable {
    private let values: [String: [String]]
    private let files: [String: FormFile]

    /// Names and values of `application/x-www-form-urlencoded`.
    init(encoded text: String) throws {
        var values: [String: [String]] = [:]
        for pair in text.split(separator: "&").prefix(400) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(parts[0])
            let value = parts.count == 2 ? try Self.decoded(parts[1]) : ""
            values[name, default: []].append(value)
        }
        self.values = values
        files = [:]
    }

    init(values: [String: [String]], files: [String: FormFile]) {
        self.values = values
        self.files = files
    }

    /// The same, or no fields at all when they cannot be read.
    init(orNothing text: String?) {
        do { self = try FormData(encoded: text ?? "") } catch { self.init(values: [:], files: [:]) }
    }

    /// The value, or nothing; of a repeated name the first counts.
    func text(_ name: String) -> String { values[name]?.first ?? "" }
    func has(_ name: String) -> Bool { values[name] != nil }
    /// Every value of a name, such as of boxes that were ticked.
    func all(_ name: String) -> [String] { values[name] ?? [] }
    /// A file that was uploaded; `nil` when none was chosen.
    func file(_ name: String) -> FormFile? { files[name] }

    private static func decoded(_ text: Substring) throws -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                    throw HTTPError(.badRequest)
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return try Self.text(of: bytes)
    }

    /// A value as text, or a bad request.
    static func text(of bytes: some Collection<UInt8>) throws -> String {
        guard let value = String(validating: bytes, as: UTF8.self),
            value.unicodeScalars.allSatisfy({
                $0.value >= 32 && $0.value != 127 || $0 == "\n" || $0 == "\r" || $0 == "\t"
            })
        else { throw HTTPError(.badRequest) }
        return value
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Request {
    /// The most that a form of ours may hold.
    static let formLimitBytes = 64 * 1_024

    /// The most that a form with a file may hold anywhere: a day's file of VNPAY.
    static let uploadLimitBytes = 64 * 1_024 * 1_024

    /// The fields of a posted form, with or without files.
    func form(keepingFiles: Bool = true) async throws -> FormData {
        guard let boundary = uploadBoundary else {
            let buffer = try await body.collect(upTo: Self.formLimitBytes)
            return try FormData(encoded: String(buffer: buffer))
        }
        // As much as `VisitMiddleware` let in for this address.
        let buffer = try await body.collect(upTo: Self.uploadLimitBytes + Self.formLimitBytes)
        return try FormData(parts: Array(buffer.readableBytesView), boundary: boundary, keepsFiles: keepingFiles)
    }

    /// What parts the fields of an upload; `nil` for any other form.
    var uploadBoundary: String? {
        guard let type = headers[.contentType], type.lowercased().hasPrefix("multipart/form-data") else { return nil }
        let parameter = type.split(separator: ";").map { String($0).trimmed }.first { $0.hasPrefix("boundary=") }
        return parameter.map { $0.dropFirst("boundary=".count).trimmingQuotes }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The fields of the query.
    func asked() throws -> FormData { try FormData(encoded: uri.query ?? "") }

    /// Path and query as the request named them.
    var path: String { uri.query.map { "\(uri.path)?\($0)" } ?? uri.path }
}
