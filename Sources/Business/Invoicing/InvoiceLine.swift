package import Catalogue
package import Contracts
package import Kernel
package import People
import Statements

/// A line as the invoice bears it: Vietnamese words, amounts without a sign.
package struct InvoiceLine: Hashable, Sendable {
    package let code: String
    package let name: String
    package let unit: String
    package let quantity: Int64
    /// Before VAT.
    package let unitPrice: Money
    package let price: PriceBreakdown

    /// - Parameter unitPrice: before VAT; the line's net is `quantity × unitPrice`, its VAT rounded half up.
    package init(
        item: (code: String, name: String, unit: String),
        quantity: Int64,
        unitPrice: Money,
        rate: VATRate
    ) throws {
        (code, name, unit) = item
        self.quantity = quantity
        self.unitPrice = unitPrice
        price = try PriceBreakdown(net: unitPrice.times(quantity), rate: rate)
    }

    /// A month's line: one, at what the month costs.
    init(_ line: StatementLine) {
        code = line.planCode
        name = line.invoiceName
        unit = line.unit.vietnamese
        quantity = 1
        unitPrice = line.price.net
        price = line.price
    }

    /// A contract's line, at the price and VAT at which it was bought.
    package init(_ line: ContractLine) {
        code = line.planCode
        name = line.invoiceName
        unit = line.unit.vietnamese
        quantity = line.quantity
        unitPrice = line.unitPrice
        price = line.price
    }
}

/// Sums of an invoice's lines; nothing is rounded twice.
package struct InvoiceTotals: Hashable, Sendable {
    package let net: Money
    package let vat: Money
    package let total: Money

    package init(_ lines: [InvoiceLine]) throws {
        net = try Money.sum(lines.lazy.map(\.price.net))
        vat = try Money.sum(lines.lazy.map(\.price.vat))
        total = try net + vat
    }
}

/// The buyer as an officer mended it on one invoice; the contract keeps its own.
package struct InvoiceBuyer: Hashable, Sendable {
    /// The taxpayer's legal name where there is a tax code, else the person's.
    package let name: String
    package let taxCode: TaxCode?
    package let address: String

    package init(name: String, taxCode: TaxCode?, address: String) {
        self.name = name
        self.taxCode = taxCode
        self.address = address
    }
}

extension Buyer {
    /// This buyer with what was mended.
    func corrected(by change: InvoiceBuyer?) -> Buyer {
        guard let change else { return self }
        let party: InvoiceParty =
            switch (change.taxCode, invoiceParty) {
            case (let code?, _): .taxpayer(code, legalName: change.name)
            case (nil, .citizen(let id)): .citizen(id)
            case (nil, .consumer), (nil, .taxpayer): .consumer
            }
        return Buyer(
            name: change.taxCode == nil ? change.name : name,
            contact: (email, phone),
            address: change.address,
            invoiceParty: party,
            language: language
        )
    }
}
