import Crypto
import Foundation

/// Who signs, and with what.
package struct ProvisioningSigner: Sendable {
    package let keyID: String
    private let key: SymmetricKey

    package init(keyID: String, secret: String) {
        self.keyID = keyID
        key = SymmetricKey(data: Array(secret.utf8))
    }

    /// The three headers for a call.
    ///
    /// - Parameters:
    ///   - path: as it stands in the request line, from the first `/`, without the query.
    ///   - seconds: the clock, in seconds since 1970 UTC.
    package func headers(method: String, path: String, body: [UInt8], seconds: Int64) -> ProvisioningHeaders {
        let code = HMAC<SHA256>.authenticationCode(
            for: Self.signedBytes(String(seconds), method, path, body),
            using: key
        )
        return ProvisioningHeaders(timestamp: String(seconds), keyID: keyID, signature: Self.hex(code))
    }

    /// Takes the same time wherever the first difference is.
    ///
    /// - Throws: why the call is not to be believed.
    package func verify(
        _ headers: ProvisioningHeaders,
        method: String,
        path: String,
        body: [UInt8],
        seconds: Int64
    ) throws(ProvisioningSignatureError) {
        guard headers.keyID == keyID else { throw .unknownKeyID }
        guard let given = Self.bytes(hex: headers.signature) else { throw .wrong }
        let signed = Self.signedBytes(headers.timestamp, method, path, body)
        guard HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: signed, using: key) else { throw .wrong }
        guard let time = Int64(headers.timestamp),
            seconds.subtractingReportingOverflow(time).partialValue.magnitude <= UInt64(Self.skewSeconds)
        else { throw .stale }
    }

    /// How far the two clocks may be apart, either way. A call repeated within it is harmless: the key makes it one.
    package static let skewSeconds: Int64 = 300

    private static func signedBytes(_ timestamp: String, _ method: String, _ path: String, _ body: [UInt8]) -> [UInt8] {
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

/// The headers that carry a signature.
package struct ProvisioningHeaders: Hashable, Sendable {
    package static let timestampName = "X-QLDV-Timestamp"
    package static let keyIDName = "X-QLDV-Key-Id"
    package static let signatureName = "X-QLDV-Signature"

    package let timestamp: String
    package let keyID: String
    package let signature: String

    package init(timestamp: String, keyID: String, signature: String) {
        self.timestamp = timestamp
        self.keyID = keyID
        self.signature = signature
    }

    package var pairs: [(name: String, value: String)] {
        [(Self.timestampName, timestamp), (Self.keyIDName, keyID), (Self.signatureName, signature)]
    }
}

/// Why a call is not believed.
package enum ProvisioningSignatureError: Error, Hashable, Sendable {
    case unknownKeyID
    case wrong
    /// Signed by the right hand, at a time too far from ours.
    case stale

    package var code: ActivationProblemCode {
        switch self {
        case .unknownKeyID: .unknownKeyID
        case .wrong: .badSignature
        case .stale: .staleTimestamp
        }
    }
}
