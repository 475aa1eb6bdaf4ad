import Kernel
import Markup

/// `/tai-khoan/cuoc`: what is to be paid month by month, one by one or together, and what has been.
struct OwnStatementsPage: Page {
    struct Month: Sendable {
        let id: String
        let number: String
        /// `11/2026`
        let month: String
        let planName: String
        let contractNumber: String
        let state: Badge
        /// `15/12/2026`
        let due: String
        let amount: String
        var isChosen = true
        /// The receipt of what is paid.
        var receipt: Address?
    }

    let around: Surroundings
    let owed: [Month]
    /// What all of it comes to; `nil` when nothing is owed.
    var total: (digits: String, words: String)?
    let settled: [Month]
    var pager: Pager?
    /// Why the choice could not be paid.
    var problem: String?

    var title: String { language("Cước tháng", "Monthly fees") }
    var frame: Frame { .portal(.statements) }

    var main: HTML {
        """
        <div class="stack"><h1>\(title)</h1>
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(owed.isEmpty && settled.isEmpty ? nothing : "\(open)\(past)")</div>
        """
    }

    private var open: HTML {
        guard !owed.isEmpty else {
            return notice(.good, title: language("Không có cước nào phải thanh toán.", "There is nothing to pay."))
        }
        return """
            <section class="card stack" aria-labelledby="owed"><h2 id="owed">\(language("Chờ thanh toán", "To be paid"))</h2>
            \(total.map { sum in
                """
                <p class="row apart"><span>\(language("Tổng cộng", "All of it"))</span>\
                <span class="price"><span class="total">\(sum.digits)</span></span></p><p class="words">\(sum.words)</p>
                """
            })
            \(postForm(.payStatements, around, """
                <div class="stack">\(owed.markup(choice))</div>
                <p class="muted small">\(language(
                    "Bỏ chọn những khoản bạn muốn trả sau. Bước tiếp theo hiện tổng số tiền trước khi sang VNPAY.",
                    "Leave out what you want to pay later. The next step shows the sum before you go to VNPAY."
                ))</p>
                <p>\(button(language("Thanh toán các khoản đã chọn", "Pay what is ticked"), .main, icon: .card))</p>
                """))</section>
            """
    }

    private func choice(_ month: Month) -> HTML {
        """
        \(Choice(kind: .checkbox, name: "chosen", value: month.id, label: label(month), isChosen: month.isChosen).html)\
        <p class="row small"><a href="\(Address.ownStatementPDF(month.id))">\
        \(language("Thông báo cước (PDF)", "Statement (PDF)"))<span class="unseen"> \(month.number)</span></a></p>

        """
    }

    private func label(_ month: Month) -> HTML {
        """
        <span class="row apart"><strong>\(language("Tháng", "Month")) \(month.month)</strong>\
        <strong class="number">\(month.amount)</strong></span>\
        <span class="row apart"><span class="muted small">\(month.planName) · \(month.contractNumber)<br>\
        \(language("Hạn", "Due")) \(month.due)</span>\(month.state.html)</span>
        """
    }

    private var past: HTML {
        guard !settled.isEmpty else { return "" }
        return """
            <section class="stack" aria-labelledby="past"><h2 id="past">\(language("Các tháng trước", "Earlier months"))</h2>
            \(Table(
                caption: language("Các tháng trước", "Earlier months"),
                columns: [
                    .init(name: language("Tháng", "Month")), .init(name: language("Nội dung", "For")),
                    .init(name: language("Số tiền", "Amount"), isAmount: true),
                    .init(name: language("Trạng thái", "State")), .init(name: language("Giấy tờ", "Papers")),
                ],
                rows: settled.map(row)
            ).html)\(pager.map { $0.html(language) })</section>
            """
    }

    private func row(_ month: Month) -> [HTML] {
        let receipt: HTML =
            month.receipt.map { address in
                """
                 · <a href="\(address)">\(language("Biên nhận", "Receipt"))<span class="unseen"> \(month.number)</span></a>
                """
            } ?? ""
        return [
            "<span class=\"number\">\(month.month)</span>",
            "\(month.planName)<br><span class=\"muted small\">\(month.contractNumber)</span>",
            "<strong class=\"number\">\(month.amount)</strong>", month.state.html,
            """
            <a href="\(Address.ownStatementPDF(month.id))">PDF<span class="unseen"> \(month.number)</span></a>\(receipt)
            """,
        ]
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Chưa có cước tháng nào", "No monthly fees yet"),
            words: language(
                "Gói trả sau có một thông báo cước mỗi tháng; các thông báo hiện ở đây và được gửi qua email.",
                "A package that is paid monthly has a statement each month: here, and by e-mail."
            )
        )
    }
}
