import Kernel
import Markup

/// `/p/{token}` while there is something to pay: the details to check, what happened last time, and the button.
struct PaymentPage: Page {
    /// What the last trip to the bank ended with.
    enum LastAttempt: Sendable {
        case none
        /// The bank's refusal in plain words, and what helps.
        case declined(reason: String, advice: String)
        /// The payer turned back.
        case cancelled
        /// VNPAY's page ran out of time.
        case timedOut
    }

    let around: Surroundings
    let token: String
    let details: PaymentDetails
    var lastAttempt = LastAttempt.none
    /// The same however often the button is pressed: one trip to the gateway.
    let idempotencyKey: String
    /// The gateway cannot be reached or is switched off.
    var isGatewayDown = false

    var title: String { language("Kiểm tra và thanh toán", "Check and pay") }
    var frame: Frame { .payment }

    var main: HTML {
        """
        <div class="wrap middle stack">
        \(buyingSteps(1, isDeclared: details.isDeclared, in: language))
        \(head)
        \(isGatewayDown ? down : "")
        <div class="two">
        \(details.slip(language))
        <aside class="stack"><div class="card stack beside-paybar">
        <p class="price"><span class="parts">\(language("Tổng thanh toán", "Total to pay"))</span>
        <span class="total">\(details.total)</span></p>
        \(payForm("main"))
        <p class="muted small row nowrap">\(Icon.lock.html)<span>\(assurance)</span></p>
        </div>
        <p class="muted small beside-paybar">\(language("Đường dẫn này dùng được đến", "This link works until")) \
        <strong class="number">\(details.expires)</strong>.</p>
        <p>\(linkButton(language("Nội dung chưa đúng", "Something is wrong"), .quiet, to: .dispute(token)))</p>
        <p class="small"><a href="\(Address.guide(GuideBook.payingByMail))">\(language("Cách thanh toán", "How to pay"))</a></p>
        <p class="muted small">\(language("Cần giúp? Gọi", "Need help? Call")) \
        <a href="tel:\(around.seller.phone)">\(around.seller.phone)</a> \(language("hoặc viết cho", "or write to")) \
        <a href="\(link: "mailto:" + around.seller.email)">\(around.seller.email)</a>.</p></aside>
        </div></div>
        \(isGatewayDown ? "" : bar)
        """
    }

    private var bar: HTML {
        """
        <div class="paybar no-print"><div class="wrap"><span><span class="muted small">\
        \(language("Tổng", "Total"))</span><br><span class="total number">\(details.total)</span></span>
        \(payForm(""))</div></div>
        """
    }

    private func payForm(_ look: String) -> HTML {
        guard !isGatewayDown else { return "" }
        let isMain = look == "main"
        return postForm(
            .pay(token),
            around,
            "\(hidden("key", idempotencyKey))\(button(words, isMain ? .main : .primary))",
            name: isMain ? "stack" : "inline"
        )
    }

    private var words: String {
        switch lastAttempt {
        case .none: language("Thanh toán", "Pay")
        case .declined, .cancelled, .timedOut: language("Thanh toán lại", "Pay again")
        }
    }

    private var assurance: String {
        language(
            "Bạn sẽ sang trang của VNPAY để chọn thẻ ATM, tài khoản ngân hàng, mã QR hoặc thẻ quốc tế.",
            "You go to VNPAY's page to choose a domestic card, a bank account, a QR code or an international card."
        )
    }

    private var head: HTML {
        switch lastAttempt {
        case .none: "<h1>\(title)</h1>"
        case .declined(let reason, let advice):
            outcome(
                .bad,
                .warning,
                language("Chưa thanh toán được", "The payment did not go through"),
                "<p><strong>\(reason)</strong></p><p>\(advice)</p><p>\(nothingTaken) \(otherMeans)</p>"
            )
        case .cancelled:
            outcome(
                .calm,
                .cross,
                language("Bạn đã hủy thanh toán", "You cancelled the payment"),
                "<p>\(nothingTaken) \(language("Bạn có thể thanh toán lại bất cứ lúc nào trước khi đường dẫn hết hạn.", "You can pay at any time before the link expires."))</p>"
            )
        case .timedOut:
            outcome(
                .warn,
                .clock,
                language("Đã hết thời gian chờ thanh toán", "The time to pay ran out"),
                "<p>\(nothingTaken) \(language("Hãy thử lại khi bạn sẵn sàng.", "Try again when you are ready."))</p>"
            )
        }
    }

    private var nothingTaken: String {
        language("Chưa có tiền nào được thu cho hợp đồng này.", "Nothing has been collected for this contract.")
    }

    /// There is one button: the means is chosen at VNPAY.
    private var otherMeans: String {
        language(
            "Ở trang VNPAY, bạn có thể chọn thẻ hoặc ngân hàng khác.",
            "At VNPAY you may choose another card or bank."
        )
    }

    private var down: HTML {
        notice(
            .warn,
            title: language("Cổng thanh toán đang tạm gián đoạn", "The payment gateway is interrupted"),
            body: """
                <p>\(language("Thông tin của bạn được giữ nguyên. Hãy quay lại sau ít phút.", "Your details are kept. Please come back in a few minutes."))</p>
                """
        )
    }
}

/// The head of a page that tells what became of something: a mark one sees, then the words.
func outcome(_ tone: Tone, _ icon: Icon, _ title: String, _ body: HTML, isWaiting: Bool = false) -> HTML {
    """
    <section class="outcome \(tone.rawValue)\(isWaiting ? " waiting" : "")" role="status">\
    <span class="mark">\(icon.html)</span><h1>\(title)</h1><div class="stack tight">\(body)</div></section>
    """
}
