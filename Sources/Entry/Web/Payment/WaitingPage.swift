import Kernel
import Markup

/// `/p/{token}` while the bank's word is awaited. It never says that a payment failed, because nobody knows yet; it
/// asks the payer not to pay again, and changes by itself when the word comes.
struct WaitingPage: Page {
    let around: Surroundings
    let token: String
    let details: PaymentDetails
    /// `14:05:09 23/11/2026`: when the payer left for VNPAY.
    let since: String
    /// Our reference of the attempt, to name when asking for help.
    let reference: String
    /// `14:25`: until then a second attempt is held back. `nil` when only VNPAY's answer releases it.
    let heldUntil: String?
    /// The page of VNPAY is still open for this attempt: whoever came back without paying goes on there.
    var mayContinue = false
    /// What `trang-thai` answers as long as nothing changes.
    let state: String

    var title: String { language("Đang chờ ngân hàng xác nhận", "Waiting for the bank") }
    var frame: Frame { .payment }

    var main: HTML {
        """
        <div class="wrap middle stack" data-live="\(Address.paymentState(token))" data-state="\(state)">
        \(buyingSteps(2, isDeclared: details.isDeclared, in: language))
        <div class="card stack">
        \(outcome(.brand, .clock, title, words, isWaiting: true))
        \(mayContinue ? goingOn : "")
        \(notice(.warn, title: language("Xin đừng thanh toán lại", "Please do not pay again"), body: "<p>\(held)</p>"))
        \(facts([
            Fact(language("Số tiền", "Amount"), number: details.total),
            Fact(language("Hợp đồng", "Contract"), number: details.contractNumber),
            Fact(language("Mã lần thanh toán", "Payment reference"), markup: "<span class=\"code\">\(reference)</span>"),
            Fact(language("Bắt đầu lúc", "Started at"), number: since),
        ]))
        <p>\(linkButton(language("Kiểm tra ngay", "Check now"), .quiet, to: .payment(token), icon: .refresh))</p>
        </div>
        <p class="muted">\(language("Cần giúp? Gọi", "Need help? Call")) \
        <a href="tel:\(around.seller.phone)">\(around.seller.phone)</a> \
        \(language("và đọc mã lần thanh toán ở trên.", "and give the reference above."))</p>
        </div>
        """
    }

    private var goingOn: HTML {
        """
        <div class="stack tight"><p>\(language(
            "Bạn chưa trả tiền mà đã quay lại? Lần thanh toán này vẫn còn mở ở VNPAY.",
            "Did you come back before paying? This payment is still open at VNPAY."
        ))</p>\(postForm(.continuePayment(token), around, button(language("Tiếp tục ở VNPAY", "Go on at VNPAY"), .main)))</div>
        """
    }

    private var words: HTML {
        """
        <p>\(language(
            "Chúng tôi đang kiểm tra kết quả với VNPAY. Trang này tự cập nhật; bạn có thể đóng lại và mở sau bằng cùng đường dẫn.",
            "We are asking VNPAY for the result. This page updates itself; you may close it and come back by the same link."
        ))</p><p>\(language("Khi có kết quả, chúng tôi cũng gửi email cho bạn.", "We also send you an e-mail once it is known."))</p>
        """
    }

    private var held: String {
        if let heldUntil {
            language(
                "Nếu tài khoản của bạn đã bị trừ tiền, khoản tiền đó được ghi nhận. Để tránh thu hai lần, một lần thanh toán mới chỉ bắt đầu được sau \(heldUntil).",
                "If your account has been charged, that money will be counted. So that you are not charged twice, another payment cannot begin before \(heldUntil)."
            )
        } else {
            language(
                "Nếu tài khoản của bạn đã bị trừ tiền, khoản tiền đó được ghi nhận. Chúng tôi đang hỏi VNPAY; nút thanh toán mở lại ngay khi biết chắc chưa thu tiền, thường trong vòng 30 phút.",
                "If your account has been charged, that money will be counted. We are asking VNPAY; you can pay again as soon as we know that nothing was taken, usually within 30 minutes."
            )
        }
    }
}
