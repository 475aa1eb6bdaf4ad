import Foundation
package import Hummingbird
package import Kernel
import Markup

/// The telephones of a demonstration's people: a page that shows the codes of their authenticators. Whoever plugs it in
/// says what they are.
package struct SandboxTelephone: Sendable {
    package struct Entry: Codable, Sendable {
        let account: String
        let name: String
        let code: String

        package init(account: String, name: String, code: String) {
            self.account = account
            self.name = name
            self.code = code
        }
    }

    private let now: Now
    private let entries: @Sendable () async throws -> [Entry]

    package init(now: @escaping Now, entries: @escaping @Sendable () async throws -> [Entry]) {
        self.now = now
        self.entries = entries
    }

    /// `/sandbox/authenticator`, and the same as JSON below it.
    package func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("sandbox/authenticator") { _, _ in page(try await entries()) }
        router.get("sandbox/authenticator/codes") { _, _ in try SandboxJSON.response(try await entries()) }
    }

    private func page(_ entries: [Entry]) -> SandboxPage {
        let left = 30 - now().milliseconds / 1_000 % 30
        return SandboxPage(title: "Mã xác thực · Authenticator", language: .vietnamese) {
            """
            <p>Mã đổi sau \(left) giây; mỗi mã dùng một lần. · Codes change in \(left) seconds; each works once.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Mã xác thực"><table>
            <thead><tr><th scope="col">Họ tên</th><th scope="col">Tài khoản</th><th scope="col">Mã</th></tr></thead>
            <tbody>\(entries, row)</tbody></table></div>
            """
        }
    }

    private func row(_ entry: Entry) -> HTML {
        "<tr><td>\(entry.name)</td><td>\(entry.account)</td><td><strong>\(entry.code)</strong></td></tr>"
    }
}
