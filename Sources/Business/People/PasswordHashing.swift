/// What a password must be, for customers and staff alike.
package enum PasswordRule {
    /// Twelve signs or more, not the same few again and again (NIST SP 800-63B asks for length, not for signs), and not
    /// one of those that are guessed first (ASVS 5.0, V6.2.4).
    package static func holds(_ password: String) -> Bool {
        password.count >= 12 && password.utf8.count <= 1_024 && Set(password).count >= 6 && !isGuessedFirst(password)
    }

    /// A word that everybody takes, or a walk over the keys, with no more than a year, a number or marks around it.
    private static func isGuessedFirst(_ password: String) -> Bool {
        // What stands around the words is a year, a number or a mark; inside, signs stand for letters.
        let signs = Array(password.lowercased())
        guard let first = signs.firstIndex(where: \.isLetter), let last = signs.lastIndex(where: \.isLetter) else {
            return isWalk(signs)
        }
        let letters = String(signs[first...last].map { stoodFor[$0] ?? $0 }.filter(\.isLetter))
        var rest = letters
        for word in common { rest = rest.replacing(word, with: "") }
        return (rest.count < 4 && signs.count - letters.count < 8) || isWalk(signs)
    }

    /// Whether most steps go to a neighbour: `123456789012`, `qwertyuiop12`, `aaabbbcccddd`.
    private static func isWalk(_ signs: [Character]) -> Bool {
        let steps = zip(signs, signs.dropFirst()).count { one, next in
            one == next
                || walks.contains { walk in
                    guard let place = walk.firstIndex(of: one), let other = walk.firstIndex(of: next) else {
                        return false
                    }
                    return abs(walk.distance(from: place, to: other)) == 1
                }
        }
        return steps * 4 >= (signs.count - 1) * 3
    }

    private static let walks = ["12345678901", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"]
    private static let stoodFor: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s",
    ]
    private static let common = [
        "password", "passw", "matkhau", "mobifone", "mobile", "viettel", "vinaphone", "vnpay", "qldv", "vietnam",
        "saigon",
        "hanoi", "admin", "administrator", "quantri", "ketoan", "welcome", "letmein", "login", "iloveyou", "anhyeuem",
        "yeuem", "emyeuanh", "sunshine", "princess", "dragon", "monkey", "football", "master", "secret", "changeme",
        "default", "qwerty", "azerty", "hello", "company", "congty", "khachhang", "nguyen", "tran", "test", "user",
        "abc",
        "xyz", "cloud", "spring", "summer", "autumn", "winter",
    ]
}

/// Turns passwords into something worth nothing to a thief. Made live in `PasswordsSodium`, off the event loop.
package struct PasswordHashing: Sendable {
    package var hash: @Sendable (String) async throws -> String
    package var verify: @Sendable (_ password: String, _ hash: String) async -> Bool

    package init(
        hash: @escaping @Sendable (String) async throws -> String,
        verify: @escaping @Sendable (_ password: String, _ hash: String) async -> Bool
    ) {
        self.hash = hash
        self.verify = verify
    }
}
