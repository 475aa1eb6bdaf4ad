import Kernel
import Markup

/// The days that a page of the books is about.
struct BookPeriod: Sendable {
    let from: String
    let to: String
    /// Something that was asked and cannot be.
    var problem: String?

    /// `Từ 01/11/2026 đến hết 23/11/2026`: as people write days.
    func words(_ language: Language) -> String {
        let (first, last) = (Day(iso8601: from)?.display ?? from, Day(iso8601: to)?.display ?? to)
        return language("từ \(first) đến hết \(last)", "\(first) to \(last)")
    }

    func filters(_ address: Address, _ language: Language) -> HTML {
        Web.filters(
            address,
            language,
            fields: """
                \(field("tu", language("Từ ngày", "From"), from, language))\(field("den", language("Đến hết ngày", "Until"), to, language))
                """
        ) + (problem.map { notice(.warn, title: $0) } ?? "")
    }

    private func field(_ name: String, _ label: String, _ value: String, _ language: Language) -> HTML {
        Field(name: name, label: label, value: value, kind: .date, isRequired: false).plainHTML(language)
    }
}

/// `/quan-ly/so-sach`: the trial balance, and whether it can be trusted.
struct TrialBalancePage: Page {
    struct Line: Sendable {
        let account: String
        let address: Address
        let opening: String
        let debit: String
        let credit: String
        let closing: String
    }

    let around: Surroundings
    let period: BookPeriod
    let lines: [Line]
    let totals: (debit: String, credit: String)
    let isBalanced: Bool
    let bars: BarPicture
    let exports: (csv: Address, xlsx: Address)

    var title: String { language("Sổ sách", "Books") }
    var frame: Frame { .staff(.books) }

    var main: HTML {
        """
        \(staffHead(title, badge: badge, lead: language("Cân đối", "Trial balance,") + " " + period.words(language), actions: actions))
        \(period.filters(.books, language))
        \(isBalanced ? "" : notice(.bad, title: language("Nợ và có không bằng nhau", "Debit and credit differ"), isUrgent: true))
        \(panel(language("Số dư cuối kỳ", "Closing balances"), id: "bars", bars.html(language)))
        \(table)
        """
    }

    private var badge: Badge {
        isBalanced ? Badge(language("Cân", "Balanced"), .good) : Badge(language("Không cân", "Not balanced"), .bad)
    }

    private var actions: HTML {
        linkButton("CSV", .quiet, to: exports.csv, icon: .download)
            + linkButton("Excel", .quiet, to: exports.xlsx, icon: .download)
            + linkButton(language("Doanh thu", "Revenue"), .quiet, to: .revenue)
            + linkButton(language("Khóa sổ tháng", "Close months"), .quiet, to: .bookMonths, icon: .lock)
            + linkButton(language("Chứng minh", "Prove"), to: .proveBooks, icon: .shield)
    }

    private var table: HTML {
        Table(
            caption: language("Bảng cân đối", "Trial balance"),
            columns: [
                .init(name: language("Tài khoản", "Account")),
                .init(name: language("Đầu kỳ", "Opening"), isAmount: true),
                .init(name: language("Nợ", "Debit"), isAmount: true),
                .init(name: language("Có", "Credit"), isAmount: true),
                .init(name: language("Cuối kỳ", "Closing"), isAmount: true),
            ],
            rows: lines.map { line in
                [
                    "<a href=\"\(line.address)\">\(line.account)</a>", .text(line.opening), .text(line.debit),
                    .text(line.credit), .text(line.closing),
                ]
            },
            totals: [
                .text(language("Cộng", "Total")), "", .text(totals.debit), .text(totals.credit), "",
            ]
        ).html
    }
}

/// `/quan-ly/so-sach/tai-khoan/:account`: what was booked on one account.
struct LedgerAccountPage: Page {
    struct Line: Sendable {
        let day: String
        let what: String
        let transaction: Address
        /// The contract, or whatever else it is about.
        let subject: (words: String, address: Address?)
        /// The payment that was booked.
        let payment: (words: String, address: Address)?
        let debit: String
        let credit: String
    }

    let around: Surroundings
    let account: String
    let code: String
    let period: BookPeriod
    let standing: (opening: String, debit: String, credit: String, closing: String)
    let lines: [Line]
    let pager: Pager
    let exports: (csv: Address, xlsx: Address)

    var title: String { account }
    var frame: Frame { .staff(.books) }

    var main: HTML {
        """
        \(crumbs([(language("Sổ sách", "Books"), .books)], here: account, in: language))
        \(staffHead(account, lead: language("Phát sinh", "Booked") + " " + period.words(language), actions: actions))
        \(period.filters(.ledgerAccount(code), language))
        \(figures([
            Figure(value: standing.opening, label: language("Đầu kỳ", "Opening")),
            Figure(value: standing.debit, label: language("Nợ", "Debit")),
            Figure(value: standing.credit, label: language("Có", "Credit")),
            Figure(value: standing.closing, label: language("Cuối kỳ", "Closing"), tone: .brand),
        ]))
        \(lines.isEmpty ? nothing : "\(table)\(pager.html(language))")
        """
    }

    private var actions: HTML {
        linkButton("CSV", .quiet, to: exports.csv, icon: .download)
            + linkButton("Excel", .quiet, to: exports.xlsx, icon: .download)
    }

    private var nothing: HTML {
        emptyState(
            .erp,
            title: language("Không có bút toán nào", "Nothing was booked"),
            words: language("Chọn khoảng ngày khác.", "Choose other days.")
        )
    }

    private var table: HTML {
        Table(
            caption: language("Bút toán", "Postings"),
            columns: [
                .init(name: language("Ngày", "Day")), .init(name: language("Nội dung", "What")),
                .init(name: language("Về", "About")), .init(name: language("Thanh toán", "Payment")),
                .init(name: language("Nợ", "Debit"), isAmount: true),
                .init(name: language("Có", "Credit"), isAmount: true),
            ],
            rows: lines.map { line in
                [
                    "<span class=\"number\">\(line.day)</span>", "<a href=\"\(line.transaction)\">\(line.what)</a>",
                    line.subject.address.map { "<a class=\"number\" href=\"\($0)\">\(line.subject.words)</a>" }
                        ?? .text(line.subject.words),
                    line.payment.map { "<a class=\"number\" href=\"\($0.address)\">\($0.words)</a>" } ?? "–",
                    .text(line.debit), .text(line.credit),
                ]
            }
        ).html
    }
}

/// `/quan-ly/so-sach/but-toan/:id`: one transaction with both sides.
struct LedgerTransactionPage: Page {
    let around: Surroundings
    let what: String
    let facts: [Fact]
    let postings: [(account: String, debit: String, credit: String)]

    var title: String { what }
    var frame: Frame { .staff(.books) }

    var main: HTML {
        """
        \(crumbs([(language("Sổ sách", "Books"), .books)], here: what, in: language))
        \(staffHead(what))
        <div class="two"><div class="stack">\(panel(language("Định khoản", "Postings"), id: "postings", postingsTable(postings, language)))</div>
        <aside class="stack"><div class="card">\(Web.facts(facts))</div></aside></div>
        """
    }
}

/// `/quan-ly/so-sach/chung-minh`: what was proven, and what breaks it.
struct BooksProofPage: Page {
    struct Line: Sendable {
        let words: String
        let isHolding: Bool
        let offenders: [String]
    }

    let around: Surroundings
    let lines: [Line]
    /// What was looked at.
    let reach: String

    var title: String { language("Chứng minh sổ sách", "Proof of the books") }
    var frame: Frame { .staff(.books) }

    var main: HTML {
        let isHolding = lines.allSatisfy(\.isHolding)
        let verdict =
            isHolding
            ? notice(.good, title: language("Mọi quy tắc đều đúng", "Every rule holds"))
            : notice(
                .bad,
                title: language("Có quy tắc bị vi phạm", "A rule is broken"),
                body: """
                    <p>\(language("Đừng sửa tay trong cơ sở dữ liệu. Báo đội vận hành kèm trang này.", "Do not mend the database by hand. Give this page to the operators."))</p>
                    """,
                isUrgent: true
            )
        return """
            \(crumbs([(language("Sổ sách", "Books"), .books)], here: title, in: language))
            \(staffHead(title, lead: reach))
            \(verdict)
            \(Table(
                caption: title,
                columns: [
                    .init(name: language("Quy tắc", "Rule")), .init(name: language("Kết quả", "Result")),
                    .init(name: language("Vi phạm đầu tiên", "First offenders")),
                ],
                rows: lines.map(row)
            ).html)
            <p class="muted small">\(language("Toàn bộ từ đầu: chạy qldv verify trên máy chủ.", "All of it since the beginning: run qldv verify on the server."))</p>
            """
    }

    private func row(_ line: Line) -> [HTML] {
        [
            .text(line.words),
            (line.isHolding ? Badge(language("Đúng", "Holds"), .good) : Badge(language("Sai", "Broken"), .bad)).html,
            line.offenders.isEmpty
                ? "–"
                : "<ul>\(line.offenders.markup { "<li class=\"number\">\($0)</li>" })</ul>",
        ]
    }
}
