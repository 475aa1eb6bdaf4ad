import Accounting
import Contracts
import Kernel
import Payments

/// What refunds write into the books.
extension LedgerTransaction {
    static func owedKey(_ refund: Refund) -> String { "refund/\(refund.id)/owed" }

    /// Two people agree: wherever the money was, it is now owed to the customer. `nil` where it is owed already.
    ///
    /// - Parameter unearned: What the contract's books still owe as service: the rest of a refund was earned, and is
    ///   taken back from revenue.
    static func refundOwed(
        _ refund: Refund,
        _ holding: PaymentCase.Holding,
        of contract: Contract?,
        unearned: Money,
        subject: String
    ) throws -> LedgerTransaction? {
        let from: [Posting]
        switch holding {
        case .refundsPayable: return nil
        case .nothing: from = [.debit(.vnpayClearing, refund.amount)]
        case .overpayments: from = [.debit(.overpayments, refund.amount)]
        case .contract:
            let vat = try contract.map { try $0.vatPart(of: refund.amount) } ?? .zero
            let net = try refund.amount - vat
            let deferred = min(net, unearned)
            from = [.debit(.deferredRevenue, deferred), .debit(.revenue, try net - deferred), .debit(.vatPayable, vat)]
        }
        return try LedgerTransaction(
            key: owedKey(refund),
            kind: "refund_owed",
            subject: subject,
            postings: from + [.credit(.refundsPayable, refund.amount)]
        )
    }

    /// The money has gone back, out of what VNPAY holds for us or out of the bank.
    static func refundPaid(_ refund: Refund, subject: String) throws -> LedgerTransaction {
        try LedgerTransaction(
            key: "refund/\(refund.id)/paid",
            kind: "refund_paid",
            subject: subject,
            postings: [
                .debit(.refundsPayable, refund.amount),
                .credit(refund.way == .vnpay ? .vnpayClearing : .bank, refund.amount),
            ]
        )
    }

    /// It does not go back. `nil` when nothing was held for anybody.
    static func refundKept(
        _ refund: Refund,
        _ keeping: Refund.Keeping,
        _ holding: PaymentCase.Holding,
        subject: String
    ) throws -> LedgerTransaction? {
        let from: LedgerAccount
        switch holding {
        case .contract: return nil
        case .nothing: from = .vnpayClearing
        case .overpayments: from = .overpayments
        case .refundsPayable: from = .refundsPayable
        }
        let to: LedgerAccount
        switch keeping {
        case .nothingOwed: return nil
        case .appliedElsewhere: to = .receivable
        case .leftToUs: to = .revenue
        }
        guard !refund.amount.isZero else { return nil }
        return try LedgerTransaction(
            key: "refund/\(refund.id)/kept",
            kind: "refund_kept",
            subject: subject,
            postings: [.debit(from, refund.amount), .credit(to, refund.amount)]
        )
    }
}

extension Contract {
    /// How much of a part of what was paid is VAT, rounded half up.
    fileprivate func vatPart(of amount: Money) throws -> Money {
        let totals = try totals()
        guard !totals.total.isZero else { return .zero }
        let (scaled, whole) = (Int128(amount.dong) * Int128(totals.vat.dong), Int128(totals.total.dong))
        return try Money(dong: Int64((scaled * 2 + whole) / (whole * 2)))
    }
}
