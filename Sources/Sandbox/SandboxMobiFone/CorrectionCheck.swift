import MobiFoneInvoice
import Storage

/// Adjusting and replacing, as this system lets them (Circular 91/2026/TT-BTC art. 10).
enum CorrectionCheck {
    /// A correction is of an issued invoice that stands, and names it rightly.
    static func check(_ draft: MobiFone.Draft, on connection: any SQLConnection) throws {
        guard let kind = MobiFone.InvoiceKind(rawValue: draft.tthdon), kind.isCorrection else { return }
        guard let old = try InvoiceStore.select("id = \(draft.hdon_id_old ?? "")", on: connection).first else {
            throw InvoiceOffice.Refusal("Không tìm thấy hóa đơn bị điều chỉnh hoặc thay thế")
        }
        guard old.isAccepted else {
            throw InvoiceOffice.Refusal("Hóa đơn liên quan chưa được cơ quan thuế chấp nhận")
        }
        guard old.correctedAs != .replaced else { throw InvoiceOffice.Refusal("Hóa đơn liên quan đã bị thay thế") }
        guard old.correctedAs != .adjusted || kind != .replacement else {
            throw InvoiceOffice.Refusal("Hóa đơn đã bị điều chỉnh thì không được thay thế")
        }
        guard draft.khmshdclquan == String(old.series.prefix(1)), draft.khhdclquan == String(old.series.dropFirst()),
            draft.shdclquan == old.number.map({ "\($0)" }), draft.nlhdclquan == old.draft.nlap,
            draft.lhdclquan == MobiFone.RelatedKind.electronic.rawValue
        else { throw InvoiceOffice.Refusal("Thông tin hóa đơn liên quan không khớp") }
    }

    /// Once a correction is accepted, the one that it corrects shows it.
    static func markCorrected(by invoice: IssuedInvoice, on connection: any SQLConnection) throws {
        guard invoice.isAccepted, let kind = invoice.kind, kind.isCorrection,
            var old = try InvoiceStore.select("id = \(invoice.draft.hdon_id_old ?? "")", on: connection).first
        else { return }
        old.correctedAs = kind == .replacement ? .replaced : .adjusted
        try InvoiceStore.update(old, on: connection)
    }

    /// Adjustments down are negative, up positive, of information without amounts.
    static func signs(_ draft: MobiFone.Draft, _ kind: MobiFone.InvoiceKind) -> String? {
        let isRight: (MobiFone.Line) -> Bool =
            switch kind {
            case .adjustedDown: { $0.thtien < 0 && $0.tthue <= 0 }
            case .adjustedInformation: { $0.thtien == 0 && $0.tthue == 0 }
            case .adjustment: { _ in true }
            case .original, .explanation, .replacement, .cancelled, .adjustmentPending, .adjusted,
                .cancellationPending, .replacementPending, .replaced, .adjustedUp:
                { $0.thtien >= 0 && $0.tthue >= 0 }
            }
        return draft.lines.allSatisfy(isRight) ? nil : "Dấu của số tiền không đúng với loại hóa đơn"
    }
}
