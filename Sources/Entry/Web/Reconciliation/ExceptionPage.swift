import Kernel
import Markup

/// `/quan-ly/doi-soat/chenh-lech`: everything that does not agree, what risks most first.
struct ExceptionQueuePage: Page {
    struct Row: Sendable {
        let number: String
        let name: String
        let day: String
        let dayAddress: Address
        let reference: String
        let risk: String
        let age: String
        let owner: String
        let state: Badge
    }

    let around: Surroundings
    let rows: [Row]
    let isMine: Bool
    /// The list as a file.
    let export: Address
    let total: String

    var title: String { language("Chênh lệch đối soát", "Reconciliation exceptions") }
    var frame: Frame { .staff(.reconciliation) }

    var main: HTML {
        """
        \(staffHead(title, lead: language("Tiền có rủi ro: \(total)", "At risk: \(total)"), actions: exports))
        \(ReconciliationTab.tabs(.queue, language))
        \(tabs([
            TabLink(words: language("Tất cả", "All"), address: .exceptionQueue, isHere: !isMine),
            TabLink(words: language("Của tôi", "Mine"), address: Address.exceptionQueue.asking("cua-toi", "1"), isHere: isMine),
        ], label: language("Của ai", "Whose")))
        \(rows.isEmpty ? empty : table)
        """
    }

    private var exports: HTML {
        exportLinks(export)
            + linkButton(
                language("Excel, cả đã xử lý", "Excel, settled ones too"),
                .quiet,
                to: export.asking("dang", "xlsx").asking("tat-ca", "1"),
                icon: .download
            )
    }

    private var empty: HTML {
        emptyState(
            .signature,
            title: language("Không còn chênh lệch", "Nothing is open"),
            words: language(
                "Mọi ngày đã nhập đều khớp hoặc đã xử lý.",
                "Every imported day agrees, or has been dealt with."
            )
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Số", "Number")), .init(name: language("Loại", "Class")),
                .init(name: language("Ngày", "Day")), .init(name: language("Mã đơn hàng", "Reference")),
                .init(name: language("Rủi ro", "At risk"), isAmount: true), .init(name: language("Tuổi", "Age")),
                .init(name: language("Phụ trách", "Owner")), .init(name: language("Trạng thái", "State")),
            ],
            rows: rows.map { row in
                [
                    "<a class=\"number\" href=\"\(Address.exception(row.number))\">#\(row.number)</a>", .text(row.name),
                    "<a class=\"number\" href=\"\(row.dayAddress)\">\(row.day)</a>",
                    "<span class=\"number\">\(row.reference)</span>", .text(row.risk), .text(row.age),
                    .text(row.owner), row.state.html,
                ]
            }
        ).html
    }
}

/// `/quan-ly/doi-soat/chenh-lech/1042`: both sides next to each other, and what can be done.
struct ExceptionPage: Page {
    struct Proposal: Sendable {
        let resolution: String
        let reason: String
        let by: String
        let when: String
    }

    let around: Surroundings
    let number: String
    let name: String
    let badge: Badge
    let dayName: String
    let day: Address
    let cause: String
    let nextStep: String
    let facts: [Fact]
    /// Name, theirs, ours.
    let sides: [(name: String, theirs: String, ours: String)]
    /// The row as it came, and where.
    let evidence: String
    let place: String
    let explanation: String
    let proposal: Proposal?
    let story: [Happening]
    let accountants: [Select.Option]
    let owner: String
    let resolutions: [Select.Option]
    /// Rights and state together.
    let mayWork: Bool
    let mayPropose: Bool
    let mayConfirm: Bool
    let mayReject: Bool
    var news: String?
    var problem: String?

    var title: String { language("Chênh lệch #\(number)", "Exception #\(number)") }
    var frame: Frame { .staff(.reconciliation) }

    var main: HTML {
        """
        \(crumbs([(language("Đối soát", "Reconciliation"), .reconciliation), (dayName, day)], here: "#\(number)", in: language))
        \(staffHead("#\(number) · \(name)", badge: badge))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(notice(.brand, title: cause, body: "<p>\(language("Việc tiếp theo", "Next")): \(nextStep)</p>"))
        <div class="two"><div class="stack">
        \(panel(language("Hai bên", "Both sides"), id: "sides", comparison))
        \(panel(language("Bằng chứng", "Evidence"), id: "evidence", "<p class=\"small\">\(place)</p><pre class=\"snapshot\">\(evidence)</pre>"))
        \(panel(language("Lịch sử", "History"), id: "history", timeline(story)))
        </div><aside class="stack first">
        <section class="card">\(Web.facts(facts))</section>
        \(proposal.map(shown))
        \(mayPropose ? propose : "")
        \(mayWork ? assignment : "")
        </aside></div>
        """
    }

    private var comparison: HTML {
        Table(
            caption: language("Hai bên", "Both sides"),
            columns: [.init(name: ""), .init(name: "VNPAY"), .init(name: "QLDV")],
            rows: sides.map { [.text($0.name), .text($0.theirs), .text($0.ours)] }
        ).html
    }

    private func shown(_ proposal: Proposal) -> HTML {
        panel(
            language("Đề xuất", "Proposal"),
            id: "proposal",
            """
            <p><strong>\(proposal.resolution)</strong></p><p>\(proposal.reason)</p>
            <p class="small muted">\(proposal.by) · \(proposal.when)</p>
            \(mayConfirm ? postForm(step("dong-y"), around, button(language("Tôi đồng ý", "I agree"), .main)) : "")
            \(mayReject ? postForm(step("tra-lai"), around, """
                \(Field(name: "reason", label: language("Lý do trả lại", "Why it goes back"), kind: .area, maximumLength: 2000).html(language))\
                \(button(language("Trả lại", "Send back"), .quiet))
                """) : "")
            """
        )
    }

    private var propose: HTML {
        panel(
            language("Đề xuất cách xử lý", "Propose what to do"),
            id: "propose",
            postForm(
                step("de-xuat"),
                around,
                """
                \(Select(name: "resolution", label: language("Cách xử lý", "Resolution"), options: resolutions, isRequired: true).html(language))
                \(Field(
                    name: "reason", label: language("Lý do", "Reason"),
                    hint: language("Người đồng ý và kiểm toán sẽ đọc.", "The second person and the auditors read it."),
                    kind: .area, maximumLength: 2000
                ).html(language))
                \(button(language("Gửi đề xuất", "Propose"), .primary))
                """
            )
        )
    }

    private var assignment: HTML {
        panel(
            language("Phụ trách và giải trình", "Owner and explanation"),
            id: "work",
            """
            \(postForm(step("giao"), around, """
                \(Select(name: "owner", label: language("Người phụ trách", "Owner"), options: accountants, value: owner).html(language))\
                \(button(language("Giao", "Assign"), .quiet))
                """))
            \(postForm(step("giai-trinh"), around, """
                \(Field(name: "text", label: language("Giải trình", "Explanation"), value: explanation, kind: .area, maximumLength: 2000).html(language))\
                \(button(language("Lưu giải trình", "Save"), .quiet))
                """))
            """
        )
    }

    private func step(_ step: String) -> Address { .exceptionStep(number, step) }
}
