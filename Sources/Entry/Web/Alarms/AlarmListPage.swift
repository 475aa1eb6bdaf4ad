import Kernel
import Markup

/// `/quan-ly/canh-bao`: rules that were found broken, what is frozen because of it, and the way out by two people.
struct AlarmListPage: Page {
    struct Row: Sendable {
        let id: String
        let rule: String
        /// The contract that is frozen; `nil` for an alarm about the books as a whole.
        let contract: (id: String, number: String, customer: String)?
        let state: Badge
        /// Whether the rule holds again; `nil` once it is released.
        let standing: Badge?
        let facts: [Fact]
        let mayPropose: Bool
        let mayAgree: Bool
        let maySendBack: Bool
    }

    let around: Surroundings
    let tabLinks: [TabLink]
    let rows: [Row]
    let pager: Pager
    let export: Address?
    /// Rules that could not be looked at: nobody may take that for all being well.
    var blind: Int
    var news: String?
    var problem: String?

    var title: String { language("Cảnh báo", "Alarms") }
    var frame: Frame { .staff(.alarms) }

    var main: HTML {
        """
        \(staffHead(title, lead: lead, actions: actions))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(blind > 0 ? blindNotice : "")
        \(tabs(tabLinks, label: language("Trạng thái", "State")))
        \(rows.isEmpty ? nothing : "\(rows.markup(shown))\(pager.html(language))")
        """
    }

    private var lead: String {
        language(
            "Mỗi quy tắc được kiểm tra lại liên tục. Điều sai làm hợp đồng liên quan dừng lại cho đến khi hai người gỡ.",
            "Every rule is checked again and again. What breaks one stops the contract until two people release it."
        )
    }

    private var actions: HTML {
        (export.map(exportLinks) ?? "")
            + linkButton(language("Các quy tắc", "The rules"), .quiet, to: .watchedRules, icon: .shield)
    }

    private var blindNotice: HTML {
        notice(
            .warn,
            title: language("Có \(blind) quy tắc không kiểm tra được", "\(blind) rules could not be looked at"),
            body: "<p><a href=\"\(Address.watchedRules)\">\(language("Xem vì sao", "See why"))</a></p>"
        )
    }

    private var nothing: HTML {
        emptyState(
            .office,
            title: language("Không có cảnh báo nào ở đây", "No alarms here"),
            words: language(
                "Khi một quy tắc bị sai, kế toán nhận việc và thư, và cảnh báo hiện ở trang này.",
                "When a rule is broken, accountants get a task and a letter, and the alarm shows up here."
            )
        )
    }

    private func shown(_ row: Row) -> HTML {
        panel(
            row.rule,
            id: "alarm-\(row.id)",
            """
            \(row.contract.map(contract) ?? books)
            \(Web.facts(row.facts))
            \(row.mayPropose ? propose(row) : "")
            \(row.mayAgree ? agree(row) : "")
            \(row.maySendBack ? sendBack(row) : "")
            """,
            actions: "\(row.standing.map(\.html) ?? "")\(row.state.html)"
        )
    }

    private func contract(_ contract: (id: String, number: String, customer: String)) -> HTML {
        "<p><a href=\"\(Address.contract(contract.id))\">\(contract.number)</a> · \(contract.customer)</p>"
    }

    private var books: HTML {
        """
        <p class="muted">\(language("Về sổ sách nói chung: không hợp đồng nào bị đóng băng.", "About the books as a whole: no contract is frozen."))</p>
        """
    }

    private func propose(_ row: Row) -> HTML {
        confirmation(
            language("Xin gỡ", "Ask for a release"),
            form(row, step: "xin-go", language("Vì sao được chạy tiếp", "Why it may go on"), language("Gửi", "Send"))
        )
    }

    private func agree(_ row: Row) -> HTML {
        postForm(.alarm(row.id, "dong-y"), around, button(language("Tôi đồng ý gỡ", "I agree"), .primary))
    }

    private func sendBack(_ row: Row) -> HTML {
        confirmation(
            language("Trả lại", "Send back"),
            form(row, step: "tra-lai", language("Lý do", "Reason"), language("Trả lại", "Send back"))
        )
    }

    private func form(_ row: Row, step: String, _ label: String, _ words: String) -> HTML {
        postForm(
            .alarm(row.id, step),
            around,
            """
            <div class="field"><label for="f-\(step)-\(row.id)">\(label)</label>\
            <textarea class="input" id="f-\(step)-\(row.id)" name="reason" minlength="5" maxlength="1000" required></textarea></div>
            \(button(words, .quiet))
            """
        )
    }
}

/// `/quan-ly/canh-bao/quy-tac`: every rule, when it was last looked at, and how it stands.
struct WatchedRulesPage: Page {
    struct Row: Sendable {
        let rule: String
        let state: Badge
        let lookedAt: String
        let took: String
        let next: String
        let problem: String?
    }

    let around: Surroundings
    let rows: [Row]

    var title: String { language("Các quy tắc được canh", "The rules that are watched") }
    var frame: Frame { .staff(.alarms) }

    var main: HTML {
        """
        \(crumbs([(language("Cảnh báo", "Alarms"), .alarms)], here: title, in: language))
        \(staffHead(title, lead: lead))
        \(Table(
            caption: title,
            columns: [
                .init(name: language("Quy tắc", "Rule")), .init(name: language("Kết quả", "Result")),
                .init(name: language("Xem lúc", "Looked at")), .init(name: language("Mất", "Took"), isAmount: true),
                .init(name: language("Lần tới", "Next")),
            ],
            rows: rows.map { row in
                [
                    "\(.text(row.rule))\(row.problem.map { "<br><span class=\"code small\">\($0)</span>" as HTML })",
                    row.state.html, "<span class=\"number\">\(row.lookedAt)</span>", .text(row.took),
                    "<span class=\"number\">\(row.next)</span>",
                ]
            }
        ).html)
        """
    }

    private var lead: String {
        language(
            "Nửa phút một lần; quy tắc nào mất nhiều thời gian thì thưa hơn, để không làm chậm hệ thống.",
            "Every half minute; a rule that takes long is looked at less often, so that nothing else is slowed down."
        )
    }
}
