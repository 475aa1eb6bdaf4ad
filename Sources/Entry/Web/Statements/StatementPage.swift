import Kernel
import Markup

/// `/quan-ly/cuoc/thong-bao/{id}`: one month of a contract.
struct StatementPage: Page {
    struct Ask: Sendable {
        let amount: String
        let state: Badge
        let asked: String
        let opened: String
    }

    let around: Surroundings
    let id: String
    let number: String
    let customer: String
    let contract: (id: String, number: String)
    let state: Badge
    let facts: [Fact]
    let lines: [PaymentDetails.Line]
    /// How used units were priced, one row a tier.
    let tiers: [String]
    let sums: [Fact]
    let payable: (digits: String, words: String)
    let requests: [Ask]
    /// The letter with a new link can be sent again.
    var maySend = false
    var news: String?
    var problem: String?

    var title: String { number }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([(language("Cước trả sau", "Monthly fees"), .statements)], here: number, in: language))
        \(staffHead(number, badge: state, lead: customer, actions: actions))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        <div class="two"><div class="stack">
        \(panel(language("Nội dung", "Lines"), id: "lines", table))
        \(tiers.isEmpty ? "" : panel(language("Chi tiết sử dụng", "How usage was priced"), id: "tiers", "<ul>\(tiers.markup { "<li>\($0)</li>" })</ul>"))
        \(panel(language("Yêu cầu thanh toán", "Payment requests"), id: "asked", asked))
        </div><aside class="stack"><div class="card">\(Web.facts(facts))</div>
        <div class="card stack">\(Web.facts(sums))
        <div class="row apart"><strong>\(language("Phải thanh toán", "To pay"))</strong><span class="price"><span class="total">\(payable.digits)</span></span></div>
        <p class="words">\(payable.words)</p></div></aside></div>
        """
    }

    private var actions: HTML {
        """
        \(linkButton("PDF", .quiet, to: .statementPDF(id), icon: .download))\
        \(linkButton(language("Mở hợp đồng", "Open the contract"), .quiet, to: .contract(contract.id)))
        """
    }

    private var table: HTML {
        Table(
            caption: language("Các dòng cước", "Lines"),
            columns: [
                .init(name: language("Nội dung", "What")),
                .init(name: language("Số lượng · thời gian", "Quantity · days")),
                .init(name: language("Thuế", "VAT")), .init(name: language("Chưa thuế", "Before VAT"), isAmount: true),
                .init(name: language("Cộng", "Total"), isAmount: true),
            ],
            rows: lines.map { line in
                [.text(line.name), .text(line.quantity), .text(line.rate), .text(line.net), .text(line.total)]
            }
        ).html
    }

    private var asked: HTML {
        guard !requests.isEmpty else {
            return "<p class=\"muted\">\(language("Không có gì phải thanh toán.", "There is nothing to pay."))</p>"
        }
        let again: HTML =
            maySend
            ? "<p>\(postForm(.sendStatement(id), around, button(language("Gửi lại với đường dẫn mới", "Send again with a new link"), .quiet, icon: .mail), name: "inline"))</p>"
            : ""
        let list: HTML = requests.markup { ask in
            """
            <div class="row apart"><span><strong class="number">\(ask.amount)</strong> \(ask.state.html)<br>\
            <span class="muted small">\(ask.asked)</span></span><span class="muted small">\(ask.opened)</span></div>

            """
        }
        return "\(list)\(again)"
    }
}
