import Kernel
import Markup

/// `/quan-ly/thanh-toan/:reference`: one payment on one page, and every message in and out.
struct PaymentStoryPage: Page {
    struct Message: Sendable {
        let words: String
        let badge: Badge
        let when: String
        let address: String
        let isProven: Bool
        let fields: MaskedMessage
    }

    struct Booking: Sendable {
        /// The ledger transaction, for who may see the books.
        let address: Address?
        let words: String
        let day: String
        let postings: [(account: String, debit: String, credit: String)]
    }

    let around: Surroundings
    let reference: String
    let badge: Badge
    let customer: String
    let amount: String
    let facts: [Fact]
    let request: [Fact]
    let links: [[HTML]]
    let attempts: [[HTML]]
    let messages: [Message]
    let booking: Booking?
    let letters: [[HTML]]
    let cases: [[HTML]]
    let trail: [[HTML]]
    let mayTakeEvidence: Bool
    /// What may be asked back, for who may open a case; `nil` when there is nothing, or a case is open.
    var refundable: String?
    var problem: String?

    var title: String { reference }
    var frame: Frame { .staff(.payments) }

    var main: HTML {
        """
        \(crumbs([(language("Thanh toán", "Payments"), .staffPayments)], here: reference, in: language))
        \(staffHead(reference, badge: badge, lead: "\(customer) · \(amount)", actions: evidence))\(problem.map { notice(.bad, title: $0, isUrgent: true) })
        <div class="two"><div class="stack">
        \(panel(language("Tin nhắn với VNPAY", "Messages with VNPAY"), id: "messages", messagesPart))
        \(panel(language("Các lần thanh toán của yêu cầu này", "Attempts of the same request"), id: "attempts", attemptsTable))
        \(panel(language("Đường dẫn đã gửi", "Links that were sent"), id: "links", linksTable))
        \(panel(language("Thư", "Letters"), id: "letters", lettersTable))
        \(panel(language("Nhật ký có chuỗi băm", "Audit log, hash-chained"), id: "trail", trailTable))
        </div><aside class="stack first"><div class="card">\(Web.facts(facts))</div>
        \(panel(language("Yêu cầu thanh toán", "Payment request"), id: "request", Web.facts(request)))
        \(panel(language("Bút toán", "In the books"), id: "booking", bookingPart))
        \(cases.isEmpty ? "" : panel(language("Trường hợp cần xử lý", "Cases"), id: "cases", casesTable))\(refundable.map(refund))
        </aside></div>
        """
    }

    private func refund(_ amount: String) -> HTML {
        panel(
            language("Hoàn tiền theo yêu cầu", "Refund on request"),
            id: "refund",
            confirmation(
                language("Mở hồ sơ hoàn tiền", "Open a refund case"),
                postForm(
                    .openRefund(reference),
                    around,
                    """
                    \(Field(name: "amount", label: language("Số tiền khách xin hoàn (₫)", "Amount asked back (₫)"), value: amount).html(language))\
                    \(Field(name: "reason", label: language("Lý do", "Reason"), kind: .area, maximumLength: 1000).html(language))\
                    \(button(language("Mở hồ sơ", "Open the case"), .primary))
                    """
                )
            )
        )
    }

    private var evidence: HTML {
        mayTakeEvidence
            ? linkButton(language("Tải bằng chứng", "Evidence"), .quiet, to: .paymentEvidence(reference), icon: .shield)
            : ""
    }

    private var messagesPart: HTML {
        guard !messages.isEmpty else {
            return """
                <p class="muted">\(language("VNPAY chưa nói gì về thanh toán này.", "VNPAY has not said anything about this payment."))</p>
                """
        }
        return messages.markup(message)
    }

    private func message(_ message: Message) -> HTML {
        """
        <details class="disclose"><summary>\(message.words) \(message.badge.html)</summary>
        \(message.isProven ? "" : notice(.bad, title: language("Chữ ký sai hoặc thiếu: không tin điều gì trong tin này.", "The signature is wrong or missing: believe nothing in it.")))
        \(message.fields.isUnreadable
            ? "<p class=\"muted\">\(language("Không đọc được; nội dung gốc nằm trong bằng chứng.", "Unreadable; what was received is in the evidence."))</p>"
            : fieldsTable(message.fields))</details>
        <p class="muted small number">\(message.when) · \(message.address.isEmpty ? language("chúng tôi hỏi", "we asked") : message.address)</p>

        """
    }

    private func fieldsTable(_ message: MaskedMessage) -> HTML {
        table(
            language("Các trường của tin nhắn", "Fields of the message"),
            [language("Trường", "Field"), language("Giá trị", "Value")],
            message.lines.map { ["<span class=\"code\">\($0.name)</span>", "<span class=\"code\">\($0.value)</span>"] }
        )
    }

    private var bookingPart: HTML {
        guard let booking else {
            return "<p class=\"muted\">\(language("Chưa có tiền, chưa có bút toán.", "No money, no transaction."))</p>"
        }
        let name: HTML = booking.address.map { "<a href=\"\($0)\">\(booking.words)</a>" } ?? .text(booking.words)
        return """
            <p>\(name) · <span class="number">\(booking.day)</span></p>
            \(postingsTable(booking.postings, language))
            """
    }

    private var attemptsTable: HTML {
        table(
            language("Các lần thanh toán", "Attempts"),
            [
                language("Mã tham chiếu", "Reference"), language("Trạng thái", "State"), language("Bắt đầu", "Started"),
                language("Kết quả", "Outcome"),
            ],
            attempts
        )
    }

    private var linksTable: HTML {
        table(
            language("Đường dẫn", "Links"),
            [
                language("Gửi lúc", "Sent"), language("Mở lần đầu", "First opened"), language("Hết hạn", "Expires"),
                language("Tình trạng", "Standing"),
            ],
            links
        )
    }

    private var lettersTable: HTML {
        table(
            language("Thư", "Letters"),
            [
                language("Thư", "Letter"), language("Người nhận", "To"), language("Kết quả", "Fate"),
                language("Lúc", "When"),
            ],
            letters
        )
    }

    private var casesTable: HTML {
        table(
            language("Trường hợp", "Cases"),
            [language("Vấn đề", "What"), language("Chi tiết", "Detail"), language("Mở lúc", "Opened")],
            cases
        )
    }

    private var trailTable: HTML {
        table(
            language("Nhật ký", "Audit log"),
            [
                language("Số thứ tự", "Sequence"), language("Lúc", "When"), language("Ai", "Who"),
                language("Việc", "What"), language("Mã băm", "Hash"),
            ],
            trail
        )
    }

    private func table(_ caption: String, _ columns: [String], _ rows: [[HTML]]) -> HTML {
        guard !rows.isEmpty else { return "<p class=\"muted\">\(language("Không có.", "None."))</p>" }
        return Table(caption: caption, columns: columns.map { .init(name: $0) }, rows: rows).html
    }
}

/// The two sides of a ledger transaction.
func postingsTable(_ postings: [(account: String, debit: String, credit: String)], _ language: Language) -> HTML {
    Table(
        caption: language("Định khoản", "Postings"),
        columns: [
            .init(name: language("Tài khoản", "Account")), .init(name: language("Nợ", "Debit"), isAmount: true),
            .init(name: language("Có", "Credit"), isAmount: true),
        ],
        rows: postings.map { [.text($0.account), .text($0.debit), .text($0.credit)] }
    ).html
}
