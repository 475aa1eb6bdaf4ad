import Kernel
import Markup

/// `/quan-ly/thanh-toan`: every attempt to pay, by whatever one knows of it.
struct PaymentListPage: Page {
    let around: Surroundings
    let tabLinks: [TabLink]
    let table: HTML
    let pager: Pager
    /// The values in the filter's fields, by their names.
    let values: [String: String]
    let units: [Select.Option]
    let managers: [Select.Option]
    /// What is said above the list, such as a field that could not be read.
    let warnings: [String]
    let isEmpty: Bool
    let hasMore: Bool
    /// `nil` when this person may not export, or there is nothing to take.
    let exports: (csv: Address, xlsx: Address)?

    var title: String { language("Tra cứu thanh toán", "Look up payments") }
    var frame: Frame { .staff(.payments) }

    var main: HTML {
        """
        \(staffHead(title, actions: exportLinks))
        \(tabs(tabLinks, label: language("Trạng thái", "State")))
        \(filters(.staffPayments, language, fields: fields))
        \(warnings.markup { notice(.warn, title: $0) })
        \(isEmpty ? nothing : "\(table)\(pager.html(language))")
        """
    }

    private var exportLinks: HTML {
        guard let exports else { return "" }
        return linkButton("CSV", .quiet, to: exports.csv, icon: .download)
            + linkButton("Excel", .quiet, to: exports.xlsx, icon: .download)
    }

    private func field(_ name: String, _ label: String, _ kind: Field.Kind = .text) -> HTML {
        Field(name: name, label: label, value: values[name] ?? "", kind: kind, isRequired: false).plainHTML(language)
    }

    private func select(_ name: String, _ label: String, _ options: [Select.Option]) -> HTML {
        let all = Select.Option("", language("Tất cả", "All"))
        return Select(name: name, label: label, options: [all] + options, value: values[name] ?? "").html(language)
    }

    private var fields: HTML {
        let kept = ["trang-thai", "hop-dong", "khach-hang"].markup { name in
            values[name].map { hidden(name, $0) } ?? ""
        }
        return """
            \(kept)\(Field(
                name: "tim", label: language("Tìm thanh toán", "Search payments"), value: values["tim"] ?? "",
                kind: .search, isRequired: false,
                placeholder: language("Mã tham chiếu, số giao dịch, hợp đồng, khách hàng", "Reference, number, contract, customer")
            ).plainHTML(language))
            \(field("tu", language("Từ ngày", "From"), .date))\(field("den", language("Đến ngày", "To"), .date))
            <details class="disclose"\(hasMore ? " open" : "")><summary>\(language("Thêm điều kiện", "More"))</summary>
            <div class="filters">\(field("it-nhat", language("Ít nhất (₫)", "At least (₫)")))\
            \(field("nhieu-nhat", language("Nhiều nhất (₫)", "At most (₫)")))\
            \(field("ngan-hang", language("Ngân hàng, ví", "Bank, wallet")))
            \(units.isEmpty ? "" : select("don-vi", language("Đơn vị", "Unit"), units))\
            \(managers.isEmpty ? "" : select("am", language("Quản lý khách hàng (AM)", "Account manager"), managers))</div></details>
            """
    }

    private var nothing: HTML {
        emptyState(
            .pos,
            title: language("Không có thanh toán nào như vậy", "No such payment"),
            words: language(
                "Thử một mã khác, khoảng ngày rộng hơn, hoặc bỏ bớt điều kiện.",
                "Try another number, a longer period, or fewer conditions."
            ),
            action: linkButton(language("Bỏ mọi điều kiện", "Clear everything"), .quiet, to: .staffPayments)
        )
    }
}

/// `/quan-ly/thanh-toan/truong-hop`: what only a person can decide.
struct PaymentCasesPage: Page {
    let around: Surroundings
    let tabLinks: [TabLink]
    let table: HTML
    let pager: Pager
    let isEmpty: Bool

    var title: String { language("Trường hợp cần xử lý", "Open cases") }
    var frame: Frame { .staff(.payments) }

    var main: HTML {
        """
        \(crumbs([(language("Thanh toán", "Payments"), .staffPayments)], here: title, in: language))
        \(staffHead(title))
        \(tabs(tabLinks, label: language("Trạng thái", "State")))
        \(isEmpty
            ? emptyState(.office, title: language("Không có trường hợp nào đang mở", "No open case"), words: language("Trả thừa, sai số tiền, nghi ngờ gian lận và hoàn tiền sẽ hiện ở đây.", "Overpayments, wrong amounts, suspicions and refunds will show up here."))
            : "\(table)\(pager.html(language))")
        """
    }
}
