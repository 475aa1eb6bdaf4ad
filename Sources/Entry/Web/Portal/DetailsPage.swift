import Kernel
import Markup

/// `/tai-khoan/thong-tin`: who I am, how I sign in, where I am signed in.
struct DetailsPage: Page {
    struct Session: Sendable {
        let id: String
        /// `Chrome trên Android`
        let device: String
        /// `23/11/2026 14:05`
        let lastSeen: String
        let isThis: Bool
    }

    let around: Surroundings
    let name: String
    let email: String
    var buyerNumber: (label: String, value: String)?
    var phone: String
    var address: String
    let hasPassword: Bool
    let sessions: [Session]
    /// What has just been done.
    var news: String?
    var phoneError: String?
    var addressError: String?
    var passwordError: String?

    var title: String { language("Thông tin của tôi", "My details") }
    var frame: Frame { .portal(.details) }

    var main: HTML {
        """
        <div class="stack"><h1>\(title)</h1>
        \(news.map { notice(.good, title: $0) })
        <section class="card stack" aria-labelledby="contact"><h2 id="contact">\(language("Liên hệ", "Contact"))</h2>
        \(facts(fixed))
        \(postForm(.changeContact, around, contactFields))</section>
        <section class="card stack" aria-labelledby="password"><h2 id="password">\(passwordTitle)</h2>
        \(hasPassword ? "" : "<p class=\"muted\">\(language("Bạn vẫn có thể đăng nhập bằng đường dẫn gửi qua email.", "You can always sign in by a link sent to you."))</p>")
        \(postForm(.changePassword, around, passwordFields))</section>
        <section class="card stack" aria-labelledby="sessions"><h2 id="sessions">\
        \(language("Nơi đang đăng nhập", "Where you are signed in"))</h2>
        \(sessions.markup(sessionRow))</section>
        <section class="card stack" aria-labelledby="tongue"><h2 id="tongue">\(language("Ngôn ngữ", "Language"))</h2>
        <p class="row">\(Language.allCases.markup(languageLink))</p></section>
        </div>
        """
    }

    private var fixed: [Fact] {
        var facts = [Fact(language("Tên", "Name"), name), Fact("Email", email)]
        if let buyerNumber { facts.append(Fact(buyerNumber.label, number: buyerNumber.value)) }
        return facts
    }

    private var contactFields: HTML {
        """
        \(Field(
            name: "phone", label: language("Số điện thoại", "Phone number"), value: phone, error: phoneError,
            kind: .tel, autocomplete: "tel", maximumLength: 20
        ).html(language))\
        \(Field(
            name: "address", label: language("Địa chỉ", "Address"), value: address, error: addressError,
            autocomplete: "street-address", maximumLength: 300
        ).html(language))
        <p>\(button(language("Lưu thay đổi", "Save")))</p>
        """
    }

    private var passwordTitle: String {
        hasPassword ? language("Đổi mật khẩu", "Change the password") : language("Đặt mật khẩu", "Set a password")
    }

    private var passwordFields: HTML {
        """
        \(hasPassword ? Field(
            name: "current", label: language("Mật khẩu hiện tại", "Current password"), kind: .password,
            autocomplete: "current-password"
        ).html(language) : "")\
        \(Field(
            name: "password", label: language("Mật khẩu mới", "New password"),
            hint: language("Ít nhất 12 ký tự. Một câu ngắn dễ nhớ là tốt nhất.", "At least 12 characters. A short sentence is best."),
            error: passwordError, kind: .password, autocomplete: "new-password"
        ).html(language))
        <p>\(button(passwordTitle, .quiet))</p>
        """
    }

    private func sessionRow(_ session: Session) -> HTML {
        """
        <div class="row apart"><div><strong>\(session.device)</strong><br><span class="muted small">\
        \(language("Lần cuối", "Last seen")) \(session.lastSeen)</span></div>\
        \(session.isThis ? Badge(language("Thiết bị này", "This device"), .good).html : revoke(session))</div>

        """
    }

    private func revoke(_ session: Session) -> HTML {
        postForm(
            .revokeSession(session.id),
            around,
            """
            <button class="button danger small">\(language("Đăng xuất", "Sign out"))<span class="unseen"> \
            \(session.device)</span></button>
            """,
            name: "inline"
        )
    }

    private func languageLink(_ other: Language) -> HTML {
        let words = other("Tiếng Việt", "English")
        return """
            <a class="button \(other == language ? "primary" : "quiet")" lang="\(other.rawValue)" \
            href="\(Address.details.asking("lang", other.rawValue))"\(other == language ? " aria-current=\"true\"" : "")>\(words)</a>
            """
    }
}
