import Foundation
import Hummingbird
package import Kernel
package import Markup

/// The part of a sandbox's page where a person orders trouble.
package struct FaultForm<Orders: OrderableFaults> {
    private let values: [String: Value]
    private let action: String
    private let language: Language

    /// - Parameter action: The path of `SandboxFaults.addRoutes`.
    package init(_ faults: SandboxFaults<Orders>, action: String, language: Language) {
        let bytes = try? SandboxJSON.bytes(faults.current)
        values = bytes.flatMap { try? SandboxJSON.value([String: Value].self, from: $0) } ?? [:]
        self.action = action
        self.language = language
    }

    package var html: HTML {
        """
        <h2 id="faults">\(language("Lỗi được đặt trước", "Ordered faults"))</h2>
        <form method="post" action="\(link: action)" class="card">
        <input type="hidden" name="lang" value="\(language.rawValue)">
        \(Orders.fields, field)
        <button type="submit">\(language("Đặt", "Order"))</button></form>
        <form method="post" action="\(link: action)"><input type="hidden" name="lang" value="\(language.rawValue)">
        <button type="submit">\(language("Trở lại bình thường", "Back to good behaviour"))</button></form>
        """
    }

    private func field(_ field: FaultField) -> HTML {
        let label = language(field.words.vietnamese, field.words.english)
        let value = values[field.name]
        switch field.kind {
        case .isOn:
            let checked: HTML = value == .flag(true) ? " checked" : ""
            return "<label><input type=\"checkbox\" name=\"\(field.name)\" value=\"on\"\(checked)> \(label)</label>\n"
        case .count, .milliseconds:
            let text = value?.text ?? "0"
            return """
                <label>\(label)<input name="\(field.name)" value="\(text)" inputmode="numeric" size="8"></label>

                """
        case .list:
            let text = value?.text ?? ""
            return "<label>\(label)<input name=\"\(field.name)\" value=\"\(text)\" size=\"32\"></label>\n"
        }
    }

    /// A form's fields, decoded; of one that comes twice, the first.
    static func fields(_ body: [UInt8]) throws -> [String: String] {
        var components = URLComponents()
        components.percentEncodedQuery = String(decoding: body, as: UTF8.self).replacing("+", with: "%20")
        let items = (components.queryItems ?? []).map { ($0.name, $0.value ?? "") }
        return Dictionary(items, uniquingKeysWith: { first, _ in first })
    }

    /// The form's fields as the JSON that a program would send; an empty form is good behaviour.
    static func orders(from form: [String: String]) throws -> Orders {
        var values: [String: Value] = [:]
        for field in Orders.fields {
            let text = (form[field.name] ?? "").trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty else { continue }
            values[field.name] =
                switch field.kind {
                case .isOn: .flag(text == "on")
                case .count, .milliseconds: Int(text).map { .number($0) }
                case .list:
                    .list(
                        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                            !$0.isEmpty
                        }
                    )
                }
        }
        do {
            return try SandboxJSON.value(Orders.self, from: SandboxJSON.bytes(values))
        } catch {
            throw HTTPError(.badRequest, message: "no such orders")
        }
    }

    fileprivate enum Value: Codable, Equatable, Sendable {
        case flag(Bool)
        case number(Int)
        case list([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .list(try container.decode([String].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .flag(let flag): try container.encode(flag)
            case .number(let number): try container.encode(number)
            case .list(let list): try container.encode(list)
            }
        }

        var text: String {
            switch self {
            case .flag(let flag): flag ? "on" : ""
            case .number(let number): "\(number)"
            case .list(let list): list.joined(separator: ", ")
            }
        }
    }
}
