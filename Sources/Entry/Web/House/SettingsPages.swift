import Kernel
import Markup

/// `/quan-ly/don-vi/chiet-khau`
struct DiscountsPage: Page {
    struct Line: Sendable {
        /// The product's code, or `*`.
        let code: String
        let name: String
        /// Its own limit in per cent, such as `12,5`; empty when the general one holds.
        let own: String
        let effective: String
    }

    let around: Surroundings
    let lines: [Line]
    let mayChange: Bool
    var error: (code: String, words: String)?
    var news: String?

    var title: String { language("Mức giảm giá tối đa", "Discount limits") }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(houseHead(title, .discounts, language, lead: language("AM tự giảm giá đến mức này; cao hơn thì hợp đồng không khai báo được.", "Account managers may take off this much by themselves; a contract with more cannot be declared.")))\
        \(saved(news))\(error.map { notice(.bad, title: "\($0.code): \($0.words)", isUrgent: true) })
        \(Table(
            caption: title,
            columns: [
                .init(name: language("Dịch vụ", "Product")), .init(name: language("Đang áp dụng", "In force"), isAmount: true),
            ] + (mayChange ? [.init(name: language("Mức riêng", "Own limit"))] : []),
            rows: lines.map { line in
                [.text(line.name), .text(line.effective)] + (mayChange ? [form(line)] : [])
            }
        ).html)
        """
    }

    private func form(_ line: Line) -> HTML {
        let label =
            line.code == "*" ? language("Mức chung, %", "General limit, %") : language("Mức riêng, %", "Own limit, %")
        return postForm(
            .discountLimits,
            around,
            """
            \(hidden("product", line.code))<label class="unseen" for="f-limit-\(line.code)">\(label) \(line.name)</label>\
            <input class="input" id="f-limit-\(line.code)" name="limit" type="text" inputmode="decimal" maxlength="6" \
            value="\(line.own)" placeholder="\(language("theo mức chung", "general"))">\(button(language("Lưu", "Save"), .quiet))
            """,
            name: "inline"
        )
    }
}

/// `/quan-ly/don-vi/ngay-le`
struct HolidaysPage: Page {
    struct Line: Sendable {
        let day: String
        /// `2027-02-08`
        let key: String
        let weekday: String
        let name: String
    }

    let around: Surroundings
    let years: [(year: String, lines: [Line])]
    let mayChange: Bool
    /// How many of the known holidays are not in the list yet.
    let missing: Int
    var day = ""
    var name = ""
    var error: String?
    var news: String?

    var title: String { language("Ngày lễ", "Public holidays") }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(houseHead(title, .holidays, language, lead: language("Hạn phê duyệt được tính theo ngày làm việc, trừ thứ bảy, chủ nhật và các ngày này.", "Approval deadlines count working days: not Saturdays, Sundays nor these days.")))\
        \(saved(news))\(error.map { notice(.bad, title: $0, isUrgent: true) })
        \(mayChange && missing > 0 ? known : "")
        \(years.isEmpty ? emptyState(.office, title: language("Chưa có ngày lễ nào", "No holidays yet"), words: language("Hạn phê duyệt đang tính cả ngày lễ là ngày làm việc.", "Deadlines count holidays as working days for now.")) : years.markup(list))
        \(mayChange ? panel(language("Thêm ngày nghỉ", "Add a day off"), id: "add", addition) : "")
        """
    }

    private var known: HTML {
        notice(
            .brand,
            title: language(
                "Có \(missing) ngày lễ năm 2026–2027 chưa có trong danh sách",
                "\(missing) holidays of 2026–2027 are not in the list"
            ),
            body: """
                <p>\(language("Theo Điều 112 Bộ luật Lao động và thông báo của Chính phủ; Tết và Quốc khánh 2027 cần đối chiếu lại khi có thông báo chính thức.", "By article 112 of the Labour Code and the government's announcement; look over Tết and National Day 2027 when they are announced."))</p>
                \(postForm(.standardHolidays, around, button(language("Thêm các ngày này", "Add them"), .quiet), name: "inline"))
                """
        )
    }

    private func list(_ year: (year: String, lines: [Line])) -> HTML {
        panel(
            year.year,
            id: "year-\(year.year)",
            Table(
                caption: "\(title) \(year.year)",
                columns: [
                    .init(name: language("Ngày", "Day")), .init(name: language("Thứ", "Weekday")),
                    .init(name: language("Tên", "Name")),
                ] + (mayChange ? [.init(name: "")] : []),
                rows: year.lines.map { line in
                    [.text(line.day), .text(line.weekday), .text(line.name)] + (mayChange ? [removal(line)] : [])
                }
            ).html
        )
    }

    private func removal(_ line: Line) -> HTML {
        confirmation(
            language("Bỏ", "Remove"),
            """
            <p>\(language("\(line.day) thành ngày làm việc; hạn phê duyệt mới sẽ tính theo đó.", "\(line.day) becomes a working day for deadlines from now on."))</p>
            \(postForm(.removeHoliday(line.key), around, button(language("Bỏ ngày này", "Remove it"), .danger)))
            """
        )
    }

    private var addition: HTML {
        postForm(
            .holidays,
            around,
            """
            \(Field(name: "day", label: language("Ngày", "Day"), value: day, kind: .date).html(language))\
            \(Field(name: "name", label: language("Tên", "Name"), value: name, maximumLength: 100).html(language))\
            \(button(language("Thêm", "Add")))
            """
        )
    }
}

/// `/quan-ly/don-vi/hoa-don`
struct InvoicePolicyPage: Page {
    struct Question: Sendable {
        let name: String
        let label: String
        let hint: String
        /// `payment` or `reconciliation`.
        let value: String
    }

    let around: Surroundings
    let questions: [Question]
    let options: [Select.Option]
    /// Letters of the declared contracts' own book; empty is the house's.
    let series: String
    /// After how many working days a payment without an invoice is told of.
    let unaskedDays: String
    let mayChange: Bool
    var errors: [(id: String, words: String)] = []
    var news: String?

    var title: String { language("Thời điểm lập hóa đơn", "Invoice policy") }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(houseHead(title, .invoicePolicy, language))\
        \(saved(news))\(errorSummary(errors, in: language))
        \(notice(.brand, title: language("Luật yêu cầu", "What the law asks"), body: "<p>\(law)</p>"))
        <section class="card stack">\(mayChange ? form : answers)</section>
        """
    }

    private var form: HTML {
        let choices = questions.markup { question in
            Select(
                name: question.name,
                label: question.label,
                options: options,
                value: question.value,
                hint: question.hint
            ).html(language)
        }
        return postForm(.invoicePolicy, around, choices + more + button(language("Lưu", "Save")))
    }

    private func error(_ id: String) -> String? { errors.first { $0.id == id }?.words }

    private var seriesLabel: String {
        language("Ký hiệu riêng của hợp đồng ký", "Signed contracts’ own series")
    }
    private var daysLabel: String {
        language(
            "Báo khi chưa yêu cầu hóa đơn sau, ngày làm việc",
            "Tell when no invoice was asked for after, working days"
        )
    }

    private var more: HTML {
        """
        \(Field(
            name: "series", label: seriesLabel, value: series,
            hint: language(
                "Ba chữ cái đã đăng ký với cơ quan thuế, bắt đầu bằng T, ví dụ TKH; để trống là dùng chung. Nếu hóa đơn mang ngày thu tiền, dùng ký hiệu riêng để hợp đồng duyệt muộn không bị kẹt sau đơn trực tuyến.",
                "Three letters that the tax office has on its books, the first a T, such as TKH; empty is the common one. When invoices bear the day of payment, a series of their own keeps late approvals from being stuck behind online orders."
            ),
            error: error("f-series"), isRequired: false, maximumLength: 3
        ).html(language))\
        \(Field(
            name: "days", label: daysLabel, value: unaskedDays,
            hint: language("Từ 1 đến 60. Người phụ trách hóa đơn của đơn vị nhận việc.", "1 to 60. The unit’s invoicing officer gets a task."),
            error: error("f-days"), maximumLength: 2
        ).html(language))
        """
    }

    private var answers: HTML {
        facts(
            questions.map { question in
                Fact(question.label, options.first { $0.value == question.value }?.label ?? "")
            } + [
                Fact(seriesLabel, series.isEmpty ? language("dùng chung", "the common one") : series),
                Fact(daysLabel, number: unaskedDays),
            ]
        )
    }

    private var law: String {
        language(
            "Khoản 2 Điều 9 Nghị định 123/2020/NĐ-CP (giữ ở Nghị định 254/2026/NĐ-CP): thu tiền trước hoặc trong khi cung cấp dịch vụ thì lập hóa đơn vào ngày thu tiền. Khoản 4: dịch vụ bán theo kỳ phải đối soát dữ liệu giữa các bên thì lập khi đối soát xong, chậm nhất ngày 7 tháng sau hoặc 7 ngày sau khi hết kỳ.",
            "Decree 123/2020/NĐ-CP, article 9(2), kept in Decree 254/2026/NĐ-CP: when money is taken before or during the service, the invoice is drawn up on the day it comes. Article 9(4): services sold by period whose data the parties reconcile are invoiced when that is done, by the 7th of the next month or 7 days after the period at the latest."
        )
    }
}
