import Crypto

/// A terminal's hash secret. It never shows itself: not in a log, not in an error, not in a dump.
public struct VNPAYSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { "VNPAYSecret(hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The seven messages that are signed, by the names that the command line gives them.
public enum VNPAYMessageKind: String, Hashable, Sendable, CaseIterable {
    case pay
    case `return`
    case ipn
    case queryRequest = "querydr_request"
    case queryResponse = "querydr_response"
    case refundRequest = "refund_request"
    case refundResponse = "refund_response"

    /// The fields whose raw values are joined by `|`, in this order; `nil` for messages that travel in a query string.
    public var pipeOrder: [String]? {
        switch self {
        case .pay, .return, .ipn: nil
        case .queryRequest:
            Self.names("RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo")
        case .queryResponse: Self.names(Self.answer + " PromotionCode PromotionAmount")
        case .refundRequest:
            Self.names(
                "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate "
                    + "CreateBy CreateDate IpAddr OrderInfo"
            )
        case .refundResponse: Self.names(Self.answer)
        }
    }

    private static let answer =
        "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType "
        + "TransactionStatus OrderInfo"

    private static func names(_ list: String) -> [String] { list.split(separator: " ").map { "vnp_" + $0 } }

    /// What is hashed. Query strings: the non-empty `vnp_` fields but the signature's own, sorted by their bytes,
    /// form-encoded. JSON: raw values in `pipeOrder`, an absent one as an empty segment.
    public func dataToHash(_ fields: VNPAYFields) -> String {
        if let pipeOrder { return pipeOrder.map { fields.text($0) }.joined(separator: "|") }
        return VNPAYFields(
            fields.withoutSignature.all.filter { $0.name.hasPrefix("vnp_") }.sorted { $0.precedesByBytes($1) }
        ).query
    }
}

extension VNPAYFields.Field {
    func precedesByBytes(_ other: Self) -> Bool { name.utf8.lexicographicallyPrecedes(other.name.utf8) }
}

/// HMAC-SHA512 over a message, written as 128 hexadecimal digits.
public enum VNPAYSignature {
    public static func hash(_ data: String, secret: VNPAYSecret) -> String {
        HMAC<SHA512>.authenticationCode(for: Array(data.utf8), using: key(secret)).hexText
    }

    public static func sign(_ fields: VNPAYFields, as kind: VNPAYMessageKind, secret: VNPAYSecret) -> String {
        hash(kind.dataToHash(fields), secret: secret)
    }

    /// Whether the fields carry the right `vnp_SecureHash`. Either case of hexadecimal will do; the time it takes does
    /// not tell how much of it was right.
    public static func isValid(_ fields: VNPAYFields, as kind: VNPAYMessageKind, secret: VNPAYSecret) -> Bool {
        guard let signature = fields.signature else { return false }
        return matches(signature, data: kind.dataToHash(fields), secret: secret)
    }

    public static func matches(_ signature: String, data: String, secret: VNPAYSecret) -> Bool {
        equal(signature, to: HMAC<SHA512>.authenticationCode(for: Array(data.utf8), using: key(secret)))
    }

    static func equal(_ signature: String, to code: some Sequence<UInt8>) -> Bool {
        let expected = Array(code)
        let given = Array(signature.utf8)
        guard given.count == expected.count * 2 else { return false }
        var difference: UInt8 = 0
        for (index, byte) in expected.enumerated() {
            guard let high = given[index * 2].hexDigit, let low = given[index * 2 + 1].hexDigit else { return false }
            difference |= (high << 4 | low) ^ byte
        }
        return difference == 0
    }

    private static func key(_ secret: VNPAYSecret) -> SymmetricKey { SymmetricKey(data: Array(secret.text.utf8)) }
}
