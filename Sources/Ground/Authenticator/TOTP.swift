import Crypto
package import Kernel

/// The six digits of an authenticator application (RFC 6238, with HMAC-SHA1 and steps of thirty seconds: what every
/// such application understands).
package struct TOTP: Sendable {
    package static let stepMilliseconds: Int64 = 30_000
    /// How many steps the two clocks may differ, either way.
    package static let tolerance: Int64 = 1

    private let key: SymmetricKey
    private let secret: [UInt8]

    /// - Parameter secret: 20 bytes nobody can guess (RFC 4226 §4).
    package init(secret: [UInt8]) {
        key = SymmetricKey(data: secret)
        self.secret = secret
    }

    package static func step(at time: Timestamp) -> Int64 { time.milliseconds / stepMilliseconds }

    package func code(step: Int64) -> String {
        var counter = UInt64(bitPattern: step)
        var bytes: [UInt8] = []
        for _ in 0..<8 {
            bytes.insert(UInt8(truncatingIfNeeded: counter), at: 0)
            counter >>= 8
        }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: key))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        return Int64(number % 1_000_000).padded(6)
    }

    /// The step whose code this is, looked for around `time`; `nil` when it is none of them. A step at or before
    /// `spent` is never accepted: a code that somebody looked at over a shoulder works once.
    package func step(of code: String, at time: Timestamp, after spent: Int64) -> Int64? {
        let digits = Array(code.utf8.filter { $0 != UInt8(ascii: " ") })
        let now = Self.step(at: time)
        var found: Int64?
        for step in (now - Self.tolerance)...(now + Self.tolerance) where step > spent {
            // Every candidate is compared whole, so that the time taken tells nothing.
            let expected = Array(self.code(step: step).utf8)
            guard expected.count == digits.count else { continue }
            if zip(expected, digits).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0 { found = step }
        }
        return found
    }

    /// The secret as people type it when they cannot scan: base 32 (RFC 4648 §6), in groups of four.
    package var typed: String {
        var text = ""
        for (index, letter) in secret.base32.enumerated() {
            if index > 0, index.isMultiple(of: 4) { text.append(" ") }
            text.append(letter)
        }
        return text
    }

    /// What the QR code says: `otpauth://totp/…`.
    package func address(issuer: String, account: String) -> String {
        let (issuer, account) = (issuer.addressPart, account.addressPart)
        return "otpauth://totp/\(issuer):\(account)?secret=\(secret.base32)&issuer=\(issuer)"
    }
}

extension Sequence<UInt8> {
    /// Base 32 (RFC 4648 §6), without padding.
    var base32: String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in self {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(digits[Int(buffer >> bits & 31)])
            }
        }
        if bits > 0 { text.append(digits[Int(buffer << (5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}

extension String {
    /// Everything but letters and digits percent-encoded.
    fileprivate var addressPart: String {
        utf8.map { byte -> String in
            let isPlain =
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            if isPlain { return String(decoding: [byte], as: UTF8.self) }
            return "%" + [byte].hex.uppercased()
        }.joined()
    }
}
