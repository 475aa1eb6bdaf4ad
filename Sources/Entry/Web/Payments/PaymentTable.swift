import Kernel
import Markup
import Payments

/// Tables of payments and of cases.
struct PaymentTable: Sendable {
    let language: Language

    private var words: PaymentLookUpWords { PaymentLookUpWords(language: language) }

    /// - Parameter time: The heading of the time, which turns the order around.
    func html(_ items: [PaymentListItem], time: Table.Column) -> HTML {
        Table(
            caption: language("Thanh toán", "Payments"),
            columns: [
                .init(name: language("Mã tham chiếu", "Reference")), .init(name: language("Khách hàng", "Customer")),
                .init(name: language("Trạng thái", "State")),
                .init(name: language("Số tiền", "Amount"), isAmount: true),
                .init(name: language("Số giao dịch VNPAY", "VNPAY number")),
                .init(name: language("Ngân hàng", "Bank")), .init(name: language("AM · Đơn vị", "AM · Unit")), time,
            ],
            rows: items.map(row)
        ).html
    }

    private func row(_ item: PaymentListItem) -> [HTML] {
        let why: HTML = item.declineCode.map { "<br><span class=\"muted small\">\(words.decline($0))</span>" } ?? ""
        return [
            "<a class=\"number\" href=\"\(Address.staffPayment(item.reference))\">\(item.reference)</a>",
            """
            \(item.customer)<br><a class="muted small number" href="\(Address.contract("\(item.contract)"))">\(item.contractNumber)</a>
            """,
            "\(words.state(item.state).html)\(why)", .text(item.amount.display),
            "<span class=\"number\">\(item.transactionNumber ?? "–")</span>",
            .text(words.bank(item.bankCode, item.cardType)),
            .text([item.accountManager, item.unit].compactMap { $0 }.joined(separator: " · ")),
            "<span class=\"number\">\((item.paidAt ?? item.createdAt).displayWithSeconds)</span>",
        ]
    }

    func html(_ cases: [PaymentCaseItem]) -> HTML {
        Table(
            caption: language("Trường hợp cần xử lý", "Open cases"),
            columns: [
                .init(name: language("Vấn đề", "What")), .init(name: language("Mã tham chiếu", "Reference")),
                .init(name: language("Hợp đồng", "Contract")),
                .init(name: language("Số tiền", "Amount"), isAmount: true),
                .init(name: language("Chi tiết", "Detail")), .init(name: language("Mở lúc", "Opened")),
            ],
            rows: cases.map { item in
                [
                    "<a href=\"\(Address.refundCase("\(item.id)"))\">\(words.kind(item.kind))</a>",
                    item.contractNumber == nil
                        ? "<span class=\"number\">\(item.reference)</span>"
                        : "<a class=\"number\" href=\"\(Address.staffPayment(item.reference))\">\(item.reference)</a>",
                    .text(item.contractNumber ?? language("không rõ", "unknown")), .text(item.amount?.display ?? "–"),
                    .text(item.detail), "<span class=\"number\">\(item.openedAt.display)</span>",
                ]
            }
        ).html
    }
}
