import Kernel
import Markup

/// `/quan-ly/hop-dong/:id/phu-luc`: an amendment to a contract that runs.
struct ContractChangePage: Page {
    /// A line of the contract as it stands, and what shall become of it.
    struct Line: Sendable {
        let id: String
        let name: String
        let facts: String
        var deed = "keep"
        var quantity = ""
        var pricing = "agreed"
        var discount = ""
        var error: String?
    }

    struct Added: Sendable {
        var plan = ""
        var quantity = "1"
        var discount = ""
        var error: String?
    }

    /// Old and new beside each other.
    struct Preview: Sendable {
        let changes: [String]
        let monthly: (before: String, after: String)
        /// Which month shows the change first, and its lines.
        let month: String
        let first: (before: String, after: String)
        let lines: [(name: String, days: String, amount: String)]
    }

    let around: Surroundings
    let id: String
    let number: String
    let revision: String
    let plans: [Select.Option]
    var from: Field
    var reason: Field
    let lines: [Line]
    let added: [Added]
    var percent: Field
    var target: Select
    var discountFrom: Field
    var discountTo: Field
    var problem: String?
    var preview: Preview?

    var title: String { language("Lập phụ lục", "Amendment") }
    var frame: Frame { .staff(.contracts) }

    var main: HTML {
        """
        \(crumbs([(language("Hợp đồng", "Contracts"), .contracts), (number, .contract(id))], here: title, in: language))
        \(staffHead(title, lead: language("Chỉ có hiệu lực khi CTKV và TT CNTT cùng phê duyệt.", "It holds only when the region and the IT centre have both agreed.")))
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(preview.map(shown))
        \(postForm(.contractStep(id, "phu-luc"), around, form))
        """
    }

    private var form: HTML {
        """
        \(hidden("revision", revision))
        <div class="card stack">\(from.html(language))\(reason.html(language))</div>
        <section class="card stack"><h2>\(language("Gói đang dùng", "Plans in use"))</h2>\(lines.markup(line))</section>
        <section class="card stack"><h2>\(language("Thêm gói", "New plans"))</h2>\(Array(added.enumerated()).markup(addition))</section>
        <section class="card stack"><h2>\(language("Giảm giá có thời hạn", "A discount for a time"))</h2>
        \(percent.html(language))\(target.html(language))\(discountFrom.html(language))\(discountTo.html(language))</section>
        <div class="row">\(button(language("Xem trước", "Preview"), .quiet, name: "step", value: "preview"))\
        \(button(language("Trình phê duyệt", "Hand in for approval"), .primary, name: "step", value: "save"))</div>
        """
    }

    private func line(_ line: Line) -> HTML {
        """
        <fieldset class="stack"><legend>\(line.name)</legend><p class="muted small">\(line.facts)</p>
        \(line.error.map { errorLine($0, id: "f-deed-\(line.id)") })
        \(Select(name: "deed-\(line.id)", label: language("Thay đổi", "Change"), options: [
            .init("keep", language("Giữ nguyên", "Keep")), .init("change", language("Đổi số lượng hoặc giá", "Change quantity or price")),
            .init("remove", language("Bỏ gói này", "Remove")),
        ], value: line.deed).html(language))
        \(Field(name: "quantity-\(line.id)", label: language("Số lượng", "Quantity"), value: line.quantity, kind: .digits, isRequired: false, maximumLength: 6).html(language))
        \(Select(name: "pricing-\(line.id)", label: language("Đơn giá và biểu cước", "Price and tariff"), options: [
            .init("agreed", language("Như đã ký", "As agreed")), .init("catalogue", language("Theo bảng giá của ngày hiệu lực", "The catalogue’s on the day of change")),
        ], value: line.pricing).html(language))
        \(Field(name: "discount-\(line.id)", label: language("Giảm giá % (khi theo bảng giá)", "Discount % (with the catalogue’s price)"), value: line.discount, isRequired: false, maximumLength: 6).html(language))
        </fieldset>
        """
    }

    private func addition(_ item: (offset: Int, element: Added)) -> HTML {
        let (position, added) = (item.offset, item.element)
        return """
            <fieldset class="stack"><legend>\(language("Gói thêm", "New plan")) \(position + 1)</legend>
            \(Select(name: "plan-\(position)", label: language("Gói", "Plan"), options: [.init("", language("Không thêm", "None"))] + plans, value: added.plan, error: added.error).html(language))
            \(Field(name: "added-quantity-\(position)", label: language("Số lượng", "Quantity"), value: added.quantity, kind: .digits, isRequired: false, maximumLength: 6).html(language))
            \(Field(name: "added-discount-\(position)", label: language("Giảm giá %", "Discount %"), value: added.discount, isRequired: false, maximumLength: 6).html(language))
            </fieldset>
            """
    }

    private func shown(_ preview: Preview) -> HTML {
        panel(
            language("Trước và sau khi thay đổi", "Before and after"),
            id: "preview",
            """
            <ul>\(preview.changes.markup { "<li>\($0)</li>" })</ul>
            \(Table(
                caption: language("So sánh cước cố định, chưa thuế", "Fixed fees compared, before VAT"),
                columns: [
                    .init(name: ""), .init(name: language("Hiện nay", "Now")), .init(name: language("Sau thay đổi", "After")),
                ],
                rows: [
                    [.text(language("Mỗi tháng", "A month")), number(preview.monthly.before), number(preview.monthly.after)],
                    [.text(preview.month), number(preview.first.before), number(preview.first.after)],
                ]
            ).html)
            \(Table(
                caption: language("Tháng đầu có thay đổi, tính theo ngày", "The first changed month, by days"),
                columns: [
                    .init(name: language("Khoản", "Item")), .init(name: language("Ngày", "Days")), .init(name: language("Số tiền", "Amount")),
                ],
                rows: preview.lines.map { [.text($0.name), number($0.days), number($0.amount)] }
            ).html)
            """
        )
    }

    private func number(_ text: String) -> HTML { "<span class=\"number\">\(text)</span>" }
}
