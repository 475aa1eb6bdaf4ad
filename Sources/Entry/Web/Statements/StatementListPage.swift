import Kernel
import Markup

/// `/quan-ly/cuoc`: what customers owe month by month.
struct StatementListPage: Page {
    struct Row: Sendable {
        let id: String
        let number: String
        let month: String
        let contract: (id: String, number: String)
        let customer: String
        let unit: String
        let state: Badge
        let due: String
        let payable: String
    }

    let around: Surroundings
    let tabLinks: [TabLink]
    let sums: [Figure]
    let columns: [Table.Column]
    let rows: [Row]
    let pager: Pager
    let values: [String: String]
    let export: Address?
    let seesRuns: Bool
    /// Whether the reader imports usage; otherwise only looks it up.
    let importsUsage: Bool

    var title: String { language("Cước trả sau", "Monthly fees") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(staffHead(title, actions: actions))
        \(figures(sums))
        \(tabs(tabLinks, label: language("Tình trạng", "State")))
        \(filters(.statements, language, fields: fields))
        \(rows.isEmpty ? nothing : "\(Table(caption: title, columns: columns, rows: rows.map(cells)).html)\(pager.html(language))")
        """
    }

    private var actions: HTML {
        """
        \(linkButton(language("Nợ quá hạn", "Overdue debts"), .quiet, to: .debts, icon: .warning))\
        \(seesRuns ? linkButton(language("Kỳ cước", "Billing runs"), to: .billingRuns, icon: .calendar) : "")\
        \(linkButton(language("Sản lượng", "Usage"), .quiet, to: importsUsage ? .usage : .usageLookUp, icon: .box))\
        \(export.map { linkButton("CSV", .quiet, to: $0, icon: .download) })
        """
    }

    private var fields: HTML {
        """
        \(hidden("tinh-trang", values["tinh-trang"] ?? ""))\
        \(Field(name: "tim", label: language("Hợp đồng, khách hàng", "Contract, customer"), value: values["tim"] ?? "", kind: .search, isRequired: false).plainHTML(language))\
        \(Field(name: "thang", label: language("Tháng (2026-11)", "Month (2026-11)"), value: values["thang"] ?? "", isRequired: false, maximumLength: 7).plainHTML(language))
        """
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Không có thông báo cước nào", "No statements here"),
            words: language(
                "Thông báo cước được phát hành mỗi tháng cho hợp đồng trả sau đã kích hoạt.",
                "A statement is issued each month for every active postpaid contract."
            )
        )
    }

    private func cells(_ row: Row) -> [HTML] {
        [
            "<a class=\"number\" href=\"\(Address.statement(row.id))\">\(row.number)</a>",
            "<span class=\"number\">\(row.month)</span>",
            "<a class=\"number\" href=\"\(Address.contract(row.contract.id))\">\(row.contract.number)</a>",
            .text(row.customer), .text(row.unit), row.state.html, "<span class=\"number\">\(row.due)</span>",
            .text(row.payable),
        ]
    }
}
