import Kernel
import Markup

/// `/quan-ly/no-cuoc/khach/{id}`: one customer's months, letters, pauses and promises, and what can be done.
struct DebtorPage: Page {
    struct Month: Sendable {
        let id: String
        let number: String
        let contract: (id: String, number: String)
        let state: Badge
        let payable: String
        let due: String
        let isResting: Bool
        /// Steps done and to come.
        let steps: [Happening]
    }

    struct Line: Sendable {
        let words: String
        let badge: Badge
        let detail: String
    }

    /// What the reader may do.
    struct Rights: Sendable {
        var mayWork = false
        var mayPropose = false
    }

    let around: Surroundings
    let id: String
    let name: String
    let facts: [Fact]
    let months: [Month]
    let writtenOff: [Month]
    let letters: [Line]
    let pauses: [Line]
    let promises: [Line]
    let changes: [Line]
    let isPaused: Bool
    let credit: String?
    let keptRefunds: [Select.Option]
    let rights: Rights
    var news: String?
    var problem: String?

    var title: String { name }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([(language("Cước trả sau", "Monthly fees"), .statements), (language("Nợ cước quá hạn", "Overdue debts"), .debts)], here: name, in: language))
        \(staffHead(name, actions: linkButton(language("Hồ sơ khách hàng", "The customer"), .quiet, to: .customer(id))))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        <div class="two"><div class="stack">
        \(months.isEmpty ? nothing : months.markup(month))
        \(writtenOff.markup(month))
        \(lines(letters, language("Thư nhắc", "Letters"), id: "letters"))
        \(lines(changes, language("Xóa nợ và ghi có", "Write-offs and credits"), id: "changes"))
        </div><aside class="stack"><div class="card">\(Web.facts(facts))</div>
        \(panel(language("Hẹn trả", "Promises"), id: "promises", "\(list(promises))\(rights.mayWork ? promiseForm : "")"))
        \(panel(language("Tạm dừng nhắc nợ", "Pauses"), id: "pauses", "\(list(pauses))\(rights.mayWork ? pauseForm : "")"))
        \(credits)
        </aside></div>
        """
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Khách hàng không nợ cước", "Nothing is owed"),
            words: language("Mọi thông báo cước đã được thanh toán.", "Every statement has been paid.")
        )
    }

    private func month(_ month: Month) -> HTML {
        panel(
            month.number,
            id: "month-\(month.id)",
            """
            <div class="row apart"><span>\(language("Hạn", "Due")) <span class="number">\(month.due)</span> · \
            <a class="number" href="\(Address.contract(month.contract.id))">\(month.contract.number)</a></span>\
            <strong class="number">\(month.payable)</strong></div>
            \(month.steps.isEmpty ? "" : timeline(month.steps))
            <div class="row">\(linkButton(language("Mở thông báo", "Open the statement"), .quiet, to: .statement(month.id)))</div>
            \(rights.mayPropose ? proposal(month) : "")
            """,
            actions: month.isResting
                ? "\(Badge(language("Tạm ngưng dịch vụ", "Service rests"), .bad).html) \(month.state.html)"
                : month.state.html
        )
    }

    // MARK: Lists

    private func lines(_ lines: [Line], _ title: String, id: String) -> HTML {
        lines.isEmpty ? "" : panel(title, id: id, list(lines))
    }

    private func list(_ lines: [Line]) -> HTML {
        guard !lines.isEmpty else { return "<p class=\"muted\">\(language("Chưa có.", "None."))</p>" }
        return
            "<ul class=\"plain stack tight\">\(lines.markup { "<li>\($0.badge.html) \($0.words)<br><span class=\"muted small\">\($0.detail)</span></li>\n" })</ul>"
    }

    // MARK: Forms

    private var promiseForm: HTML {
        confirmation(
            language("Ghi hẹn trả", "Note a promise"),
            postForm(
                .debtor(id, "hen-tra"),
                around,
                """
                \(Field(name: "promise-day", label: language("Hẹn trả đến hết ngày", "Will pay by"), kind: .date).html(language))
                \(Field(name: "promise-note", label: language("Ai hẹn, hẹn thế nào", "Who promised, and how"), maximumLength: 500).html(language))
                \(button(language("Ghi hẹn trả", "Note it"), .primary))
                """
            )
        )
    }

    private var pauseForm: HTML {
        let end: HTML =
            isPaused
            ? postForm(.debtor(id, "nhac-lai"), around, button(language("Nhắc lại từ nay", "End the pause"), .quiet))
            : ""
        let form = confirmation(
            language("Tạm dừng nhắc", "Pause"),
            postForm(
                .debtor(id, "tam-dung"),
                around,
                """
                \(Field(name: "pause-day", label: language("Tạm dừng đến hết ngày", "Until"), kind: .date).html(language))
                \(Field(name: "pause-reason", label: language("Lý do tạm dừng", "Reason"), maximumLength: 500).html(language))
                \(button(language("Tạm dừng nhắc", "Pause"), .primary))
                """
            )
        )
        return "\(end)\(form)"
    }

    private func proposal(_ month: Month) -> HTML {
        let isOpen = !writtenOff.contains { $0.id == month.id }
        let name =
            isOpen
            ? language("Đề xuất xóa nợ", "Propose a write-off")
            : language("Đề xuất khôi phục nợ", "Propose to take it back")
        let words =
            isOpen
            ? language(
                "Toàn bộ số tiền thành chi phí nợ khó đòi; thuế GTGT không được giảm. Đường dẫn thanh toán sẽ bị đóng.",
                "All of it becomes bad debt expense; the VAT stays owed. Payment links are closed."
            )
            : language("Khoản này được thu lại như trước.", "It is owed again, as before.")
        let write = confirmation(
            name,
            postForm(
                .debtor(id, "de-xuat"),
                around,
                """
                \(hidden("kind", isOpen ? "write_off" : "undo_write_off"))\(hidden("statement", month.id))
                <p>\(words)</p>\(paperFields("\(month.id)"))\(button(name, .primary))
                """
            )
        )
        guard isOpen else { return write }
        let adjust = confirmation(
            language("Đề xuất ghi có do tính cước thừa", "Propose a credit: billed too much"),
            postForm(
                .debtor(id, "de-xuat"),
                around,
                """
                \(hidden("kind", "adjustment"))\(hidden("statement", month.id))
                \(field("amount", "amount-\(month.id)", language("Số tiền ghi có, gồm thuế", "Amount, VAT included"), limit: 20))
                \(paperFields("adjust-\(month.id)"))\(button(language("Đề xuất ghi có", "Propose"), .primary))
                """
            )
        )
        return "\(write)\(adjust)"
    }

    private func paperFields(_ key: String) -> HTML {
        """
        \(field("reason", "reason-\(key)", language("Lý do", "Reason"), limit: 1_000))\
        \(field("document", "document-\(key)", language("Văn bản (số, ngày)", "Document (number, day)"), limit: 200))
        """
    }

    /// Several forms of a page have the same names: each field has an identifier of its own.
    private func field(_ name: String, _ key: String, _ label: String, limit: Int) -> HTML {
        """
        <div class="field"><label for="f-\(key)">\(label)</label>\
        <input class="input" id="f-\(key)" name="\(name)" type="text" maxlength="\(limit)" required></div>
        """
    }

    private var credits: HTML {
        var content = HTML()
        if let credit {
            content += """
                <p>\(language("Còn được cấn trừ", "To be set off")): <strong class="number">\(credit)</strong></p>
                """
            if rights.mayPropose, !months.isEmpty {
                content += postForm(
                    .debtor(id, "can-tru"),
                    around,
                    button(language("Cấn trừ vào cước cũ nhất", "Set off, oldest first"), .primary)
                )
            }
        }
        if rights.mayPropose, !keptRefunds.isEmpty {
            content += confirmation(
                language("Đề xuất ghi có từ tiền giữ lại", "Propose a credit from money kept"),
                postForm(
                    .debtor(id, "de-xuat"),
                    around,
                    """
                    \(hidden("kind", "refund"))\(Select(name: "refund", label: language("Hồ sơ hoàn tiền", "Refund case"), options: keptRefunds, isRequired: true).html(language))
                    \(paperFields("refund"))\(button(language("Đề xuất ghi có", "Propose"), .primary))
                    """
                )
            )
        }
        return credit == nil && (keptRefunds.isEmpty || !rights.mayPropose)
            ? "" : panel(language("Khoản ghi có", "Credits"), id: "credits", content)
    }
}
