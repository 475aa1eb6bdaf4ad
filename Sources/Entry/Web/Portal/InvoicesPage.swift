import Kernel
import Markup

/// One invoice, as the tax authority knows it.
struct InvoiceRow: Sendable {
    let id: String
    let contractNumber: String
    let state: Badge
    /// A sentence while there is no number yet.
    var note: String?
    var number: String?
    var series: String?
    /// `23/11/2026`
    var issued: String?
    var authorityCode: String?
    var lookUpCode: String?
    let total: String
    var hasPDF = false
    var hasXML = false

    func html(_ language: Language) -> HTML {
        """
        <div class="stack"><div class="row apart">\(state.html)<strong class="number">\(total)</strong></div>
        \(note.map { "<p>\($0)</p>" })\(particulars(language))
        <p class="row">\(hasPDF ? linkButton("PDF", .quiet, to: .invoicePDF(id), icon: .download) : "")\
        \(hasXML ? linkButton("XML", .quiet, to: .invoiceXML(id), icon: .download) : "")</p></div>
        """
    }

    private func particulars(_ language: Language) -> HTML {
        var list = [Fact(language("Hợp đồng", "Contract"), number: contractNumber)]
        if let number { list.append(Fact(language("Số hóa đơn", "Number"), number: number)) }
        if let series { list.append(Fact(language("Ký hiệu", "Series"), number: series)) }
        if let issued { list.append(Fact(language("Ngày lập", "Issue date"), number: issued)) }
        if let authorityCode {
            list.append(
                Fact(
                    language("Mã của cơ quan thuế", "Tax authority code"),
                    markup: "<span class=\"code\">\(authorityCode)</span>"
                )
            )
        }
        if let lookUpCode {
            let what = language("Mã tra cứu", "Look-up code")
            list.append(
                Fact(
                    what,
                    markup: """
                        <span class="secret"><span class="code">\(lookUpCode)</span>\
                        \(copyButton(lookUpCode, of: what, in: language))</span>
                        """
                )
            )
        }
        return facts(list)
    }
}

/// `/tai-khoan/hoa-don`: my invoices.
struct InvoicesPage: Page {
    let around: Surroundings
    let invoices: [InvoiceRow]

    var title: String { language("Hóa đơn của tôi", "My invoices") }
    var frame: Frame { .portal(.invoices) }

    var main: HTML {
        """
        <div class="stack"><h1>\(title)</h1>
        \(invoices.isEmpty ? nothing : invoices.markup(card))</div>
        """
    }

    private func card(_ invoice: InvoiceRow) -> HTML {
        let name =
            invoice.number.map { language("Hóa đơn số \($0)", "Invoice no. \($0)") }
            ?? language("Hóa đơn đang lập", "Invoice under way")
        return "<article class=\"card stack\"><h2 class=\"h3\">\(name)</h2>\(invoice.html(language))</article>\n"
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Chưa có hóa đơn nào", "No invoices yet"),
            words: language(
                "Hóa đơn được lập sau khi thanh toán và gửi về email của bạn.",
                "An invoice is issued after the payment and sent to you by e-mail."
            )
        )
    }
}
