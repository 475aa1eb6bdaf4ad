// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names of the fields are the provider's, letter by letter.

import Foundation

extension MobiFone {
    /// `POST /api/Invoice68/SignInvoiceCertFile68`: sign, and send to the tax authority.
    public struct SignRequest: Codable, Hashable, Sendable {
        public struct Item: Codable, Hashable, Sendable {
            public var branch_code: String
            public var username: String
            public var lsthdon_id: [String]
            public var cer_serial: String
            public var type_cmd: String
            public var is_api: String
        }

        public var data: [Item]

        public init(invoiceIDs: [String], unitCode: String, username: String, certificate: String, kind: SendKind) {
            data = [
                Item(
                    branch_code: unitCode,
                    username: username,
                    lsthdon_id: invoiceIDs,
                    cer_serial: certificate,
                    type_cmd: kind.rawValue,
                    is_api: "1"
                )
            ]
        }
    }

    /// The kind of message to the tax authority, as `type_cmd`.
    public enum SendKind: String, Hashable, Sendable, CaseIterable {
        case withCode = "200"
        case withoutCode = "203"
        case cashRegister = "206"
    }

    /// The answer to a signature.
    public struct SignAnswer: Codable, Hashable, Sendable {
        public var ok: Bool?
        public var error: String?

        public init(ok: Bool?, error: String?) {
            self.ok = ok
            self.error = error
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            ok = values.truth(.ok)
            error = values.text(.error)
        }
    }

    /// - Throws: unless they say that it was signed.
    public static func readSign(_ bytes: [UInt8]) throws(AnswerError) {
        guard let answer = try? JSONDecoder().decode(SignAnswer.self, from: Data(bytes)) else {
            throw unreadable(bytes)
        }
        if let error = answer.error, !error.isEmpty { throw .refused(error) }
        guard let ok = answer.ok else { throw unreadable(bytes) }
        guard ok else { throw .refused("") }
    }

    /// `POST /api/Invoice68/GetInvoiceFromdateTodate`; days as `yyyy-MM-dd`, both included.
    public struct DatesRequest: Codable, Hashable, Sendable {
        public var tu_ngay: String
        public var den_ngay: String

        public init(from: String, to: String) {
            tu_ngay = from
            den_ngay = to
        }
    }
}

/// Servers of this family write numbers as text and truth as either; all of it is read, nothing is guessed.
extension KeyedDecodingContainer {
    func text(_ key: Key) -> String? {
        if let text = try? decodeIfPresent(String.self, forKey: key) { return text }
        if let number = try? decodeIfPresent(Int64.self, forKey: key) { return String(number) }
        return nil
    }

    func number(_ key: Key) -> Int64? {
        if let number = try? decodeIfPresent(Int64.self, forKey: key) { return number }
        return (try? decodeIfPresent(String.self, forKey: key)).flatMap { Int64($0) }
    }

    func truth(_ key: Key) -> Bool? {
        if let truth = try? decodeIfPresent(Bool.self, forKey: key) { return truth }
        switch text(key)?.lowercased() {
        case "true", "1", "ok": return true
        case "false", "0": return false
        default: return nil
        }
    }
}
