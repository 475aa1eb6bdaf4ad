import Hummingbird

/// The fields of a form or of a query, decoded once. Control characters other than line ends are refused.
struct FormData: Sendable {
    private let values: [String: String]

    /// Names and values of `application/x-www-form-urlencoded`; of a repeated name the first counts.
    init(encoded text: String) throws {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&").prefix(200) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(parts[0])
            let value = parts.count == 2 ? try Self.decoded(parts[1]) : ""
            if values[name] == nil { values[name] = value }
        }
        self.values = values
    }

    /// The same, or no fields at all when they cannot be read.
    init(orNothing text: String?) {
        do { self = try FormData(encoded: text ?? "") } catch { values = [:] }
    }

    /// The value, or nothing.
    func text(_ name: String) -> String { values[name] ?? "" }
    func has(_ name: String) -> Bool { values[name] != nil }

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

    /// The fields of a posted form.
    func form() async throws -> FormData {
        let buffer = try await body.collect(upTo: Self.formLimitBytes)
        return try FormData(encoded: String(buffer: buffer))
    }

    /// The fields of the query.
    func asked() throws -> FormData { try FormData(encoded: uri.query ?? "") }

    /// Path and query as the request named them.
    var path: String { uri.query.map { "\(uri.path)?\($0)" } ?? uri.path }
}
