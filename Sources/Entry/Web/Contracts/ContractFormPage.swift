import Kernel
import Markup

/// Declares, changes or amends a contract. Lines are rows of a form; without scripts, a button adds more.
struct ContractFormPage: Page {
    struct Line: Sendable {
        let plan: String
        let quantity: String
        let discount: String
        var error: String?
    }

    struct Preview: Sendable {
        let lines: [(name: String, net: String, vat: String)]
        let price: [Fact]
        let total: String
        let words: String
    }

    /// A file that an amendment may replace or withdraw.
    struct File: Sendable {
        let id: String
        let name: String
        let size: String
        var isWithdrawn = false
    }

    enum Purpose: Sendable { case declare, changeDraft, amend }

    let around: Surroundings
    let purpose: Purpose
    let address: Address
    let customer: (id: String, name: String)?
    let customers: [Select.Option]
    let plans: [Select.Option]
    let agents: [Select.Option]
    let lines: [Line]
    let values: [String: String]
    let errors: [(id: String, words: String)]
    /// Proves that nobody else changed it, or that the form is sent once.
    let guardValue: String
    var preview: Preview?
    var warning: String?
    /// `nil` where files are not part of the form.
    var files: [File]?
    var mustChooseFilesAgain = false

    var title: String {
        switch purpose {
        case .declare: language("Khai báo hợp đồng", "Declare a contract")
        case .changeDraft: language("Sửa bản nháp", "Change the draft")
        case .amend: language("Sửa hợp đồng đã trình", "Amend the contract")
        }
    }
    var frame: Frame { .staff(.contracts) }

    var main: HTML {
        """
        \(crumbs([(language("Hợp đồng", "Contracts"), .contracts)], here: title, in: language))
        <h1>\(title)</h1>
        \(warning.map { notice(.warn, title: $0) })
        \(errorSummary(errors, in: language))
        \(files == nil ? postForm(address, around, fields) : uploadForm(address, around, fields))
        """
    }

    private var fields: HTML {
        """
        \(hidden("guard", guardValue))
        <div class="two"><div class="stack">\(party)\(what)\(more)\(postpaid)\(files.map(attached))</div>\
        <aside class="stack">\(sums)</aside></div>
        """
    }

    private func attached(_ files: [File]) -> HTML {
        let known = files.markup { file in
            """
            <fieldset class="file"><legend>\(file.name) <span class="muted small">\(file.size)</span></legend>\
            \(hidden("file", file.id))\
            \(Choice(kind: .checkbox, name: "withdraw-\(file.id)", value: "1", label: .text(language("Rút tệp này", "Withdraw it")), isChosen: file.isWithdrawn).html)\
            \(FileField(name: "replace-\(file.id)", label: language("Hoặc thay bằng", "Or replace it by"), accept: Self.accepted, isRequired: false).html)</fieldset>

            """
        }
        let new = (0..<Self.addedFiles).markup { position in
            FileField(
                name: "add-\(position)",
                label: language("Tệp thêm \(position + 1)", "New file \(position + 1)"),
                accept: Self.accepted,
                isRequired: false
            ).html
        }
        return panel(
            language("Tệp đính kèm", "Files"),
            id: "files",
            """
            <p class="muted small">\(language("Tệp rút hoặc bị thay vẫn được lưu và người duyệt thấy cả hai. Tệp được gửi khi bấm “Lưu thay đổi”.", "What is withdrawn or replaced stays stored, and approvers see both. Files are sent when you save the change."))</p>
            \(mustChooseFilesAgain ? notice(.warn, title: language("Hãy chọn lại các tệp trước khi lưu.", "Choose the files again before you save.")) : "")
            \(known)<div class="fields-2">\(new)</div>
            """
        )
    }

    /// How many files one amendment adds at most, beside those that replace others.
    static let addedFiles = 3

    private static let accepted = ".pdf,.png,.jpg,.jpeg"

    private func error(_ id: String) -> String? { errors.first { $0.id == id }?.words }

    private var party: HTML {
        let chosen: HTML =
            if let customer {
                """
                <p><strong>\(customer.name)</strong></p>\(hidden("customer", customer.id))
                """
            } else {
                """
                \(Select(
                    name: "customer", label: language("Khách hàng", "Customer"),
                    options: [.init("", language("Chọn khách hàng…", "Choose…"))] + customers,
                    value: values["customer"] ?? "", error: error("f-customer"), isRequired: true
                ).html(language))
                <p class="small">\(language("Chưa có trong danh sách?", "Not in the list?")) \
                <a href="\(Address.newCustomer)">\(language("Thêm khách hàng", "Add a customer"))</a></p>
                """
            }
        return panel(language("Khách hàng", "Customer"), id: "who", chosen)
    }

    private var what: HTML {
        let rows = lines.enumerated().markup { position, line in
            """
            <fieldset class="line"\(line.error == nil ? "" : " aria-describedby=\"f-line-\(position)-error\"" as HTML)>
            <legend class="unseen">\(language("Dòng", "Line")) \(position + 1)</legend>
            \(Select(
                name: "plan-\(position)", label: language("Gói dịch vụ", "Plan"),
                options: [.init("", language("Chọn gói…", "Choose…"))] + plans, value: line.plan
            ).html(language))
            \(Field(name: "quantity-\(position)", label: language("Số lượng", "Quantity"), value: line.quantity, isRequired: false, maximumLength: 6).plainHTML(language))
            \(Field(name: "discount-\(position)", label: language("Giảm giá %", "Discount %"), value: line.discount, isRequired: false, maximumLength: 6).plainHTML(language))
            \(line.error.map { "<div class=\"field\" id=\"f-line-\(position)\">\(errorLine($0, id: "f-line-\(position)"))</div>" })
            </fieldset>

            """
        }
        return panel(
            language("Gói dịch vụ", "Plans"),
            id: "what",
            """
            <div class="lines stack" id="f-lines">\(rows)</div>
            \(error("f-lines").map { "<div class=\"field\">\(errorLine($0, id: "f-lines"))</div>" })
            <p>\(button(language("Thêm dòng", "Add a line"), .quiet, name: "step", value: "more"))</p>
            """
        )
    }

    private var more: HTML {
        panel(
            language("Điều khoản khác", "Other terms"),
            id: "more",
            """
            <div class="fields-2">\(Field(
                name: "start", label: language("Ngày bắt đầu", "Begins on"), value: values["start"] ?? "",
                hint: language("Để trống: khi kích hoạt.", "Empty: when it is activated."), error: error("f-start"),
                kind: .date, isRequired: false
            ).html(language))\(Select(
                name: "agent", label: language("Đại lý", "Agent"),
                options: [.init("", language("Không có", "None"))] + agents, value: values["agent"] ?? "",
                error: error("f-agent")
            ).html(language))</div>
            <div class="fields-2">\(Select(
                name: "payment", label: language("Thanh toán", "Payment"),
                options: [
                    .init("prepaid", language("Trả trước 100 % qua VNPAY", "Prepaid, all of it through VNPAY")),
                    .init("postpaid", language("Trả sau hằng tháng qua VNPAY", "Postpaid, each month through VNPAY")),
                ],
                value: values["payment"] ?? "prepaid"
            ).html(language))\(Field(
                name: "invoiceEmail", label: language("Email nhận hóa đơn, nếu khác", "E-mail for the invoice, if another"),
                value: values["invoiceEmail"] ?? "", error: error("f-invoiceEmail"), kind: .email, isRequired: false,
                maximumLength: 50
            ).html(language))</div>
            \(Field(
                name: "note", label: language("Ghi chú nội bộ", "Note for colleagues"), value: values["note"] ?? "",
                error: error("f-note"), kind: .area, isRequired: false, maximumLength: 1_000
            ).html(language))
            """
        )
    }

    private var postpaid: HTML {
        panel(
            language("Chỉ với hợp đồng trả sau", "Only for postpaid contracts"),
            id: "postpaid",
            """
            <div class="fields-2">\(Field(
                name: "term", label: language("Thời hạn, tháng", "Term in months"), value: values["term"] ?? "",
                hint: language("Để trống: không xác định.", "Empty: without an end."), error: error("f-term"),
                isRequired: false, maximumLength: 3
            ).html(language))\(Select(
                name: "cycle", label: language("Kỳ cước", "Months billed"),
                options: [
                    .init("calendar", language("Tháng dương lịch", "Calendar months")),
                    .init("anniversary", language("Từ ngày bắt đầu dịch vụ", "From the day service begins")),
                ],
                value: values["cycle"] ?? "calendar"
            ).html(language))</div>
            \(Field(
                name: "paymentDays", label: language("Hạn thanh toán, ngày", "Days to pay"),
                value: values["paymentDays"] ?? "", error: error("f-paymentDays"), isRequired: false, maximumLength: 2
            ).html(language))
            """
        )
    }

    private var sums: HTML {
        """
        <div class="card stack"><h2>\(language("Giá trị hợp đồng", "Value"))</h2>
        \(preview.map(shown) ?? "<p class=\"muted\">\(invitation)</p>" as HTML)
        \(button(language("Xem trước", "Preview"), .quiet, name: "step", value: "preview"))
        \(button(purpose == .amend ? language("Lưu thay đổi", "Save the change") : language("Lưu bản nháp", "Save the draft"), .primary, name: "step", value: "save"))
        </div>
        """
    }

    private var invitation: String {
        purpose == .amend
            ? language(
                "Bấm “Xem trước”: dòng không đổi giữ giá đã thỏa thuận, dòng mới theo giá hôm nay.",
                "Press “Preview”: lines that stay keep the agreed price, new ones have today’s."
            )
            : language(
                "Bấm “Xem trước” để tính theo giá và thuế hôm nay.",
                "Press “Preview” to see today’s prices and VAT."
            )
    }

    private func shown(_ preview: Preview) -> HTML {
        """
        \(preview.lines.markup { "<div class=\"row apart top sum\"><span>\($0.name)<br><span class=\"muted small\">\($0.vat)</span></span><span class=\"number\">\($0.net)</span></div>" })
        \(facts(preview.price))
        <div class="row apart sum"><strong>\(language("Tổng thanh toán", "Total"))</strong><span class="price"><span class="total">\(preview.total)</span></span></div>
        <p class="words">\(preview.words)</p>
        """
    }
}
