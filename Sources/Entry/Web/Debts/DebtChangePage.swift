import Dunning
import Kernel
import Markup
import Organisation

/// `/quan-ly/no-cuoc/de-xuat`: write-offs, their reversals and credits that one person asked for and another decides.
struct DebtChangePage: Page {
    struct Row: Sendable {
        let id: String
        let kind: String
        let state: Badge
        let amount: String
        let customer: (id: String, name: String)
        let facts: [Fact]
        let mayAgree: Bool
        let maySendBack: Bool
    }

    let around: Surroundings
    let tabLinks: [TabLink]
    let rows: [Row]
    let pager: Pager
    var news: String?
    var problem: String?

    var title: String { language("Đề xuất xóa nợ, ghi có", "Proposals about debts") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([(language("Cước trả sau", "Monthly fees"), .statements), (language("Nợ cước quá hạn", "Overdue debts"), .debts)], here: title, in: language))
        \(staffHead(title, lead: language("Người đề xuất không được tự duyệt.", "Whoever proposes does not decide.")))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(tabs(tabLinks, label: language("Trạng thái", "State")))
        \(rows.isEmpty ? nothing : "\(rows.markup(shown))\(pager.html(language))")
        """
    }

    private var nothing: HTML {
        emptyState(
            .office,
            title: language("Không có đề xuất nào", "No proposals here"),
            words: language(
                "Đề xuất được lập ở trang nợ của từng khách hàng.",
                "Proposals are made on a customer’s page of debts."
            )
        )
    }

    private func shown(_ row: Row) -> HTML {
        panel(
            "\(row.kind) · \(row.amount)",
            id: "change-\(row.id)",
            """
            <p><a href="\(Address.debtor(row.customer.id))">\(row.customer.name)</a></p>
            \(Web.facts(row.facts))
            \(row.mayAgree ? postForm(.debtChange(row.id, "dong-y"), around, button(language("Tôi đồng ý", "I agree"), .primary)) : "")
            \(row.maySendBack ? sendBack(row) : "")
            """,
            actions: row.state.html
        )
    }

    private func sendBack(_ row: Row) -> HTML {
        confirmation(
            language("Trả lại", "Send back"),
            postForm(
                .debtChange(row.id, "tra-lai"),
                around,
                """
                <div class="field"><label for="f-reason-\(row.id)">\(language("Lý do", "Reason"))</label>\
                <textarea class="input" id="f-reason-\(row.id)" name="reason" maxlength="1000" required></textarea></div>
                \(button(language("Trả lại", "Send back"), .quiet))
                """
            )
        )
    }
}

extension DebtWords {
    func proposal(_ item: ListedDebtChange, for reader: StaffMember) -> DebtChangePage.Row {
        let change = item.change
        let waits = change.state == .proposed
        let mayConfirm = reader.may(.confirmDebtChanges)
        var facts = [
            Fact(language("Lý do", "Reason"), change.reason), Fact(language("Văn bản", "Document"), change.document),
            Fact(
                language("Người đề xuất", "Proposed by"),
                "\(item.proposedBy) · \(change.proposedAt.display)"
            ),
        ]
        if let statement = item.statement {
            facts.insert(Fact(language("Thông báo", "Statement"), number: statement), at: 0)
        }
        if change.kind.name == .writeOff {
            facts.append(
                Fact(
                    language("Hạch toán", "Books"),
                    language(
                        "Chi phí nợ khó đòi; thuế GTGT không được giảm.",
                        "Bad debt expense; the VAT stays owed."
                    )
                )
            )
        }
        if let decided = item.decidedBy, let at = change.decidedAt {
            facts.append(Fact(language("Người duyệt", "Decided by"), "\(decided) · \(at.display)"))
        }
        if let ruling = change.ruling { facts.append(Fact(language("Ý kiến", "Ruling"), ruling)) }
        return DebtChangePage.Row(
            id: "\(change.id)",
            kind: kind(change.kind.name),
            state: state(change.state),
            amount: change.amount.display,
            customer: ("\(change.customer)", item.customer),
            facts: facts,
            mayAgree: waits && mayConfirm && change.proposedBy != reader.id,
            maySendBack: waits && (mayConfirm || change.proposedBy == reader.id)
        )
    }
}
