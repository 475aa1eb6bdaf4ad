import Kernel
import Markup

/// `/quan-ly/phe-duyet/:id`: everything to decide by, and the decision.
struct ApprovalPage: Page {
    struct File: Sendable {
        let name: String
        let address: Address
        /// Such as what it takes the place of.
        var remark: String?
        var isWithdrawn = false
    }

    /// The contract as it was and as it is.
    struct Comparison: Sendable {
        struct Row: Sendable {
            let label: String
            let before: String
            let after: String
        }
        /// Which revision it is compared with, and who had agreed to that.
        let words: String
        let rows: [Row]
    }

    let around: Surroundings
    let id: String
    let hash: String
    let number: String
    let contract: Address
    let customer: String
    let step: String
    let due: Badge
    let facts: [Fact]
    let payment: [Fact]
    let lines: HTML
    /// What the sum is: of the contract, or of a month.
    let totalLabel: String
    let total: String
    let words: String
    let files: [File]
    /// What differs from what was seen earlier; `nil` when there was nothing earlier.
    let comparison: Comparison?
    let decisions: [Happening]
    let history: [Happening]
    /// The frozen particulars in the reader's language.
    let particulars: [Fact]
    let snapshot: String
    /// `nil` when this reader may decide.
    let refusal: String?
    /// Whom the reader stands in for.
    let onBehalfOf: String?
    var problem: String?

    var title: String { language("Phê duyệt \(number)", "Approve \(number)") }
    var frame: Frame { .staff(.approvals) }

    var main: HTML {
        """
        \(crumbs([(language("Phê duyệt", "Approvals"), .approvals)], here: number, in: language))
        \(staffHead(title, badge: due, lead: "\(customer) · \(step)", actions: linkButton(language("Mở hợp đồng", "Open the contract"), .quiet, to: contract)))
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(refusal == nil ? jump : "")
        <div class="two"><div class="stack">
        \(comparison.map(compared))
        \(panel(language("Hợp đồng", "Contract"), id: "contract", "\(Web.facts(facts))\(lines)<div class=\"row apart sum\"><strong>\(totalLabel)</strong><span class=\"price\"><span class=\"total\">\(total)</span></span></div><p class=\"words\">\(words)</p>"))
        \(payment.isEmpty ? "" : panel(language("Thanh toán", "Payment"), id: "payment", Web.facts(payment)))
        \(panel(language("Tài liệu", "Documents"), id: "files", documents))
        <details class="card disclose"><summary>\(language("Bản chụp đã khóa mà bạn quyết định", "The frozen snapshot you decide about"))</summary>
        \(Web.facts(particulars))
        <p class="muted small">\(language("Nguyên văn, là phần được tính mã SHA-256:", "The very words, which the SHA-256 is counted over:"))</p>
        <pre class="snapshot">\(snapshot)</pre><p class="small">SHA-256 <span class="code">\(hash)</span></p></details>
        \(panel(language("Diễn biến", "History"), id: "history", timeline(history)))
        </div><aside class="stack">
        \(panel(language("Các bước duyệt", "The steps"), id: "steps", timeline(decisions)))
        \(decision)
        </aside></div>
        """
    }

    private var documents: HTML {
        files.isEmpty
            ? "<p class=\"muted\">\(language("Không có tệp.", "No files."))</p>"
            : "<ul class=\"letters\">\(files.markup(file))</ul>"
    }

    private func file(_ file: File) -> HTML {
        """
        <li><a href="\(file.address)">\(file.isWithdrawn ? "<del>\(file.name)</del>" : .text(file.name))</a>\
        \(file.remark.map { "<br><span class=\"muted small\">\($0)</span>" as HTML })</li>
        """
    }

    /// On a phone the decision stands under everything there is to read.
    private var jump: HTML {
        """
        <p class="only-narrow"><a class="button" href="#decide">\(language("Đến phần quyết định", "Go to the decision"))</a></p>
        """
    }

    private func compared(_ comparison: Comparison) -> HTML {
        panel(
            language("Thay đổi so với trước", "What has changed"),
            id: "changes",
            """
            <p class="muted">\(comparison.words)</p>
            \(comparison.rows.isEmpty ? "<p>\(language("Không có khác biệt.", "Nothing differs."))</p>" : Table(
                caption: language("Thay đổi so với trước", "What has changed"),
                columns: [
                    .init(name: language("Mục", "What")), .init(name: language("Trước", "Before")),
                    .init(name: language("Sau", "After")),
                ],
                rows: comparison.rows.map { [.text($0.label), "<del>\($0.before)</del>", "<ins>\($0.after)</ins>"] }
            ).html)
            """
        )
    }

    private var decision: HTML {
        if let refusal {
            return notice(
                .calm,
                title: language("Bạn không quyết định ở bước này", "You do not decide here"),
                body: "<p>\(refusal)</p>"
            )
        }
        return panel(
            language("Quyết định của bạn", "Your decision"),
            id: "decide",
            """
            \(onBehalfOf.map { "<p>\(language("Bạn quyết định thay", "You decide for")) <strong>\($0)</strong>.</p>" })
            \(postForm(.approval(id), around, """
                \(hidden("hash", hash))\
                \(Field(
                    name: "reason", label: language("Ý kiến", "Remark"),
                    hint: language("Khách hàng sẽ đọc lý do từ chối.", "The customer will read why you refuse."),
                    kind: .area, isRequired: false, mark: language("bắt buộc khi từ chối", "needed to refuse"),
                    maximumLength: 500
                ).html(language))\
                \(button(language("Phê duyệt", "Approve"), .main, name: "verdict", value: "approve"))\
                \(button(language("Từ chối", "Refuse"), .danger, name: "verdict", value: "refuse"))
                """))
            """
        )
    }
}
