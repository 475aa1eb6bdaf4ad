/// One way of writing text into a query string. VNPAY's own samples in five languages write `* ~ ! ' ( )` in five ways;
/// `standard` is the one of the URL standard and of Java, in which every captured callback verifies.
struct FormEncoding: Hashable, Sendable {
    enum Space: Hashable, Sendable { case plus, percent }

    /// What stays as it is beside letters and digits.
    var unreserved: String
    var space: Space = .plus
    var upperCaseHex = true
    /// Java's `URLEncoder` with US-ASCII: every character it does not know becomes a question mark.
    var loosesBeyondASCII = false

    static let standard = FormEncoding(unreserved: "*-._")
    static let php = FormEncoding(unreserved: "-._")
    static let dotNet = FormEncoding(unreserved: "!()*-._")
    static let node = FormEncoding(unreserved: "!'()*-._~")
    static let python = FormEncoding(unreserved: "-._~")

    func encode(_ text: String) -> String {
        let kept = Array(unreserved.utf8)
        let digits = Array((upperCaseHex ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in loosesBeyondASCII ? Self.questionMarks(text) : Array(text.utf8) {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case UInt8(ascii: " ") where space == .plus:
                bytes.append(UInt8(ascii: "+"))
            case _ where kept.contains(byte):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `nil` when a percent sign is not followed by two hexadecimal digits, or the bytes are not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else { return nil }
                bytes.append(high << 4 | low)
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func questionMarks(_ text: String) -> [UInt8] {
        text.utf16.map { $0 < 128 ? UInt8($0) : UInt8(ascii: "?") }
    }
}

extension UInt8 {
    /// The value of this ASCII byte as a hexadecimal digit of either case.
    var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Sequence<UInt8> {
    /// Lower-case hexadecimal.
    var hexText: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
