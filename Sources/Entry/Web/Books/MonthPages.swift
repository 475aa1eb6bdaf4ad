import Kernel
import Markup

/// `/quan-ly/so-sach/thang`: the months of the books, which of them are closed.
struct BookMonthsPage: Page {
    struct Row: Sendable {
        /// `2026-11`
        let key: String
        /// `11/2026`
        let month: String
        let state: Badge
        let revenue: String
        let closed: String
    }

    let around: Surroundings
    let rows: [Row]

    var title: String { language("Khóa sổ tháng", "Closing months") }
    var frame: Frame { .staff(.books) }

    var main: HTML {
        """
        \(crumbs([(language("Sổ sách", "Books"), .books)], here: title, in: language))
        \(staffHead(title, lead: language("Tháng đã khóa không nhận thêm bút toán.", "Nothing more is booked into a closed month.")))
        \(rows.isEmpty ? nothing : table)
        """
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Tháng", "Month")), .init(name: language("Trạng thái", "State")),
                .init(name: language("Doanh thu", "Revenue"), isAmount: true),
                .init(name: language("Người khóa", "Closed by")),
            ],
            rows: rows.map { row in
                [
                    "<a class=\"number\" href=\"\(Address.bookMonth(row.key))\">\(row.month)</a>", row.state.html,
                    .text(row.revenue), .text(row.closed),
                ]
            }
        ).html
    }

    private var nothing: HTML {
        emptyState(
            .erp,
            title: language("Sổ chưa có bút toán nào", "Nothing has been booked yet"),
            words: language(
                "Tháng đầu tiên hiện ở đây khi có bút toán.",
                "The first month shows up here with the first booking."
            )
        )
    }
}

/// `/quan-ly/so-sach/thang/{month}`: what has to be done before a month is closed, and the closing itself.
struct BookMonthPage: Page {
    struct Step: Sendable {
        let words: String
        /// What stands open, in words; `nil` when it is done.
        let open: String?
        /// The month cannot be closed before it is done.
        let isNeeded: Bool
        /// Where it is done.
        let address: Address
    }

    let around: Surroundings
    let key: String
    let month: String
    let state: Badge
    let sums: [Figure]
    let steps: [Step]
    /// Who closed it and when.
    var closed: String?
    var mayClose = false
    var mayReopen = false
    /// Why it cannot be closed now, such as a month that is not over.
    var obstacle: String?
    var reason = ""
    var news: String?
    var problem: String?

    var title: String { language("Tháng \(month)", "Month \(month)") }
    var frame: Frame { .staff(.books) }

    var main: HTML {
        """
        \(crumbs([
            (language("Sổ sách", "Books"), .books), (language("Khóa sổ tháng", "Closing months"), .bookMonths),
        ], here: month, in: language))
        \(staffHead(title, badge: state, lead: closed))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(figures(sums))
        \(panel(language("Việc trước khi khóa sổ", "Before the month is closed"), id: "steps", list))
        \(closing)
        """
    }

    private var list: HTML {
        Table(
            caption: language("Việc trước khi khóa sổ", "Before the month is closed"),
            columns: [
                .init(name: language("Việc", "What")), .init(name: language("Trạng thái", "State")),
                .init(name: language("Nơi xử lý", "Where")),
            ],
            rows: steps.map { step in
                [
                    .text(step.words), badge(step).html,
                    "<a href=\"\(step.address)\">\(language("Mở", "Open"))<span class=\"unseen\"> \(step.words)</span></a>",
                ]
            }
        ).html
    }

    private func badge(_ step: Step) -> Badge {
        guard let open = step.open else { return Badge(language("Xong", "Done"), .good) }
        return Badge(open, step.isNeeded ? .bad : .warn)
    }

    private var closing: HTML {
        if mayReopen {
            return confirmation(
                language("Mở lại tháng", "Open the month again"),
                postForm(
                    .reopenMonth(key),
                    around,
                    """
                    \(Field(
                        name: "reason", label: language("Lý do", "Reason"), value: reason, kind: .area, maximumLength: 2000
                    ).html(language))<p>\(button(language("Mở lại", "Open again"), .danger))</p>
                    """
                )
            )
        }
        guard mayClose else { return obstacle.map { notice(.warn, title: $0) } ?? "" }
        return postForm(
            .closeMonth(key),
            around,
            """
            <p class="muted">\(language(
                "Sau khi khóa, bút toán của tháng này được ghi vào ngày hiện tại. Mở lại cần lý do và một kế toán khác.",
                "Once closed, what belongs to this month is booked on the day itself. Another accountant can open it again, for a reason."
            ))</p><p>\(button(language("Khóa sổ tháng \(month)", "Close \(month)"), .main, icon: .lock))</p>
            """
        )
    }
}

/// `/quan-ly/so-sach/doanh-thu`: what was earned, and with what.
struct RevenuePage: Page {
    struct Line: Sendable {
        let name: String
        let postpaid: String
        let prepaid: String
        let other: String
        let total: String
    }

    let around: Surroundings
    let period: BookPeriod
    let tabLinks: [TabLink]
    /// What a line is: `Sản phẩm`.
    let heading: String
    let lines: [Line]
    let totals: Line
    /// The lines come to what stands in the books.
    let isProven: Bool
    let bars: BarPicture
    let exports: (csv: Address, xlsx: Address)

    var title: String { language("Doanh thu", "Revenue") }
    var frame: Frame { .staff(.books) }

    var main: HTML {
        """
        \(crumbs([(language("Sổ sách", "Books"), .books)], here: title, in: language))
        \(staffHead(title, badge: badge, lead: language("Chưa thuế,", "Before VAT,") + " " + period.words(language), actions: actions))
        \(period.filters(.revenue, language))
        \(tabs(tabLinks, label: language("Xem theo", "By")))
        \(lines.isEmpty ? nothing : "\(panel(heading, id: "bars", bars.html(language)))\(table)")
        """
    }

    private var badge: Badge {
        isProven
            ? Badge(language("Khớp sổ", "Agrees with the books"), .good)
            : Badge(language("Lệch sổ", "Differs from the books"), .bad)
    }

    private var actions: HTML {
        linkButton("CSV", .quiet, to: exports.csv, icon: .download)
            + linkButton("Excel", .quiet, to: exports.xlsx, icon: .download)
    }

    private var nothing: HTML {
        emptyState(
            .erp,
            title: language("Không có doanh thu trong khoảng này", "Nothing was earned in these days"),
            words: language(
                "Cước tháng được ghi nhận khi phát hành; kỳ trả trước được ghi nhận dần khi hết từng tháng.",
                "Monthly fees are earned as they are billed, prepaid terms month by month as each is over."
            )
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: heading), .init(name: language("Cước tháng", "Monthly fees"), isAmount: true),
                .init(name: language("Kỳ trả trước", "Prepaid terms"), isAmount: true),
                .init(name: language("Hoàn tiền và khác", "Refunds and others"), isAmount: true),
                .init(name: language("Cộng", "Total"), isAmount: true),
            ],
            rows: lines.map(cells),
            totals: cells(totals)
        ).html
    }

    private func cells(_ line: Line) -> [HTML] {
        [.text(line.name), .text(line.postpaid), .text(line.prepaid), .text(line.other), .text(line.total)]
    }
}
