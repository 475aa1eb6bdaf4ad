import Kernel
import Markup

/// "Trong thời hạn" on a contract's page: what rests, what ends, what changes, and the forms for it.
struct TermPanel: Sendable {
    struct Change: Sendable {
        let id: String
        let title: String
        let badge: Badge
        let reason: String
        let lines: [String]
        let mayWithdraw: Bool
    }

    struct Order: Sendable {
        let id: String
        let words: String
        let reason: String
        let isStuck: Bool
    }

    let around: Surroundings
    let id: String
    let facts: [Fact]
    /// Rests, the newest first: days, why, and whether they are billed.
    let rests: [[String]]
    let changes: [Change]
    let orders: [Order]
    var mayRetry = false
    var maySuspend = false
    var mayResume = false
    var mayEnd = false
    var mayWithdrawEnding = false
    var mayChange = false
    /// The day that stands in the form that ends it.
    var lastDay = ""

    private var language: Language { around.language }

    var html: HTML {
        panel(
            language("Trong thời hạn", "During the term"),
            id: "term",
            """
            \(Web.facts(facts))\(orders.markup(order))\(changes.markup(change))\(rests.isEmpty ? "" : restTable)\(steps)
            """
        )
    }

    private var restTable: HTML {
        Table(
            caption: language("Các lần tạm ngưng", "Suspensions"),
            columns: [
                .init(name: language("Tạm ngưng", "Suspended")), .init(name: language("Nguyên nhân", "Cause")),
                .init(name: language("Lý do", "Reason")), .init(name: language("Cước cố định", "Fixed fee")),
            ],
            rows: rests.map { row in row.map { HTML.text($0) } }
        ).html
    }

    private func order(_ order: Order) -> HTML {
        notice(
            order.isStuck ? .bad : .brand,
            title: order.words,
            body: """
                \(order.reason.isEmpty ? "" : "<p>\(order.reason)</p>" as HTML)\(order.isStuck && mayRetry ? postForm(
                    .retryServiceOrder(order.id),
                    around,
                    button(language("Thử lại", "Try again"), .quiet, icon: .refresh),
                    name: "inline"
                ) : "")
                """
        )
    }

    private func change(_ change: Change) -> HTML {
        """
        <div class="stack tight"><div class="row"><strong>\(change.title)</strong>\(change.badge.html)</div>
        <ul>\(change.lines.markup { "<li>\($0)</li>" })</ul><p class="muted small">\(change.reason)</p>\
        \(change.mayWithdraw ? confirmation(
            language("Rút phụ lục", "Withdraw the amendment"),
            postForm(.withdrawChange(change.id), around, button(language("Rút, không trình nữa", "Withdraw it"), .danger), name: "inline"),
            look: .plain
        ) : "")</div>
        """
    }

    private var steps: HTML {
        var content = HTML()
        if mayChange {
            content += linkButton(
                language("Lập phụ lục thay đổi", "Write an amendment"),
                .quiet,
                to: .contractStep(id, "phu-luc")
            )
        }
        if maySuspend { content += confirmation(language("Tạm ngưng dịch vụ", "Suspend"), suspendForm) }
        if mayResume { content += confirmation(language("Khôi phục dịch vụ", "Resume"), resumeForm, look: .primary) }
        if mayEnd { content += confirmation(language("Chấm dứt hợp đồng", "End the contract"), endForm, look: .danger) }
        if mayWithdrawEnding {
            content += confirmation(
                language("Không chấm dứt nữa", "Do not end it"),
                postForm(
                    .contractStep(id, "bo-cham-dut"),
                    around,
                    button(language("Bỏ lịch chấm dứt", "Withdraw the end"), .primary),
                    name: "inline"
                )
            )
        }
        return content.isEmpty ? "" : "<div class=\"row\">\(content)</div>"
    }

    private func reason(_ label: String, _ name: String) -> HTML {
        // Several forms stand on one page: names differ, so that no two fields have one identifier.
        Field(name: name, label: label, maximumLength: 300).html(language)
    }

    private var suspendForm: HTML {
        postForm(
            .contractStep(id, "tam-ngung"),
            around,
            """
            <p>\(language("Dịch vụ ngừng từ hôm nay. Khách hàng nhận thư.", "Service rests from today. The customer gets a letter."))</p>
            \(Select(
                name: "cause",
                label: language("Nguyên nhân", "Cause"),
                options: [
                    .init("wish", language("Khách hàng yêu cầu", "The customer asked")),
                    .init("debt", language("Chưa thanh toán cước", "Unpaid statements")),
                ]
            ).html(language))
            \(reason(language("Lý do", "Reason"), "suspend-reason"))
            \(Choice(kind: .checkbox, name: "charged", value: "1", label: .text(language("Vẫn tính cước cố định trong thời gian tạm ngưng", "The fixed fee runs on during the suspension"))).html)
            \(button(language("Tạm ngưng từ hôm nay", "Suspend from today"), .danger))
            """
        )
    }

    private var resumeForm: HTML {
        postForm(
            .contractStep(id, "khoi-phuc"),
            around,
            """
            <p>\(language("Dịch vụ hoạt động lại từ hôm nay, cước tính từ hôm nay.", "Service and fees go on from today."))</p>
            \(reason(language("Lý do", "Reason"), "resume-reason"))
            \(button(language("Khôi phục từ hôm nay", "Resume from today"), .primary))
            """
        )
    }

    private var endForm: HTML {
        postForm(
            .contractStep(id, "cham-dut"),
            around,
            """
            <p>\(language("Dịch vụ ngừng hẳn sau ngày này. Tháng cuối tính cước theo số ngày. Khách hàng nhận thư.", "Service ends for good after this day. The last month is billed by days. The customer gets a letter."))</p>
            \(Field(name: "last-day", label: language("Ngày sử dụng cuối cùng", "Last day of service"), value: lastDay, kind: .date).html(language))
            \(reason(language("Lý do", "Reason"), "end-reason"))
            \(button(language("Chấm dứt sau ngày này", "End after this day"), .danger))
            """
        )
    }
}
