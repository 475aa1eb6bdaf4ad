import Kernel
import Markup

/// `/quan-ly/don-vi/dau-moi`: who looks after the invoices of each unit, since when, by which letter.
struct OfficersPage: Page {
    struct Line: Sendable {
        let unit: String
        let name: String
        let days: String
        let document: String
        let isInCharge: Bool
    }

    struct Form: Sendable {
        var staff = ""
        var from = ""
        var to = ""
        var document = ""
        var error: String?
    }

    let around: Surroundings
    let lines: [Line]
    /// Whom this reader may name; empty when nobody, and there is no form.
    let people: [Select.Option]
    var form = Form()
    var news: String?

    var title: String { language("Đầu mối phụ trách hóa đơn", "Invoicing officers") }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(houseHead(title, .officers, language, lead: language("Mỗi đơn vị cử bằng văn bản người phụ trách hóa đơn; người này nhận tin khi khách hàng thanh toán.", "Each unit names in writing who looks after its invoices; that person hears of each payment.")))\
        \(saved(news))\(form.error.map { notice(.bad, title: $0, isUrgent: true) })
        \(lines.isEmpty
            ? emptyState(.office, title: language("Chưa có đầu mối nào", "Nobody has been named yet"), words: language("Hãy đăng ký theo văn bản của đơn vị.", "Register whom the unit's letter names."))
            : history)
        \(people.isEmpty ? "" : panel(language("Đăng ký đầu mối mới", "Register another"), id: "register", registration))
        """
    }

    private var history: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Đơn vị", "Unit")), .init(name: language("Người phụ trách", "Person")),
                .init(name: language("Thời gian", "Days")), .init(name: language("Văn bản", "Document")),
                .init(name: ""),
            ],
            rows: lines.map { line in
                [
                    .text(line.unit), .text(line.name), .text(line.days), .text(line.document),
                    line.isInCharge ? Badge(language("Đang phụ trách", "In charge"), .good).html : "",
                ]
            }
        ).html
    }

    private var registration: HTML {
        postForm(
            .invoicingOfficers,
            around,
            """
            \(Select(name: "staff", label: language("Người phụ trách", "Person"), options: people, value: form.staff, isRequired: true).html(language))\
            \(Field(name: "from", label: language("Từ ngày", "From"), value: form.from, kind: .date).html(language))\
            \(Field(name: "to", label: language("Đến hết ngày", "Through"), value: form.to, hint: language("Để trống: đến khi có người khác", "Empty: until somebody else is named"), kind: .date, isRequired: false).html(language))\
            \(Field(name: "document", label: language("Số văn bản", "Document"), value: form.document, hint: "CV 123/CTKV1-TC, 20/11/2026", maximumLength: 200).html(language))\
            \(button(language("Đăng ký", "Register")))
            """
        )
    }
}
