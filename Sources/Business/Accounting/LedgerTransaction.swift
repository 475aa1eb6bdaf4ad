package import Kernel

/// The accounts of the books.
package enum LedgerAccount: String, Hashable, Sendable, CaseIterable {
    case receivable
    /// What VNPAY has taken from payers for us and not yet handed over.
    case vnpayClearing = "vnpay_clearing"
    case bank
    /// Paid for, not yet delivered: prepaid terms.
    case deferredRevenue = "deferred_revenue"
    case revenue
    case vatPayable = "vat_payable"
    case gatewayFees = "gateway_fees"
    case refundsPayable = "refunds_payable"
    /// Money that came and belongs to nothing we sold: to be given back.
    case overpayments
    /// What customers have to the good, to be set off against months to come.
    case customerCredits = "customer_credits"
    /// An expense: what nobody will pay any more.
    case badDebt = "bad_debt"
}

/// One balanced entry in the double-entry books.
package struct LedgerTransaction: Hashable, Sendable {
    package enum Side: String, Hashable, Sendable { case debit, credit }

    package struct Posting: Hashable, Sendable {
        package let account: LedgerAccount
        package let side: Side
        package let amount: Money

        package static func debit(_ account: LedgerAccount, _ amount: Money) -> Posting {
            Posting(account: account, side: .debit, amount: amount)
        }
        package static func credit(_ account: LedgerAccount, _ amount: Money) -> Posting {
            Posting(account: account, side: .credit, amount: amount)
        }
    }

    /// Names the fact that is booked: the same fact is booked once.
    package let key: String
    package let kind: String
    /// What it concerns, such as `contract:018f…`.
    package let subject: String
    package let postings: [Posting]

    /// Postings of nothing are left out.
    ///
    /// - Throws: `unbalanced` when the sides differ, `empty` when nothing is left.
    package init(key: String, kind: String, subject: String, postings: [Posting]) throws {
        let postings = postings.filter { !$0.amount.isZero }
        let debit = try Money.sum(postings.lazy.filter { $0.side == .debit }.map(\.amount))
        let credit = try Money.sum(postings.lazy.filter { $0.side == .credit }.map(\.amount))
        guard !postings.isEmpty else { throw LedgerError.empty(key: key) }
        guard debit == credit else { throw LedgerError.unbalanced(key: key, debit: debit, credit: credit) }
        self.key = key
        self.kind = kind
        self.subject = subject
        self.postings = postings
    }
}

package enum LedgerError: Error, Hashable, Sendable {
    case empty(key: String)
    case unbalanced(key: String, debit: Money, credit: Money)
}

extension LedgerTransaction {
    /// Prepaid money has come: it is owed to the customer as service, and the VAT to the state.
    package static func prepaidReceived(attempt: String, subject: String, net: Money, vat: Money) throws -> Self {
        try LedgerTransaction(
            key: "payment/\(attempt)",
            kind: "prepaid_received",
            subject: subject,
            postings: [
                .debit(.vnpayClearing, try net + vat), .credit(.deferredRevenue, net), .credit(.vatPayable, vat),
            ]
        )
    }

    package static func revenueKey(contract: String, _ month: Month) -> String {
        "revenue/\(contract)/\(month.iso8601)"
    }

    /// A part of a prepaid term has been delivered: what was owed as service is earned.
    package static func revenueRecognised(
        contract: String,
        month: Month,
        subject: String,
        net: Money
    ) throws -> Self {
        try LedgerTransaction(
            key: revenueKey(contract: contract, month),
            kind: "revenue_recognised",
            subject: subject,
            postings: [.debit(.deferredRevenue, net), .credit(.revenue, net)]
        )
    }

    /// A month of service was delivered and billed: the customer owes it.
    package static func statementIssued(statement: String, subject: String, net: Money, vat: Money) throws -> Self {
        try LedgerTransaction(
            key: "statement/\(statement)",
            kind: "statement_issued",
            subject: subject,
            postings: [.debit(.receivable, try net + vat), .credit(.revenue, net), .credit(.vatPayable, vat)]
        )
    }

    /// Money has come for statements: the customer owes it no more.
    package static func statementsPaid(attempt: String, subject: String, amount: Money) throws -> Self {
        try LedgerTransaction(
            key: "payment/\(attempt)",
            kind: "statements_paid",
            subject: subject,
            postings: [.debit(.vnpayClearing, amount), .credit(.receivable, amount)]
        )
    }

    /// Money has come that no open request asked for: it waits to be given back.
    package static func overpaid(attempt: String, subject: String, amount: Money) throws -> Self {
        try LedgerTransaction(
            key: "payment/\(attempt)",
            kind: "overpaid",
            subject: subject,
            postings: [.debit(.vnpayClearing, amount), .credit(.overpayments, amount)]
        )
    }

    /// A contract was refused after payment: what was owed as service is owed as money.
    package static func refundDue(contract: String, subject: String, net: Money, vat: Money) throws -> Self {
        try LedgerTransaction(
            key: "refund_due/\(contract)",
            kind: "refund_due",
            subject: subject,
            postings: [
                .debit(.deferredRevenue, net), .debit(.vatPayable, vat), .credit(.refundsPayable, try net + vat),
            ]
        )
    }
}
