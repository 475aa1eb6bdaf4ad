import Kernel
import Markup

/// `/quan-ly/khach-hang`
struct CustomerListPage: Page {
    struct Row: Sendable {
        let number: String
        let name: String
        let address: Address
        let code: String
        let contact: String
        let unit: String
    }

    let around: Surroundings
    let rows: [Row]
    let pager: Pager
    let text: String
    let mayAdd: Bool

    var title: String { language("Khách hàng", "Customers") }
    var frame: Frame { .staff(.customers) }

    var main: HTML {
        """
        \(staffHead(title, actions: mayAdd ? linkButton(language("Thêm khách hàng", "Add a customer"), to: .newCustomer) : ""))
        \(filters(.customers, language, fields: Field(
            name: "tim", label: language("Tìm khách hàng", "Search customers"), value: text, kind: .search,
            isRequired: false,
            placeholder: language("Tên, mã số thuế, email, điện thoại", "Name, tax code, e-mail, telephone")
        ).plainHTML(language)))
        \(rows.isEmpty ? empty : table)
        \(pager.html(language))
        """
    }

    private var empty: HTML {
        text.isEmpty
            ? emptyState(
                .contract,
                title: language("Chưa có khách hàng nào", "No customers yet"),
                words: language(
                    "Thêm khách hàng đầu tiên để khai báo hợp đồng.",
                    "Add the first to declare a contract."
                ),
                action: mayAdd ? linkButton(language("Thêm khách hàng", "Add a customer"), to: .newCustomer) : ""
            )
            : emptyState(
                .other,
                title: language("Không tìm thấy", "Nothing found"),
                words: language("Hãy thử từ khác, hoặc tìm theo mã số thuế.", "Try other words, or the tax code.")
            )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Mã", "Number")), .init(name: language("Tên", "Name")),
                .init(name: language("Mã số thuế / CCCD", "Tax code / ID")),
                .init(name: language("Liên hệ", "Contact")), .init(name: language("Đơn vị", "Unit")),
            ],
            rows: rows.map { row in
                [
                    "<span class=\"number\">\(row.number)</span>", "<a href=\"\(row.address)\">\(row.name)</a>",
                    "<span class=\"number\">\(row.code)</span>", .text(row.contact), .text(row.unit),
                ]
            }
        ).html
    }
}

/// `/quan-ly/khach-hang/:id`: who it is, what it bought, what was changed.
struct CustomerPage: Page {
    let around: Surroundings
    let id: String
    let name: String
    let badge: Badge
    let facts: [Fact]
    let contracts: HTML
    let history: [Happening]
    let mayChange: Bool
    let mayDeclare: Bool
    /// Whom this reader may give the customer to.
    var colleagues: [Select.Option] = []
    var news: String?

    var title: String { name }
    var frame: Frame { .staff(.customers) }

    var main: HTML {
        """
        \(crumbs([(language("Khách hàng", "Customers"), .customers)], here: name, in: language))
        \(staffHead(name, badge: badge, actions: actions))
        \(news.map { notice(.good, title: $0) })
        <div class="two"><div class="stack">
        \(panel(language("Hợp đồng", "Contracts"), id: "contracts", contracts))
        \(panel(language("Lịch sử", "History"), id: "history", timeline(history)))
        </div><aside class="stack first"><div class="card">\(Web.facts(facts))</div>\(handOver)</aside></div>
        """
    }

    private var handOver: HTML {
        guard !colleagues.isEmpty else { return "" }
        return confirmation(
            language("Chuyển cho AM khác", "Hand over"),
            postForm(
                .handOver(id),
                around,
                """
                \(Select(
                    name: "to", label: language("Người nhận", "To"),
                    options: [.init("", language("Chọn…", "Choose…"))] + colleagues, isRequired: true
                ).html(language))
                \(Choice(kind: .radio, name: "extent", value: "customer", label: .text(language("Chỉ khách hàng này và hợp đồng của họ", "This customer and its contracts")), isChosen: true).html)
                \(Choice(kind: .radio, name: "extent", value: "everything", label: .text(language("Mọi khách hàng của AM hiện tại", "Every customer of the present account manager"))).html)
                \(button(language("Chuyển", "Hand over"), .primary))
                """
            )
        )
    }

    private var actions: HTML {
        (mayDeclare
            ? linkButton(
                language("Khai báo hợp đồng", "Declare a contract"),
                to: Address.newContract.asking("khach-hang", id)
            ) : "")
            + (mayChange ? linkButton(language("Sửa", "Change"), .quiet, to: .changeCustomer(id)) : "")
    }
}

/// Adds or changes a customer.
struct CustomerFormPage: Page {
    struct Alike: Sendable, Hashable {
        let name: String
        let why: String
        /// `nil` for a customer of somebody else's.
        let address: Address?
    }

    let around: Surroundings
    /// Where the form goes.
    let address: Address
    let isNew: Bool
    let isEnterprise: Bool
    let values: [String: String]
    let errors: [String: String]
    /// Customers that share a tax code, e-mail or telephone.
    let alike: [Alike]

    var title: String {
        isNew ? language("Thêm khách hàng", "Add a customer") : language("Sửa khách hàng", "Change a customer")
    }
    var frame: Frame { .staff(.customers) }

    var main: HTML {
        """
        \(crumbs([(language("Khách hàng", "Customers"), .customers)], here: title, in: language))
        <h1>\(title)</h1>
        \(errorSummary(errors.sorted { $0.key < $1.key }.map { (id: "f-\($0.key)", words: $0.value) }, in: language))
        \(postForm(address, around, "\(warning)<div class=\"card stack\">\(fields)</div>\(button(language("Lưu khách hàng", "Save the customer"), .primary))"))
        """
    }

    private var warning: HTML {
        guard !alike.isEmpty else { return "" }
        let box = Choice(
            kind: .checkbox,
            name: "another",
            value: "1",
            label: .text(language("Đây là khách hàng khác, vẫn lưu", "This is another customer; save it"))
        )
        return notice(
            .warn,
            title: language("Có thể khách hàng này đã có", "This customer may be here already"),
            body: """
                <ul>\(alike.markup { known in
                    known.address.map { "<li><a href=\"\($0)\">\(known.name)</a> · \(known.why)</li>" }
                        ?? "<li>\(known.name) · \(known.why)</li>"
                })</ul>\(box.html)
                """,
            isUrgent: true
        )
    }

    private var fields: HTML {
        """
        <fieldset><legend>\(language("Loại khách hàng", "Kind of customer"))</legend><div class="fields-2">\
        \(kind("enterprise", language("Doanh nghiệp (KHDN)", "Enterprise"), isEnterprise))\
        \(kind("individual", language("Cá nhân (KHCN)", "Individual"), !isEnterprise))</div></fieldset>
        \(field("name", language("Tên pháp lý hoặc họ tên", "Legal name or name"), limit: 400))
        <div class="fields-2">\(field("taxCode", language("Mã số thuế", "Tax code"), limit: 20, need: .sometimes(language("bắt buộc với doanh nghiệp", "required for an enterprise"))))\
        \(field("citizenID", language("Số định danh cá nhân", "Personal ID number"), limit: 20, need: .never))</div>
        \(field("address", language("Địa chỉ", "Address"), limit: 400))
        <div class="fields-2">\(field("representative", language("Người đại diện", "Representative"), limit: 100, need: .never))\
        \(field("position", language("Chức vụ", "Position"), limit: 100, need: .never))</div>
        <h2>\(language("Liên hệ thanh toán", "Contact for payment"))</h2>
        \(field("contactName", language("Người liên hệ", "Contact person"), limit: 100, need: .never))
        <div class="fields-2">\(field("email", language("Email nhận yêu cầu thanh toán", "E-mail for payment requests"), kind: .email, limit: 50))\
        \(field("phone", language("Điện thoại", "Telephone"), kind: .tel, limit: 20))</div>
        \(field("invoiceEmail", language("Email nhận hóa đơn, nếu khác", "E-mail for invoices, if another"), kind: .email, limit: 50, need: .never))
        """
    }

    private func kind(_ value: String, _ words: String, _ isChosen: Bool) -> HTML {
        Choice(kind: .radio, name: "kind", value: value, label: .text(words), isChosen: isChosen).html
    }

    private enum Need: Equatable {
        case always, never
        case sometimes(String)

        var mark: String? {
            switch self {
            case .always, .never: nil
            case .sometimes(let when): when
            }
        }
    }

    private func field(
        _ name: String,
        _ label: String,
        kind: Field.Kind = .text,
        limit: Int,
        need: Need = .always
    ) -> HTML {
        Field(
            name: name,
            label: label,
            value: values[name] ?? "",
            error: errors[name],
            kind: kind,
            isRequired: need == .always,
            mark: need.mark,
            maximumLength: limit
        ).html(language)
    }
}
