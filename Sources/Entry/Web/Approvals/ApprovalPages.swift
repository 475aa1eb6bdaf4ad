import Kernel
import Markup

/// `/quan-ly/phe-duyet`: what waits for a decision, the most urgent first.
struct ApprovalListPage: Page {
    struct Row: Sendable {
        let id: String
        let hash: String
        let number: String
        let customer: String
        let amount: String
        let step: String
        let unit: String
        let due: Badge
        /// Whether this reader may decide; otherwise why not.
        let refusal: String?
    }

    /// What was chosen, to be looked over before the one confirmation.
    struct Summary: Sendable {
        let count: String
        let total: String
        let words: String
        let rows: [Row]
    }

    let around: Surroundings
    let rows: [Row]
    let mayDelegate: Bool
    var summary: Summary?
    var news: String?
    var problem: String?

    var title: String { language("Phê duyệt", "Approvals") }
    var frame: Frame { .staff(.approvals) }

    var main: HTML {
        let delegate = linkButton(language("Ủy quyền khi vắng mặt", "Delegate while away"), .quiet, to: .delegations)
        return """
            \(staffHead(title, actions: mayDelegate ? delegate : ""))
            \(news.map { notice(.good, title: $0) })
            \(problem.map { notice(.warn, title: $0, isUrgent: true) })
            \(summary.map(confirm) ?? (rows.isEmpty ? empty : list))
            """
    }

    private var empty: HTML {
        emptyState(
            .contract,
            title: language("Không có hợp đồng nào chờ duyệt", "Nothing waits for approval"),
            words: language(
                "Khi khách hàng thanh toán, hợp đồng sẽ hiện ở đây và bạn nhận được email.",
                "When a customer has paid, the contract shows up here and you get an e-mail."
            )
        )
    }

    private var list: HTML {
        let mine = rows.filter { $0.refusal == nil }
        guard !mine.isEmpty else { return table }
        return postForm(
            .approveMany,
            around,
            """
            \(table)
            <p>\(button(language("Xem lại các hợp đồng đã chọn", "Look over those chosen"), .primary, name: "step", value: "look"))</p>
            """
        )
    }

    private func confirm(_ summary: Summary) -> HTML {
        panel(
            language("Duyệt \(summary.count) hợp đồng", "Approve \(summary.count) contracts"),
            id: "summary",
            """
            <div class="row apart sum"><strong>\(language("Tổng giá trị", "Total value"))</strong>\
            <span class="price"><span class="total">\(summary.total)</span></span></div><p class="words">\(summary.words)</p>
            \(Table(
                caption: language("Các hợp đồng đã chọn", "The contracts chosen"),
                columns: [
                    .init(name: language("Hợp đồng", "Contract")), .init(name: language("Khách hàng", "Customer")),
                    .init(name: language("Bước", "Step")), .init(name: language("Giá trị", "Value"), isAmount: true),
                ],
                rows: summary.rows.map { row in
                    [
                        "<a class=\"number\" href=\"\(Address.approval(row.id))\">\(row.number)</a>",
                        .text(row.customer), .text("\(row.step) · \(row.unit)"), .text(row.amount),
                    ]
                }
            ).html)
            <p>\(language("Bạn đồng ý với từng hợp đồng trên, theo đúng bản chụp đang hiện. Hợp đồng vừa thay đổi sẽ được bỏ qua và báo lại.", "You agree to each of these contracts as it is shown now. One that has just changed is left out, and you are told."))</p>
            <div class="row">\(postForm(
                .approveMany,
                around,
                "\(summary.rows.markup { hidden("chosen", "\($0.id).\($0.hash)") })\(button(language("Tôi đồng ý, phê duyệt", "I agree: approve"), .primary, name: "step", value: "approve"))",
                name: "inline"
            ))\(linkButton(language("Quay lại", "Back"), .quiet, to: .approvals))</div>
            """
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Chọn", "Choose"), isNarrow: true), .init(name: language("Hợp đồng", "Contract")),
                .init(name: language("Khách hàng", "Customer")),
                .init(name: language("Giá trị", "Value"), isAmount: true), .init(name: language("Bước", "Step")),
                .init(name: language("Hạn", "Due")), .init(name: ""),
            ],
            rows: rows.map { row in
                [
                    row.refusal == nil ? box(row) : "–",
                    "<a class=\"number\" href=\"\(Address.approval(row.id))\">\(row.number)</a>", .text(row.customer),
                    .text(row.amount), .text("\(row.step) · \(row.unit)"), row.due.html,
                    .text(row.refusal ?? language("Chờ bạn", "Waits for you")),
                ]
            }
        ).html
    }

    private func box(_ row: Row) -> HTML {
        """
        <label class="choice bare"><input type="checkbox" name="chosen" value="\(row.id).\(row.hash)">\
        <span class="unseen">\(language("Chọn hợp đồng", "Choose contract")) \(row.number)</span></label>
        """
    }
}

/// `/quan-ly/uy-quyen`: who decides while I am away.
struct DelegationPage: Page {
    struct Row: Sendable {
        let id: String
        let to: String
        let days: String
        let reason: String
        let badge: Badge
        let mayRevoke: Bool
    }

    let around: Surroundings
    let rows: [Row]
    let standsInFor: [String]
    let people: [Select.Option]
    let values: [String: String]
    var news: String?
    var error: String?

    var title: String { language("Ủy quyền phê duyệt", "Delegation of approvals") }
    var frame: Frame { .staff(.approvals) }

    var main: HTML {
        """
        \(crumbs([(language("Phê duyệt", "Approvals"), .approvals)], here: title, in: language))
        \(staffHead(title, lead: language("Người được ủy quyền quyết định thay bạn trong những ngày đó, và không ủy quyền tiếp được.", "The delegate decides for you on those days, and cannot pass it on.")))
        \(news.map { notice(.good, title: $0) })
        \(error.map { notice(.bad, title: $0, isUrgent: true) })
        \(standsInFor.isEmpty ? "" : notice(.brand, title: language("Hôm nay bạn quyết định thay: ", "Today you decide for: ") + standsInFor.joined(separator: ", ")))
        <div class="two"><div>\(rows.isEmpty ? none : table)</div><aside>\(form)</aside></div>
        """
    }

    private var none: HTML {
        "<p class=\"muted\">\(language("Bạn chưa ủy quyền cho ai.", "You have not delegated anything."))</p>"
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Cho", "To")), .init(name: language("Những ngày", "Days")),
                .init(name: language("Lý do", "Reason")), .init(name: language("Trạng thái", "State")),
                .init(name: ""),
            ],
            rows: rows.map { row in
                [
                    .text(row.to), "<span class=\"number\">\(row.days)</span>", .text(row.reason), row.badge.html,
                    row.mayRevoke
                        ? postForm(
                            .revokeDelegation(row.id),
                            around,
                            button(language("Thu hồi", "Take back"), .quiet),
                            name: "inline"
                        ) : "",
                ]
            }
        ).html
    }

    private var nobody: HTML {
        """
        <p class="muted">\(language("Chưa có đồng nghiệp nào cùng vai trò phê duyệt đã thiết lập xác thực hai lớp. Hãy nhờ quản trị hệ thống thêm người.", "No fellow approver with an authenticator yet. Ask the administrator to add one."))</p>
        """
    }

    private var form: HTML {
        panel(
            language("Ủy quyền mới", "Delegate"),
            id: "new",
            people.isEmpty ? nobody : fields
        )
    }

    private var fields: HTML {
        postForm(
            .delegations,
            around,
            """
            \(Select(
                name: "to", label: language("Cho đồng nghiệp cùng vai trò phê duyệt", "To a fellow approver"),
                options: [.init("", language("Chọn…", "Choose…"))] + people, value: values["to"] ?? "",
                isRequired: true
            ).html(language))
            \(Field(name: "from", label: language("Từ ngày", "From"), value: values["from"] ?? "", kind: .date).html(language))
            \(Field(name: "through", label: language("Đến hết ngày", "Through"), value: values["through"] ?? "", kind: .date).html(language))
            \(Field(name: "reason", label: language("Lý do", "Reason"), value: values["reason"] ?? "", isRequired: false, maximumLength: 300).html(language))
            \(button(language("Ủy quyền", "Delegate"), .primary))
            """
        )
    }
}

/// `/quan-ly/kich-hoat`: what is not active yet or not changed yet, what failed and why.
struct ActivationListPage: Page {
    struct Row: Sendable {
        let contract: Address
        let number: String
        let customer: String
        let plan: String
        /// What the product's system is to do.
        let wanted: String
        let badge: Badge
        let reason: String
        let since: String
        /// Where it is asked for again; `nil` when nobody has to, or the reader may not.
        let retry: Address?
    }

    let around: Surroundings
    let rows: [Row]
    var news: String?

    var title: String { language("Kích hoạt", "Activation") }
    var frame: Frame { .staff(.activations) }

    var main: HTML {
        """
        \(staffHead(title, lead: language("Gói chưa dùng được và thay đổi chưa thực hiện, kèm lý do của hệ thống dịch vụ.", "Plans that do not work yet and changes not carried out, with the product system’s reason.")))
        \(news.map { notice(.good, title: $0) })
        \(rows.isEmpty ? empty : table)
        """
    }

    private var empty: HTML {
        emptyState(
            .cloud,
            title: language("Mọi gói đều đã kích hoạt", "Everything is active"),
            words: language("Gói chưa kích hoạt được sẽ hiện ở đây.", "What could not be activated shows up here.")
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Hợp đồng", "Contract")), .init(name: language("Khách hàng", "Customer")),
                .init(name: language("Gói", "Plan")), .init(name: language("Trạng thái", "State")),
                .init(name: language("Lý do", "Reason")), .init(name: language("Từ", "Since")), .init(name: ""),
            ],
            rows: rows.map { row in
                [
                    "<a class=\"number\" href=\"\(row.contract)\">\(row.number)</a>", .text(row.customer),
                    "\(row.plan)<br><span class=\"small muted\">\(row.wanted)</span>", row.badge.html,
                    .text(row.reason),
                    "<span class=\"number\">\(row.since)</span>",
                    row.retry.map {
                        postForm(
                            $0,
                            around,
                            button(language("Thử lại", "Try again"), .quiet, icon: .refresh),
                            name: "inline"
                        )
                    } ?? "",
                ]
            }
        ).html
    }
}
