/// Markup, written by interpolation as `SQLStatement` is: text that comes in is escaped, markup is embedded as it
/// stands, and no `String` can become markup.
///
///     let row: HTML = "<tr><td>\(customer.name)</td><td class=\"amount\">\(total)</td></tr>"
///
/// Escaping suits text and quoted attributes. Nothing is interpolated into scripts or styles. An address that comes
/// from outside goes through `link(_:)`, which refuses schemes such as `javascript:`.
package struct HTML: Sendable, ExpressibleByStringInterpolation {
    package private(set) var bytes: [UInt8]

    package init(stringLiteral text: StaticString) { bytes = text.withUTF8Buffer { Array($0) } }
    package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }
    package init() { bytes = [] }

    package static func text(_ text: String) -> HTML { "\(text)" }

    package var string: String { String(decoding: bytes, as: UTF8.self) }
    package var isEmpty: Bool { bytes.isEmpty }

    package static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }
    package static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum += right
        return sum
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        package mutating func appendLiteral(_ text: StaticString) {
            text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }

        /// Disfavoured, so that a literal (also in `a ? "…" : ""`) is markup, as it is anywhere else, and only a value of
        /// type `String` is text.
        @_disfavoredOverload
        package mutating func appendInterpolation(_ text: String) { bytes.appendEscaped(text) }
        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            bytes.append(contentsOf: String(number).utf8)
        }
        package mutating func appendInterpolation(_ markup: HTML) { bytes.append(contentsOf: markup.bytes) }
        package mutating func appendInterpolation(_ markup: HTML?) {
            if let markup { bytes.append(contentsOf: markup.bytes) }
        }
        package mutating func appendInterpolation<Items: Sequence>(_ items: Items, _ markup: (Items.Element) -> HTML) {
            for item in items { bytes.append(contentsOf: markup(item).bytes) }
        }
        /// An address from data: anything but a path of ours, `https:`, `http:` or `mailto:` becomes `#`.
        package mutating func appendInterpolation(link address: String) {
            let lower = address.lowercased()
            let allowed =
                ["https://", "http://", "mailto:"].contains { lower.hasPrefix($0) }
                || (address.hasPrefix("/") && !address.hasPrefix("//"))
            bytes.appendEscaped(allowed ? address : "#")
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): append(contentsOf: "&#39;".utf8)
            default: append(byte)
            }
        }
    }
}
