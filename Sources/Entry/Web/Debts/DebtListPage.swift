import Kernel
import Markup

/// `/quan-ly/no-cuoc`: who is late, for how long, and with how much.
struct DebtListPage: Page {
    struct Row: Sendable {
        let id: String
        let name: String
        let unit: String
        /// One a bucket, the youngest debt first.
        let sums: [String]
        let total: String
        let late: String
        let standings: [Badge]
    }

    struct Unit: Sendable {
        let code: String
        let sums: [String]
        let total: String
    }

    let around: Surroundings
    let figures: [Figure]
    let bars: [DayBars.Bar]
    /// The names of the buckets.
    let buckets: [String]
    let units: [Unit]
    let all: Unit
    let columns: [Table.Column]
    let rows: [Row]
    let pager: Pager
    let values: [String: String]
    let choices: (units: [Select.Option], buckets: [Select.Option], standings: [Select.Option])
    let export: Address?
    let seesChanges: Bool

    var title: String { language("Nợ cước quá hạn", "Overdue debts") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([(language("Cước trả sau", "Monthly fees"), .statements)], here: title, in: language))
        \(staffHead(title, actions: actions))
        \(Web.figures(figures))
        <div class="two"><div class="stack">\(panel(language("Theo đơn vị", "By unit"), id: "units", unitTable))</div>
        <aside class="stack">\(panel(language("Tuổi nợ", "Ages"), id: "ages", ages))</aside></div>
        \(filters(.debts, language, fields: fields))
        \(rows.isEmpty ? nothing : "\(table)\(pager.html(language))")
        """
    }

    private var actions: HTML {
        """
        \(seesChanges ? linkButton(language("Đề xuất xóa nợ, ghi có", "Proposals"), .quiet, to: .debtChanges, icon: .check) : "")\
        \(linkButton(language("Lịch nhắc nợ", "Timetable"), .quiet, to: .dunningTimetable, icon: .calendar))\
        \(export.map(exportLinks))
        """
    }

    private var ages: HTML {
        DayBars(bars: bars, caption: language("Nợ quá hạn theo số ngày, đồng", "Overdue by days, in đồng")).html
    }

    private var unitTable: HTML {
        Table(
            caption: language("Nợ quá hạn theo đơn vị", "Overdue by unit"),
            columns: [.init(name: language("Đơn vị", "Unit"))]
                + buckets.map { .init(name: $0, isAmount: true) }
                + [.init(name: language("Cộng", "Total"), isAmount: true)],
            rows: units.map(cells),
            totals: units.count > 1 ? cells(all) : []
        ).html
    }

    private func cells(_ unit: Unit) -> [HTML] {
        [.text(unit.code)] + unit.sums.map { .text($0) } + [.text(unit.total)]
    }

    private var fields: HTML {
        """
        \(Field(name: "tim", label: language("Hợp đồng, khách hàng", "Contract, customer"), value: values["tim"] ?? "", kind: .search, isRequired: false).plainHTML(language))\
        \(Select(name: "don-vi", label: language("Đơn vị", "Unit"), options: choices.units, value: values["don-vi"] ?? "").html(language))\
        \(Select(name: "tuoi", label: language("Tuổi nợ", "Age"), options: choices.buckets, value: values["tuoi"] ?? "").html(language))\
        \(Select(name: "tinh-trang", label: language("Tình trạng", "State"), options: choices.standings, value: values["tinh-trang"] ?? "").html(language))
        """
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Không có khoản nợ quá hạn nào", "Nothing is overdue"),
            words: language(
                "Thông báo cước chưa thanh toán sau hạn sẽ hiện ở đây.",
                "Statements that are unpaid after their day show up here."
            )
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: columns,
            rows: rows.map { row in
                [
                    "<a href=\"\(Address.debtor(row.id))\">\(row.name)</a>", .text(row.unit), .text(row.late),
                    "\(row.standings.markup(\.html))",
                ] + row.sums.map { .text($0) } + ["<strong>\(row.total)</strong>"]
            }
        ).html
    }
}
