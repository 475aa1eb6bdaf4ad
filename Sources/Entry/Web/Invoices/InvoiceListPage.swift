import Kernel
import Markup

/// `/quan-ly/hoa-don`: the invoicing officer's screen, problems first.
struct InvoiceListPage: Page {
    struct Row: Sendable {
        let id: String
        /// `1C26TQD · 17`, or a dash.
        let number: String
        let kind: String
        let contract: (id: String, number: String)
        let customer: String
        let unit: String
        let date: String
        let deadline: (words: String, tone: Tone)
        let state: Badge
        /// Why it was refused or waits.
        let reason: String
        let total: String
    }

    let around: Surroundings
    let tabLinks: [TabLink]
    let columns: [Table.Column]
    let rows: [Row]
    let pager: Pager
    /// The values in the filter's fields, by their names.
    let values: [String: String]
    let units: [Select.Option]
    let export: Address?

    var title: String { language("Hóa đơn", "Invoices") }
    var frame: Frame { .staff(.invoices) }

    var main: HTML {
        """
        \(staffHead(title, actions: export.map(exportLinks) ?? ""))
        \(tabs(tabLinks, label: language("Trạng thái", "State")))
        \(filters(.staffInvoices, language, fields: fields))
        \(rows.isEmpty ? nothing : "\(table)\(pager.html(language))")
        """
    }

    private var fields: HTML {
        let label = language(
            "Số hợp đồng, số hóa đơn, khách hàng, mã số thuế",
            "Contract, invoice number, customer, tax code"
        )
        return """
            \(hidden("trang-thai", values["trang-thai"] ?? ""))\(field("tim", label, .search))
            \(field("tu", language("Từ ngày", "From"), .date))\(field("den", language("Đến ngày", "To"), .date))
            \(units.isEmpty ? "" : Select(
                name: "don-vi", label: language("Đơn vị", "Unit"),
                options: [.init("", language("Tất cả", "All"))] + units, value: values["don-vi"] ?? ""
            ).html(language))
            """
    }

    private func field(_ name: String, _ label: String, _ kind: Field.Kind) -> HTML {
        Field(name: name, label: label, value: values[name] ?? "", kind: kind, isRequired: false).plainHTML(language)
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Không có hóa đơn nào", "No invoices here"),
            words: language(
                "Hóa đơn được yêu cầu khi khách trả tiền, hoặc khi ngày đối soát đã chốt và hợp đồng đã duyệt.",
                "An invoice is asked for when the customer has paid, or when the day is reconciled and the contract approved."
            )
        )
    }

    private var table: HTML {
        Table(caption: title, columns: columns, rows: rows.map(cells)).html
    }

    private func cells(_ row: Row) -> [HTML] {
        let reason: HTML = row.reason.isEmpty ? "" : "<br><span class=\"small\">\(row.reason)</span>"
        return [
            "<a class=\"number\" href=\"\(Address.staffInvoice(row.id))\">\(row.number)</a><br><span class=\"small muted\">\(row.kind)</span>",
            "<a class=\"number\" href=\"\(Address.contract(row.contract.id))\">\(row.contract.number)</a>",
            .text(row.customer), .text(row.unit), "\(row.state.html)\(reason)",
            "<span class=\"number\">\(row.date)</span>",
            row.deadline.tone == .calm
                ? .text(row.deadline.words) : Badge(row.deadline.words, row.deadline.tone).html,
            .text(row.total),
        ]
    }
}
