import Kernel
import Markup

/// `/quan-ly/hoa-don/{id}`: one invoice, how it stands, and what can be done about it.
struct InvoicePage: Page {
    /// Another invoice of the same chain.
    struct Relative: Sendable {
        let id: String
        let number: String
        let kind: String
        let state: Badge
        let total: String
        let reason: String
    }

    /// The form that sends a refused one again.
    struct Retry: Sendable {
        var name = ""
        var taxCode = ""
        var address = ""
        /// Whether it must be drawn up today: its own date can be issued no more.
        var needsToday = false
        var errors: [(id: String, words: String)] = []
    }

    let around: Surroundings
    let id: String
    let name: String
    let badges: [Badge]
    /// What stands in the way, in the provider's words and ours.
    var trouble: (title: String, words: String)?
    var news: String?
    let facts: [Fact]
    let buyer: [Fact]
    let lines: HTML
    let sums: [Fact]
    /// In words.
    let words: String
    let corrected: Relative?
    let corrections: [Relative]
    let history: [Happening]
    let files: (pdf: Bool, xml: Bool)
    var retry: Retry?
    /// Why it can neither be adjusted nor replaced, or addresses where it can.
    var mayAdjust = false
    var mayReplace = false
    var correctionNote: String?

    var title: String { language("Hóa đơn \(name)", "Invoice \(name)") }
    var frame: Frame { .staff(.invoices) }

    var main: HTML {
        """
        \(crumbs([(language("Hóa đơn", "Invoices"), .staffInvoices)], here: name, in: language))
        \(staffHead(title, badge: badges.first, actions: actions))
        \(badges.dropFirst().isEmpty ? "" : "<p class=\"row\">\(badges.dropFirst().markup(\.html))</p>")
        \(news.map { notice(.good, title: $0) })
        \(trouble.map { notice(.bad, title: $0.title, body: "<p>\($0.words)</p>") })
        <div class="two"><div class="stack">
        \(retry.map(retryForm))
        \(panel(language("Hóa đơn", "Invoice"), id: "facts", Web.facts(facts)))
        \(panel(language("Người mua", "Buyer"), id: "buyer", Web.facts(buyer)))
        \(panel(language("Hàng hóa, dịch vụ", "Lines"), id: "lines", "\(lines)\(Web.facts(sums))<p>\(words)</p>"))
        \(relatives)
        </div><aside class="stack first">
        \(panel(language("Diễn biến", "Story"), id: "story", timeline(history)))
        </aside></div>
        """
    }

    private var actions: HTML {
        """
        \(files.pdf ? linkButton("PDF", .quiet, to: .staffInvoicePDF(id), icon: .download) : "")\
        \(files.xml ? linkButton("XML", .quiet, to: .staffInvoiceXML(id), icon: .download) : "")\
        \(mayAdjust ? linkButton(language("Điều chỉnh", "Adjust"), .quiet, to: .adjustInvoice(id)) : "")\
        \(mayReplace ? linkButton(language("Thay thế", "Replace"), .quiet, to: .replaceInvoice(id)) : "")
        """
    }

    private var relatives: HTML {
        guard corrected != nil || !corrections.isEmpty || correctionNote != nil else { return "" }
        return panel(
            language("Điều chỉnh và thay thế", "Corrections"),
            id: "corrections",
            """
            \(corrected.map { "<p>\(language("Sửa cho hóa đơn", "Corrects invoice"))</p>\(relative($0))" })
            \(corrections.isEmpty ? "" : "<p>\(language("Đã được sửa bởi", "Corrected by"))</p>\(corrections.markup(relative))")
            \(correctionNote.map { "<p class=\"muted\">\($0)</p>" })
            """
        )
    }

    private func relative(_ other: Relative) -> HTML {
        """
        <p class="row"><a class="number" href="\(Address.staffInvoice(other.id))">\(other.number)</a>\(other.state.html)\
        <span>\(other.kind) · <span class="number">\(other.total)</span></span>\
        \(other.reason.isEmpty ? "" : "<span class=\"muted\">\(other.reason)</span>")</p>

        """
    }

    private func retryForm(_ retry: Retry) -> HTML {
        func error(_ id: String) -> String? { retry.errors.first { $0.id == id }?.words }
        let dates = [
            Choice(
                kind: .radio,
                name: "date",
                value: "kept",
                label: .text(language("Giữ ngày lập", "Keep the date")),
                isChosen: !retry.needsToday
            ),
            Choice(
                kind: .radio,
                name: "date",
                value: "today",
                label: .text(language("Lập với ngày hôm nay", "Draw it up today")),
                isChosen: retry.needsToday
            ),
        ]
        return panel(
            language("Gửi lại", "Send again"),
            id: "retry",
            """
            <p>\(language(
                "Sửa nguyên nhân trước: thông tin người mua ở đây, việc khác ở hệ thống hóa đơn.",
                "Mend the cause first: the buyer’s particulars here, anything else at the invoicing system."
            ))</p>
            \(errorSummary(retry.errors, in: language))
            \(postForm(.retryInvoice(id), around, """
                \(buyerFields(name: retry.name, taxCode: retry.taxCode, address: retry.address, language, error))
                <fieldset class="stack tight"><legend>\(language("Ngày lập", "Date"))</legend>\(dates.markup(\.html))</fieldset>
                \(button(language("Gửi lại", "Send again"), icon: .refresh))
                """))
            """
        )
    }
}

/// The buyer's particulars as the invoice shall bear them.
func buyerFields(
    name: String,
    taxCode: String,
    address: String,
    _ language: Language,
    _ error: (String) -> String?
) -> HTML {
    """
    \(Field(
        name: "name", label: language("Tên người mua, hoặc tên đơn vị", "Buyer’s name, or the firm’s"), value: name,
        error: error("f-name"), maximumLength: 400
    ).html(language))
    \(Field(
        name: "taxCode", label: language("Mã số thuế", "Tax code"), value: taxCode, error: error("f-taxCode"),
        isRequired: false, maximumLength: 20
    ).html(language))
    \(Field(
        name: "address", label: language("Địa chỉ", "Address"), value: address, error: error("f-address"),
        maximumLength: 400
    ).html(language))
    """
}
