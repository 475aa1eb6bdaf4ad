import Kernel
import Markup

/// `/quan-ly/hoan-tien/:id`: one case: what it is about, what has been proposed, what can be done, everything that
/// happened.
struct RefundCasePage: Page {
    struct Proposal: Sendable {
        let id: String
        let way: String
        let amount: String
        let badge: Badge
        /// Why it stands where it does.
        let reason: String?
        let facts: [Fact]
        let messages: [Message]
    }

    /// Something that went to VNPAY, and what came back.
    struct Message: Sendable {
        let words: String
        let verdict: String
        let when: String
        let fields: MaskedMessage?
    }

    /// What this reader may do now: rights and state together.
    struct Steps: Sendable {
        var mayPropose = false
        var mayConfirm = false
        var maySendBack = false
        var mayAskAgain = false
        var mayRule = false
    }

    let around: Surroundings
    let id: String
    let reference: String
    let kind: String
    let badge: Badge
    let lead: String
    let nextStep: String
    let facts: [Fact]
    /// Newest first.
    let proposals: [Proposal]
    let story: [Happening]
    let invoices: [[HTML]]
    let steps: Steps
    /// Ways to propose, and what may be given back.
    let ways: [Select.Option]
    let keepings: [Select.Option]
    let left: String
    let today: String
    var news: String?
    var problem: String?

    var title: String { language("Hoàn tiền \(reference)", "Refund \(reference)") }
    var frame: Frame { .staff(.payments) }

    var main: HTML {
        """
        \(crumbs([(language("Thanh toán", "Payments"), .staffPayments), (language("Hoàn tiền", "Refunds"), .refunds)], here: reference, in: language))
        \(staffHead(kind, badge: badge, lead: lead))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(notice(.brand, title: language("Việc tiếp theo", "Next"), body: "<p>\(nextStep)</p>"))
        <div class="two"><div class="stack">
        \(proposals.markup(shown))
        \(steps.mayPropose ? propose : "")
        \(panel(language("Diễn biến", "Timeline"), id: "story", timeline(story)))
        </div><aside class="stack"><section class="card">\(Web.facts(facts))</section>
        \(invoices.isEmpty ? "" : panel(language("Hóa đơn", "Invoices"), id: "invoices", invoiceTable))
        </aside></div>
        """
    }

    private var invoiceTable: HTML {
        Table(
            caption: language("Hóa đơn của hợp đồng", "Invoices of the contract"),
            columns: [.init(name: language("Hóa đơn", "Invoice")), .init(name: language("Trạng thái", "State"))],
            rows: invoices
        ).html
    }

    private func shown(_ proposal: Proposal) -> HTML {
        let isFirst = proposal.id == proposals.first?.id
        return panel(
            "\(proposal.way) · \(proposal.amount)",
            id: "refund-\(proposal.id)",
            """
            \(proposal.reason.map { "<p>\($0)</p>" })
            \(Web.facts(proposal.facts))
            \(isFirst ? decisions(proposal) : "")
            \(proposal.messages.isEmpty ? "" : "<h3>\(language("Tin nhắn với VNPAY", "Messages with VNPAY"))</h3>")
            \(proposal.messages.markup(message))
            """,
            actions: proposal.badge.html
        )
    }

    private func message(_ message: Message) -> HTML {
        let content: HTML =
            if let fields = message.fields, !fields.isUnreadable {
                Table(
                    caption: language("Các trường của trả lời", "Fields of the answer"),
                    columns: [
                        .init(name: language("Trường", "Field")), .init(name: language("Giá trị", "Value")),
                    ],
                    rows: fields.lines.map {
                        ["<span class=\"code\">\($0.name)</span>", "<span class=\"code\">\($0.value)</span>"]
                    }
                ).html
            } else {
                "<p class=\"muted\">\(language("Không có trả lời đọc được.", "No answer that could be read."))</p>"
            }
        return """
            <details class="disclose"><summary>\(message.words) · \(message.verdict)</summary>\(content)</details>
            <p class="muted small number">\(message.when)</p>

            """
    }

    // MARK: What can be done

    private func decisions(_ proposal: Proposal) -> HTML {
        let named = hidden("refund", proposal.id)
        var html = HTML()
        if steps.mayConfirm {
            html += postForm(
                step("dong-y"),
                around,
                "\(named)\(button(language("Tôi đồng ý", "I agree"), .main))"
            )
        }
        if steps.maySendBack {
            html += postForm(
                step("tra-lai"),
                around,
                """
                \(named)\(reasonField(language("Lý do trả lại", "Why it goes back"), "tra-lai"))\
                \(button(language("Trả lại", "Send back"), .quiet))
                """
            )
        }
        if steps.mayAskAgain {
            html += postForm(
                step("ket-luan"),
                around,
                "\(hidden("ruling", "ask_again"))\(button(language("Hỏi lại VNPAY", "Ask VNPAY again"), .primary))"
            )
        }
        if steps.mayRule {
            html += postForm(
                step("ket-luan"),
                around,
                """
                \(reasonField(language("Căn cứ: ai ở VNPAY hoặc ngân hàng nói gì", "What VNPAY or the bank says, and who"), "ket-luan"))\
                <div class="row">\(button(language("Tiền đã về khách hàng", "The money is back"), .main, name: "ruling", value: "made"))\
                \(button(language("Không hoàn được", "It was not paid back"), .danger, name: "ruling", value: "refused"))</div>
                """
            )
        }
        return html
    }

    private func reasonField(_ label: String, _ step: String) -> HTML {
        Field(name: "reason", label: label, kind: .area, maximumLength: 1000).html(language)
    }

    private var propose: HTML {
        panel(
            language("Đề xuất cách xử lý", "Propose what to do"),
            id: "propose",
            postForm(
                step("de-xuat"),
                around,
                """
                \(Select(name: "way", label: language("Cách xử lý", "How"), options: ways, isRequired: true).html(language))
                \(Field(
                    name: "amount", label: language("Số tiền hoàn (₫)", "Amount to give back (₫)"), value: left,
                    hint: language("Nhiều nhất \(left) ₫. Ít hơn là hoàn một phần.", "At most \(left) ₫. Less is a partial refund."),
                    isRequired: false
                ).html(language))
                \(Field(
                    name: "reason", label: language("Lý do", "Reason"),
                    hint: language("Người đồng ý và kiểm toán sẽ đọc.", "The second person and the auditors read it."),
                    kind: .area, maximumLength: 1000
                ).html(language))
                <details class="disclose"><summary>\(language("Khi đã chuyển khoản ngoài VNPAY", "When it went by bank transfer"))</summary>
                \(Field(name: "bank-reference", label: language("Số tham chiếu của ngân hàng", "The bank’s reference"), isRequired: false, maximumLength: 100).html(language))
                \(Field(name: "bank-day", label: language("Ngày chuyển khoản", "Day of the transfer"), value: today, kind: .date, isRequired: false).html(language))
                </details>
                <details class="disclose"><summary>\(language("Khi không hoàn lại", "When it does not go back"))</summary>
                \(Select(name: "keeping", label: language("Vì sao", "Why"), options: keepings).html(language))
                </details>
                \(button(language("Gửi đề xuất", "Propose"), .primary))
                """
            )
        )
    }

    private func step(_ step: String) -> Address { .refundStep(id, step) }
}
