import Alarms
import Approvals
import Billing
import Contracts
import Evidence
import Kernel
import Letters
import Notices
import Organisation
import Payments
import People
import Sales
import Storage

// Letters about what staff do, to them and to customers.
extension LetterWriter {
    func staffSecret(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        guard let id = StaffSecret.ID(notice.about), let secret = try StaffSecret.find(id, on: connection),
            let member = try StaffMember.find(secret.staff, on: connection)
        else { return nil }
        let token = secret.linkToken(key)
        switch secret.purpose {
        case .invite:
            let unit = try OrganisationUnit.find(member.unit.code, on: connection)?.name.text(in: member.language) ?? ""
            return letters.staffInvitation(
                unit: unit,
                link: "\(publicAddress)/quan-ly/loi-moi/\(token)",
                until: secret.expiresAt.display
            )
        case .reset:
            return letters.staffPasswordReset(
                link: "\(publicAddress)/quan-ly/dat-mat-khau/\(token)",
                until: secret.expiresAt.display
            )
        }
    }

    func staffContractPaid(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        guard let id = PaymentAttempt.ID(notice.about), let attempt = try PaymentAttempt.find(id, on: connection),
            let receipt = attempt.state.receipt,
            let request = try PaymentRequest.find(attempt.request, on: connection),
            let contract = try Contract.find(request.contract, on: connection)
        else { return nil }
        let language = notice.recipient.language
        return letters.staffContractPaid(
            try ContractInLetter(contract),
            facts: [
                (language("Mã tham chiếu", "Reference"), attempt.reference),
                (language("Mã giao dịch VNPAY", "VNPAY transaction"), receipt.transactionNumber),
                (language("Thời gian", "Time"), receipt.paidAt.display),
            ],
            link: address(of: contract)
        )
    }

    /// About `<case>/<step>`.
    func staffApproval(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        let parts = notice.about.split(separator: "/")
        guard parts.count == 2, let id = ApprovalCase.ID(parts[0]),
            let step = ApprovalCase.Step(rawValue: "\(parts[1])"),
            let approval = try ApprovalCase.find(id, on: connection),
            let contract = try Contract.id(ofSubject: approval.subject).flatMap({
                try Contract.find($0, on: connection)
            })
        else { return nil }
        let words = try ContractInLetter(contract)
        let language = notice.recipient.language
        let name =
            step == .regional
            ? language("công ty khu vực", "regional company") : language("Trung tâm CNTT", "IT centre")
        let link = "\(publicAddress)/quan-ly/phe-duyet/\(approval.id)"
        let due = approval.dueAt.display
        return notice.kind == .staffApprovalOverdue
            ? letters.staffApprovalOverdue(words, step: name, due: due, link: link)
            : letters.staffApprovalWaiting(words, step: name, due: due, link: link)
    }

    func staffApprovalsDelegated(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        guard let id = Delegation.ID(notice.about), let delegation = try Delegation.find(id, on: connection),
            delegation.revokedAt == nil, let absent = try StaffMember.find(delegation.from, on: connection)
        else { return nil }
        return letters.staffApprovalsDelegated(
            absent: absent.name,
            days: "\(delegation.firstDay.display) – \(delegation.lastDay.display)",
            reason: delegation.reason,
            link: "\(publicAddress)/quan-ly/phe-duyet"
        )
    }

    func staffContractDecided(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        guard let id = ApprovalCase.ID(notice.about), let approval = try ApprovalCase.find(id, on: connection),
            let contract = try Contract.id(ofSubject: approval.subject).flatMap({
                try Contract.find($0, on: connection)
            })
        else { return nil }
        return letters.staffContractDecided(
            try ContractInLetter(contract),
            reason: approval.state == .refused ? approval.decisions.last?.reason : nil,
            link: address(of: contract)
        )
    }

    func staffDisputeOpened(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        let parts = notice.about.split(separator: "/")
        guard let id = parts.first.flatMap({ Dispute.ID($0) }), let dispute = try Dispute.find(id, on: connection),
            let contract = try Contract.find(dispute.contract, on: connection)
        else { return nil }
        // `<dispute>/2` is about the second thing that was added.
        let position = parts.count == 2 ? Int(parts[1]).map { $0 - 1 } : nil
        let addition = position.flatMap { dispute.additions.indices.contains($0) ? dispute.additions[$0] : nil }
        return letters.staffDisputeOpened(
            try ContractInLetter(contract),
            message: addition?.message ?? dispute.message,
            contact: addition?.contact ?? dispute.contact,
            link: address(of: contract)
        )
    }

    func staffLetterBounced(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        guard let id = Notice.ID(notice.about), let bounced = try Notice.find(id, on: connection),
            let link = try bounced.paymentLink(on: connection),
            let request = try PaymentRequest.find(link.request, on: connection),
            let contract = try Contract.find(request.contract, on: connection)
        else { return nil }
        return letters.staffLetterBounced(
            try ContractInLetter(contract),
            recipient: bounced.recipient.email,
            link: address(of: contract)
        )
    }

    /// About `<alarm>/<times>/<how many>`.
    func staffAlarmRaised(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        let parts = notice.about.split(separator: "/")
        guard parts.count == 3, let id = Alarm.ID(parts[0]), let alarm = try Alarm.find(id, on: connection) else {
            return nil
        }
        let contract = try Contract.id(ofSubject: alarm.finding.subject).flatMap {
            try Contract.find($0, on: connection)
        }
        return letters.staffAlarmRaised(
            rule: WatchSystem.Watched(name: alarm.rule)?.words.text(in: notice.recipient.language) ?? alarm.rule,
            offender: contract?.number ?? alarm.finding.offender,
            count: "\(parts[2])",
            link: "\(publicAddress)/quan-ly/canh-bao"
        )
    }

    /// About `<contract>/<days before>`.
    func staffRenewalDue(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        guard let first = notice.about.split(separator: "/").first, let id = Contract.ID(first),
            let contract = try Contract.find(id, on: connection), let ends = contract.endsOn
        else { return nil }
        return letters.staffRenewalDue(try ContractInLetter(contract), ends: ends.display, link: address(of: contract))
    }

    func contractRejected(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Letter? {
        guard let id = Contract.ID(notice.about), let contract = try Contract.find(id, on: connection) else {
            return nil
        }
        let refused = try ApprovalCase.all(about: contract.subject, on: connection).first { $0.state == .refused }
        return letters.contractRejected(
            try ContractInLetter(contract),
            reason: refused?.decisions.last?.reason ?? "",
            phone: head.phone
        )
    }

    func disputeAnswered(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Written? {
        guard let id = Dispute.ID(notice.about), let dispute = try Dispute.find(id, on: connection),
            let contract = try Contract.find(dispute.contract, on: connection)
        else { return nil }
        let request = try dispute.payable(on: connection)
        // The answer made a link that works; since then somebody may have closed it.
        let latest = try request.flatMap { $0.state == .open ? try PaymentLink.latest(of: $0.id, on: connection) : nil }
        let link = latest.flatMap { $0.isLive(at: notice.createdAt) ? $0 : nil }
        let letter = letters.disputeAnswered(
            try ContractInLetter(contract),
            question: ([dispute.message] + dispute.additions.map(\.message)).joined(separator: "\n"),
            answer: dispute.answer,
            files: dispute.files.map(\.name),
            link: link.map { "\(publicAddress)/p/\($0.token(key))" }
        )
        return Written(
            letter,
            attachments: try dispute.files.compactMap { file in
                try DisputeFile.find(file.id, on: connection).map {
                    MailAttachment(name: file.name, contentType: file.contentType.rawValue, bytes: $0.bytes)
                }
            }
        )
    }

    private func address(of contract: Contract) -> String { "\(publicAddress)/quan-ly/hop-dong/\(contract.id)" }
}

extension ContractInLetter {
    init(_ contract: Contract) throws {
        self.init(
            number: contract.number,
            customer: contract.buyer.displayName,
            amount: try contract.totals().total.display,
            isPrepaid: contract.payment == .prepaid
        )
    }
}
