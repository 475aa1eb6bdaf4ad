import Kernel
import Markup

/// `/xac-nhan/{registration}`: the six digits that were sent, to prove that the address is the person's own.
struct ConfirmEmailPage: Page {
    let around: Surroundings
    let registration: String
    let email: String
    /// `14:20`
    let validUntil: String
    var error: String?
    /// A new code has just been sent.
    var wasResent = false
    /// Too many wrong codes: only a new one helps.
    var isLocked = false

    var title: String { language("Xác nhận email", "Confirm your e-mail") }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <div class="wrap narrow stack">
        \(buyingSteps(0, in: language))
        <div class="card stack">
        <div class="outcome"><span class="mark">\(Icon.mail.html)</span><h1>\(title)</h1></div>
        <p>\(language("Chúng tôi đã gửi mã 6 chữ số đến", "We have sent a code of 6 digits to")) <strong>\(email)</strong>. \
        \(language("Mã có hiệu lực đến", "It is valid until")) <strong class="number">\(validUntil)</strong>.</p>
        \(wasResent ? notice(.good, title: language("Đã gửi mã mới. Mã cũ không còn dùng được.", "A new code has been sent. The old one no longer works.")) : "")
        \(isLocked ? locked : form)
        </div>
        <div class="stack tight">
        <p class="muted">\(language(
            "Không thấy thư? Hãy xem mục thư rác, hoặc gửi lại mã.", "No mail? Look among the spam, or have it sent again."
        ))</p>
        \(postForm(.resendCode(registration), around, button(language("Gửi lại mã", "Send the code again"), .quiet)))
        </div></div>
        """
    }

    private var form: HTML {
        postForm(
            .confirmEmail(registration),
            around,
            """
            \(Field(
                name: "code", label: language("Mã xác nhận", "Code"), error: error, kind: .digits,
                autocomplete: "one-time-code", maximumLength: 6
            ).html(language))\
            \(button(language("Xác nhận", "Confirm"), .main))
            """
        )
    }

    private var locked: HTML {
        notice(
            .bad,
            title: language("Mã không còn dùng được", "This code no longer works"),
            body: "<p>\(error ?? language("Hãy yêu cầu mã mới bên dưới.", "Please ask for a new code below."))</p>",
            isUrgent: true
        )
    }
}
