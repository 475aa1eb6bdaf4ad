import Kernel
import Markup

/// `/dieu-khoan`: what one agrees to, and which version of it.
struct TermsPage: Page {
    let around: Surroundings
    /// `2026-11-01`
    let version: String
    /// `01/11/2026`
    let validFrom: String

    var title: String { language("Điều khoản sử dụng", "Terms of service") }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <article class="wrap middle prose">
        <h1>\(title)</h1>
        <p class="muted">\(language("Bản", "Version")) <strong class="number">\(version)</strong> · \
        \(language("hiệu lực từ", "valid from")) <span class="number">\(validFrom)</span></p>
        \(clauses.enumerated().markup { "<h2>\($0 + 1). \($1.0)</h2><p>\($1.1)</p>\n" })
        </article>
        """
    }

    private var clauses: [(String, String)] {
        [
            (
                language("Đăng ký và hợp đồng", "Registration and contract"),
                language(
                    "Đơn đăng ký trực tuyến đã xác nhận email là hợp đồng giữa bạn và \(around.seller.legalName). Giá của gói được giữ nguyên như tại thời điểm đăng ký.",
                    "An online registration with a confirmed e-mail address is a contract between you and \(around.seller.legalName). The price stays as it was when you registered."
                )
            ),
            (
                language("Thanh toán", "Payment"),
                language(
                    "Bạn thanh toán 100 % giá trị hợp đồng qua cổng VNPAY, trên trang của VNPAY. Chúng tôi không nhận và không lưu thông tin thẻ.",
                    "You pay 100 % of the contract's value through VNPAY, on VNPAY's page. We neither receive nor keep card details."
                )
            ),
            (
                language("Kích hoạt", "Activation"),
                language(
                    "Gói được kích hoạt tự động sau khi VNPAY xác nhận thanh toán thành công. Thời hạn tính từ ngày kích hoạt.",
                    "The package is activated by itself once VNPAY confirms the payment. Its term counts from the day of activation."
                )
            ),
            (
                language("Hóa đơn", "Invoice"),
                language(
                    "Hóa đơn điện tử được lập theo thông tin bạn đã khai và gửi về email. Thông tin sai cần được báo trước khi hóa đơn phát hành.",
                    "The e-invoice is made out to the details you gave and sent by e-mail. Please report mistakes before it is issued."
                )
            ),
            (
                language("Hoàn tiền", "Refunds"),
                language(
                    "Nếu bạn thanh toán hai lần cho cùng một khoản, chúng tôi phát hiện và hoàn lại phần thừa. Nếu gói không kích hoạt được, bạn được hoàn toàn bộ số tiền.",
                    "If you pay the same thing twice, we notice and return what is too much. If a package cannot be activated, you get all of it back."
                )
            ),
            (
                language("Dữ liệu cá nhân", "Personal data"),
                language(
                    "Chúng tôi chỉ dùng dữ liệu của bạn để thực hiện hợp đồng, thu tiền, lập hóa đơn và hỗ trợ, và giữ theo thời hạn luật kế toán yêu cầu.",
                    "We use your data only for the contract, the payment, the invoice and support, and keep it as long as accounting law demands."
                )
            ),
        ]
    }
}
