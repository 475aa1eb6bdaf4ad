import Crypto
import Foundation
import Kernel
package import People

/// The Ed25519 key (RFC 8032) that evidence is signed with. Derived from the server's key, so that it needs no keeping
/// of its own; the public half is published at `/bang-chung/khoa` and by `qldv evidence key`.
package struct EvidenceKey: Sendable {
    private let secret: Curve25519.Signing.PrivateKey

    package init(_ key: ServerKey) throws {
        secret = try Curve25519.Signing.PrivateKey(
            rawRepresentation: key.secret("evidence_signing", "ed25519/1", count: 32)
        )
    }

    /// 32 bytes in base 64.
    package var publicKey: String { secret.publicKey.rawRepresentation.base64EncodedString() }

    func sign(_ bytes: [UInt8]) throws -> String { try secret.signature(for: bytes).base64EncodedString() }

    /// Whether the signature over those bytes was made by the holder of that public key.
    package static func isValid(_ signature: String, of bytes: [UInt8], by publicKey: String) -> Bool {
        guard let signature = Data(base64Encoded: signature), let raw = Data(base64Encoded: publicKey),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
        else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}
