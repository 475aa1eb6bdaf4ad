import Kernel
import Markup

/// The receipt of one payment, made for the screen and for paper.
struct ReceiptPage: Page {
    let around: Surroundings
    /// In the portal, or behind a payment link.
    let frame: Frame
    let number: String
    let paidAt: String
    let paidWith: String
    let gatewayNumber: String
    /// Our reference of the attempt (`vnp_TxnRef`).
    let reference: String
    let details: PaymentDetails

    var title: String { language("Biên nhận thanh toán", "Payment receipt") }

    var main: HTML {
        """
        <div class="wrap middle stack">
        <div class="row apart"><div><h1>\(title)</h1><p class="muted">\(language("Số", "No.")) <span class="code">\(number)</span></p></div>\
        \(printButton(language))</div>
        <div class="card stack">
        <div class="row apart top"><div><strong>\(around.seller.legalName)</strong><br>\
        <span class="muted small">\(around.seller.address)<br>\(language("Mã số thuế", "Tax code")) \(around.seller.taxCode)</span></div>\
        \(Badge(language("Đã thanh toán", "Paid"), .good).html)</div>
        \(facts([
            Fact(language("Thời điểm thanh toán", "Paid at"), number: paidAt),
            Fact(language("Hình thức", "Paid with"), paidWith),
            Fact(language("Số giao dịch VNPAY", "VNPAY transaction"), markup: "<span class=\"code\">\(gatewayNumber)</span>"),
            Fact(language("Mã lần thanh toán", "Payment reference"), markup: "<span class=\"code\">\(reference)</span>"),
        ]))
        </div>
        \(details.slip(language))
        <p class="muted small">\(language(
            "Biên nhận này xác nhận đã nhận tiền, không thay cho hóa đơn giá trị gia tăng.",
            "This receipt confirms that the money has arrived; it does not replace the VAT invoice."
        ))</p>
        </div>
        """
    }
}
