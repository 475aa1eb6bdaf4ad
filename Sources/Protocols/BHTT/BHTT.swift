import Foundation

/// The hand-over of invoices to BHTT, the house's system that draws up and signs them. BHTT's own interface is not
/// public, so this format is ours, documented in `docs/bhtt.md`: one JSON document an invoice, over REST or as files.
public enum BHTTFormat {
    /// Of the format. A reader refuses another one.
    public static let version = 1

    public enum Path {
        public static let invoices = "/v1/invoices"

        /// `/v1/invoices/{key}`, the key percent-encoded as one segment.
        public static func invoice(key: String) -> String { "\(invoices)/\(escape(key))" }

        static func escape(_ text: String) -> String {
            let digits = Array("0123456789ABCDEF")
            return String(
                text.utf8.flatMap { byte -> [Character] in
                    let scalar = Unicode.Scalar(byte)
                    let isPlain =
                        ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
                        || ("A"..."Z").contains(scalar) || "-._~".unicodeScalars.contains(scalar)
                    return isPlain ? [Character(scalar)] : ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            )
        }
    }

    /// Names in the two folders. A file is written under its temporary name, then renamed: whoever sees the final name
    /// sees the whole file.
    public enum FileName {
        public static func document(key: String) -> String { Path.escape(key) + ".json" }
        public static func answer(key: String) -> String { Path.escape(key) + ".answer.json" }
        public static func temporary(_ name: String) -> String { "." + name + ".tmp" }
        /// Whether a reader takes it up.
        public static func isDocument(_ name: String) -> Bool {
            name.hasSuffix(".json") && !name.hasSuffix(".answer.json") && !name.hasPrefix(".")
        }
    }

    /// JSON with names in order and slashes as they are: what is signed is what is sent.
    public static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// - Throws: `AnswerError.unreadable` for what is no document of this version.
    public static func readInvoice(_ bytes: [UInt8]) throws(AnswerError) -> Invoice {
        guard let invoice = try? JSONDecoder().decode(Invoice.self, from: Data(bytes)) else {
            throw unreadable(bytes)
        }
        guard invoice.version == version else { throw .unreadable("version \(invoice.version)") }
        return invoice
    }

    /// Reads an answer. An HTTP status of 200 says nothing here: a refusal may stand inside.
    public static func readAnswer(_ bytes: [UInt8]) throws(AnswerError) -> Answer {
        if let problem = try? JSONDecoder().decode(Problem.self, from: Data(bytes)) { throw .refused(problem) }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)) else { throw unreadable(bytes) }
        guard answer.version == version else { throw .unreadable("version \(answer.version)") }
        return answer
    }

    /// Why an answer is not the wanted one.
    public enum AnswerError: Error, Hashable, Sendable, CustomStringConvertible {
        case refused(Problem)
        /// Not an answer of this protocol: HTML, half a message. The outcome is unknown.
        case unreadable(String)

        public var description: String {
            switch self {
            case .refused(let problem): "\(problem.error.rawValue): \(problem.message)"
            case .unreadable(let what): "not an answer of this protocol: \(what)"
            }
        }
    }

    private static func unreadable(_ bytes: [UInt8]) -> AnswerError {
        .unreadable(String(String(decoding: bytes.prefix(200), as: UTF8.self).prefix(120)))
    }
}
