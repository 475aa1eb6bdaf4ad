import Accounting
import Approvals
import Billing
import Catalogue
import Contracts
import Invoicing
import Journal
import Kernel
import Notices
import Payments
import People
import Reconciliation
import Storage

// What goes into a bundle: each room's facts as they stand, under names that docs/evidence.md explains.

extension Contract {
    func evidence() throws -> EvidenceValue {
        let totals = try totals()
        return .object([
            "id": .text("\(id)"), "number": .text(number), "channel": .text(channel.rawValue),
            "kind": .text(kind.rawValue), "payment": .text(payment.rawValue), "state": .text(state.rawValue),
            "customer": .text(buyer.displayName), "email": .text(buyer.email.description),
            "unit": .text(declaration?.unit), "account_manager": .text(declaration.map { "\($0.accountManager)" }),
            "terms_version": .text(terms.version), "terms_accepted_at": .time(terms.acceptedAt),
            "created_at": .time(createdAt), "starts_on": .day(startsOn), "ends_on": .day(endsOn),
            "revision": .number(revision), "net_dong": .amount(totals.net), "vat_dong": .amount(totals.vat),
            "total_dong": .amount(totals.total),
            "lines": .list(
                lines.map { line in
                    .object([
                        "plan": .text(line.planCode), "name": .text(line.invoiceName),
                        "quantity": .number(line.quantity), "unit_price_dong": .amount(line.unitPrice),
                        "vat_rate": .text(line.price.rate.code), "net_dong": .amount(line.price.net),
                        "vat_dong": .amount(line.price.vat),
                    ])
                }
            ),
        ])
    }
}

extension ContractRevision {
    var evidence: EvidenceValue {
        .object([
            "revision": .number(revision), "snapshot": .text(snapshot), "sha256": .text(hash),
            "written_by": .text("\(writtenBy)"), "written_at": .time(writtenAt),
        ])
    }
}

extension ApprovalCase {
    var evidence: EvidenceValue {
        let standing: String =
            switch state {
            case .awaiting(let step): "awaiting_\(step.rawValue)"
            case .approved: "approved"
            case .refused: "refused"
            case .voided: "voided"
            }
        return .object([
            "id": .text("\(id)"), "revision": .number(revision), "state": .text(standing),
            "snapshot": .text(snapshot), "sha256": .text(hash), "opened_at": .time(openedAt),
            "makers": .list(makers.map { "\($0)" }.sorted().map { .text($0) }),
            "decisions": .list(
                decisions.map { decision in
                    .object([
                        "step": .text(decision.step.rawValue), "verdict": .text(decision.verdict.rawValue),
                        "by": .text("\(decision.by)"),
                        "on_behalf_of": .text(decision.onBehalfOf.map { "\($0)" }), "reason": .text(decision.reason),
                        "at": .time(decision.at),
                    ])
                }
            ),
        ])
    }
}

extension PaymentRequest {
    func evidence(_ links: [PaymentLink]) -> EvidenceValue {
        .object([
            "id": .text("\(id)"), "amount_dong": .amount(amount), "state": .text(state.rawValue),
            "created_at": .time(createdAt), "due": .day(due),
            "links": .list(
                links.map { link in
                    .object([
                        "id": .text("\(link.id)"), "created_at": .time(link.createdAt),
                        "expires_at": .time(link.expiresAt), "opened_at": .time(link.openedAt),
                        "revoked_at": .time(link.revokedAt),
                    ])
                }
            ),
        ])
    }
}

extension PaymentAttempt {
    var evidence: EvidenceValue {
        var value: [String: EvidenceValue] = [
            "id": .text("\(id)"), "request": .text("\(request)"), "reference": .text(reference),
            "amount_dong": .amount(amount), "created_at": .time(createdAt), "expires_at": .time(expiresAt),
        ]
        switch state {
        case .redirected: value["state"] = .text("redirected")
        case .unresolved: value["state"] = .text("unresolved")
        case .declined(let code):
            value["state"] = .text("declined")
            value["decline_code"] = .text(code)
        case .paid(let receipt):
            value["state"] = .text("paid")
            value["transaction_number"] = .text(receipt.transactionNumber)
            value["bank"] = .text(receipt.bankCode)
            value["card_type"] = .text(receipt.cardType)
            value["bank_transaction_number"] = .text(receipt.bankTransactionNumber)
            value["paid_at"] = .time(receipt.paidAt)
        }
        return .object(value)
    }
}

extension KeptMessage {
    /// As it was received, byte by byte: only so can its signature be checked.
    func evidence(of reference: String) -> EvidenceValue {
        .object([
            "id": .text(id), "reference": .text(reference), "channel": .text(channel.rawValue), "raw": .text(raw),
            "from": .text(address), "verdict": .text(verdict), "proven": .truth(isProven),
            "received_at": .time(receivedAt),
        ])
    }
}

extension BookedTransaction {
    var evidence: EvidenceValue {
        .object([
            "id": .text("\(id)"), "key": .text(key), "kind": .text(kind), "at": .time(at), "day": .day(day),
            "postings": .list(
                postings.map { posting in
                    .object([
                        "account": .text(posting.account.rawValue), "side": .text(posting.side.rawValue),
                        "amount_dong": .amount(posting.amount),
                    ])
                }
            ),
        ])
    }
}

extension ToldLetter {
    var evidence: EvidenceValue {
        .object([
            "id": .text("\(id)"), "kind": .text(kind.rawValue), "about": .text(about), "to": .text(recipient.email),
            "name": .text(recipient.name), "state": .text(state.rawValue), "reply": .text(reply),
            "bounce": .text(bounce), "created_at": .time(createdAt), "settled_at": .time(settledAt),
        ])
    }
}

extension InvoiceRequest {
    var evidence: EvidenceValue {
        .object([
            "id": .text("\(id)"), "key": .text(key), "day": .day(date), "state": .text(state.rawValue),
            "series": .text(document.series), "number": .text(document.number),
            "authority_code": .text(document.authorityCode), "lookup_code": .text(document.lookupCode),
            "total_dong": .amount(total),
        ])
    }
}

extension PaymentCaseItem {
    var evidence: EvidenceValue {
        .object([
            "kind": .text(kind.rawValue), "reference": .text(reference), "amount_dong": .amount(amount),
            "detail": .text(detail), "opened_at": .time(openedAt), "open": .truth(isOpen),
        ])
    }
}

extension SettledCharge {
    /// The row as it came, and what we read in it.
    var evidence: EvidenceValue {
        .object([
            "file": .text(file), "file_sha256": .text(fileSHA256), "day": .day(day), "current": .truth(isCurrent),
            "row": .number(line.rowNumber), "raw": .text(line.raw), "reference": .text(line.reference),
            "transaction_number": .text(line.transactionNumber), "at": .time(line.time),
            "kind": .text(line.kind.rawValue), "status": .text(line.status.rawValue),
            "gross_dong": .number(line.grossDong), "fee_dong": line.feeDong.map { .number($0) } ?? .nothing,
            "net_dong": line.netDong.map { .number($0) } ?? .nothing, "bank": .text(line.bank),
        ])
    }
}

extension AuditTrailEntry {
    /// `at` in milliseconds as well: it is hashed so.
    var evidence: EvidenceValue {
        .object([
            "id": .text(id), "at": .time(entry.at), "at_milliseconds": .number(entry.at.milliseconds),
            "actor": .text(entry.actor), "action": .text(entry.action), "subject": .text(entry.subject),
            "detail": .text(entry.detail), "sequence": place.map { .number($0.sequence) } ?? .nothing,
            "previous_hash": .text(place?.previousHash), "hash": .text(place?.hash),
        ])
    }

    /// What a bundle says, as an entry again; `nil` when something is missing.
    init?(_ value: EvidenceValue) {
        guard let id = value["id"].words, let at = value["at_milliseconds"].whole, let actor = value["actor"].words,
            let action = value["action"].words, let subject = value["subject"].words,
            let detail = value["detail"].words, value["at"] == .time(Timestamp(milliseconds: at))
        else { return nil }
        var place: Place?
        if let sequence = value["sequence"].whole {
            guard let previous = value["previous_hash"].words, let hash = value["hash"].words else { return nil }
            place = Place(sequence: sequence, previousHash: previous, hash: hash)
        }
        self.init(
            id: id,
            entry: AuditEntry(
                at: Timestamp(milliseconds: at),
                actor: actor,
                action: action,
                subject: subject,
                detail: detail
            ),
            place: place
        )
    }
}
