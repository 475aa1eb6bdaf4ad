import Kernel
import Markup

/// The form that adjusts or replaces an issued invoice. Lines are rows; the empty ones at the end are for more.
struct InvoiceCorrectionPage: Page {
    struct Line: Sendable {
        var code = ""
        var name = ""
        var unit = ""
        var quantity = ""
        var unitPrice = ""
        var rate = ""
        var error: String?
    }

    enum Purpose: Sendable { case adjust, replace }

    let around: Surroundings
    let purpose: Purpose
    let id: String
    /// `1C26TQD-17`
    let name: String
    let total: String
    let reason: String
    let directions: [(value: String, words: String)]
    let direction: String
    let lines: [Line]
    let rates: [String]
    let buyer: (name: String, taxCode: String, address: String)
    let errors: [(id: String, words: String)]

    var title: String {
        switch purpose {
        case .adjust: language("Điều chỉnh hóa đơn \(name)", "Adjust invoice \(name)")
        case .replace: language("Thay thế hóa đơn \(name)", "Replace invoice \(name)")
        }
    }
    var frame: Frame { .staff(.invoices) }

    var main: HTML {
        """
        \(crumbs(
            [(language("Hóa đơn", "Invoices"), .staffInvoices), (name, .staffInvoice(id))], here: heading, in: language
        ))
        \(staffHead(title, lead: language("Tổng tiền của hóa đơn: \(total)", "The invoice’s total: \(total)")))
        \(errorSummary(errors, in: language))
        \(postForm(purpose == .adjust ? .adjustInvoice(id) : .replaceInvoice(id), around, content))
        """
    }

    private var heading: String {
        switch purpose {
        case .adjust: language("Điều chỉnh", "Adjust")
        case .replace: language("Thay thế", "Replace")
        }
    }

    private func error(_ id: String) -> String? { errors.first { $0.id == id }?.words }

    private var content: HTML {
        """
        \(panel(language("Vì sao", "Why"), id: "why", why))
        \(panel(language("Hàng hóa, dịch vụ", "Lines"), id: "what", what))
        \(panel(language("Người mua", "Buyer"), id: "who", buyerFields(
            name: buyer.name, taxCode: buyer.taxCode, address: buyer.address, language, error
        )))
        \(confirmation(language("Lập hóa đơn", "Draw it up"), """
            <p>\(language(
                "Hóa đơn đã ký không sửa hay hủy được nữa. Người mua nhận hóa đơn mới qua email.",
                "A signed invoice can neither be changed nor cancelled. The buyer gets the new one by mail."
            ))</p>\(button(heading, .primary, icon: .check))
            """, look: .primary))
        """
    }

    private var why: HTML {
        let choices: HTML =
            purpose == .replace
            ? ""
            : """
            <fieldset class="stack tight" id="f-direction"><legend>\(language("Điều chỉnh", "Adjustment"))</legend>
            \(directions.markup { Choice(kind: .radio, name: "direction", value: $0.value, label: .text($0.words), isChosen: $0.value == direction).html })
            \(error("f-direction").map { errorLine($0, id: "f-direction") })</fieldset>
            """
        return """
            \(choices)
            \(Field(
                name: "reason", label: language("Lý do", "Reason"), value: reason,
                hint: language("Ghi trên hóa đơn; cần thỏa thuận bằng văn bản với người mua.", "Stands on the invoice; a written agreement with the buyer is needed."),
                error: error("f-reason"), maximumLength: 255
            ).html(language))
            """
    }

    private var what: HTML {
        let hint =
            purpose == .adjust
            ? language(
                "Chỉ ghi phần chênh lệch, không có dấu. Điều chỉnh thông tin không cần dòng nào.",
                "Only the difference, without a sign. An adjustment of information needs no line."
            )
            : language("Ghi đầy đủ như hóa đơn đúng.", "All of it, as the invoice should have been.")
        return """
            <p class="hint">\(hint)</p>
            <div class="lines stack" id="f-lines">\(lines.enumerated().markup { row($0.offset, $0.element) })</div>
            \(error("f-lines").map { "<div class=\"field\">\(errorLine($0, id: "f-lines"))</div>" })
            """
    }

    private func row(_ position: Int, _ line: Line) -> HTML {
        func field(_ name: String, _ label: String, _ value: String, _ length: Int) -> HTML {
            Field(name: "\(name)-\(position)", label: label, value: value, isRequired: false, maximumLength: length)
                .plainHTML(language)
        }
        return """
            <fieldset class="line"\(line.error == nil ? "" : " aria-describedby=\"f-line-\(position)-error\"" as HTML)>
            <legend class="unseen">\(language("Dòng", "Line")) \(position + 1)</legend>
            \(hidden("code-\(position)", line.code))\(field("line-name", language("Tên", "Name"), line.name, 500))
            \(field("unit", language("Đơn vị tính", "Unit"), line.unit, 50))
            \(field("quantity", language("Số lượng", "Quantity"), line.quantity, 7))
            \(field("price", language("Đơn giá chưa thuế (₫)", "Price before VAT (₫)"), line.unitPrice, 20))
            \(Select(
                name: "rate-\(position)", label: language("Thuế suất", "VAT"), options: rates.map { .init($0, $0) },
                value: line.rate
            ).html(language))
            \(line.error.map { "<div class=\"field\" id=\"f-line-\(position)\">\(errorLine($0, id: "f-line-\(position)"))</div>" })
            </fieldset>

            """
    }
}
