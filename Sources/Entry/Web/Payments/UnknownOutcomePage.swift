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

    /// What became known in an hour, and how often VNPAY was asked.
    struct Hour: Sendable {
        /// `14`
        let label: String
        let words: String
        let settled: Int64
        let questions: Int64
    }

    let around: Surroundings
    let tabLinks: [TabLink]
    let figures: [Figure]
    let hours: [Hour]
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

    private static let height: Int64 = 90
    private static let step: Int64 = 34

    private var picture: HTML {
        let highest = max(1, hours.map { max($0.settled, $0.questions) }.max() ?? 1)
        let width = Int64(hours.count) * Self.step
        let caption = language(
            "Mỗi giờ: số khoản đã rõ (cột đậm) và số câu hỏi VNPAY (cột nhạt)",
            "Each hour: outcomes that became known (dark) and questions to VNPAY (light)"
        )
        return """
            <figure class="day-bars"><svg viewBox="0 0 \(width) \(Self.height + 22)" role="img" aria-label="\(caption)">
            \(hours.enumerated().markup { bar($1, at: Int64($0) * Self.step, of: highest) })</svg>
            <figcaption class="muted small">\(caption)</figcaption></figure>
            """
    }

    private func bar(_ hour: Hour, at left: Int64, of highest: Int64) -> HTML {
        let (asked, settled) = (scaled(hour.questions, highest), scaled(hour.settled, highest))
        return """
            <g><title>\(hour.words)</title>\
            <rect class="base" x="\(left + 3)" y="\(Self.height - asked)" width="\(Self.step - 6)" height="\(asked)"/>\
            <rect class="gross" x="\(left + 9)" y="\(Self.height - settled)" width="\(Self.step - 18)" height="\(settled)"/>\
            <text x="\(left + Self.step / 2)" y="\(Self.height + 15)">\(hour.label)</text></g>

            """
    }

    /// In whole pixels; whatever is not nothing can be seen.
    private func scaled(_ count: Int64, _ highest: Int64) -> Int64 {
        count <= 0 ? 0 : max(2, Int64(Int128(count) * Int128(Self.height) / Int128(highest)))
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
