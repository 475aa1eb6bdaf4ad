import Activation
import Alarms
import Approvals
import Contracts
import Invoicing
import Kernel
import Markup
import Organisation
import Sales

extension ContractPage {
    init(
        around: Surroundings,
        words: DossierWords,
        dossier: ContractDossier,
        reader: StaffMember,
        news: String?,
        problem: String?,
        outdated: [String] = []
    ) throws {
        let contract = dossier.contract
        let totals = try contract.totals()
        let shared = Words(language: words.language)
        let link = words.link(dossier)
        self.init(
            around: around,
            id: "\(contract.id)",
            number: contract.number,
            customer: contract.buyer.displayName,
            badge: StaffWords(language: words.language).state(contract.state),
            revision: "\(contract.revision)",
            progress: words.progress(contract),
            facts: words.facts(dossier),
            lines: words.lines(contract),
            price: [Fact(words.language("Chưa thuế", "Before VAT"), number: totals.net.display)]
                + totals.perRate.map { Fact("\(shared.vat($0.rate)) (\($0.net.display))", number: $0.vat.display) }
                + [Fact(words.language("Tổng thanh toán", "Total"), number: totals.total.display)],
            words: totals.total.inWords,
            link: link.facts,
            isLinkLive: link.isLive,
            letters: words.letters(dossier),
            files: words.files(dossier, reader),
            disputes: words.disputes(dossier),
            approvals: words.approvals(dossier),
            access: words.activation(dossier),
            history: words.timeline(dossier),
            steps: words.steps(dossier, reader),
            news: news,
            problem: problem,
            outdated: outdated,
            broken: dossier.alarms.map { AlarmWords(language: words.language).rule($0.rule) },
            seesAlarms: reader.may(.viewAlarms)
        )
    }
}

extension DossierWords {
    /// What this reader may do now. The use cases check again.
    func steps(_ dossier: ContractDossier, _ reader: StaffMember) -> ContractPage.Steps {
        let contract = dossier.contract
        let mayDeclare = reader.may(.declareContracts, on: contract.belonging)
        var steps = ContractPage.Steps()
        steps.mayChange = mayDeclare && contract.state == .draft
        steps.mayUpload = steps.mayChange
        steps.maySubmit = steps.mayChange
        steps.asksForPayment = contract.payment == .prepaid
        steps.mayAmend =
            mayDeclare && !dossier.isPaymentUnderWay
            && [.awaitingPayment, .awaitingRegionalApproval, .awaitingITApproval].contains(contract.state)
        steps.mayCancel =
            mayDeclare && !dossier.isPaymentUnderWay && [.draft, .awaitingPayment].contains(contract.state)
        steps.mayRenew = mayDeclare && contract.endsOn != nil && [.active, .expired].contains(contract.state)
        steps.mayAnswer = reader.may(.followContracts, on: contract.belonging)
        steps.mayFollow = steps.mayAnswer && contract.state == .awaitingPayment
        steps.mayTakeEvidence = reader.may(.takeEvidence, on: contract.belonging) && dossier.payment != nil
        if let open = dossier.openApproval,
            reader.may(.viewApprovals, on: Belonging(unit: open.unit, people: []))
        {
            steps.approval = "\(open.id)"
        }
        if reader.may(.retryActivations, on: contract.belonging) {
            steps.retries = dossier.activations.compactMap { activation in
                guard case .refused(let reason) = activation.state else { return nil }
                let line = contract.lines.first { $0.id == activation.line }
                let name = line.map { Words(language: language).planName($0) } ?? ""
                return ("\(activation.id)", name, reason)
            }
        }
        return steps
    }

    func files(_ dossier: ContractDossier, _ reader: StaffMember) -> [ContractPage.File] {
        let mayRemove =
            dossier.contract.state == .draft && reader.may(.declareContracts, on: dossier.contract.belonging)
        return (dossier.attachments + dossier.withdrawnAttachments).map { file in
            ContractPage.File(
                id: "\(file.id)",
                name: file.name,
                size: size(file),
                mayRemove: mayRemove,
                remark: remark(file, dossier),
                isWithdrawn: file.withdrawal != nil
            )
        }
    }

    func size(_ file: Attachment) -> String {
        let kilobytes = max(1, file.sizeBytes / 1_024)
        return kilobytes < 1_024 ? "\(kilobytes) KB" : "\(kilobytes / 1_024) MB"
    }

    /// Who took it out, when and for what; or what it took the place of.
    func remark(_ file: Attachment, _ dossier: ContractDossier) -> String? {
        if let gone = file.withdrawal {
            let who = "\(dossier.name(gone.by)), \(gone.at.display)"
            guard let other = dossier.attachment(gone.replacedBy) else {
                return language("đã rút: \(who)", "withdrawn: \(who)")
            }
            return language("đã thay bằng \(other.name): \(who)", "replaced by \(other.name): \(who)")
        }
        return dossier.withdrawnAttachments.first { $0.withdrawal?.replacedBy == file.id }
            .map { language("thay \($0.name)", "in place of \($0.name)") }
    }

    func disputes(_ dossier: ContractDossier) -> [ContractPage.Dispute] {
        dossier.disputes.map { dispute in
            ContractPage.Dispute(
                id: "\(dispute.id)",
                messages: [.init(words: dispute.message, contact: dispute.contact, when: dispute.openedAt.display)]
                    + dispute.additions.map {
                        .init(words: $0.message, contact: $0.contact, when: $0.sentAt.display)
                    },
                answer: dispute.state == .open
                    ? nil
                    : "\(dispute.answer) — \(dispute.answeredBy.map(dossier.name) ?? ""), \(dispute.answeredAt?.display ?? "")",
                files: dispute.files.map { (id: "\($0.id)", name: $0.name) }
            )
        }
    }

    func approvals(_ dossier: ContractDossier) -> HTML {
        guard !dossier.approvals.isEmpty else {
            return """
                <p class="muted">\(language("Phê duyệt bắt đầu khi khách hàng đã thanh toán.", "Approval begins when the customer has paid."))</p>
                """
        }
        return dossier.approvals.markup { approval in
            let steps = decisions(approval, dossier)
            let isVoid = approval.state == .voided
            return """
                <div class="stack tight"><div class="row"><strong>\(language("Lần sửa đổi", "Revision")) \(approval.revision)</strong>\
                \(isVoid ? Badge(language("Đã hủy vì hợp đồng được sửa", "Void: the contract was changed"), .warn).html : "")</div>
                \(Web.timeline(steps))
                <details class="disclose"><summary>\(language("Bản chụp đã khóa", "The frozen snapshot"))</summary>
                <pre class="snapshot">\(approval.snapshot)</pre><p class="small">SHA-256 <span class="code">\(approval.hash)</span></p></details></div>
                """
        }
    }

    func decisions(_ approval: ApprovalCase, _ dossier: ContractDossier) -> [Happening] {
        let words = StaffWords(language: language)
        return ApprovalCase.Step.allCases.map { step in
            guard let decision = approval.decisions.first(where: { $0.step == step }) else {
                let isNow = approval.step == step
                return Happening(
                    state: isNow ? .now : .next,
                    words: words.step(step),
                    time: isNow ? language("hạn \(approval.dueAt.display)", "due \(approval.dueAt.display)") : nil
                )
            }
            let name = dossier.name(decision.by)
            let who =
                decision.onBehalfOf.map { absent in
                    language("\(name) thay \(dossier.name(absent))", "\(name) for \(dossier.name(absent))")
                } ?? name
            return Happening(
                state: decision.verdict == .approve ? .done : .stuck,
                words:
                    "\(words.step(step)): \(decision.verdict == .approve ? language("đồng ý", "approved") : language("từ chối", "refused"))",
                time: decision.at.display,
                detail:
                    "<span>\(who)</span>\(decision.reason.isEmpty ? "" : "<br><span class=\"muted\">\(decision.reason)</span>" as HTML)"
            )
        }
    }

    func activation(_ dossier: ContractDossier) -> HTML {
        guard !dossier.activations.isEmpty else { return "" }
        let rows = dossier.activations.map { activation -> [HTML] in
            let line = dossier.contract.lines.first { $0.id == activation.line }
            let name = line.map { Words(language: language).planName($0) } ?? ""
            let badge: Badge =
                switch activation.state {
                case .requested: Badge(language("Đang kích hoạt", "Under way"), .brand)
                case .active: Badge(language("Đã kích hoạt", "Active"), .good)
                case .refused: Badge(language("Không thành công", "Failed"), .bad)
                }
            return [
                .text(name), badge.html, "<span class=\"number\">\(activation.startsOn.display)</span>",
                "<span class=\"number\">\(activation.endsOn?.display ?? "–")</span>",
            ]
        }
        return panel(
            language("Kích hoạt", "Activation"),
            id: "activation",
            Table(
                caption: language("Kích hoạt", "Activation"),
                columns: [
                    .init(name: language("Gói", "Plan")), .init(name: language("Trạng thái", "State")),
                    .init(name: language("Từ ngày", "From")), .init(name: language("Đến hết ngày", "Until")),
                ],
                rows: rows
            ).html
        )
    }
}
