/// The text inside a payment QR code (EMVCo, as VietQR and VNPAYQR use it): tags of two digits, lengths of two digits,
/// values, and a checksum over all of it at the end.
public struct EMVCoCode: Hashable, Sendable {
    public struct Item: Hashable, Sendable {
        public let tag: String
        public let value: String

        /// - Parameter tag: two digits.
        public init(_ tag: String, _ value: String) {
            self.tag = tag
            self.value = value
        }

        /// The items inside the value, when it is made of such.
        public var items: [Item]? { EMVCoCode.items(value) }
    }

    public enum Fault: Error, Hashable, Sendable {
        /// A tag or a length is not what it should be, or the text ends too soon.
        case malformed
        /// The checksum does not fit: the code was misread or changed.
        case wrongChecksum(expected: String)
        /// A value has more than 99 characters.
        case tooLong(tag: String)
    }

    /// All items but the checksum.
    public let items: [Item]

    public init(_ items: [Item]) { self.items = items }

    /// Reads the text of a code. The checksum may be in either case.
    public init(reading text: String) throws(Fault) {
        guard text.count >= 8, text.dropLast(4).hasSuffix("6304") else { throw .malformed }
        let expected = Self.checksum(String(text.dropLast(4)))
        guard text.suffix(4).uppercased() == expected else { throw .wrongChecksum(expected: expected) }
        guard let items = Self.items(String(text.dropLast(8))) else { throw .malformed }
        self.items = items
    }

    /// Whether the checksum at the end fits, whatever stands before it.
    public static func hasRightChecksum(_ text: String) -> Bool {
        text.count >= 8 && text.dropLast(4).hasSuffix("6304")
            && text.suffix(4).uppercased() == checksum(String(text.dropLast(4)))
    }

    public subscript(_ tag: String) -> String? { items.first { $0.tag == tag }?.value }

    /// The text, with its checksum.
    public func text() throws(Fault) -> String {
        let body = try Self.written(items) + "6304"
        return body + Self.checksum(body)
    }

    /// Items one behind the other, for the inside of a value.
    public static func written(_ items: [Item]) throws(Fault) -> String {
        var text = ""
        for item in items {
            guard item.tag.count == 2 else { throw .malformed }
            guard item.value.count <= 99 else { throw .tooLong(tag: item.tag) }
            text += item.tag + (item.value.count < 10 ? "0" : "") + String(item.value.count) + item.value
        }
        return text
    }

    static func items(_ text: String) -> [Item]? {
        var items: [Item] = []
        var rest = text[...]
        while !rest.isEmpty {
            let tag = rest.prefix(2)
            let length = rest.dropFirst(2).prefix(2)
            guard tag.count == 2, length.count == 2, tag.allSatisfy(\.isASCII), length.allSatisfy(\.isASCII),
                Int(tag) != nil, let count = Int(length), count >= 0
            else { return nil }
            let value = rest.dropFirst(4).prefix(count)
            guard value.count == count else { return nil }
            items.append(Item(String(tag), String(value)))
            rest = rest.dropFirst(4 + count)
        }
        return items
    }

    /// CRC-16/CCITT-FALSE over the UTF-8 bytes, four upper-case digits.
    public static func checksum(_ text: String) -> String {
        var register: UInt16 = 0xFFFF
        for byte in text.utf8 {
            register ^= UInt16(byte) << 8
            for _ in 0..<8 {
                register = register & 0x8000 == 0 ? register << 1 : register << 1 ^ 0x1021
            }
        }
        return [UInt8(register >> 8), UInt8(register & 255)].hexText.uppercased()
    }
}

extension EMVCoCode {
    /// A VietQR transfer to a bank account, with the amount and the words that go with it.
    public static func vietQR(
        bankBIN: String,
        account: String,
        amountDong: Int64?,
        purpose: String
    ) throws(Fault) -> EMVCoCode {
        let beneficiary = try written([Item("00", bankBIN), Item("01", account)])
        let scheme = try written([Item("00", "A000000727"), Item("01", beneficiary), Item("02", "QRIBFTTA")])
        var items = [
            Item("00", "01"), Item("01", amountDong == nil ? "11" : "12"), Item("38", scheme), Item("53", "704"),
        ]
        if let amountDong { items.append(Item("54", String(amountDong))) }
        items.append(Item("58", "VN"))
        let words = String(VNPAYText.orderInfo(purpose).prefix(99))
        if !words.isEmpty { items.append(Item("62", try written([Item("08", String(words.prefix(95)))]))) }
        return EMVCoCode(items)
    }

    /// A VNPAYQR payment to a merchant: what VNPAY's page shows for the bank's app to scan.
    public static func vnpayQR(
        merchant: String,
        merchantName: String,
        amountDong: Int64,
        reference: String
    ) throws(Fault) -> EMVCoCode {
        let scheme = try written([Item("00", "A000000775"), Item("01", merchant)])
        let details = try written([Item("01", String(reference.prefix(25)))])
        return EMVCoCode([
            Item("00", "01"), Item("01", "12"), Item("26", scheme), Item("52", "7372"), Item("53", "704"),
            Item("54", String(amountDong)), Item("58", "VN"),
            Item("59", String(VNPAYText.cardholder(merchantName).prefix(25))), Item("60", "HANOI"), Item("62", details),
        ])
    }
}
