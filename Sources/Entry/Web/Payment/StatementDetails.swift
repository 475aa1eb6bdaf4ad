import Billing
import Catalogue
import Contracts
import Invoicing
import Kernel
import Payments
import Statements

extension Words {
    /// What the payer confirms: the contract's lines, or those of its months.
    func details(_ page: Payments.PaymentPage) throws -> PaymentDetails {
        guard !page.statements.isEmpty else {
            return try details(page.contract, until: page.link.expiresAt, due: page.request.due)
        }
        return try details(page.contract, page.statements, until: page.link.expiresAt)
    }

    /// What a payment was for.
    func details(_ item: PaymentItem, until: Timestamp) throws -> PaymentDetails {
        item.statements.isEmpty
            ? try details(item.contract, until: until) : try details(item.contract, item.statements, until: until)
    }

    /// `11/2026`, or several months.
    func months(_ statements: [Statement]) -> String {
        let months = statements.map(\.month.display).joined(separator: ", ")
        return language("Cước tháng \(months)", "Fee of \(months)")
    }

    private func details(
        _ contract: Contract,
        _ statements: [Statement],
        until: Timestamp
    ) throws -> PaymentDetails {
        let whole = try details(contract, until: until)
        let totals = try Totals(statements.flatMap(\.lines).map(\.price))
        let payable = try Money.sum(statements.map { try $0.payable })
        var shown = PaymentDetails(
            customer: whole.customer,
            buyerNumber: whole.buyerNumber,
            address: whole.address,
            contractNumber: statements.map(\.number).joined(separator: ", "),
            lines: statements.flatMap(\.lines).map(line),
            taxes: totals.perRate.map { part in
                PaymentDetails.Tax(label: vat(part.rate), net: part.net.display, vat: part.vat.display)
            },
            net: totals.net.display,
            total: payable.display,
            words: payable.inWords,
            due: statements.map(\.due).min()?.display,
            expires: until.display
        )
        shown.isOfMonths = true
        shown.isDeclared = true
        return shown
    }

    func line(_ line: StatementLine) -> PaymentDetails.Line {
        PaymentDetails.Line(
            name: line.title(language),
            quantity: "\(line.quantity.grouped) \(line.unit.text(in: language)) · \(line.days.display)",
            net: line.price.net.display,
            rate: vat(line.price.rate),
            total: line.price.total.display
        )
    }
}
