import Kernel
import Markup

/// `/quan-ly/dang-nhap`: address and password.
struct StaffSignInPage: Page {
    let around: Surroundings
    var email = ""
    /// Where the person wanted to go, with our proof that it is a page of ours.
    var next = ""
    var error: String?
    var news: String?

    var title: String { language("Đăng nhập nội bộ", "Staff sign-in") }
    var frame: Frame { .staffEntrance }

    var main: HTML {
        """
        <h1>\(title)</h1>
        \(news.map { notice(.good, title: $0) })
        \(error.map { notice(.bad, title: $0, isUrgent: true) })
        <div class="card">\(postForm(.staffSignIn, around, """
            \(hidden("next", next))\
            \(Field(name: "email", label: "Email", value: email, kind: .email, autocomplete: "username", maximumLength: 254).html(language))\
            \(Field(name: "password", label: language("Mật khẩu", "Password"), kind: .password, autocomplete: "current-password", maximumLength: 200).html(language))\
            \(button(language("Đăng nhập", "Sign in"), .main, icon: .lock))
            """))</div>
        <p><a href="\(Address.staffForgot)">\(language("Quên mật khẩu?", "Forgotten your password?"))</a></p>
        <p class="muted small">\(language("Khách hàng đăng nhập tại", "Customers sign in at")) \
        <a href="\(Address.signIn)">\(language("trang khách hàng", "the customer portal"))</a>.</p>
        """
    }
}

/// The second step: six digits from the authenticator.
struct StaffCodePage: Page {
    let around: Surroundings
    let challenge: String
    var next = ""
    var error: String?

    var title: String { language("Nhập mã xác thực", "Enter your code") }
    var frame: Frame { .staffEntrance }

    var main: HTML {
        """
        <h1>\(title)</h1>
        \(error.map { notice(.bad, title: $0, isUrgent: true) })
        <div class="card">\(postForm(.staffCode, around, """
            \(hidden("challenge", challenge))\(hidden("next", next))\
            \(Field(
                name: "code", label: language("Mã 6 chữ số", "Six digits"),
                hint: language("Mở ứng dụng xác thực trên điện thoại của bạn.", "Open the authenticator on your telephone."),
                kind: .digits, autocomplete: "one-time-code", maximumLength: 7
            ).html(language))\
            \(button(language("Tiếp tục", "Continue"), .main))
            """))</div>
        <p class="muted small">\(language("Mất điện thoại? Hãy liên hệ quản trị hệ thống để đặt lại.", "Lost your telephone? Ask the administrator for a reset."))</p>
        """
    }
}

/// The first time for whoever decides about money or contracts: an authenticator is set up.
struct StaffEnrolmentPage: Page {
    let around: Surroundings
    let challenge: String
    var next = ""
    /// The QR code's picture.
    let picture: HTML
    /// For typing, in groups of four.
    let secret: String
    var error: String?

    var title: String { language("Thiết lập mã xác thực", "Set up your authenticator") }
    var frame: Frame { .staffEntrance }

    var main: HTML {
        """
        <h1>\(title)</h1>
        <p class="lead">\(language("Vai trò của bạn cần xác thực hai lớp. Quét mã bằng ứng dụng xác thực, rồi nhập mã hiện ra.", "Your role needs a second factor. Scan this with an authenticator application, then enter the code it shows."))</p>
        \(error.map { notice(.bad, title: $0, isUrgent: true) })
        <div class="card stack"><div class="qr" role="img" aria-label="\(language("Mã QR để thêm tài khoản", "QR code that adds the account"))">\(picture)</div>
        <p>\(language("Không quét được? Nhập khóa này:", "Cannot scan? Type this key:")) <span class="code">\(secret)</span></p>
        \(postForm(.staffEnrolment, around, """
            \(hidden("challenge", challenge))\(hidden("next", next))\
            \(Field(name: "code", label: language("Mã 6 chữ số", "Six digits"), kind: .digits, autocomplete: "one-time-code", maximumLength: 7).html(language))\
            \(button(language("Xác nhận và đăng nhập", "Confirm and sign in"), .main))
            """))</div>
        """
    }
}

/// `/quan-ly/quen-mat-khau`
struct StaffForgotPage: Page {
    let around: Surroundings
    var isSent = false
    var error: String?

    var title: String { language("Đặt lại mật khẩu", "Set a new password") }
    var frame: Frame { .staffEntrance }

    var main: HTML {
        guard !isSent else {
            return """
                <div class="card stack">\(outcome(.brand, .mail, language("Hãy kiểm tra email", "Look into your mail"), "<p>\(language("Nếu địa chỉ này có tài khoản đang hoạt động, đường dẫn đặt mật khẩu mới đã được gửi và dùng được trong một giờ.", "If there is an active account with this address, a link is on its way and works for an hour."))</p>"))
                <p>\(linkButton(language("Về trang đăng nhập", "Back to sign-in"), .quiet, to: .staffSignIn))</p></div>
                """
        }
        return """
            <h1>\(title)</h1>
            \(error.map { notice(.bad, title: $0, isUrgent: true) })
            <div class="card">\(postForm(.staffForgot, around, """
                \(Field(name: "email", label: "Email", kind: .email, autocomplete: "username", maximumLength: 254).html(language))\
                \(button(language("Gửi đường dẫn", "Send a link"), .main, icon: .mail))
                """))</div>
            """
    }
}

/// Behind the link of an invitation or a reset.
struct StaffPasswordPage: Page {
    let around: Surroundings
    /// Where the form goes: this very link.
    let address: Address
    /// Whose password; `nil` when the link does not work.
    let person: String?
    let isInvitation: Bool
    var error: String?

    var title: String {
        isInvitation
            ? language("Chào mừng bạn đến QLDV", "Welcome to QLDV") : language("Mật khẩu mới", "A new password")
    }
    var frame: Frame { .staffEntrance }

    var main: HTML {
        guard let person else {
            return """
                <div class="card stack">\(outcome(.warn, .clock, language("Đường dẫn không còn dùng được", "This link no longer works"), "<p>\(language("Đường dẫn đã được dùng hoặc đã hết hạn.", "It has been used, or is too old."))</p>"))
                <p>\(linkButton(language("Gửi đường dẫn mới", "Send a new one"), .quiet, to: .staffForgot))</p></div>
                """
        }
        return """
            <h1>\(title)</h1>
            <p class="lead">\(person)</p>
            \(error.map { notice(.bad, title: $0, isUrgent: true) })
            <div class="card">\(postForm(address, around, """
                \(Field(
                    name: "password", label: language("Mật khẩu mới", "New password"),
                    hint: language("Ít nhất 12 ký tự, trong đó ít nhất 6 ký tự khác nhau.", "At least 12 characters, 6 of them different."),
                    kind: .password, autocomplete: "new-password", maximumLength: 200
                ).html(language))\
                \(button(language("Lưu mật khẩu", "Save my password"), .main))
                """))</div>
            """
    }
}
