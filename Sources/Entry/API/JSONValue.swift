import Foundation

/// Any JSON, before it is known what it should be.
enum JSONValue: Hashable, Sendable, Codable {
    case null
    case flag(Bool)
    case integer(Int64)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])
    /// A number that no field of ours takes: with a fraction, or beyond 64 bits.
    case otherNumber

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let members = try? value.decode([String: JSONValue].self) {
            self = .object(members)
        } else if let items = try? value.decode([JSONValue].self) {
            self = .list(items)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else {
            self = value.decodeNil() ? .null : .otherNumber
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null, .otherNumber: try value.encodeNil()
        case .flag(let flag): try value.encode(flag)
        case .integer(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let items): try value.encode(items)
        case .object(let members): try value.encode(members)
        }
    }

    /// Nothing that we take is nested deeper.
    static let depthLimit = 8

    /// Reads JSON of bounded depth; `nil` for what is none.
    init?(bytes: [UInt8]) {
        guard Self.depth(of: bytes) <= Self.depthLimit,
            let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        else { return nil }
        self = value
    }

    /// How deeply brackets are nested, outside of texts.
    private static func depth(of bytes: [UInt8]) -> Int {
        var (depth, deepest, isInText, isEscaped) = (0, 0, false, false)
        for byte in bytes {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: continue
            }
        }
        return deepest
    }

    /// The member of an object; `nil` when there is none.
    subscript(name: String) -> JSONValue? {
        switch self {
        case .object(let members): members[name]
        case .null, .flag, .integer, .text, .list, .otherNumber: nil
        }
    }

    static func of(_ pairs: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for (name, value) in pairs { members[name] = value }
        return .object(members)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral
{
    init(stringLiteral text: String) { self = .text(text) }
    init(integerLiteral number: Int64) { self = .integer(number) }
    init(booleanLiteral flag: Bool) { self = .flag(flag) }
    init(arrayLiteral items: JSONValue...) { self = .list(items) }
}

/// How our structs become JSON and back: `amountDong` is `amount_dong`, `customerID` is `customer_id`.
enum APICoding {
    static func encode(_ value: some Encodable, isPretty: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting =
            isPretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The same for what is JSON already: names stay as they are.
    static func encode(_ value: JSONValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in Key(path.last?.stringValue ?? "") }
        return try decoder.decode(type, from: Data(bytes))
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }

        /// `customer_id` as `customerID`.
        init(_ name: String) {
            let words = name.split(separator: "_").map(String.init)
            stringValue =
                (words.first ?? "")
                + words.dropFirst().map { $0 == "id" ? "ID" : $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        }
    }
}
