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
