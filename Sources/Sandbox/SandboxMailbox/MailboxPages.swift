import Kernel
import Markup
import SandboxKit

/// `GET /mailbox`.
struct MailListPage {
    let filter: MailFilter
    let mails: [MailSummary]
    let returned: [ReturnedMail]
    let faults: SandboxFaults<MailboxFaults>
    let language: Language

    var page: SandboxPage {
        SandboxPage(
            title: language("Hộp thư thử nghiệm", "Trial mailbox"),
            language: language,
            links: Self.links(language)
        ) {
            """
            <form method="get" action="/mailbox">
            <input type="hidden" name="lang" value="\(language.rawValue)">
            <label for="to">\(language("Người nhận", "Recipient"))
            <input id="to" name="to" type="email" value="\(filter.to ?? "")" autocomplete="off"></label>
            <label for="subject">\(language("Tiêu đề có chứa", "Subject contains"))
            <input id="subject" name="subject" value="\(filter.subject ?? "")" autocomplete="off"></label>
            <button type="submit">\(language("Lọc", "Filter"))</button>
            </form>
            \(mails.isEmpty ? empty : table)
            \(older)
            \(returned.isEmpty ? nil : returnedTable)
            \(FaultForm(faults, action: "/sandbox/mailbox/faults", language: language).html)
            """
        }
    }

    private var returnedTable: HTML {
        """
        <h2>\(language("Thư trả lại", "Returned mail"))</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="\(language("Thư trả lại", "Returned mail"))"><table>
        <thead><tr><th scope="col">\(language("Về người nhận", "About"))</th>
        <th scope="col">\(language("Việc", "What"))</th><th scope="col">\(language("Trả về", "Returned to"))</th>
        <th scope="col">\(language("Lúc", "At"))</th>
        <th scope="col">\(language("Đã lấy", "Fetched"))</th></tr></thead>
        <tbody>\(returned, row)</tbody></table></div>
        """
    }

    private func row(_ mail: ReturnedMail) -> HTML {
        """
        <tr><td><a href="/mailbox/returned/\(mail.id)">\(mail.about)</a></td><td>\(words(mail.cause))</td>
        <td>\(mail.address)</td><td>\(mail.madeAt.displayWithSeconds)</td>
        <td>\(mail.removedAt?.displayWithSeconds ?? language("chưa", "not yet"))</td></tr>
        """
    }

    private func words(_ cause: ReturnedMail.Cause) -> String {
        switch cause {
        case .bounced: language("Không gửi được", "Not delivered")
        case .delayed: language("Chậm", "Delayed")
        case .sent: language("Gửi đến", "Sent here")
        }
    }

    private var empty: HTML {
        """
        <p class="card">\(language("Chưa có thư nào.", "No mail yet."))</p>
        """
    }

    private var table: HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="\(language("Danh sách thư", "Messages"))"><table>
        <thead><tr><th scope="col">\(language("Tiêu đề", "Subject"))</th>
        <th scope="col">\(language("Người nhận", "To"))</th>
        <th scope="col">\(language("Người gửi", "From"))</th><th scope="col">\(language("Lúc", "At"))</th></tr></thead>
        <tbody>\(mails, row)</tbody></table></div>
        """
    }

    private func row(_ mail: MailSummary) -> HTML {
        let subject = mail.subject.isEmpty ? language("(không có tiêu đề)", "(no subject)") : mail.subject
        return """
            <tr><td><a href="/mailbox/\(mail.id)?lang=\(language.rawValue)">\(subject)</a></td>
            <td>\(mail.recipients.joined(separator: ", "))</td><td>\(mail.from)</td>
            <td>\(mail.receivedAt.displayWithSeconds)</td></tr>
            """
    }

    private var older: HTML? {
        guard mails.count == filter.limit, let last = mails.last else { return nil }
        return """
            <form method="get" action="/mailbox"><input type="hidden" name="lang" value="\(language.rawValue)">
            <input type="hidden" name="to" value="\(filter.to ?? "")">
            <input type="hidden" name="subject" value="\(filter.subject ?? "")">
            <input type="hidden" name="before" value="\(last.id)">
            <button type="submit">\(language("Thư cũ hơn", "Older messages"))</button></form>
            """
    }

    static func links(_ language: Language) -> [SandboxLink] {
        [SandboxLink(language("Hộp thư", "Mailbox"), "/mailbox?lang=\(language.rawValue)")]
    }
}

/// `GET /mailbox/{id}`.
struct MailPage {
    let summary: MailSummary
    let mail: ReadMail
    let language: Language

    var page: SandboxPage {
        SandboxPage(
            title: mail.subject.isEmpty ? language("(không có tiêu đề)", "(no subject)") : mail.subject,
            language: language,
            links: MailListPage.links(language)
        ) {
            """
            <div class="card"><dl>
            <dt>\(language("Người gửi", "From"))</dt><dd>\(mail.from)</dd>
            <dt>\(language("Người nhận", "To"))</dt><dd>\(summary.recipients.joined(separator: ", "))</dd>
            <dt>\(language("Nhận lúc", "Received"))</dt><dd>\(summary.receivedAt.displayWithSeconds)</dd>
            <dt>Message-ID</dt><dd>\(mail.messageID)</dd>
            </dl></div>
            \(mail.html.isEmpty ? nil : htmlPart)
            \(mail.links.isEmpty ? nil : linkList)
            \(mail.attachments.isEmpty ? nil : attachmentList)
            <h2>\(language("Bản chữ", "Text"))</h2><div class="card"><pre>\(mail.text)</pre></div>
            <p><a href="/mailbox/\(summary.id)/raw">\(language("Nguồn của thư", "Source of the message"))</a></p>
            """
        }
    }

    private var htmlPart: HTML {
        """
        <h2>\(language("Bản HTML", "HTML"))</h2>
        <iframe src="/mailbox/\(summary.id)/html" title="\(language("Nội dung thư", "The message"))"
        sandbox="allow-top-navigation-by-user-activation"></iframe>
        """
    }

    private var linkList: HTML {
        """
        <h2>\(language("Liên kết trong thư", "Links in the message"))</h2><ul>\(mail.links, link)</ul>
        """
    }

    private func link(_ address: String) -> HTML { "<li><a href=\"\(link: address)\">\(address)</a></li>" }

    private var attachmentList: HTML {
        """
        <h2>\(language("Tệp đính kèm", "Attachments"))</h2><ul>\(mail.attachments.enumerated(), attachment)</ul>
        """
    }

    private func attachment(_ item: (offset: Int, element: ReadMail.Attachment)) -> HTML {
        """
        <li><a href="/mailbox/\(summary.id)/attachments/\(item.offset)">\(item.element.name)</a>
        <span class="quiet">\(item.element.contentType), \(item.element.bytes.count) byte</span></li>
        """
    }
}
