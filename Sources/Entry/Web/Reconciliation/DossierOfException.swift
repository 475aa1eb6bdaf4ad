import Contracts
import Kernel
import Markup
import Payments
import Reconciliation
import Refunds

/// What the page of one exception shows.
struct DossierOfException: Sendable {
    let language: Language
    let dossier: ReconciliationQueries.ExceptionDossier
    let now: Timestamp

    var plain: ReconciliationWords { ReconciliationWords(language: language) }
    var told: ExceptionWords { ExceptionWords(language: language) }
    private var exception: SettlementException { dossier.exception }

    var facts: [Fact] {
        var facts = [
            Fact(language("Tiền có rủi ro", "At risk"), number: plain.dong(exception.amounts.riskDong)),
            Fact(language("Tuổi", "Age"), plain.age(of: exception.openedAt, at: exception.resolvedAt ?? now)),
            Fact(language("Người phụ trách", "Owner"), plain.person(exception.owner, dossier.people)),
        ]
        if let contract = dossier.contract {
            facts.append(
                Fact(
                    language("Hợp đồng", "Contract"),
                    markup: "<a href=\"\(Address.contract("\(contract.id)"))\">\(contract.number)</a>"
                )
            )
            facts.append(Fact(language("Khách hàng", "Customer"), contract.buyer.displayName))
        }
        if let refund = dossier.refund {
            let state = RefundWords(language: language).state(refund.made.state)
            facts.append(Fact(language("Yêu cầu hoàn tiền", "Our refund"), state.words))
            if let id = refund.settles {
                let words = language("Mở hồ sơ hoàn tiền", "Open the refund case")
                facts.append(
                    Fact(
                        language("Hồ sơ hoàn tiền", "Refund case"),
                        markup: "<a href=\"\(Address.refundCase("\(id)"))\">\(words)</a>"
                    )
                )
            }
        }
        if !exception.explanation.isEmpty {
            facts.append(Fact(language("Giải trình", "Explanation"), exception.explanation))
        }
        return facts
    }

    /// Both sides next to each other.
    var sides: [(name: String, theirs: String, ours: String)] {
        let (line, attempt) = (dossier.line, dossier.attempt)
        let receipt = attempt?.state.receipt
        if let refund = dossier.refund?.made { return sides(of: refund) }
        return [
            (language("Mã đơn hàng", "Reference"), line?.reference ?? "–", attempt?.reference ?? "–"),
            (
                language("Mã giao dịch VNPAY", "VNPAY number"), line?.transactionNumber ?? "–",
                receipt?.transactionNumber ?? "–"
            ),
            (
                language("Thời gian", "Time"), line?.time.displayWithSeconds ?? "–",
                (receipt?.paidAt ?? attempt?.createdAt)?.displayWithSeconds ?? "–"
            ),
            (
                language("Trạng thái", "State"), line.map { told.status($0.status) } ?? "–",
                attempt.map { told.attempt($0.state) } ?? "–"
            ),
            (language("Số tiền", "Amount"), plain.dong(line?.grossDong), plain.dong(attempt?.amount.dong)),
            (
                language("Phí (gồm VAT)", "Fee with VAT"), plain.dong(exception.amounts.feeDong),
                plain.dong(exception.amounts.expectedFeeDong)
            ),
            (
                language("Ngân hàng", "Bank"), line.map { "\($0.bank) \($0.cardType)" } ?? "–",
                receipt.map { "\($0.bankCode) \($0.cardType ?? "")" } ?? "–"
            ),
        ]
    }

    /// The same of a refund: what we asked for, and where it stands.
    private func sides(of refund: Refund) -> [(name: String, theirs: String, ours: String)] {
        let line = dossier.line
        return [
            (language("Mã đơn hàng", "Reference"), line?.reference ?? "–", refund.reference),
            (
                language("Mã giao dịch VNPAY", "VNPAY number"), line?.transactionNumber ?? "–",
                refund.gatewayNumber ?? "–"
            ),
            (
                language("Thời gian", "Time"), line?.time.displayWithSeconds ?? "–", refund.since.displayWithSeconds
            ),
            (
                language("Trạng thái", "State"), line.map { told.status($0.status) } ?? "–",
                RefundWords(language: language).state(refund.state).words
            ),
            (language("Số tiền", "Amount"), plain.dong(line?.grossDong), plain.dong(-refund.amount.dong)),
        ]
    }

    var evidence: String {
        dossier.line?.raw ?? dossier.mistake?.raw
            ?? language("Không có dòng nào trong tệp.", "The file has no row for it.")
    }

    var place: String {
        guard let file = dossier.file else { return "–" }
        let row = exception.place.row.map { language(", dòng \($0)", ", row \($0)") } ?? ""
        return "\(file.name)\(row) · SHA-256 \(file.sha256)"
    }

    var proposal: ExceptionPage.Proposal? {
        guard exception.state != .open, let proposal = exception.proposal else { return nil }
        let second = exception.confirmedBy.map { " → \(plain.person($0, dossier.people))" } ?? ""
        return ExceptionPage.Proposal(
            resolution: plain.name(proposal.resolution),
            reason: proposal.reason,
            by: plain.person(proposal.by, dossier.people) + second,
            when: proposal.at.display
        )
    }
}
