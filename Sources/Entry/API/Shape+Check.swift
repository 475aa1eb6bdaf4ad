import Foundation
import Kernel

/// One thing that is wrong with what a program sent, and where.
struct FieldProblem: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        /// A JSON pointer (RFC 6901) into the body.
        case body(String)
        case parameter(String)
        case header(String)
    }

    let place: Place
    let words: Bilingual

    init(_ place: Place, _ vietnamese: String, _ english: String) {
        self.place = place
        words = Bilingual(vietnamese: vietnamese, english: english)
    }
}

extension Shape {
    /// What of this value is not as the table says, field by field.
    func problems(of value: JSONValue, at pointer: String = "") -> [FieldProblem] {
        guard case .object(let members) = value else {
            return [FieldProblem(.body(pointer), "Phải là một đối tượng JSON.", "Must be a JSON object.")]
        }
        var problems: [FieldProblem] = []
        for name in members.keys.sorted() where !fields.contains(where: { $0.name == name }) {
            let place = FieldProblem.Place.body("\(pointer)/\(name.pointerPart)")
            problems.append(FieldProblem(place, "Không có trường nào tên này.", "There is no such field."))
        }
        for field in fields {
            let place = "\(pointer)/\(field.name)"
            if let value = members[field.name] {
                problems += field.kind.problems(of: value, at: place)
            } else if field.isRequired {
                problems.append(FieldProblem(.body(place), "Thiếu trường này.", "This field is missing."))
            }
        }
        return problems
    }
}

extension FieldKind {
    func problems(of value: JSONValue, at pointer: String) -> [FieldProblem] {
        switch (self, value) {
        case (.clearable, .null): return []
        case (.clearable(let kind), _): return kind.problems(of: value, at: pointer)
        case (.object(let shape), _): return shape.problems(of: value, at: pointer)
        case (.list(let kind, let count), .list(let items)):
            let parts = items.enumerated().flatMap { kind.problems(of: $1, at: "\(pointer)/\($0)") }
            return count.contains(items.count) ? parts : [problem(.body(pointer))] + parts
        case (.flag, .flag): return []
        case (.integer(let range), .integer(let number)) where range.contains(number): return []
        case (.text, .text(let text)), (.bytes, .text(let text)), (.id, .text(let text)), (.day, .text(let text)),
            (.instant, .text(let text)), (.choice, .text(let text)):
            return holds(text) ? [] : [problem(.body(pointer))]
        case (.text, _), (.bytes, _), (.id, _), (.day, _), (.instant, _), (.integer, _), (.flag, _), (.choice, _),
            (.list, _):
            return [problem(.body(pointer))]
        }
    }

    /// Whether a value of the query may stand here.
    func holds(_ text: String) -> Bool {
        switch self {
        case .text(let length): length.contains(text.unicodeScalars.count) && text.isFreeOfControls
        case .bytes(let limit): text.base64Bytes.map { $0.count <= limit } ?? false
        case .id: text.utf8.count == 36 && ID<Shape>(text) != nil
        case .day: Day(iso8601: text) != nil
        case .instant: Timestamp(iso8601: text) != nil
        case .integer(let range): text.utf8.count <= 20 && Int64(text).map(range.contains) ?? false
        case .flag: text == "true" || text == "false"
        case .choice(let choices): choices.contains(text)
        case .object, .list: false
        case .clearable(let kind): kind.holds(text)
        }
    }

    /// The words for a value that may not stand here.
    func problem(_ place: FieldProblem.Place) -> FieldProblem {
        switch self {
        case .text(let length):
            FieldProblem(
                place,
                "Phải là văn bản dài \(length.lowerBound)–\(length.upperBound) ký tự, không có ký tự điều khiển.",
                "Must be text of \(length.lowerBound)–\(length.upperBound) characters, without control characters."
            )
        case .bytes(let limit):
            FieldProblem(
                place,
                "Phải là base64 của tối đa \(limit) byte.",
                "Must be base 64 of at most \(limit) bytes."
            )
        case .id: FieldProblem(place, "Phải là một mã UUID.", "Must be a UUID.")
        case .day: FieldProblem(place, "Phải là một ngày như 2026-11-24.", "Must be a day such as 2026-11-24.")
        case .instant:
            FieldProblem(
                place,
                "Phải là thời điểm như 2026-11-24T14:05:09+07:00.",
                "Must be an instant such as 2026-11-24T14:05:09+07:00."
            )
        case .integer(let range):
            FieldProblem(
                place,
                "Phải là số nguyên từ \(range.lowerBound) đến \(range.upperBound).",
                "Must be a whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        case .flag: FieldProblem(place, "Phải là true hoặc false.", "Must be true or false.")
        case .choice(let choices):
            FieldProblem(
                place,
                "Phải là một trong: \(choices.joined(separator: ", ")).",
                "Must be one of: \(choices.joined(separator: ", "))."
            )
        case .object: FieldProblem(place, "Phải là một đối tượng JSON.", "Must be a JSON object.")
        case .list(_, let count):
            FieldProblem(
                place,
                "Phải là danh sách \(count.lowerBound)–\(count.upperBound) phần tử.",
                "Must be a list of \(count.lowerBound)–\(count.upperBound) items."
            )
        case .clearable(let kind): kind.problem(place)
        }
    }
}

extension String {
    /// One step of a JSON pointer.
    fileprivate var pointerPart: String { replacing("~", with: "~0").replacing("/", with: "~1") }

    /// What it says in base 64; `nil` when it is not.
    var base64Bytes: [UInt8]? { Data(base64Encoded: self).map { Array($0) } }

    var isFreeOfControls: Bool {
        unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 || $0 == "\n" || $0 == "\r" || $0 == "\t" }
    }
}
