import Kernel
import Markup

/// `/p/{token}` once it is paid: the thanks, the proof, and what comes next by itself.
struct PaidPage: Page {
    let around: Surroundings
    let token: String
    let total: String
    let words: String
    let contractNumber: String
    let planName: String
    /// `14:05:09 23/11/2026`
    let paidAt: String
    /// `NCB · thẻ ATM`
    let paidWith: String
    /// VNPAY's number of the transaction.
    let gatewayNumber: String
    let receiptNumber: String
    var isDeclared = false
    /// Where the payment, the activation and the invoice stand.
    let progress: [Happening]
    /// Changes as `progress` does; `nil` when nothing more will change.
    var state: String?
    /// Paid more than once: what we do about it.
    var surplus: String?

    var title: String { language("Thanh toán thành công", "Payment received") }
    var frame: Frame { .payment }

    var main: HTML {
        """
        <div class="wrap middle stack"\(live)>
        \(buyingSteps(3, isDeclared: isDeclared, in: language))
        \(surplus.map { notice(.warn, title: language("Bạn đã thanh toán thừa", "You have paid too much"), body: "<p>\($0)</p>") })
        <div class="two"><div class="card stack">
        \(outcome(.good, .check, title, """
            <p class="price huge"><span class="total">\(total)</span></p><p class="words">\(words)</p>
            """))
        \(facts([
            Fact(language("Gói", "Package"), planName),
            Fact(language("Hợp đồng", "Contract"), number: contractNumber),
            Fact(language("Thời điểm", "Paid at"), number: paidAt),
            Fact(language("Hình thức", "Paid with"), paidWith),
            Fact(language("Số giao dịch VNPAY", "VNPAY transaction"), markup: "<span class=\"code\">\(gatewayNumber)</span>"),
            Fact(language("Biên nhận số", "Receipt"), markup: "<span class=\"code\">\(receiptNumber)</span>"),
        ]))
        <p class="row">\(linkButton(language("Xem gói của tôi", "See my package"), to: .portal, icon: .box))\
        \(linkButton(language("Biên nhận", "Receipt"), .quiet, to: .receipt(token), icon: .receipt))</p>
        </div>
        <aside class="card stack"><h2>\(language("Việc tiếp theo", "What happens next"))</h2>
        \(timeline(progress))
        <p class="muted small">\(language("Bạn không phải làm gì thêm. Kết quả từng bước gửi về email.", "You need not do anything. Each step is reported by e-mail."))</p>
        </aside></div></div>
        """
    }

    private var live: HTML {
        state.map { " data-live=\"\(Address.paymentState(token))\" data-state=\"\($0)\"" } ?? ""
    }
}
