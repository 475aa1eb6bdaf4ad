import Kernel
import Markup

/// What one needs to use a package.
struct AccessDetail: Sendable {
    let name: String
    let value: String
    /// Hidden until asked for.
    var isSecret = false
    /// An address to open.
    var isLink = false
}

/// `/tai-khoan/goi/{contract}`: one package with everything about it.
struct PackagePage: Page {
    let around: Surroundings
    let card: PackageCard
    let access: [AccessDetail]
    let history: [Happening]
    let particulars: [Fact]
    var invoice: InvoiceRow?
    /// What is to come or rests, one thing a line.
    var toCome: [String] = []

    var title: String { card.planName }
    var frame: Frame { .portal(.packages) }

    var main: HTML {
        """
        <div class="stack">
        \(crumbs([(language("Gói của tôi", "My packages"), .portal)], here: card.planName, in: language))
        <div class="row headline">\(Picture(category: card.category).html)<div class="stack tight grow"><h1>\(card.planName)</h1>\
        <p class="row tight">\(card.state.html)<span class="muted">\(card.productName)</span></p></div></div>
        \(card.note.map { notice(.brand, title: $0) })\(card.action.map { "<p>\(linkButton($0.words, to: $0.address))</p>" })
        \(toCome.markup { notice(.warn, title: $0) })
        \(card.term.map { "<div class=\"card\">\($0.html(language))</div>" })
        \(access.isEmpty ? "" : accessCard)
        <section class="card stack"><h2>\(language("Diễn biến", "What has happened"))</h2>\(timeline(history))</section>
        <section class="card stack"><h2>\(language("Hợp đồng", "Contract"))</h2>\(facts(particulars))</section>
        \(invoice.map { "<section class=\"card stack\"><h2>\(language("Hóa đơn", "Invoice"))</h2>\($0.html(language))</section>" })
        </div>
        """
    }

    private var accessCard: HTML {
        """
        <section class="card stack"><h2>\(language("Thông tin truy cập", "Access details"))</h2>
        \(facts(access.map { Fact($0.name, markup: value($0)) }))
        <p class="muted small">\(language("Đừng gửi thông tin này cho người khác.", "Do not pass these on to others."))</p></section>
        """
    }

    private func value(_ detail: AccessDetail) -> HTML {
        let text: HTML =
            if detail.isSecret {
                """
                <details><summary>\(Icon.eye.html)\(language("Hiện", "Show"))<span class="unseen"> \(detail.name)</span>\
                </summary><span class="code">\(detail.value)</span></details>
                """
            } else if detail.isLink {
                "<a href=\"\(link: detail.value)\" rel=\"noreferrer\" target=\"_blank\">\(detail.value)</a>"
            } else {
                "<span class=\"code\">\(detail.value)</span>"
            }
        return "<span class=\"secret\">\(text)\(copyButton(detail.value, of: detail.name, in: language))</span>"
    }
}
