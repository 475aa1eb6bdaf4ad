import Crypto
import Kernel

/// The one secret from which links and codes are derived. A link is HMAC(key, what it is for and which): nothing
/// secret is stored, yet a letter can be written again with the same link (docs/decisions/0005).
package struct ServerKey: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: At least 32 bytes nobody can guess.
    package init?(secret: [UInt8]) {
        guard secret.count >= 32 else { return nil }
        key = SymmetricKey(data: secret)
    }

    /// A secret for an address: 192 bits in base 64. `purpose` keeps the kinds of links apart.
    package func token(_ purpose: String, _ subject: String) -> String {
        Array(mac(purpose, subject).prefix(24)).base64URL
    }

    /// That many bytes, at most 32, for a secret that is shared with somebody's device.
    package func secret(_ purpose: String, _ subject: String, count: Int) -> [UInt8] {
        Array(mac(purpose, subject).prefix(count))
    }

    /// A code of six digits for typing.
    package func code(_ purpose: String, _ subject: String) -> String {
        let number = mac(purpose, subject).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(number % 1_000_000).padded(6)
    }

    /// What is stored of a token: enough to find it, not enough to use it.
    package static func digest(_ token: String) -> String { SHA256.hash(data: Array(token.utf8)).hex }

    /// Compares without telling by its speed how much was right.
    package static func matches(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func mac(_ purpose: String, _ subject: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("\(purpose)\u{1F}\(subject)".utf8), using: key))
    }
}
