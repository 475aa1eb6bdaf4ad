import Kernel
import Markup

/// `/quan-ly/hoan-tien`: money that somebody has to decide about, by how it stands.
struct RefundListPage: Page {
    struct Row: Sendable {
        let id: String
        let kind: String
        let reference: String
        let customer: String
        /// `nil` for a reference that we do not know.
        let contract: (number: String, address: Address)?
        let amount: String
        let standing: Badge
        let way: String
        let age: String
    }

    let around: Surroundings
    let rows: [Row]
    let tabLinks: [TabLink]
    let pager: Pager
    let text: String
    /// The tab, kept by the search.
    let standing: String
    /// `nil` when this person may not export, or there is nothing to take.
    let exports: (csv: Address, xlsx: Address)?

    var title: String { language("Hoàn tiền", "Refunds") }
    var frame: Frame { .staff(.payments) }

    var main: HTML {
        """
        \(crumbs([(language("Thanh toán", "Payments"), .staffPayments)], here: title, in: language))
        \(staffHead(title, actions: exportLinks))
        \(tabs(tabLinks, label: language("Trạng thái", "State")))
        \(filters(.refunds, language, fields: fields))
        \(rows.isEmpty ? nothing : "\(table)\(pager.html(language))")
        """
    }

    private var exportLinks: HTML {
        guard let exports else { return "" }
        return linkButton("CSV", .quiet, to: exports.csv, icon: .download)
            + linkButton("Excel", .quiet, to: exports.xlsx, icon: .download)
    }

    private var fields: HTML {
        let search = Field(
            name: "tim",
            label: language(
                "Mã tham chiếu, số hợp đồng, số VNPAY, khách hàng",
                "Reference, contract, VNPAY number, customer"
            ),
            value: text,
            kind: .search,
            isRequired: false
        )
        return "\(standing.isEmpty ? "" : hidden("trang-thai", standing))\(search.plainHTML(language))"
    }

    private var nothing: HTML {
        emptyState(
            .office,
            title: language("Không có hồ sơ nào", "Nothing here"),
            words: language(
                "Trả thừa, trừ tiền hai lần, hợp đồng bị từ chối sau khi trả tiền và yêu cầu hoàn tiền sẽ hiện ở đây.",
                "Overpayments, double charges, contracts refused after payment and requests show up here."
            )
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Vấn đề", "What")), .init(name: language("Mã tham chiếu", "Reference")),
                .init(name: language("Khách hàng", "Customer")),
                .init(name: language("Số tiền", "Amount"), isAmount: true),
                .init(name: language("Trạng thái", "State")), .init(name: language("Cách xử lý", "How")),
                .init(name: language("Tuổi", "Age")),
            ],
            rows: rows.map { row in
                let contract: HTML =
                    row.contract.map { "<br><a class=\"muted small number\" href=\"\($0.address)\">\($0.number)</a>" }
                    ?? ""
                return [
                    "<a href=\"\(Address.refundCase(row.id))\">\(row.kind)</a>",
                    "<span class=\"number\">\(row.reference)</span>", "\(row.customer)\(contract)", .text(row.amount),
                    row.standing.html, .text(row.way), .text(row.age),
                ]
            }
        ).html
    }
}
