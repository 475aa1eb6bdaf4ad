import Catalogue
import Contracts
import Crypto
import Invoicing
import Kernel
import Payments
import Refunds
import Storage

extension Refund {
    /// What two people decided, what left for VNPAY, and every answer byte by byte as it came.
    func evidence(on connection: any SQLConnection) throws -> EvidenceValue {
        var value: [String: EvidenceValue] = [
            "id": .text("\(id)"), "case": .text(caseKey), "reference": .text(reference),
            "charge_number": .text(chargeNumber), "way": .text(way.name.rawValue), "extent": .text(extent.rawValue),
            "amount_dong": .amount(amount), "state": .text(state.name.rawValue), "code": .text(state.code),
            "since": .time(since), "reason": .text(reason), "proposed_by": .text("\(proposedBy)"),
            "proposed_at": .time(proposedAt), "decided_by": .text(decidedBy.map { "\($0)" }),
            "decided_at": .time(decidedAt), "ruling": .text(ruling), "tries": .number(tries),
            "gateway_number": .text(gatewayNumber), "gateway_at": .time(gatewayAt),
            "messages": .list(try RefundMessage.all(of: id, on: connection).map(\.evidence)),
        ]
        switch way {
        case .vnpay: break
        case .outside(let reference, let day):
            value["bank_reference"] = .text(reference)
            value["bank_day"] = .day(day)
        case .kept(let keeping): value["keeping"] = .text(keeping.rawValue)
        }
        return .object(value)
    }
}

extension RefundMessage {
    /// The request by its identifier, and the answer as it was received: only so can its signature be checked.
    fileprivate var evidence: EvidenceValue {
        .object([
            "id": .text(id), "kind": .text(kind.rawValue), "request_id": .text(requestID), "sent_at": .time(sentAt),
            "raw": .text(raw), "verdict": .text(verdict), "trusted": .truth(isTrusted),
            "answered_at": .time(answeredAt),
        ])
    }
}

extension InvoiceRequest {
    /// An adjusting or replacing invoice: what was asked for, and what came back, the signed file itself included.
    func correctionEvidence(on connection: any SQLConnection) throws -> EvidenceValue {
        let files = try Self.files(of: id, on: connection)
        guard case .object(var members) = evidence else { return evidence }
        switch kind {
        case .original: members["kind"] = .text("original")
        case .adjustment(_, let direction):
            members["kind"] = .text("adjustment")
            members["direction"] = .text(direction.rawValue)
        case .replacement: members["kind"] = .text("replacement")
        }
        members["corrects"] = .text(kind.corrected.map { "\($0)" })
        members["reason"] = .text(reason)
        members["created_at"] = .time(createdAt)
        members["provider_id"] = .text(document.providerID)
        members["remark"] = .text(document.remark)
        members["lines"] = .list(
            try lines(on: connection).map { line in
                .object([
                    "code": .text(line.code), "name": .text(line.name), "unit": .text(line.unit),
                    "quantity": .number(line.quantity), "unit_price_dong": .amount(line.unitPrice),
                    "vat_rate": .text(line.price.rate.code), "net_dong": .amount(line.price.net),
                    "vat_dong": .amount(line.price.vat), "total_dong": .amount(line.price.total),
                ])
            }
        )
        members["xml"] = .text(files?.xml.map { String(decoding: $0, as: UTF8.self) })
        members["xml_sha256"] = .text(files?.xml.map { SHA256.hash(data: $0).hex })
        members["pdf_sha256"] = .text(files?.pdf.map { SHA256.hash(data: $0).hex })
        return .object(members)
    }
}
