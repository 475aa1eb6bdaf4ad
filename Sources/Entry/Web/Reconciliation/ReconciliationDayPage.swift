import Kernel
import Markup

/// `/quan-ly/doi-soat/2026-11-22`: a day's file against our payments.
struct ReconciliationDayPage: Page {
    struct FileRow: Sendable {
        let name: String
        let when: String
        let who: String
        let kind: String
        let rows: String
        let badge: Badge
        let digest: String
    }

    struct Line: Sendable {
        let row: String
        let reference: String
        let number: String
        let theirs: String
        let ours: String
        let fee: String
        /// The exception's state, and where it is worked; `nil` for what matched.
        let state: Badge?
        let address: Address?
    }

    /// Payments that VNPAY's file knows and we have not heard of: how many this reader may propose or agree to.
    struct Unheard: Sendable {
        var open: Int64 = 0
        var proposed: Int64 = 0
    }

    let around: Surroundings
    /// `2026-11-22`
    let id: String
    let day: String
    let badge: Badge
    let figures: [Figure]
    /// What both sides, the invoices and the bank say.
    let sides: [Fact]
    let proofs: [Fact]
    let files: [FileRow]
    /// What the current file told otherwise; empty for a day's first file.
    let differences: HTML
    let tabs: [TabLink]
    let listName: String
    let lines: [Line]
    let pager: Pager
    let story: [Happening]
    let mayImport: Bool
    /// `nil` when it cannot be closed or this reader may not.
    let closing: String?
    /// Whether the day's file says nothing of fees.
    var lacksFees = false
    let mayClose: Bool
    let mayReopen: Bool
    var unheard = Unheard()
    var news: String?
    var problem: String?

    var title: String { language("Đối soát ngày \(day)", "Reconciliation of \(day)") }
    var frame: Frame { .staff(.reconciliation) }

    var main: HTML {
        """
        \(crumbs([(language("Đối soát", "Reconciliation"), .reconciliation)], here: day, in: language))
        \(staffHead(title, badge: badge))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(Web.figures(figures))
        <div class="two"><div class="stack">
        \(panel(listName, id: "lines", "\(Web.tabs(tabs, label: language("Phân loại", "Classes")))\(table)\(pager.html(language))"))
        \(panel(language("Tệp của VNPAY", "VNPAY’s files"), id: "files", fileTable))
        \(differences)
        </div><aside class="stack first">
        \(panel(language("Hai bên", "Both sides"), id: "sides", Web.facts(sides)))
        \(proofs.isEmpty ? "" : panel(language("Hóa đơn và ngân hàng", "Invoices and bank"), id: "proofs", Web.facts(proofs)))
        \(unheard.open + unheard.proposed > 1 ? together : "")
        \(mayImport ? upload : "")
        \(close)
        \(mayReopen ? reopen : "")
        \(panel(language("Lịch sử", "History"), id: "history", timeline(story)))
        </aside></div>
        """
    }

    private var table: HTML {
        guard !lines.isEmpty else { return "<p class=\"muted\">\(language("Không có dòng nào.", "Nothing here."))</p>" }
        return Table(
            caption: listName,
            columns: [
                .init(name: language("Dòng", "Row")), .init(name: language("Mã đơn hàng", "Reference")),
                .init(name: language("Mã VNPAY", "VNPAY number")),
                .init(name: "VNPAY", isAmount: true), .init(name: "QLDV", isAmount: true),
                .init(name: language("Phí", "Fee"), isAmount: true), .init(name: language("Trạng thái", "State")),
            ],
            rows: lines.map { line in
                [
                    .text(line.row),
                    line.address.map { "<a class=\"number\" href=\"\($0)\">\(line.reference)</a>" }
                        ?? "<span class=\"number\">\(line.reference)</span>",
                    "<span class=\"number\">\(line.number)</span>", .text(line.theirs), .text(line.ours),
                    .text(line.fee), line.state.map(\.html) ?? "–",
                ]
            }
        ).html
    }

    private var fileTable: HTML {
        guard !files.isEmpty else {
            return emptyState(
                .invoice,
                title: language("Chưa có tệp", "No file yet"),
                words: language(
                    "VNPAY gửi tệp vào ngày làm việc kế tiếp. Tải lên tệp .xlsx hoặc .csv từ cổng VNPAY.",
                    "VNPAY sends it on the next working day. Upload the portal’s .xlsx or .csv."
                )
            )
        }
        return Table(
            caption: language("Tệp của VNPAY", "VNPAY’s files"),
            columns: [
                .init(name: language("Tên", "Name")), .init(name: language("Nhập lúc", "Imported")),
                .init(name: language("Người nhập", "By")), .init(name: language("Loại", "Kind")),
                .init(name: language("Số dòng", "Rows"), isAmount: true), .init(name: language("Trạng thái", "State")),
            ],
            rows: files.map { file in
                [
                    "\(file.name)<br><span class=\"small muted\">SHA-256 \(file.digest)</span>", .text(file.when),
                    .text(file.who), .text(file.kind), .text(file.rows), file.badge.html,
                ]
            }
        ).html
    }

    private var upload: HTML {
        panel(
            files.isEmpty
                ? language("Nhập tệp", "Import the file") : language("Nhập tệp mới hơn", "Import a newer file"),
            id: "import",
            uploadForm(
                .importSettlement(id),
                around,
                """
                \(FileField(
                    name: "file", label: language("Tệp của ngày \(day)", "The file of \(day)"), accept: ".xlsx,.csv",
                    hint: language("“Báo cáo phí” hoặc “Danh sách giao dịch”, .xlsx hoặc .csv.", "The fee report or the transaction list, .xlsx or .csv.")
                ).html)
                \(button(language("Nhập và đối chiếu", "Import and compare"), .primary))
                """
            )
        )
    }

    private var close: HTML {
        if let closing {
            return notice(.warn, title: language("Chưa chốt được", "Not to be closed yet"), body: "<p>\(closing)</p>")
        }
        guard mayClose else { return "" }
        if lacksFees { return closeWithoutFees }
        return confirmation(
            language("Chốt ngày", "Close the day"),
            """
            <p>\(language("Các khoản khớp được ghi nhận đã đối soát, phí VNPAY vào sổ, và yêu cầu xuất hóa đơn được gửi đi.", "What matched counts as reconciled, VNPAY’s fee goes to the books, and invoices are asked for."))</p>
            \(postForm(.closeDay(id), around, button(language("Tôi đã kiểm tra, chốt ngày \(day)", "I have checked: close \(day)"), .primary)))
            """,
            look: .primary
        )
    }

    private var together: HTML {
        let lead = language(
            "Tệp của VNPAY ghi là đã trả, thông báo chưa đến. Hai kế toán có thể ghi nhận cả loạt theo tệp.",
            "VNPAY’s file says paid, and no notice came. Two accountants can apply all of them by the file."
        )
        let propose = confirmation(
            language("Đề xuất \(unheard.open) khoản", "Propose \(unheard.open)"),
            postForm(
                .applyUnheard(id, "de-xuat"),
                around,
                """
                \(Field(name: "reason", label: language("Lý do", "Reason"), kind: .area, maximumLength: 2000).html(language))\
                \(button(language("Gửi đề xuất", "Propose"), .quiet))
                """
            )
        )
        let confirm = confirmation(
            language("Đồng ý \(unheard.proposed) khoản", "Agree to \(unheard.proposed)"),
            postForm(
                .applyUnheard(id, "dong-y"),
                around,
                button(
                    language("Tôi đã kiểm tra tệp, ghi nhận là đã trả", "I have checked the file: apply as paid"),
                    .primary
                )
            )
        )
        return panel(
            language("Tiền đã thu, chưa có tin", "Paid, and never heard of"),
            id: "unheard",
            "<p>\(lead)</p>\(unheard.open > 0 ? propose : "")\(unheard.proposed > 0 ? confirm : "")"
        )
    }

    private var closeWithoutFees: HTML {
        let words = language(
            "Tệp này là danh sách giao dịch: nó không nói VNPAY thu phí bao nhiêu. Hãy nhập “Báo cáo phí” của ngày nếu có. Nếu chốt ngay, sổ chưa có phí của ngày; khi có báo cáo phí, hãy mở lại và nhập.",
            "This file is the transaction list: it does not say what VNPAY takes. Import the day’s fee report if there is one. Closed now, the books lack the day’s fee; open it again when the fee report has come."
        )
        let button = button(language("Chốt ngày \(day), không có phí", "Close \(day) without fees"), .danger)
        return confirmation(
            language("Chốt ngày không có phí", "Close the day without fees"),
            """
            <p>\(words)</p>
            \(postForm(.closeDay(id), around, "<input type=\"hidden\" name=\"without_fees\" value=\"1\">\(button)"))
            """
        )
    }

    private var reopen: HTML {
        confirmation(
            language("Mở lại ngày", "Open the day again"),
            """
            <p>\(language("Bút toán phí được đảo lại. Khoản đã yêu cầu xuất hóa đơn vẫn giữ nguyên là đã đối soát.", "The fee’s entry is taken back. Payments whose invoice has been asked for stay reconciled."))</p>
            \(postForm(.reopenDay(id), around, """
                \(Field(name: "reason", label: language("Lý do", "Reason"), kind: .area, maximumLength: 2000).html(language))\
                \(button(language("Mở lại", "Open again"), .danger))
                """))
            """
        )
    }
}
