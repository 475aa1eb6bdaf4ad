import Kernel
import Markup

/// `/tai-khoan/thanh-toan`: every payment, with its receipt.
struct PaymentsPage: Page {
    struct Payment: Sendable {
        /// `23/11/2026 14:05`
        let time: String
        let planName: String
        let contractNumber: String
        let amount: String
        let state: Badge
        /// Where its receipt, or its payment page, is.
        var link: (words: String, address: Address)?
    }

    let around: Surroundings
    let payments: [Payment]
    var pager: Pager?

    var title: String { language("Thanh toán của tôi", "My payments") }
    var frame: Frame { .portal(.payments) }

    var main: HTML {
        """
        <div class="stack"><h1>\(title)</h1>
        \(payments.isEmpty ? nothing : table)\(pager.map { $0.html(language) })</div>
        """
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Thời điểm", "Time")), .init(name: language("Nội dung", "For")),
                .init(name: language("Số tiền", "Amount"), isAmount: true),
                .init(name: language("Trạng thái", "State")),
                .init(name: language("Biên nhận", "Receipt")),
            ],
            rows: payments.map { payment in
                [
                    "<span class=\"number\">\(payment.time)</span>",
                    "\(payment.planName)<br><span class=\"muted small\">\(payment.contractNumber)</span>",
                    "<strong class=\"number\">\(payment.amount)</strong>", payment.state.html,
                    payment.link.map { link in
                        "<a href=\"\(link.address)\">\(link.words)<span class=\"unseen\"> \(payment.contractNumber)</span></a>"
                    } ?? "–",
                ]
            }
        ).html
    }

    private var nothing: HTML {
        emptyState(
            .erp,
            title: language("Chưa có thanh toán nào", "No payments yet"),
            words: language(
                "Mỗi lần thanh toán sẽ hiện ở đây với biên nhận.",
                "Each payment shows up here, with its receipt."
            )
        )
    }
}
