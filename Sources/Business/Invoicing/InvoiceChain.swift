package import Kernel
package import Storage

/// An invoice and what corrects it, oldest first.
package struct InvoiceChain: Hashable, Sendable {
    /// Where an issued invoice stands among its corrections.
    package enum Standing: Hashable, Sendable, CaseIterable { case valid, adjusted, replaced }

    /// Why it may not be corrected (Circular 91/2026/TT-BTC art. 10).
    package enum Refusal: Hashable, Sendable, CaseIterable {
        /// Nothing has been issued that could be corrected.
        case notAccepted
        /// Another invoice stands in its place: correct that one.
        case replaced
        /// One correction at a time.
        case underWay
        /// The first correction was an adjustment; the second uses the same form.
        case mustAdjust
        /// The first correction was a replacement; the second uses the same form.
        case mustReplace
        /// An adjustment is not corrected itself: its original is, once more.
        case isAdjustment
    }

    package let invoice: InvoiceRequest
    package let corrections: [InvoiceRequest]

    package init(invoice: InvoiceRequest, corrections: [InvoiceRequest]) {
        self.invoice = invoice
        self.corrections = corrections
    }

    package static func read(_ id: InvoiceRequest.ID, on connection: any SQLConnection) throws -> InvoiceChain? {
        guard let invoice = try InvoiceRequest.find(id, on: connection) else { return nil }
        let all = try InvoiceRequest.all(of: invoice.contract, on: connection)
        return InvoiceChain(invoice: invoice, corrections: all.filter { $0.kind.corrected == id })
    }

    private var accepted: [InvoiceRequest] { corrections.filter { $0.state == .accepted } }

    package var standing: Standing {
        if accepted.contains(where: { $0.kind == .replacement(of: invoice.id) }) { return .replaced }
        return accepted.isEmpty ? .valid : .adjusted
    }

    /// The correction that has been asked for and is not yet settled; a refused one stands in nobody's way.
    package var underWay: InvoiceRequest? { corrections.first { $0.state != .accepted && $0.state != .refused } }

    /// What the invoice is worth after its adjustments.
    package func worth() throws(MoneyError) -> Money {
        var worth = invoice.total
        for correction in accepted {
            switch correction.kind {
            case .adjustment(_, .increase): worth = try worth + correction.total
            case .adjustment(_, .decrease): worth = try worth - correction.total
            case .adjustment(_, .information), .replacement, .original: break
            }
        }
        return worth
    }

    package enum Form: Hashable, Sendable { case adjustment, replacement }

    /// Why a correction of that form may not be asked for now; `nil` when it may.
    package func refusal(of form: Form) -> Refusal? {
        guard invoice.state == .accepted else { return .notAccepted }
        if underWay != nil { return .underWay }
        return lasting(form)
    }

    /// What stands in the way for ever.
    private func lasting(_ form: Form) -> Refusal? {
        if case .adjustment = invoice.kind { return .isAdjustment }
        switch (standing, form) {
        case (.replaced, _): return .replaced
        case (.adjusted, .replacement): return .mustAdjust
        case (.adjusted, .adjustment), (.valid, .replacement): return nil
        case (.valid, .adjustment):
            if case .replacement = invoice.kind { return .mustReplace }
            return nil
        }
    }

    /// Whether one that was asked for may still be sent, or sent again.
    func mayBeCorrected(by request: InvoiceRequest) throws -> Bool {
        guard invoice.state == .accepted, underWay == nil || underWay?.id == request.id else { return false }
        switch request.kind {
        case .original: return false
        case .replacement: return lasting(.replacement) == nil
        case .adjustment(_, .decrease): return try lasting(.adjustment) == nil && request.total <= worth()
        case .adjustment(_, .increase), .adjustment(_, .information): return lasting(.adjustment) == nil
        }
    }
}
