/// What a password must be, for customers and staff alike.
package enum PasswordRule {
    /// Twelve signs or more, and not the same few again and again (NIST SP 800-63B asks for length, not for signs).
    package static func holds(_ password: String) -> Bool {
        password.count >= 12 && password.utf8.count <= 1_024 && Set(password).count >= 6
    }
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
