import Kernel
import Markup

/// Behind the link in the registration letter: a button, so that programs that look into mail confirm nothing.
struct ConfirmLinkPage: Page {
    let around: Surroundings
    let token: String
    /// A newer code has been sent, or this one is too old.
    var isSpent = false

    var title: String { language("Xác nhận email", "Confirm your e-mail") }
    var frame: Frame { .storefront }

    var main: HTML { "<div class=\"wrap narrow\"><div class=\"card stack\">\(content)</div></div>" }

    private var content: HTML {
        guard !isSpent else {
            return outcome(
                .warn,
                .clock,
                language("Đường dẫn không còn dùng được", "This link no longer works"),
                """
                <p>\(language("Đã có mã mới hơn, hoặc mã đã hết hạn. Hãy dùng thư gần nhất, hoặc gửi lại mã ở trang đăng ký.", "There is a newer code, or this one is too old. Use the latest letter, or have the code sent again."))</p>
                """
            )
        }
        return """
            \(outcome(.brand, .mail, title, "<p>\(language("Bấm nút bên dưới để xác nhận và tiếp tục thanh toán.", "Press the button to confirm and go on to payment."))</p>"))
            \(postForm(.confirmLink(token), around, button(language("Xác nhận", "Confirm"), .main)))
            """
    }
}
