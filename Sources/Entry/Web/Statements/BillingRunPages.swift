import Kernel
import Markup

/// `/quan-ly/cuoc/ky`: the months that were billed, and the button for the next.
struct BillingRunsPage: Page {
    struct Row: Sendable {
        let id: String
        let month: String
        let state: Badge
        let started: String
        let by: String
        let statements: String
        let total: String
    }

    let around: Surroundings
    let rows: [Row]
    /// `2026-11`: the month that is billed next.
    let month: String
    var problem: String?
    var news: String?

    var title: String { language("Kỳ cước", "Billing runs") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([(language("Cước trả sau", "Monthly fees"), .statements)], here: title, in: language))
        \(staffHead(title, lead: language("Một kỳ được tính thử trước; chưa ai nhận thư cho đến khi kế toán duyệt.", "A run is worked out first; nobody is written to before an accountant agrees."), actions: linkButton(language("Cài đặt", "Settings"), .quiet, to: .billingSettings)))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(panel(language("Chạy kỳ cước", "Start a run"), id: "start", postForm(.billingRuns, around, """
            <div class="fields-2">\(Field(
                name: "month", label: language("Tháng (năm-tháng)", "Month (year-month)"), value: month,
                hint: language("Ví dụ 2026-11. Tháng phải kết thúc rồi.", "Such as 2026-11. The month must be over."),
                maximumLength: 7
            ).html(language))</div>
            <p class="row">\(button(language("Tính và chờ duyệt", "Work out, then approve"), .primary, name: "dry", value: ""))\
            \(button(language("Chỉ tính thử", "Rehearse only"), .quiet, name: "dry", value: "1"))</p>
            """)))
        \(rows.isEmpty ? nothing : table)
        """
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Chưa có kỳ cước nào", "No run yet"),
            words: language("Chọn tháng ở trên để bắt đầu.", "Choose a month above to begin.")
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Tháng", "Month")), .init(name: language("Trạng thái", "State")),
                .init(name: language("Bắt đầu", "Started")), .init(name: language("Người chạy", "By")),
                .init(name: language("Thông báo", "Statements"), isAmount: true),
                .init(name: language("Tổng tiền", "Total"), isAmount: true),
            ],
            rows: rows.map { row in
                [
                    "<a class=\"number\" href=\"\(Address.billingRun(row.id))\">\(row.month)</a>", row.state.html,
                    "<span class=\"number\">\(row.started)</span>", .text(row.by), .text(row.statements),
                    .text(row.total),
                ]
            }
        ).html
    }
}

/// `/quan-ly/cuoc/ky/{id}`: what a run comes to, contract by contract, before and after it was sent.
struct BillingRunPage: Page {
    struct Row: Sendable {
        let contract: (id: String, number: String)
        let customer: String
        let state: Badge
        /// Why it is parked.
        let reason: String
        let total: String
        let previous: String
        let change: (words: String, tone: Tone)
    }

    let around: Surroundings
    let id: String
    let month: String
    let state: Badge
    let lead: String
    let sums: [Figure]
    /// From 0 to 100 while machines work at it.
    var percent: Int64?
    var alarm: String?
    let tabLinks: [TabLink]
    let rows: [Row]
    let pager: Pager
    var steps: Steps
    /// Changes as the run moves on; `nil` when it stands still.
    let stateWord: String?
    var news: String?
    var problem: String?

    struct Steps: Sendable {
        var mayApprove = false
        var mayCancel = false
        var mayRetry = false
        /// What approving does, in numbers.
        var summary = ""
    }

    var title: String { language("Kỳ cước tháng \(month)", "Run of \(month)") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([
            (language("Cước trả sau", "Monthly fees"), .statements), (language("Kỳ cước", "Billing runs"), .billingRuns),
        ], here: month, in: language))
        <div class="stack"\(live)>
        \(staffHead(title, badge: state, lead: lead, actions: actions))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(alarm.map { notice(.warn, title: $0) })
        \(percent.map(bar))
        \(figures(sums))
        \(approval)
        \(tabs(tabLinks, label: language("Hợp đồng", "Contracts")))
        \(rows.isEmpty ? "<p class=\"muted\">\(language("Không có hợp đồng nào ở đây.", "No contracts here."))</p>" : "\(table)\(pager.html(language))")
        </div>
        """
    }

    private var live: HTML {
        stateWord.map { " data-live=\"\(Address.billingRunState(id))\" data-state=\"\($0)\"" } ?? ""
    }

    private func bar(_ percent: Int64) -> HTML {
        """
        <p><label>\(language("Tiến độ", "Progress")) <progress max="100" value="\(percent)">\(percent) %</progress> \
        <span class="number">\(percent) %</span></label></p>
        """
    }

    private var actions: HTML {
        var actions = HTML()
        if steps.mayRetry {
            actions += postForm(
                .billingRunStep(id, "thu-lai"),
                around,
                button(language("Thử lại hợp đồng bị dừng", "Try parked contracts again"), .primary, icon: .refresh),
                name: "inline"
            )
        }
        if steps.mayCancel {
            actions += postForm(
                .billingRunStep(id, "huy"),
                around,
                button(language("Hủy kỳ này", "Give the run up"), .quiet, icon: .cross),
                name: "inline"
            )
        }
        return actions
    }

    private var approval: HTML {
        guard steps.mayApprove else { return "" }
        return panel(
            language("Duyệt phát hành", "Approve"),
            id: "approve",
            """
            <p>\(steps.summary)</p>
            \(postForm(.billingRunStep(id, "duyet"), around, button(language("Duyệt và gửi thông báo cước", "Approve and send the statements"), .main, icon: .check)))
            """
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Hợp đồng", "Contract")), .init(name: language("Khách hàng", "Customer")),
                .init(name: language("Trạng thái", "State")),
                .init(name: language("Tháng trước", "Month before"), isAmount: true),
                .init(name: language("Tháng này", "This month"), isAmount: true),
                .init(name: language("Thay đổi", "Change"), isAmount: true),
            ],
            rows: rows.map { row in
                let reason: HTML = row.reason.isEmpty ? "" : "<br><span class=\"small\">\(row.reason)</span>"
                return [
                    "<a class=\"number\" href=\"\(Address.contract(row.contract.id))\">\(row.contract.number)</a>",
                    .text(row.customer), "\(row.state.html)\(reason)", .text(row.previous), .text(row.total),
                    row.change.tone == .calm ? .text(row.change.words) : Badge(row.change.words, row.change.tone).html,
                ]
            }
        ).html
    }
}
