package import Foundation
package import Kernel

/// A JSON value of a bundle. Numbers are whole, so that every program writes them alike.
package indirect enum EvidenceValue: Hashable, Sendable {
    case object([String: EvidenceValue])
    case list([EvidenceValue])
    case text(String)
    case number(Int64)
    case truth(Bool)
    case nothing
}

extension EvidenceValue {
    package static func text(_ text: String?) -> EvidenceValue { text.map { .text($0) } ?? .nothing }
    package static func amount(_ money: Money?) -> EvidenceValue { money.map { .number($0.dong) } ?? .nothing }
    /// An instant as `2026-11-23T14:05:09.120+07:00`.
    package static func time(_ time: Timestamp?) -> EvidenceValue { .text(time?.iso8601) }
    package static func day(_ day: Day?) -> EvidenceValue { .text(day?.iso8601) }

    /// A member of an object; nothing when it is not there, or this is no object.
    package subscript(_ name: String) -> EvidenceValue {
        get {
            guard case .object(let members) = self else { return .nothing }
            return members[name] ?? .nothing
        }
        set {
            guard case .object(var members) = self else { return }
            members[name] = newValue
            self = .object(members)
        }
    }

    package var items: [EvidenceValue] {
        guard case .list(let items) = self else { return [] }
        return items
    }

    package var words: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    package var whole: Int64? {
        guard case .number(let number) = self else { return nil }
        return number
    }
}

extension EvidenceValue {
    /// RFC 8785 (JCS) for whole numbers: names sorted, no blanks. What is hashed and signed.
    package var canonical: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, indentation: nil)
        return bytes
    }

    /// The same, two blanks deeper at each level, for people to read.
    package var readable: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, indentation: 0)
        return bytes + [0x0A]
    }

    private func write(to bytes: inout [UInt8], indentation: Int?) {
        switch self {
        case .object(let members):
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            Self.writeItems("{}", sorted, to: &bytes, indentation) { member, bytes, deeper in
                Self.writeText(member.key, to: &bytes)
                bytes += deeper == nil ? [0x3A] : [0x3A, 0x20]
                member.value.write(to: &bytes, indentation: deeper)
            }
        case .list(let items):
            Self.writeItems("[]", items, to: &bytes, indentation) { item, bytes, deeper in
                item.write(to: &bytes, indentation: deeper)
            }
        case .text(let text): Self.writeText(text, to: &bytes)
        case .number(let number): bytes += Array(String(number).utf8)
        case .truth(let isTrue): bytes += Array((isTrue ? "true" : "false").utf8)
        case .nothing: bytes += Array("null".utf8)
        }
    }

    private static func writeItems<Item>(
        _ brackets: String,
        _ items: [Item],
        to bytes: inout [UInt8],
        _ indentation: Int?,
        _ write: (Item, inout [UInt8], Int?) -> Void
    ) {
        let signs = Array(brackets.utf8)
        bytes.append(signs[0])
        let deeper = indentation.map { $0 + 2 }
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            if let deeper { bytes += [0x0A] + [UInt8](repeating: 0x20, count: deeper) }
            write(item, &bytes, deeper)
        }
        if let indentation, !items.isEmpty { bytes += [0x0A] + [UInt8](repeating: 0x20, count: indentation) }
        bytes.append(signs[1])
    }

    private static func writeText(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: bytes += [0x5C, byte]
            case 0x08: bytes += Array("\\b".utf8)
            case 0x09: bytes += Array("\\t".utf8)
            case 0x0A: bytes += Array("\\n".utf8)
            case 0x0C: bytes += Array("\\f".utf8)
            case 0x0D: bytes += Array("\\r".utf8)
            case 0..<0x20: bytes += Array("\\u00".utf8) + Array([byte].hex.utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}

extension EvidenceValue: Decodable {
    /// Reads any JSON without fractions.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .nothing
        } else if let isTrue = try? container.decode(Bool.self) {
            self = .truth(isTrue)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let items = try? container.decode([EvidenceValue].self) {
            self = .list(items)
        } else {
            self = .object(try container.decode([String: EvidenceValue].self))
        }
    }

    /// `nil` when it is not one JSON value of this kind.
    package init?(json: Data) {
        guard let value = try? JSONDecoder().decode(EvidenceValue.self, from: json) else { return nil }
        self = value
    }
}
