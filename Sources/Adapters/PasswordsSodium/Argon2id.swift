import CSodium
import Foundation
package import People

extension PasswordHashing {
    /// Argon2id through libsodium with its interactive limits: 64 MiB and about a tenth of a second for each password,
    /// which is what makes guessing dear.
    ///
    /// - Parameters:
    ///   - atOnce: how many are worked on at the same time, on threads of their own; each takes 64 MiB.
    ///   - waiting: how many more may wait. Beyond that, hashing throws and verifying says no.
    package static func argon2id(atOnce: Int = 2, waiting: Int = 200) -> PasswordHashing {
        let bench = HashingBench(atOnce: atOnce, limit: atOnce + waiting)
        return PasswordHashing(
            hash: { password in
                guard let hash = await bench.run({ Argon2id.hash(password) }) else {
                    throw Argon2idError.tooManyWaiting
                }
                guard let hash else { throw Argon2idError.notHashed }
                return hash
            },
            verify: { password, hash in await bench.run { Argon2id.verify(password, hash) } ?? false }
        )
    }
}

/// Why a password was not hashed.
package enum Argon2idError: Error, Hashable, Sendable {
    case tooManyWaiting
    /// Empty, longer than `Argon2id.limitBytes`, or no memory for the work.
    case notHashed
}

private enum Argon2id {
    /// Nobody types more; somebody might send more.
    static let limitBytes = 1_024

    static func hash(_ password: String) -> String? {
        guard sodium_init() >= 0, let password = normalised(password) else { return nil }
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let result = crypto_pwhash_str_alg(
            &text,
            password,
            UInt64(password.utf8.count),
            UInt64(crypto_pwhash_OPSLIMIT_INTERACTIVE),
            Int(crypto_pwhash_MEMLIMIT_INTERACTIVE),
            crypto_pwhash_ALG_ARGON2ID13
        )
        guard result == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func verify(_ password: String, _ hash: String) -> Bool {
        guard sodium_init() >= 0, hash.utf8.count < Int(crypto_pwhash_STRBYTES), hash.hasPrefix("$argon2id$"),
            let password = normalised(password)
        else { return false }
        return crypto_pwhash_str_verify(hash, password, UInt64(password.utf8.count)) == 0
    }

    /// Keyboards write "ế" as one character or as three: the same password either way.
    private static func normalised(_ password: String) -> String? {
        let text = password.precomposedStringWithCanonicalMapping
        return (1...limitBytes).contains(text.utf8.count) ? text : nil
    }
}
