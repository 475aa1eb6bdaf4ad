import Kernel
import Markup

/// A token of the API, in finished words. Never its secret.
struct TokenLine: Sendable {
    let id: String
    let name: String
    let person: String
    let scopes: String
    let created: String
    let expires: String
    let lastUsed: String
    let state: Badge
    let isLive: Bool
}

/// `/quan-ly/api`: the programs that may act for staff.
struct TokensPage: Page {
    let around: Surroundings
    let lines: [TokenLine]
    var news: String?

    var title: String { language("Truy cập bằng API", "API access") }
    var frame: Frame { tokenFrame(around) }

    var main: HTML {
        """
        \(staffHead(title, lead: lead, actions: linkButton(language("Cấp mã mới", "New token"), to: .newToken)))
        \(news.map { notice(.good, title: $0) })
        \(lines.isEmpty ? nothing : table)
        """
    }

    private var lead: String {
        language(
            "Mã truy cập cho phép một chương trình làm việc thay một người qua /api/v1.",
            "A token lets a program act for a person over /api/v1."
        )
    }

    private var nothing: HTML {
        emptyState(
            .office,
            title: language("Chưa có mã nào", "No tokens yet"),
            words: language("Mã đã cấp sẽ hiện ở đây.", "Tokens that were issued show up here.")
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Tên", "Name")), .init(name: language("Làm việc thay", "Acts for")),
                .init(name: language("Phạm vi", "Scopes")), .init(name: language("Hết hạn", "Expires")),
                .init(name: language("Dùng lần cuối", "Last used")), .init(name: language("Trạng thái", "State")),
                .init(name: ""),
            ],
            rows: lines.map { line in
                [
                    .text(line.name), .text(line.person), .text(line.scopes), .text(line.expires),
                    .text(line.lastUsed), line.state.html, line.isLive ? revocation(line) : "",
                ]
            }
        ).html
    }

    private func revocation(_ line: TokenLine) -> HTML {
        confirmation(
            language("Thu hồi", "Revoke"),
            postForm(
                .revokeToken(line.id),
                around,
                """
                <p>\(language(
                    "Chương trình dùng mã “\(line.name)” sẽ bị từ chối ngay. Không thể hoàn tác.",
                    "The program that uses “\(line.name)” is refused from now on. This cannot be undone."
                ))</p>
                \(button(language("Thu hồi mã", "Revoke the token"), .danger))
                """
            )
        )
    }
}

/// Where the rooms of the house are, or, for those who have none, at one's own desk.
private func tokenFrame(_ around: Surroundings) -> Frame {
    .staff(around.staff?.sections.contains(.house) == true ? .house : .ownDesk)
}

/// `/quan-ly/api/moi`: the form.
struct NewTokenPage: Page {
    let around: Surroundings
    let name: Field
    let days: Field
    /// For whom it acts; one choice for those who may only issue their own.
    let person: Select
    let scopes: [Choice]
    var scopesError: String?
    var formError: String?

    var title: String { language("Cấp mã truy cập API", "Issue an API token") }
    var frame: Frame { tokenFrame(around) }

    var main: HTML {
        """
        \(crumbs([(language("Truy cập bằng API", "API access"), .tokens)], here: title, in: language))
        \(staffHead(title))
        <section class="card stack">
        \(formError.map { notice(.bad, title: $0, isUrgent: true) })
        \(errorSummary(errors, in: language))
        \(postForm(.newToken, around, fields))
        </section>
        """
    }

    private var errors: [(id: String, words: String)] {
        [(name.id, name.error), (days.id, days.error), (scopes.first?.id ?? "", scopesError)].compactMap { id, words in
            words.map { (id, $0) }
        }
    }

    private var fields: HTML {
        """
        \(name.html(language))\(person.html(language))\(days.html(language))
        <fieldset class="stack"><legend>\(language("Phạm vi", "Scopes"))</legend>
        <p class="hint">\(language(
            "Chỉ chọn những gì chương trình cần. Quyền của người được thay luôn là giới hạn trên.",
            "Only what the program needs. The person's own rights are always the limit."
        ))</p>
        \(scopesError.map { "<div class=\"field wrong\">\(errorLine($0, id: "f-scope"))</div>" })
        \(scopes.markup(\.html))
        </fieldset>
        <div class="row">\(button(language("Cấp mã", "Issue the token")))
        \(linkButton(language("Thôi", "Cancel"), .quiet, to: .tokens))</div>
        """
    }
}

/// The token itself, this once.
struct TokenIssuedPage: Page {
    let around: Surroundings
    let text: String

    var title: String { language("Mã truy cập mới", "Your new token") }
    var frame: Frame { tokenFrame(around) }

    var main: HTML {
        """
        \(staffHead(title))
        \(notice(
            .warn,
            title: language("Mã chỉ hiện một lần", "It is shown only once"),
            body: "<p>\(language("Hãy chép vào nơi giữ bí mật của chương trình. Chúng tôi chỉ lưu dấu vết của mã, không thể hiện lại.", "Copy it to where the program keeps its secrets. We store only its digest and cannot show it again."))</p>"
        ))
        <section class="card stack"><p class="row"><code class="code" id="token">\(text)</code> \
        \(copyButton(text, of: language("mã truy cập", "the token"), in: language))</p>
        <p class="muted small">\(language("Gửi kèm mỗi lời gọi:", "Send it with every call:")) \
        <code>Authorization: Bearer …</code> · <a href="/api/openapi.json">/api/openapi.json</a></p>
        <p>\(linkButton(language("Xong", "Done"), to: .tokens))</p></section>
        """
    }
}

extension Address {
    static var tokens: Address { Address("quan-ly", "api") }
    static var newToken: Address { Address("quan-ly", "api", "moi") }
    static func revokeToken(_ id: String) -> Address { Address("quan-ly", "api", id, "thu-hoi") }
}
