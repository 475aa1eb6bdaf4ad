import Contracts
import Kernel
import Markup

/// A table of contracts, the same wherever contracts are listed.
struct ContractTable: Sendable {
    let language: Language
    /// Whose they are goes without saying on the customer's own page.
    var namesCustomer = true

    func html(_ items: [ContractItem], query: ListQuery? = nil) -> HTML {
        guard !items.isEmpty else {
            return "<p class=\"muted\">\(language("Chưa có hợp đồng nào.", "No contracts yet."))</p>"
        }
        let words = StaffWords(language: language)
        func column(_ name: String, _ key: String, isAmount: Bool = false, isDefault: Bool = false) -> Table.Column {
            query?.column(name, by: key, isAmount: isAmount, isDefault: isDefault)
                ?? .init(name: name, isAmount: isAmount)
        }
        return Table(
            caption: language("Hợp đồng", "Contracts"),
            columns: [
                column(language("Số hợp đồng", "Number"), "number")
            ] + (namesCustomer ? [column(language("Khách hàng", "Customer"), "customer")] : []) + [
                .init(name: language("Trạng thái", "State")), .init(name: language("Loại", "Kind")),
                column(language("Giá trị", "Value"), "total", isAmount: true),
                .init(name: language("AM · Đơn vị", "AM · Unit")),
                column(language("Ngày tạo", "Declared"), "created", isDefault: true),
                column(language("Hết hạn", "Ends"), "ends"),
            ],
            rows: items.map { item in
                [
                    "<a class=\"number\" href=\"\(Address.contract("\(item.id)"))\">\(item.number)</a>"
                ] + (namesCustomer ? [.text(item.customer)] : []) + [
                    words.state(item.state).html,
                    .text(item.channel == .online ? words.channel(.online) : words.kind(item.kind)),
                    .text(item.total.display),
                    .text([item.accountManager, item.unit].compactMap { $0 }.joined(separator: " · ")),
                    "<span class=\"number\">\(item.createdAt.day.display)</span>",
                    "<span class=\"number\">\(item.endsOn?.display ?? "–")</span>",
                ]
            }
        ).html
    }
}

/// `/quan-ly/hop-dong`
struct ContractListPage: Page {
    let around: Surroundings
    let tabLinks: [TabLink]
    let table: HTML
    let pager: Pager
    let text: String
    let state: String
    let mayDeclare: Bool

    var title: String { language("Hợp đồng", "Contracts") }
    var frame: Frame { .staff(.contracts) }

    var main: HTML {
        """
        \(staffHead(title, actions: mayDeclare ? linkButton(language("Khai báo hợp đồng", "Declare a contract"), to: .newContract) : ""))
        \(tabs(tabLinks, label: language("Trạng thái", "State")))
        \(filters(.contracts, language, fields: """
            \(hidden("trang-thai", state))\(Field(
                name: "tim", label: language("Tìm hợp đồng", "Search contracts"), value: text, kind: .search,
                isRequired: false,
                placeholder: language("Số hợp đồng, khách hàng, mã số thuế, email…", "Number, customer, tax code, e-mail…")
            ).plainHTML(language))
            """))
        \(table)
        \(pager.html(language))
        """
    }
}
