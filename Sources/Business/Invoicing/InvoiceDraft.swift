package import Contracts
package import Kernel
import People

/// An invoice as it should be: everything the provider needs to draw it up.
package struct InvoiceDraft: Hashable, Sendable {
    /// The invoice that this one corrects, as the form wants it named (TTHDLQuan).
    package struct Correction: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            case replacement
            case adjustment(InvoiceDirection)
        }

        package let kind: Kind
        package let providerID: String
        package let key: String
        /// Form and series together, such as `1C26TQD`.
        package let series: String
        package let number: String
        package let date: Day
        package let reason: String

        /// - Parameters:
        ///   - key: ours, of the invoice that is corrected.
        ///   - document: what the provider gave it: identifier, series and number.
        package init?(_ kind: Kind, of key: String, _ document: InvoiceDocument, date: Day, reason: String) {
            guard let providerID = document.providerID, let series = document.series, let number = document.number
            else { return nil }
            self.kind = kind
            self.providerID = providerID
            self.key = key
            self.series = series
            self.number = number
            self.date = date
            self.reason = reason
        }

        /// The fixed sentence of Circular 91/2026/TT-BTC art. 10.
        package var sentence: String {
            let verb = kind == .replacement ? "Thay thế" : "Điều chỉnh"
            let (year, month, day) = date.components
            return "\(verb) cho hóa đơn Mẫu số \(series.prefix(1)) ký hiệu \(series.dropFirst()) số \(number) "
                + "ngày \(day.padded(2)) tháng \(month.padded(2)) năm \(year)"
        }
    }

    package let key: String
    package let date: Day
    /// The letters of the book, such as `TQD`.
    package let seriesLetters: String
    package let contractNumber: String
    package let buyer: Buyer
    /// Empty for an adjustment of information, which changes no amount.
    package let lines: [InvoiceLine]
    package let totals: InvoiceTotals
    package let basis: InvoiceBasis
    package let correction: Correction?

    /// How it was paid, as the form wants it (HTTToan): card and gateway payments are non-cash.
    package var paymentMethod: String { basis.isSetOff ? "Đối trừ công nợ" : "Chuyển khoản" }

    /// Whether amounts go down: on the wire they bear a minus.
    package var isDecrease: Bool { correction?.kind == .adjustment(.decrease) }

    /// A draft put together from its parts, not checked against a request.
    package init(
        key: String,
        dated date: Day,
        series: String,
        contract: (number: String, buyer: Buyer),
        lines: [InvoiceLine],
        basis: InvoiceBasis,
        correction: Correction?
    ) throws {
        self.key = key
        self.date = date
        seriesLetters = series
        (contractNumber, buyer) = contract
        self.lines = lines
        totals = try InvoiceTotals(lines)
        self.basis = basis
        self.correction = correction
    }

    /// - Parameters:
    ///   - lines: those of a correction or of a month; the original of a contract paid beforehand has the contract's.
    ///   - corrected: the invoice that this one corrects.
    package init?(
        _ request: InvoiceRequest,
        series: String,
        contract: Contract,
        lines: [InvoiceLine],
        corrected: InvoiceRequest?
    ) throws {
        let ownLines: [InvoiceLine]
        let correction: Correction?
        switch request.kind {
        case .original:
            (ownLines, correction) = (request.statement == nil ? contract.lines.map(InvoiceLine.init) : lines, nil)
        case .adjustment, .replacement:
            guard let known = Correction(request, of: corrected) else { return nil }
            (ownLines, correction) = (lines, known)
        }
        try self.init(
            key: request.key,
            dated: request.date,
            series: series,
            contract: (contract.number, contract.buyer.corrected(by: request.buyerOverride)),
            lines: ownLines,
            basis: request.basis,
            correction: correction
        )
        guard totals.total == request.total else { return nil }
    }

    /// Rules of the form that we can check before the provider does (PBan 2.1.0): the first that is broken, in words.
    package var mistake: String? {
        if buyer.displayName.count > 400 { return "the buyer's name is longer than 400 characters" }
        if buyer.address.count > 400 { return "the buyer's address is longer than 400 characters" }
        if buyer.email.description.utf8.count > 50 { return "the buyer's e-mail is longer than 50 characters" }
        if lines.isEmpty, correction?.kind != .adjustment(.information) { return "there is no line" }
        if lines.contains(where: { $0.code.count > 50 }) { return "a line's code is longer than 50 characters" }
        if lines.contains(where: { $0.unit.count > 50 }) { return "a line's unit is longer than 50 characters" }
        if lines.contains(where: { $0.name.count > 500 }) { return "a line's name is longer than 500 characters" }
        return nil
    }
}

extension InvoiceDraft.Correction {
    fileprivate init?(_ request: InvoiceRequest, of corrected: InvoiceRequest?) {
        guard let corrected else { return nil }
        let kind: Kind
        switch request.kind {
        case .original: return nil
        case .adjustment(_, let direction): kind = .adjustment(direction)
        case .replacement: kind = .replacement
        }
        self.init(kind, of: corrected.key, corrected.document, date: corrected.date, reason: request.reason)
    }
}
