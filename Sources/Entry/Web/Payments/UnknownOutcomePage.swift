import Kernel
import Markup

/// `/quan-ly/thanh-toan/chua-ro`: payments whose outcome nobody has told us, in the order in which VNPAY is asked.
struct UnknownOutcomePage: Page {
    struct Row: Sendable {
        let id: String
        let reference: String
        let contract: (id: String, number: String)
        let amount: String
        let since: String
        let asking: Badge
        let questions: String
        let lastAnswer: String
        let next: String
    }

    let around: Surroundings
    let tabLinks: [TabLink]
    let figures: [Figure]
    /// What became known in each of the last 24 hours.
    let hours: [DayBars.Bar]
    let rows: [Row]
    let pager: Pager
    let export: Address?
    let mayAsk: Bool
    /// So many that asking alone would take more than a day: the file is quicker.
    let isTooMuchToAsk: Bool
    var news: String?
    var problem: String?

    var title: String { language("Chưa rõ kết quả", "Unknown outcomes") }
    var frame: Frame { .staff(.payments) }

    var main: HTML {
        """
        \(crumbs([(language("Thanh toán", "Payments"), .staffPayments)], here: title, in: language))
        \(staffHead(title, lead: lead, actions: export.map(exportLinks) ?? ""))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(tabs(tabLinks, label: language("Trạng thái", "State")))
        \(isTooMuchToAsk ? fileNotice : "")
        \(Web.figures(figures))
        \(panel(language("24 giờ qua", "The last 24 hours"), id: "hours", picture))
        \(rows.isEmpty ? nothing : "\(table)\(pager.html(language))")
        """
    }

    private var lead: String {
        language(
            "VNPAY chưa nói đã trả hay chưa. Hệ thống hỏi lại, cũ trước, mỗi 5 phút một câu cho cả website; không tự đoán.",
            "VNPAY has not said whether it was paid. It is asked, the oldest first, once in 5 minutes; nothing is guessed."
        )
    }

    private var fileNotice: HTML {
        notice(
            .warn,
            title: language("Hỏi từng khoản sẽ mất hơn một ngày", "Asking one by one would take more than a day"),
            body: """
                <p>\(language("Hãy nhập tệp đối soát của ngày đó rồi ghi nhận cả loạt.", "Import the reconciliation file of that day, and apply all of them together.")) \
                <a href="\(Address.reconciliation)">\(language("Mở đối soát", "Open reconciliation"))</a></p>
                """
        )
    }

    private var nothing: HTML {
        emptyState(
            .pos,
            title: language("Mọi khoản đều đã rõ", "Every outcome is known"),
            words: language(
                "Khoản hết giờ mà không có tin từ VNPAY sẽ hiện ở đây.",
                "A payment whose time is over without a word from VNPAY shows up here."
            )
        )
    }

    private var picture: HTML {
        DayBars(
            bars: hours,
            caption: language("Số khoản đã rõ trong mỗi giờ", "Outcomes that became known in each hour")
        ).html
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Mã tham chiếu", "Reference")), .init(name: language("Hợp đồng", "Contract")),
                .init(name: language("Số tiền", "Amount"), isAmount: true),
                .init(name: language("Chưa rõ từ", "Unknown since")), .init(name: language("Hỏi", "Asked")),
                .init(name: language("Trả lời cuối", "Last answer")), .init(name: language("Lượt tới", "Next turn")),
                .init(name: language("Việc", "Step")),
            ],
            rows: rows.map { row in
                [
                    "<a class=\"number\" href=\"\(Address.staffPayment(row.reference))\">\(row.reference)</a>",
                    "<a class=\"number\" href=\"\(Address.contract(row.contract.id))\">\(row.contract.number)</a>",
                    .text(row.amount), "<span class=\"number\">\(row.since)</span>",
                    "\(row.asking.html) <span class=\"number\">\(row.questions)</span>", .text(row.lastAnswer),
                    "<span class=\"number\">\(row.next)</span>", mayAsk ? ask(row) : "–",
                ]
            }
        ).html
    }

    private func ask(_ row: Row) -> HTML {
        postForm(
            .askUnknownOutcome(row.id),
            around,
            """
            <button class="button quiet" type="submit">\(language("Hỏi trước", "Ask first"))\
            <span class="unseen"> \(row.reference)</span></button>
            """
        )
    }
}
