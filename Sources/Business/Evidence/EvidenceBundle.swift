import Crypto
import Foundation
import Kernel

/// A file that proves a payment or a contract to somebody who has neither the server nor its database
/// (docs/evidence.md). Parts are hashed one by one, the hashes are signed.
package struct EvidenceBundle: Hashable, Sendable {
    package static let format = "qldv-evidence/1"

    /// The whole file.
    package let file: EvidenceValue

    package init(file: EvidenceValue) { self.file = file }

    /// Signs parts into a bundle.
    ///
    /// - Parameter header: `kind`, `number`, `taken_at`, `taken_by`.
    package init(header: [String: EvidenceValue], parts: [String: EvidenceValue], key: EvidenceKey) throws {
        var signed = header
        signed["format"] = .text(Self.format)
        signed["hashes"] = .object(parts.mapValues { .text(Self.hash($0)) })
        file = .object([
            "signed": .object(signed), "parts": .object(parts), "public_key": .text(key.publicKey),
            "signature": .text(try key.sign(EvidenceValue.object(signed).canonical)),
        ])
    }

    /// What one writes to disk.
    package var bytes: [UInt8] { file.readable }

    /// `qldv-bang-chung-HD-2026-KV1-00001.json`
    package var name: String {
        let number = (file["signed"]["number"].words ?? "").filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0))
        }
        return "qldv-bang-chung-\(number).json"
    }

    package var parts: EvidenceValue { file["parts"] }

    static func hash(_ value: EvidenceValue) -> String { SHA256.hash(data: value.canonical).hex }
}
