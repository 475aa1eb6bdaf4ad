import Contracts
import Invoicing
import Kernel
import Markup
import Organisation
import Payments
import Refunds

extension RefundCasePage {
    init(
        around: Surroundings,
        dossier: RefundDossier,
        reader: StaffMember,
        now: Timestamp,
        news: String?,
        problem: String?
    ) throws {
        let known = dossier.known
        let told = DossierOfRefund(language: around.language, dossier: dossier, now: now)
        let words = RefundWords(language: around.language)
        let standing = PaymentCase.Standing(isOpen: known.payment.isOpen, known.refunds.first?.state.name)
        self.init(
            around: around,
            id: "\(known.id)",
            reference: known.payment.reference,
            kind: PaymentLookUpWords(language: around.language).kind(known.payment.kind),
            badge: words.standing(standing),
            lead: told.lead,
            nextStep: told.nextStep(standing, reader),
            facts: told.facts,
            proposals: known.refunds.map(told.proposal),
            story: words.story(dossier),
            invoices: told.invoices,
            steps: told.steps(reader),
            ways: known.ways.map { Select.Option($0.rawValue, words.way($0)) },
            keepings: known.keepings.map { Select.Option($0.rawValue, words.keeping($0)) },
            left: known.left.grouped,
            today: now.day.iso8601,
            news: news,
            problem: problem
        )
    }
}

/// One case in finished words.
private struct DossierOfRefund {
    let language: Language
    let dossier: RefundDossier
    let now: Timestamp

    private var known: RefundCase { dossier.known }
    private var words: RefundWords { RefundWords(language: language) }

    var lead: String {
        [dossier.contract?.buyer.displayName, known.payment.amount?.display].compactMap { $0 }.joined(separator: " · ")
    }

    var facts: [Fact] {
        let age = ReconciliationWords(language: language).age(
            of: known.payment.openedAt,
            at: known.payment.closedAt ?? now
        )
        var facts: [Fact] = []
        if known.attempt != nil {
            let reference = known.payment.reference
            let link: HTML = "<a class=\"number\" href=\"\(Address.staffPayment(reference))\">\(reference)</a>"
            facts.append(Fact(language("Thanh toán", "Payment"), markup: link))
        } else {
            facts.append(Fact(language("Mã tham chiếu", "Reference"), number: known.payment.reference))
        }
        if let contract = dossier.contract {
            let link: HTML = "<a class=\"number\" href=\"\(Address.contract("\(contract.id)"))\">\(contract.number)</a>"
            facts.append(Fact(language("Hợp đồng", "Contract"), markup: link))
            facts.append(Fact(language("Khách hàng", "Customer"), contract.buyer.displayName))
        }
        if !known.chargeNumber.isEmpty {
            facts.append(Fact(language("Số giao dịch VNPAY", "VNPAY number"), number: known.chargeNumber))
        }
        facts.append(
            Fact(language("Số tiền của hồ sơ", "The case is about"), number: known.payment.amount?.display ?? "–")
        )
        if let paid = known.paid { facts.append(Fact(language("Đã thu", "Paid"), number: paid.display)) }
        facts.append(Fact(language("Còn có thể hoàn", "May still go back"), number: known.left.display))
        if !known.payment.detail.isEmpty {
            facts.append(Fact(language("Chi tiết", "Detail"), known.payment.detail))
        }
        facts.append(Fact(language("Mở lúc", "Opened"), number: known.payment.openedAt.display))
        facts.append(Fact(language("Tuổi", "Age"), age))
        if let closed = known.payment.closedAt {
            facts.append(Fact(language("Đóng lúc", "Closed"), number: closed.display))
        }
        return facts
    }

    func nextStep(_ standing: PaymentCase.Standing, _ reader: StaffMember) -> String {
        switch standing {
        case .closed: language("Không còn việc gì.", "Nothing more.")
        case .open:
            dossier.may(reader, .proposeRefunds)
                ? language("Đề xuất cách xử lý; người khác đồng ý.", "Propose what to do; somebody else agrees.")
                : language("Kế toán sẽ đề xuất cách xử lý.", "An accountant will propose what to do.")
        case .proposed:
            known.current?.proposedBy == reader.id
                ? language("Chờ người khác đồng ý hoặc trả lại.", "Somebody else agrees, or sends it back.")
                : language("Xem đề xuất, rồi đồng ý hoặc trả lại.", "Look at the proposal; agree, or send it back.")
        case .underWay:
            language(
                "Không cần làm gì: hệ thống hỏi VNPAY đến khi có kết quả.",
                "Nothing to do: VNPAY is asked until there is a result."
            )
        case .unclear:
            language(
                "Xem trên cổng VNPAY, rồi hỏi lại hoặc kết luận.",
                "Look at VNPAY’s portal, then ask again or decide."
            )
        }
    }

    func steps(_ reader: StaffMember) -> RefundCasePage.Steps {
        var steps = RefundCasePage.Steps()
        let mayPropose = dossier.may(reader, .proposeRefunds)
        let mayConfirm = dossier.may(reader, .confirmRefunds)
        guard known.payment.isOpen else { return steps }
        guard let current = known.current else {
            steps.mayPropose = mayPropose
            return steps
        }
        let isOwn = current.proposedBy == reader.id
        if current.state == .proposed {
            steps.mayConfirm = mayConfirm && !isOwn
            steps.maySendBack = mayPropose && (mayConfirm || isOwn)
        }
        if case .unclear = current.state {
            steps.mayAskAgain = mayPropose
            steps.mayRule = mayConfirm && !isOwn
        }
        return steps
    }

    func proposal(_ refund: Refund) -> RefundCasePage.Proposal {
        RefundCasePage.Proposal(
            id: "\(refund.id)",
            way: words.way(refund.way.name),
            amount: refund.amount.display,
            badge: words.state(refund.state),
            reason: words.reason(refund.state),
            facts: facts(refund),
            messages: (dossier.messages[refund.id] ?? []).map(message)
        )
    }

    private func facts(_ refund: Refund) -> [Fact] {
        func person(_ id: StaffMember.ID?) -> String { id.map { dossier.people[$0] ?? "\($0)" } ?? "–" }
        var facts = [Fact(language("Lý do", "Reason"), refund.reason)]
        switch refund.way {
        case .vnpay:
            facts.append(
                Fact(
                    language("Phạm vi", "Extent"),
                    refund.extent == .full
                        ? language("Toàn phần (02)", "Full (02)") : language("Một phần (03)", "Partial (03)")
                )
            )
        case .outside(let reference, let day):
            facts.append(Fact(language("Tham chiếu ngân hàng", "Bank’s reference"), number: reference))
            facts.append(Fact(language("Ngày chuyển", "Transferred on"), number: day.display))
        case .kept(let keeping): facts.append(Fact(language("Vì sao không hoàn", "Why not"), words.keeping(keeping)))
        }
        facts.append(
            Fact(
                language("Người đề xuất", "Proposed by"),
                "\(person(refund.proposedBy)) · \(refund.proposedAt.display)"
            )
        )
        if let decided = refund.decidedAt {
            facts.append(
                Fact(language("Người quyết định", "Decided by"), "\(person(refund.decidedBy)) · \(decided.display)")
            )
        }
        if let ruling = refund.ruling { facts.append(Fact(language("Ghi chú", "Note"), ruling)) }
        if let number = refund.gatewayNumber {
            facts.append(Fact(language("Số hoàn tiền VNPAY", "VNPAY’s refund number"), number: number))
        }
        if refund.tries > 0 { facts.append(Fact(language("Số lần gửi", "Requests sent"), "\(refund.tries)")) }
        return facts
    }

    private func message(_ message: RefundMessage) -> RefundCasePage.Message {
        let name: String =
            switch message.kind {
            case .refund: language("Yêu cầu hoàn tiền", "Refund request")
            case .query: language("Hỏi kết quả (querydr)", "Question (querydr)")
            }
        let when = [message.sentAt.displayWithSeconds, message.answeredAt?.displayWithSeconds].compactMap { $0 }
        return RefundCasePage.Message(
            words: "\(name) \(message.requestID)",
            verdict: message.verdict.map(GatewayAnswerWords(language: language).callAsFunction)
                ?? language("chưa có trả lời", "no answer yet"),
            when: when.joined(separator: " → "),
            fields: message.raw.map(MaskedMessage.init)
        )
    }

    var invoices: [[HTML]] {
        let shown = PaymentLookUpWords(language: language)
        return dossier.invoices.map { invoice in
            [
                "<a class=\"number\" href=\"\(Address.staffInvoice("\(invoice.id)"))\">\(invoice.key)</a>",
                shown.invoice(invoice.state).html,
            ]
        }
    }
}
