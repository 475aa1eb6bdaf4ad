import Kernel
import Markup

/// What a person sees when something did not work: what happened, what to do, and a reference for whoever helps. Never
/// the error itself.
struct ErrorPage: Page {
    enum Kind: Sendable, CaseIterable {
        case badRequest, signInNeeded, forbidden, notFound, wrongMethod, stale, tooLarge, tooMany, fault, unavailable
        /// Somebody came back from VNPAY with a word that VNPAY did not sign.
        case unprovenReturn

        var status: Int {
            switch self {
            case .badRequest, .unprovenReturn: 400
            case .signInNeeded: 401
            case .forbidden, .stale: 403
            case .notFound: 404
            case .wrongMethod: 405
            case .tooLarge: 413
            case .tooMany: 429
            case .fault: 500
            case .unavailable: 503
            }
        }
    }

    let around: Surroundings
    let kind: Kind
    /// Also stands in the log.
    let reference: String

    var frame: Frame { .payment }

    var title: String {
        switch kind {
        case .badRequest: language("Yêu cầu không hợp lệ", "That request makes no sense")
        case .signInNeeded: language("Bạn cần đăng nhập", "Please sign in")
        case .forbidden: language("Bạn không có quyền xem trang này", "You may not see this page")
        case .notFound: language("Không tìm thấy trang", "Page not found")
        case .wrongMethod: language("Thao tác không được hỗ trợ", "That cannot be done here")
        case .stale: language("Trang đã mở quá lâu", "The page was open too long")
        case .tooLarge: language("Nội dung gửi lên quá lớn", "Too much was sent")
        case .tooMany: language("Bạn thao tác quá nhanh", "Too many tries")
        case .fault: language("Có lỗi ở phía chúng tôi", "Something went wrong on our side")
        case .unavailable: language("Hệ thống đang bảo trì", "We are down for maintenance")
        case .unprovenReturn:
            language("Chưa xác nhận được kết quả thanh toán", "The payment's result is not proven yet")
        }
    }

    private var advice: String {
        switch kind {
        case .badRequest:
            language("Hãy quay lại trang trước và thử lại.", "Go back to the page before and try again.")
        case .signInNeeded:
            language(
                "Đăng nhập để xem gói, thanh toán và hóa đơn của bạn.",
                "Sign in for your packages, payments and invoices."
            )
        case .forbidden:
            language(
                "Nếu bạn cho rằng đây là nhầm lẫn, hãy liên hệ hỗ trợ.",
                "If you think this is a mistake, contact support."
            )
        case .notFound:
            language(
                "Đường dẫn có thể đã gõ sai, hết hạn hoặc không còn dùng.",
                "The address may be mistyped, expired or no longer in use."
            )
        case .wrongMethod:
            language("Hãy mở trang từ đầu và dùng nút trên trang.", "Open the page anew and use its buttons.")
        case .stale:
            language(
                "Vì an toàn, biểu mẫu này không còn hiệu lực. Hãy tải lại trang rồi gửi lại.",
                "To be safe, this form no longer counts. Load the page again and send it again."
            )
        case .tooLarge:
            language("Hãy rút gọn nội dung rồi gửi lại.", "Shorten it and send it again.")
        case .tooMany:
            language("Hãy chờ một phút rồi thử lại.", "Wait a minute, then try again.")
        case .fault:
            language(
                "Lỗi đã được ghi lại. Nếu bạn vừa thanh toán, xin đừng thanh toán lại: khoản tiền vẫn được ghi nhận.",
                "It has been recorded. If you have just paid, please do not pay again: your payment is not lost."
            )
        case .unavailable:
            language(
                "Hãy quay lại sau ít phút. Mọi dữ liệu vẫn được giữ.",
                "Come back in a few minutes. Nothing is lost."
            )
        case .unprovenReturn:
            language(
                "Nếu bạn vừa thanh toán, xin đừng thanh toán lại: mở lại đường dẫn trong email để xem kết quả.",
                "If you have just paid, please do not pay again: open the link in your e-mail to see the result."
            )
        }
    }

    var main: HTML {
        """
        <div class="wrap narrow"><div class="card stack">
        \(outcome(tone, icon, title, "<p>\(advice)</p>"))
        <p class="row">\(way)</p>
        <p class="muted small">\(language("Mã tham chiếu", "Reference")) <span class="code">\(reference)</span> · \
        <a href="tel:\(around.seller.phone)">\(around.seller.phone)</a></p>
        </div></div>
        """
    }

    private var way: HTML {
        switch kind {
        case .signInNeeded: linkButton(language("Đăng nhập", "Sign in"), to: .signIn)
        case .badRequest, .forbidden, .notFound, .wrongMethod, .stale, .tooLarge, .tooMany, .fault, .unavailable,
            .unprovenReturn:
            linkButton(language("Về trang chủ", "To the home page"), .quiet, to: .home)
        }
    }

    private var tone: Tone {
        switch kind {
        case .signInNeeded: .brand
        case .badRequest, .notFound, .wrongMethod: .calm
        case .forbidden, .stale, .tooLarge, .tooMany, .unavailable, .unprovenReturn: .warn
        case .fault: .bad
        }
    }

    private var icon: Icon {
        switch kind {
        case .signInNeeded, .forbidden: .lock
        case .notFound: .search
        case .stale, .tooMany, .unavailable, .unprovenReturn: .clock
        case .badRequest, .wrongMethod, .tooLarge, .fault: .warning
        }
    }
}
