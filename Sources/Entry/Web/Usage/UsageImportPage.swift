import Kernel
import Markup

/// `/quan-ly/cuoc/su-dung/tep/{id}`: what a file comes to, before and after it is taken in.
struct UsageImportPage: Page {
    struct Total: Sendable {
        let contract: (id: String, number: String)
        let customer: String
        let meter: String
        let month: String
        let rows: String
        let quantity: String
        let late: String
    }

    struct Mistake: Sendable {
        let row: String
        let column: String
        let text: String
        let words: String
    }

    let around: Surroundings
    let id: String
    let name: String
    let state: Badge
    let lead: String
    let sums: [Figure]
    /// From 0 to 100 while it is taken in.
    let percent: Int64?
    let late: String?
    let tabLinks: [TabLink]
    let showsMistakes: Bool
    let totals: [Total]
    let mistakes: [Mistake]
    let pager: Pager
    let steps: Steps
    /// Changes as the import moves on; `nil` when it stands still.
    let stateWord: String?
    var news: String?
    var problem: String?

    struct Steps: Sendable {
        var mayImport = false
        var mayKeepGood = false
        var mayWithdraw = false
        var hasMistakes = false
        /// What the button does, in numbers.
        var summary = ""
    }

    var title: String { name }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([
            (language("Cước trả sau", "Monthly fees"), .statements), (language("Sản lượng", "Usage"), .usage),
        ], here: name, in: language))
        <div class="stack"\(live)>
        \(staffHead(name, badge: state, lead: lead, actions: actions))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(percent.map(bar))
        \(figures(sums))
        \(late.map { notice(.warn, title: $0) })
        \(decision)
        \(tabs(tabLinks, label: language("Nội dung tệp", "Contents")))
        \(list)
        </div>
        """
    }

    private var live: HTML {
        stateWord.map { " data-live=\"\(Address.usageImportState(id))\" data-state=\"\($0)\"" } ?? ""
    }

    private func bar(_ percent: Int64) -> HTML {
        """
        <p><label>\(language("Tiến độ", "Progress")) <progress max="100" value="\(percent)">\(percent) %</progress> \
        <span class="number">\(percent) %</span></label></p>
        """
    }

    private var actions: HTML {
        var actions = HTML()
        if steps.hasMistakes {
            actions += linkButton(
                language("Tải dòng lỗi (CSV)", "Wrong lines (CSV)"),
                .quiet,
                to: .usageImportMistakes(id),
                icon: .download
            )
        }
        if steps.mayWithdraw {
            actions += postForm(
                .usageImportStep(id, "huy"),
                around,
                button(language("Không nhập tệp này", "Do not import"), .quiet, icon: .cross),
                name: "inline"
            )
        }
        return actions
    }

    private var decision: HTML {
        guard steps.mayImport || steps.mayKeepGood else { return "" }
        let words =
            steps.mayImport
            ? language("Nhập sản lượng", "Import") : language("Chỉ nhập các dòng đúng", "Import the good lines only")
        return panel(
            language("Xác nhận", "Agree"),
            id: "agree",
            """
            <p>\(steps.summary)</p>
            \(postForm(.usageImportStep(id, "nhap"), around, """
                \(steps.mayImport ? "" : hidden("keep", "1"))\(button(words, .primary, icon: .check))
                """))
            """
        )
    }

    private var list: HTML {
        if showsMistakes {
            return mistakes.isEmpty
                ? empty(language("Không có dòng lỗi.", "No wrong lines.")) : "\(mistakeTable)\(pager.html(language))"
        }
        return totals.isEmpty
            ? empty(language("Không có sản lượng mới.", "Nothing new.")) : "\(totalTable)\(pager.html(language))"
    }

    private func empty(_ words: String) -> HTML { "<p class=\"muted\">\(words)</p>" }

    private var totalTable: HTML {
        Table(
            caption: language("Theo hợp đồng", "By contract"),
            columns: [
                .init(name: language("Hợp đồng", "Contract")), .init(name: language("Khách hàng", "Customer")),
                .init(name: language("Gói · loại", "Plan · meter")), .init(name: language("Tháng", "Month")),
                .init(name: language("Số dòng", "Rows"), isAmount: true),
                .init(name: language("Số lượng", "Quantity"), isAmount: true),
                .init(name: language("Kỳ sau", "Next statement"), isAmount: true),
            ],
            rows: totals.map { row in
                [
                    "<a class=\"number\" href=\"\(Address.contract(row.contract.id))\">\(row.contract.number)</a>",
                    .text(row.customer), .text(row.meter), "<span class=\"number\">\(row.month)</span>",
                    .text(row.rows), .text(row.quantity), .text(row.late),
                ]
            }
        ).html
    }

    private var mistakeTable: HTML {
        Table(
            caption: language("Dòng lỗi", "Wrong lines"),
            columns: [
                .init(name: language("Dòng", "Row"), isAmount: true), .init(name: language("Cột", "Column")),
                .init(name: language("Nội dung đọc được", "What was read")),
                .init(name: language("Cần làm gì", "What to do")),
            ],
            rows: mistakes.map { row in
                [
                    .text(row.row), .text(row.column), row.text.isEmpty ? "–" : "<code>\(row.text)</code>",
                    .text(row.words),
                ]
            }
        ).html
    }
}
