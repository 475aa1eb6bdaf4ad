import Activation
import Approvals
import Billing
import Catalogue
import Contracts
import Invoicing
import Kernel
package import Letters
package import Notices
import Payments
package import People
package import Storage

/// Puts a letter together from the facts as they stand when it leaves. Links and codes are derived again from the
/// server's key; nothing secret was stored.
package struct LetterWriter: Sendable {
    private let database: any SQLDatabase
    let key: ServerKey
    let publicAddress: String
    let head: Letterhead

    package init(database: any SQLDatabase, key: ServerKey, publicAddress: String, head: Letterhead) {
        self.database = database
        self.key = key
        self.publicAddress = publicAddress
        self.head = head
    }

    package struct Written: Sendable {
        package let letter: Letter
        package let attachments: [MailAttachment]
    }

    /// `nil` when what the notice is about does not exist.
    package func callAsFunction(_ notice: Notice) async throws -> Written? {
        try await database.read { connection in
            let letters = Letters(head: head, language: notice.recipient.language, name: notice.recipient.name)
            switch notice.kind {
            case .confirmEmail: return try confirmEmail(notice, letters, connection)
            case .signInLink: return try signInLink(notice, letters, connection)
            case .paymentLink: return try paymentLink(notice, letters, connection)
            case .paymentReceived: return try paymentReceived(notice, letters, connection)
            case .statementsPaid: return try statementsPaid(notice, letters, connection)
            case .dunning: return try dunning(notice, letters, connection).map { Written($0) }
            case .packageActivated: return try packageActivated(notice, letters, connection)
            case .serviceSuspended, .serviceResumed: return try serviceRest(notice, letters, connection)
            case .contractEnding, .contractEndingWithdrawn, .contractEnded:
                return try contractEnding(notice, letters, connection).map { Written($0) }
            case .contractChanged: return try contractChanged(notice, letters, connection).map { Written($0) }
            case .invoiceIssued: return try invoiceIssued(notice, letters, connection)
            case .contractRejected: return try contractRejected(notice, letters, connection).map { Written($0) }
            case .disputeAnswered: return try disputeAnswered(notice, letters, connection)
            case .refundAccepted, .refundMade, .refundRefused:
                return try refund(notice, letters, connection).map { Written($0) }
            case .staffInvitation, .staffPasswordReset:
                return try staffSecret(notice, letters, connection).map { Written($0) }
            case .staffContractPaid: return try staffContractPaid(notice, letters, connection).map { Written($0) }
            case .staffApprovalWaiting, .staffApprovalOverdue:
                return try staffApproval(notice, letters, connection).map { Written($0) }
            case .staffApprovalsDelegated:
                return try staffApprovalsDelegated(notice, letters, connection).map { Written($0) }
            case .staffContractDecided: return try staffContractDecided(notice, letters, connection).map { Written($0) }
            case .staffDisputeOpened: return try staffDisputeOpened(notice, letters, connection).map { Written($0) }
            case .staffLetterBounced: return try staffLetterBounced(notice, letters, connection).map { Written($0) }
            case .staffAlarmRaised: return try staffAlarmRaised(notice, letters, connection).map { Written($0) }
            case .staffRenewalDue: return try staffRenewalDue(notice, letters, connection).map { Written($0) }
            }
        }
    }

    private func confirmEmail(_ notice: Notice, _ letters: Letters, _ connection: any SQLConnection) throws -> Written?
    {
        guard let id = OneTimeSecret.ID(notice.about), let secret = try OneTimeSecret.find(id, on: connection),
            let contractID = Contract.ID(secret.subject), let contract = try Contract.find(contractID, on: connection)
        else { return nil }
        return Written(
            letters.confirmEmail(
                code: secret.code(key),
                link: "\(publicAddress)/xac-nhan-thu/\(secret.linkToken(key))",
                order: contract.number,
                minutes: OneTimeSecret.lifetimeMinutes
            )
        )
    }

    private func signInLink(_ notice: Notice, _ letters: Letters, _ connection: any SQLConnection) throws -> Written? {
        guard let id = OneTimeSecret.ID(notice.about), let secret = try OneTimeSecret.find(id, on: connection) else {
            return nil
        }
        return Written(
            letters.signInLink(
                "\(publicAddress)/tai-khoan/vao/\(secret.linkToken(key))",
                minutes: OneTimeSecret.lifetimeMinutes
            )
        )
    }

    private func paymentLink(_ notice: Notice, _ letters: Letters, _ connection: any SQLConnection) throws -> Written? {
        guard let id = PaymentLink.ID(notice.about), let link = try PaymentLink.find(id, on: connection),
            let request = try PaymentRequest.find(link.request, on: connection),
            let contract = try Contract.find(request.contract, on: connection)
        else { return nil }
        guard request.purpose == .contract else {
            return try statements(of: request, link, contract, letters, connection)
        }
        return Written(
            letters.paymentLink(
                PaymentRequestWords(
                    contract: contract.number,
                    customer: contract.buyer.displayName,
                    amount: (request.amount.display, request.amount.inWords),
                    due: request.due?.display,
                    lines: contract.lines.map { line in
                        ("\(line.invoiceName) × \(line.quantity)", line.price.total.display)
                    }
                ),
                link: "\(publicAddress)/p/\(link.token(key))",
                until: link.expiresAt.display
            )
        )
    }

    private func paymentReceived(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Written? {
        guard let id = PaymentAttempt.ID(notice.about), let attempt = try PaymentAttempt.find(id, on: connection),
            let receipt = attempt.state.receipt, let request = try PaymentRequest.find(attempt.request, on: connection),
            let contract = try Contract.find(request.contract, on: connection),
            let link = try PaymentLink.latest(of: request.id, on: connection)
        else { return nil }
        let language = notice.recipient.language
        return Written(
            letters.paymentReceived(
                amount: receipt.amount.display,
                words: receipt.amount.inWords,
                facts: [
                    (language("Hợp đồng", "Contract"), contract.number),
                    (language("Mã tham chiếu", "Reference"), attempt.reference),
                    (language("Mã giao dịch VNPAY", "VNPAY transaction"), receipt.transactionNumber),
                    (language("Ngân hàng", "Bank"), receipt.bankCode),
                    (language("Thời gian", "Time"), receipt.paidAt.display),
                    (language("Số tiền", "Amount"), receipt.amount.display),
                ],
                link: "\(publicAddress)/p/\(link.token(key))",
                // Two steps, one after the other.
                approvalDays: contract.channel == .declared
                    ? ApprovalDeadline.workingDays * Int64(ApprovalCase.Step.allCases.count) : nil
            )
        )
    }

    private func packageActivated(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Written? {
        guard let id = Contract.ID(notice.about), let contract = try Contract.find(id, on: connection),
            let line = contract.lines.first
        else { return nil }
        let language = notice.recipient.language
        var facts = [
            (language("Hợp đồng", "Contract"), contract.number),
            (
                language("Gói", "Package"),
                "\(line.productName.text(in: language)) – \(line.planName.text(in: language))"
            ),
        ]
        if let from = contract.startsOn { facts.append((language("Từ ngày", "From"), from.display)) }
        if let to = contract.endsOn { facts.append((language("Đến hết ngày", "Until"), to.display)) }
        for activation in try LineActivation.all(of: id, on: connection) {
            guard case .active(_, _, let access) = activation.state else { continue }
            facts += access.filter { !$0.isSecret }.map { ($0.label.text(in: language), $0.value) }
        }
        return Written(
            letters.packageActivated(
                package: line.productName.text(in: language),
                facts: facts,
                link: "\(publicAddress)/tai-khoan/goi/\(contract.number)"
            )
        )
    }

    private func invoiceIssued(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Written? {
        guard let id = InvoiceRequest.ID(notice.about), let request = try InvoiceRequest.find(id, on: connection)
        else { return nil }
        let language = notice.recipient.language
        let document = request.document
        let correction = correction(request, language)
        let facts =
            correction + [
                (language("Ký hiệu", "Series"), document.series ?? ""),
                (language("Số", "Number"), document.number ?? ""),
                (language("Ngày lập", "Date"), request.date.display),
                (language("Mã của cơ quan thuế", "Tax authority’s code"), document.authorityCode ?? ""),
                (language("Mã tra cứu", "Look-up code"), document.lookupCode ?? ""),
                (language("Tổng tiền thanh toán", "Total"), request.total.display),
            ]
        let name = request.fileName
        let files = try InvoiceRequest.files(of: id, on: connection)
        return Written(
            letters.invoiceIssued(
                number: document.number ?? "",
                facts: facts,
                link: "\(publicAddress)/tai-khoan/hoa-don"
            ),
            attachments: [
                files?.pdf.map { MailAttachment(name: "\(name).pdf", contentType: "application/pdf", bytes: $0) },
                files?.xml.map { MailAttachment(name: "\(name).xml", contentType: "application/xml", bytes: $0) },
            ].compactMap { $0 }
        )
    }

    /// What a correcting invoice is, and why.
    private func correction(_ request: InvoiceRequest, _ language: Language) -> [(String, String)] {
        let kind: String
        switch request.kind {
        case .original: return []
        case .replacement: kind = language("Hóa đơn thay thế", "Replacement invoice")
        case .adjustment(_, .increase): kind = language("Hóa đơn điều chỉnh tăng", "Adjustment, upward")
        case .adjustment(_, .decrease): kind = language("Hóa đơn điều chỉnh giảm", "Adjustment, downward")
        case .adjustment(_, .information):
            kind = language("Hóa đơn điều chỉnh thông tin", "Adjustment of information")
        }
        return [(language("Loại", "Kind"), kind), (language("Lý do", "Reason"), request.reason)]
    }
}

extension LetterWriter.Written {
    init(_ letter: Letter, attachments: [MailAttachment] = []) {
        self.letter = letter
        self.attachments = attachments
    }
}
