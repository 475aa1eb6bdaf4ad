import Kernel
import Markup

/// `/tai-khoan/dang-nhap`: by a link sent to the e-mail address (nothing to remember), or by password.
struct SignInPage: Page {
    let around: Surroundings
    var email = ""
    /// Never tells whether there is such a customer.
    var error: String?

    var title: String { language("Đăng nhập", "Sign in") }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <div class="wrap narrow stack">
        <h1>\(title)</h1>
        \(error.map { notice(.bad, title: $0, isUrgent: true) })
        <section class="card stack" aria-labelledby="by-link"><h2 id="by-link">\
        \(language("Bằng đường dẫn gửi qua email", "By a link sent to you"))</h2>
        <p class="muted">\(language("Không cần mật khẩu. Đường dẫn dùng một lần, trong 30 phút.", "No password needed. The link works once, for 30 minutes."))</p>
        \(postForm(.sendSignInLink, around, """
            \(emailField("email"))\
            \(button(language("Gửi đường dẫn đăng nhập", "Send me a sign-in link"), .main, icon: .mail))
            """))</section>
        <section class="card stack" aria-labelledby="by-password"><h2 id="by-password">\
        \(language("Bằng mật khẩu", "By password"))</h2>
        \(postForm(.signInByPassword, around, """
            \(emailField("login"))\
            \(Field(
                name: "password", label: language("Mật khẩu", "Password"), kind: .password,
                autocomplete: "current-password", maximumLength: 200
            ).html(language))\
            \(button(language("Đăng nhập", "Sign in"), .quiet))
            """))</section>
        </div>
        """
    }

    private func emailField(_ name: String) -> HTML {
        Field(name: name, label: "Email", value: email, kind: .email, autocomplete: "username", maximumLength: 254)
            .html(language)
    }
}

/// A one-time link has been sent, if there is such a customer: the page says the same either way.
struct LinkSentPage: Page {
    let around: Surroundings
    let email: String
    /// `14:20`
    let validUntil: String

    var title: String { language("Hãy kiểm tra email của bạn", "Look into your mail") }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <div class="wrap narrow"><div class="card stack">
        \(outcome(.brand, .mail, title, """
            <p>\(language("Nếu có tài khoản với địa chỉ", "If there is an account with")) <strong>\(email)</strong>, \
            \(language("đường dẫn đăng nhập đã được gửi đến và dùng được đến", "a sign-in link is on its way, valid until")) \
            <strong class="number">\(validUntil)</strong>.</p>
            """))
        <p class="muted">\(language("Không thấy thư? Hãy xem mục thư rác.", "No mail? Look among the spam."))</p>
        <p>\(linkButton(language("Thử lại với email khác", "Try another address"), .quiet, to: .signIn))</p>
        </div></div>
        """
    }
}

/// Behind the one-time link: a button, so that programs that look into mail do not use the link up.
struct OneTimeSignInPage: Page {
    let around: Surroundings
    let token: String
    /// The link has been used or is too old.
    var isSpent = false

    var title: String { language("Đăng nhập bằng đường dẫn", "Sign in by your link") }
    var frame: Frame { .storefront }

    var main: HTML { "<div class=\"wrap narrow\"><div class=\"card stack\">\(content)</div></div>" }

    private var content: HTML {
        guard !isSpent else {
            return outcome(
                .warn,
                .clock,
                language("Đường dẫn không còn dùng được", "This link no longer works"),
                """
                <p>\(language("Đường dẫn đã được dùng hoặc đã hết hạn.", "It has been used, or is too old."))</p>
                <p>\(linkButton(language("Gửi đường dẫn mới", "Send a new one"), to: .signIn))</p>
                """
            )
        }
        return """
            \(outcome(.brand, .key, title, "<p>\(language("Bấm nút bên dưới để vào tài khoản của bạn.", "Press the button to enter your account."))</p>"))
            \(postForm(.oneTimeSignIn(token), around, button(language("Vào tài khoản", "Enter my account"), .main)))
            """
    }
}
