import Catalogue
package import Contracts
package import Kernel
import People

/// What an officer typed to correct an invoice, as text.
package struct InvoiceCorrectionForm: Hashable, Sendable {
    package enum Field: Hashable, Sendable {
        case reason, direction, lines, name, taxCode, address
        /// A mistake on one line, counted from 0.
        case line(Int)
    }

    package enum Mistake: Hashable, Sendable {
        case missing
        case tooLong
        case badQuantity
        case badPrice
        case unknownRate
        case badTaxCode
        /// Takes away more than the invoice is worth.
        case moreThanInvoiced(Money)
        case worthNothing
        case tooMuch
    }

    package struct Line: Hashable, Sendable {
        package var code: String
        package var name: String
        package var unit: String
        package var quantity: String
        /// Before VAT, whole đồng: `1.200.000`.
        package var unitPrice: String
        /// As the invoice says it: `8%`, `KCT`.
        package var rate: String

        package init(code: String, name: String, unit: String, quantity: String, unitPrice: String, rate: String) {
            self.code = code
            self.name = name
            self.unit = unit
            self.quantity = quantity
            self.unitPrice = unitPrice
            self.rate = rate
        }

        package init(_ line: InvoiceLine) {
            self.init(
                code: line.code,
                name: line.name,
                unit: line.unit,
                quantity: "\(line.quantity)",
                unitPrice: line.unitPrice.grouped,
                rate: line.price.rate.code
            )
        }

        package var isEmpty: Bool { name.trimmed.isEmpty && unitPrice.trimmed.isEmpty }
    }

    package static let linesLimit = 20

    package var reason = ""
    /// A raw value of `InvoiceDirection`; of no meaning in a replacement.
    package var direction = ""
    package var lines: [Line] = []
    /// The buyer as the new invoice shall name it.
    package var buyer = InvoiceBuyerForm()

    package init() {}

    struct Checked: Sendable {
        let reason: String
        let lines: [InvoiceLine]
        let buyer: InvoiceBuyer?
        let total: Money
    }

    // MARK: Checks

    func checkedReason(_ mistakes: inout [Field: Mistake]) -> String {
        let text = reason.trimmed
        if text.isEmpty { mistakes[.reason] = .missing }
        if text.count > 255 { mistakes[.reason] = .tooLong }
        return text
    }

    /// - Parameter rates: those of the invoice that is corrected: a correction keeps the VAT of its day.
    func checkedLines(rates: Set<VATRate>, _ mistakes: inout [Field: Mistake]) throws -> [InvoiceLine] {
        var checked: [InvoiceLine] = []
        for (position, line) in lines.prefix(Self.linesLimit).enumerated() where !line.isEmpty {
            switch line.checked(rates: rates) {
            case .success(let line): checked.append(line)
            case .failure(let wrong): mistakes[.line(position)] = wrong.mistake
            }
        }
        if lines.allSatisfy(\.isEmpty) { mistakes[.lines] = .missing }
        return checked
    }
}

/// The buyer's part of a form, as text.
package struct InvoiceBuyerForm: Hashable, Sendable {
    package var name = ""
    package var taxCode = ""
    package var address = ""

    package init() {}

    /// As the invoice names the buyer now.
    package init(_ buyer: Buyer) {
        name = buyer.displayName
        address = buyer.address
        if case .taxpayer(let code, _) = buyer.invoiceParty { taxCode = code.description }
    }

    /// The same of an invoice of that contract, with what was mended before.
    package init(of invoice: InvoiceRequest, _ contract: Contract) {
        self.init(contract.buyer.corrected(by: invoice.buyerOverride))
    }

    /// The change, when there is one against the buyer as the invoice has it now.
    func checked(
        against current: Buyer,
        _ mistakes: inout [InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake]
    ) -> InvoiceBuyer? {
        guard self != InvoiceBuyerForm(current) else { return nil }
        let (name, address) = (name.trimmed, address.trimmed)
        for (field, text) in [(InvoiceCorrectionForm.Field.name, name), (.address, address)] {
            if text.isEmpty { mistakes[field] = .missing }
            if text.count > 400 { mistakes[field] = .tooLong }
        }
        guard !taxCode.trimmed.isEmpty else { return InvoiceBuyer(name: name, taxCode: nil, address: address) }
        guard let code = try? TaxCode(taxCode) else {
            mistakes[.taxCode] = .badTaxCode
            return nil
        }
        return InvoiceBuyer(name: name, taxCode: code, address: address)
    }
}

extension InvoiceCorrectionForm.Line {
    fileprivate struct Wrong: Error {
        let mistake: InvoiceCorrectionForm.Mistake
        init(_ mistake: InvoiceCorrectionForm.Mistake) { self.mistake = mistake }
    }

    fileprivate func checked(rates: Set<VATRate>) -> Result<InvoiceLine, Wrong> {
        let (code, name, unit) = (code.trimmed, name.trimmed, unit.trimmed)
        guard !name.isEmpty, !unit.isEmpty else { return .failure(Wrong(.missing)) }
        guard name.count <= 500, code.count <= 50, unit.count <= 50 else { return .failure(Wrong(.tooLong)) }
        guard let count = Int64(quantity.trimmed), (1...1_000_000).contains(count) else {
            return .failure(Wrong(.badQuantity))
        }
        guard let dong = Int64(unitPrice.filter { !$0.isWhitespace && $0 != "." && $0 != "₫" }), dong > 0,
            let price = try? Money(dong: dong)
        else { return .failure(Wrong(.badPrice)) }
        guard let rate = VATRate(code: rate), rates.contains(rate) else { return .failure(Wrong(.unknownRate)) }
        guard let line = try? InvoiceLine(item: (code, name, unit), quantity: count, unitPrice: price, rate: rate)
        else {
            return .failure(Wrong(.tooMuch))
        }
        return .success(line)
    }
}
