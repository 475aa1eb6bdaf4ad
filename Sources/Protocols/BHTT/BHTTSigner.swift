import Crypto

/// Signs calls of the REST variant: HMAC-SHA256 over `timestamp.METHOD.path.` and the body's bytes.
public struct BHTTSigner: Sendable {
    public static let timestampHeader = "X-QLDV-Timestamp"
    public static let keyIDHeader = "X-QLDV-Key-Id"
    public static let signatureHeader = "X-QLDV-Signature"
    /// How far the two clocks may be apart, either way, in seconds.
    public static let skewSeconds: Int64 = 300

    public let keyID: String
    private let key: SymmetricKey

    public init(keyID: String, secret: String) {
        self.keyID = keyID
        key = SymmetricKey(data: Array(secret.utf8))
    }

    /// - Parameters:
    ///   - path: as it stands in the request line, without the query.
    ///   - seconds: the clock, in seconds since 1970 UTC.
    public func headers(method: String, path: String, body: [UInt8], seconds: Int64) -> [(name: String, value: String)]
    {
        let code = HMAC<SHA256>.authenticationCode(for: Self.signed("\(seconds)", method, path, body), using: key)
        return [
            (Self.timestampHeader, "\(seconds)"), (Self.keyIDHeader, keyID), (Self.signatureHeader, Self.hex(code)),
        ]
    }

    /// Whether a call is to be believed. Takes the same time wherever the first difference is.
    ///
    /// - Parameter value: The header of a name, empty when there is none.
    public func isGenuine(
        _ value: (String) -> String,
        method: String,
        path: String,
        body: [UInt8],
        seconds: Int64
    ) -> Bool {
        let timestamp = value(Self.timestampHeader)
        guard value(Self.keyIDHeader) == keyID, let time = Int64(timestamp),
            seconds.subtractingReportingOverflow(time).partialValue.magnitude <= UInt64(Self.skewSeconds),
            let given = Self.bytes(hex: value(Self.signatureHeader))
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            given,
            authenticating: Self.signed(timestamp, method, path, body),
            using: key
        )
    }

    private static func signed(_ timestamp: String, _ method: String, _ path: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(timestamp).\(method).\(path).".utf8) + body
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func bytes(hex text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
