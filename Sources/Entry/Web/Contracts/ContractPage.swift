import Kernel
import Markup

/// `/quan-ly/hop-dong/:id`: one contract on one screen: how it stands, what can be done, and everything that happened.
struct ContractPage: Page {
    struct Letter: Sendable {
        let words: String
        let recipient: String
        let badge: Badge
        let when: String
    }

    struct File: Sendable {
        let id: String
        let name: String
        let size: String
        let mayRemove: Bool
        /// What became of it when it was taken out, or what it replaced; `nil` for an ordinary file.
        var remark: String?
        var isWithdrawn = false
    }

    struct Message: Sendable {
        let words: String
        let contact: String
        let when: String
    }

    struct Dispute: Sendable {
        let id: String
        /// What the payer said, in order.
        let messages: [Message]
        /// `nil` while it waits for an answer.
        let answer: String?
        /// What went with the answer.
        var files: [(id: String, name: String)] = []
    }

    /// How many files may go with an answer.
    static let answerFiles = 3

    /// What this reader may do with it now.
    struct Steps: Sendable {
        var mayChange = false
        var mayAmend = false
        var maySubmit = false
        /// Handing in asks the customer for money; a postpaid contract goes to the approvers.
        var asksForPayment = true
        var mayCancel = false
        var mayRenew = false
        var mayFollow = false
        var mayAnswer = false
        var mayUpload = false
        var mayTakeEvidence = false
        var approval: String?
        var retries: [(id: String, name: String, reason: String)] = []
    }

    let around: Surroundings
    let id: String
    let number: String
    let customer: String
    let badge: Badge
    let revision: String
    let progress: (names: [String], current: Int)
    let facts: [Fact]
    let lines: HTML
    let price: [Fact]
    let words: String
    let link: [Fact]
    let isLinkLive: Bool
    let letters: [Letter]
    let files: [File]
    let disputes: [Dispute]
    let approvals: HTML
    let access: HTML
    let history: [Happening]
    let steps: Steps
    /// What happens during the term; nothing for a contract that is paid beforehand.
    var term: HTML = ""
    var news: String?
    var problem: String?
    /// What has moved on since the draft was saved, line by line, and what to do.
    var outdated: [String] = []
    /// The rules that it breaks, while it is frozen because of them.
    var broken: [String] = []
    var seesAlarms = false

    var title: String { number }
    var frame: Frame { .staff(.contracts) }

    var main: HTML {
        """
        \(crumbs([(language("Hợp đồng", "Contracts"), .contracts)], here: number, in: language))
        \(staffHead(number, badge: badge, lead: customer, actions: actions))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(broken.isEmpty ? "" : frozenNotice)
        \(outdated.isEmpty ? "" : outdatedNotice)
        \(Web.steps(progress.names, current: progress.current, in: language))
        \(disputes.markup(dispute))
        \(steps.retries.markup(retry))
        <div class="two"><div class="stack">
        \(panel(language("Gói dịch vụ", "Plans"), id: "lines", "\(lines)\(Web.facts(price))<p class=\"words\">\(words)</p>"))
        \(term)
        \(panel(language("Yêu cầu thanh toán", "Payment request"), id: "link", linkPart))
        \(panel(language("Phê duyệt", "Approvals"), id: "approvals", approvals))
        \(access)
        \(panel(language("Diễn biến", "Timeline"), id: "timeline", timeline(history)))
        </div><aside class="stack first"><div class="card">\(Web.facts(facts))</div>\(filesPart)\(draftSteps)</aside></div>
        """
    }

    private var frozenNotice: HTML {
        notice(
            .bad,
            title: language.frozen,
            body: """
                <ul>\(broken.markup { "<li>\($0)</li>" })</ul>
                \(seesAlarms ? "<p><a href=\"\(Address.alarms)\">\(language("Mở trang cảnh báo", "Open the alarms"))</a></p>" : "")
                """
        )
    }

    private var outdatedNotice: HTML {
        notice(
            .warn,
            title: language(
                "Bản nháp không còn khớp với bảng giá, mức giảm giá hoặc ngày hôm nay",
                "The draft does not fit today’s prices, discount limits or date any more"
            ),
            body: "<ul>\(outdated.markup { "<li>\($0)</li>" })</ul>"
        )
    }

    // MARK: What can be done

    private var actions: HTML {
        var actions = HTML()
        if let approval = steps.approval {
            actions += linkButton(language("Xem xét phê duyệt", "Decide"), to: .approval(approval), icon: .check)
        }
        if steps.mayChange || steps.mayAmend {
            actions += linkButton(language("Sửa", "Change"), .quiet, to: .contractStep(id, "sua"))
        }
        if steps.mayRenew { actions += step("gia-han", language("Gia hạn", "Renew"), .primary, icon: .refresh) }
        if steps.mayTakeEvidence {
            actions += linkButton(
                language("Tải bằng chứng", "Evidence"),
                .quiet,
                to: .contractStep(id, "bang-chung"),
                icon: .shield
            )
        }
        return actions
    }

    private func step(_ name: String, _ words: String, _ look: ButtonLook, icon: Icon? = nil) -> HTML {
        postForm(
            .contractStep(id, name),
            around,
            "\(hidden("revision", revision))\(button(words, look, icon: icon))",
            name: "inline"
        )
    }

    private var submitting: String {
        steps.asksForPayment
            ? language(
                "Khi trình, hợp đồng được khóa và khách hàng nhận thư có số tiền và đường dẫn thanh toán.",
                "Handing in freezes the contract and sends the customer the amount and the payment link."
            )
            : language(
                "Khi trình, hợp đồng được khóa và chuyển CTKV phê duyệt. Khách hàng trả cước từng tháng sau khi kích hoạt.",
                "Handing in freezes the contract and lays it before the region. The customer pays month by month once it is active."
            )
    }

    private var submitWords: String {
        steps.asksForPayment
            ? language("Trình và gửi yêu cầu thanh toán", "Hand in and ask for payment")
            : language("Trình phê duyệt", "Hand in for approval")
    }

    private var draftSteps: HTML {
        guard steps.maySubmit || steps.mayCancel else { return "" }
        var content = HTML()
        if steps.maySubmit {
            content += """
                <p class="muted small">\(submitting)</p>
                \(step("trinh", submitWords, .main, icon: steps.asksForPayment ? .mail : .check))
                """
        }
        if steps.mayCancel {
            content += confirmation(
                language("Hủy hợp đồng", "Cancel the contract"),
                postForm(
                    .contractStep(id, "huy"),
                    around,
                    """
                    \(Field(name: "reason", label: language("Lý do", "Reason"), maximumLength: 300).html(language))\
                    \(button(language("Hủy, không lấy lại được", "Cancel for good"), .danger))
                    """
                ),
                look: .danger
            )
        }
        return "<div class=\"card stack\">\(content)</div>"
    }

    // MARK: Payment link

    private var linkPart: HTML {
        guard !link.isEmpty else {
            return
                "<p class=\"muted\">\(language("Chưa gửi yêu cầu thanh toán.", "Nothing has been asked for yet."))</p>"
        }
        var content: HTML = Web.facts(link)
        if !letters.isEmpty {
            content += """
                <ul class="letters">\(letters.markup { letter in
                    "<li class=\"row apart\"><span>\(letter.words) · \(letter.recipient)<br><span class=\"muted small number\">\(letter.when)</span></span>\(letter.badge.html)</li>"
                })</ul>
                """
        }
        if !steps.asksForPayment {
            let address = Address.statements.asking("tim", number)
            content +=
                "<p>\(linkButton(language("Các thông báo cước", "The statements"), .quiet, to: address, icon: .calendar))</p>"
        }
        guard steps.mayFollow else { return content }
        content += """
            <div class="row">\(step("duong-dan", language("Gửi lại với đường dẫn mới", "Send again with a new link"), .quiet, icon: .mail))\
            \(isLinkLive ? linkButton(language("Phiếu in có mã QR", "Slip with QR code"), .quiet, to: .contractStep(id, "in"), icon: .print) : "")\
            \(isLinkLive ? confirmation(
                language("Thu hồi đường dẫn", "Revoke the link"),
                "<p>\(language("Khách hàng sẽ không mở được đường dẫn đã gửi.", "The customer will not be able to open the link."))</p>\(step("thu-hoi", language("Thu hồi", "Revoke"), .danger))",
                look: .danger
            ) : "")</div>
            """
        return content
    }

    // MARK: Files, disputes, activation

    private var filesPart: HTML {
        guard !files.isEmpty || steps.mayUpload else { return "" }
        let list = files.markup { file in
            """
            <li class="row apart"><span><a href="\(Address.attachment(file.id))">\(file.isWithdrawn ? "<del>\(file.name)</del>" : .text(file.name))</a> \
            <span class="muted small">\(file.size)</span>\(file.remark.map { "<br><span class=\"muted small\">\($0)</span>" as HTML })</span>\(file.mayRemove ? postForm(.removeAttachment(file.id), around, button(language("Bỏ", "Remove"), .plain), name: "inline") : "")</li>
            """
        }
        let upload = uploadForm(
            .contractStep(id, "tep"),
            around,
            """
            \(FileField(
                name: "file", label: language("Hợp đồng đã ký", "The signed contract"), accept: ".pdf,.png,.jpg,.jpeg",
                hint: language("PDF, PNG hoặc JPEG, tối đa 10 MB.", "PDF, PNG or JPEG, at most 10 MB.")
            ).html)\(button(language("Tải lên", "Upload"), .quiet))
            """
        )
        return """
            <section class="card stack" aria-labelledby="files"><h2 id="files">\(language("Tệp đính kèm", "Files"))</h2>
            \(files.isEmpty ? "" : "<ul class=\"letters\">\(list)</ul>")\(steps.mayUpload ? upload : "")\(steps.mayAmend ? amendFiles : "")</section>
            """
    }

    private var amendFiles: HTML {
        """
        <p class="small"><a href="\(Address.contractStep(id, "sua"))#files">\(language(
            "Thêm, thay hoặc rút tệp trong lần sửa đổi", "Add, replace or withdraw files in an amendment"
        ))</a></p>
        """
    }

    private func said(_ dispute: Dispute) -> HTML {
        dispute.messages.markup { message in
            """
            <blockquote>\(message.words)</blockquote><p class="muted small">\(message.when)\
            \(message.contact.isEmpty ? "" : " · \(message.contact)")</p>
            """
        }
    }

    private func dispute(_ dispute: Dispute) -> HTML {
        guard let answer = dispute.answer else {
            return """
                <section class="card stack" aria-labelledby="dispute"><div class="row"><h2 id="dispute">\
                \(language("Khách hàng báo nội dung chưa đúng", "The customer says something is wrong"))</h2>\
                \(Badge(language("Chờ trả lời", "Waits for an answer"), .warn).html)</div>
                \(said(dispute))
                \(steps.mayAnswer ? answerForm(dispute) : "")</section>
                """
        }
        return """
            <details class="card"><summary>\(language("Khiếu nại đã trả lời", "An answered dispute")) · \(dispute.messages.first?.when ?? "")</summary>
            \(said(dispute))<p>\(answer)</p>\(dispute.files.markup { file in
                "<p class=\"small\"><a href=\"\(Address.sentFile(file.id))\">\(file.name)</a></p>"
            })</details>
            """
    }

    private func answerForm(_ dispute: Dispute) -> HTML {
        uploadForm(
            .answerDispute(dispute.id),
            around,
            """
            \(Field(name: "answer", label: language("Trả lời khách hàng", "Your answer"), kind: .area, maximumLength: 1_000).html(language))
            \(Choice(kind: .checkbox, name: "corrected", value: "1", label: .text(language("Tôi đã sửa hợp đồng và gửi yêu cầu mới", "I have corrected the contract; a new request is out"))).html)
            <details class="disclose"><summary>\(language("Gửi kèm tệp", "Send files along"))</summary>\
            \((0..<Self.answerFiles).map(answerFile).markup { $0 })</details>
            <div class="row">\(button(language("Gửi trả lời", "Send the answer"), .primary))\
            \(steps.mayAmend ? linkButton(language("Sửa hợp đồng trước", "Correct the contract first"), .quiet, to: .contractStep(id, "sua")) : "")</div>
            """
        )
    }

    private func answerFile(_ position: Int) -> HTML {
        FileField(
            name: "file-\(position)",
            label: language("Tệp \(position + 1)", "File \(position + 1)"),
            accept: ".pdf,.png,.jpg,.jpeg",
            hint: language(
                "PDF, PNG hoặc JPEG; tất cả cộng lại tối đa 8 MB.",
                "PDF, PNG or JPEG; 8 MB together at most."
            ),
            isRequired: false
        ).html
    }

    private func retry(_ line: (id: String, name: String, reason: String)) -> HTML {
        notice(
            .bad,
            title: language("Chưa kích hoạt được: \(line.name)", "Not activated: \(line.name)"),
            body: """
                <p>\(line.reason)</p>\(postForm(.retryActivation(line.id), around, button(language("Thử lại", "Try again"), .quiet, icon: .refresh), name: "inline"))
                """
        )
    }
}

/// A slip to print: what is owed, and a QR code that opens the payment page.
struct PaymentSlipPage: Page {
    let around: Surroundings
    let id: String
    let number: String
    let details: PaymentDetails
    let picture: HTML
    let until: String

    var title: String { language("Phiếu đề nghị thanh toán", "Payment slip") }
    var frame: Frame { .staff(.contracts) }

    var main: HTML {
        """
        \(crumbs([(language("Hợp đồng", "Contracts"), .contracts), (number, .contract(id))], here: title, in: language))
        \(staffHead(title, lead: number, actions: printButton(language)))
        <div class="two"><div>\(details.slip(language))</div><aside class="card stack">
        <h2>\(language("Quét để thanh toán qua VNPAY", "Scan to pay through VNPAY"))</h2>
        <div class="qr">\(picture)</div>
        <p class="muted small">\(language("Mã mở trang thanh toán của chúng tôi, dùng được đến", "The code opens our payment page, until")) \
        <strong class="number">\(until)</strong>.</p></aside></div>
        """
    }
}
