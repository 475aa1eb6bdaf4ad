import Accounting
import Kernel

/// What reconciliation writes into the books.
extension LedgerTransaction {
    /// VNPAY keeps its fee, VAT within, of what it took for us: one entry a closing, for all the rows that count.
    static func gatewayFee(_ key: ReconciliationDay.Key, closing: Int64, fee: Money) throws -> LedgerTransaction {
        try LedgerTransaction(
            key: feeKey(key, closing: closing),
            kind: "gateway_fee",
            subject: key.subject,
            postings: [.debit(.gatewayFees, fee), .credit(.vnpayClearing, fee)]
        )
    }

    static func feeKey(_ key: ReconciliationDay.Key, closing: Int64) -> String {
        "gateway_fee/\(key.terminal)/\(key.day.iso8601)/\(closing)"
    }

    /// VNPAY pays out less (or more) than the contract says, and two people accept it.
    static func feeDifference(_ exception: SettlementException, in world: World) throws -> LedgerTransaction? {
        guard let fee = exception.amounts.feeDong, let expected = exception.amounts.expectedFeeDong, fee != expected
        else { return nil }
        let difference = try Money(dong: abs(fee - expected))
        return try LedgerTransaction(
            key: exception.bookKey(in: world),
            kind: "fee_difference",
            subject: exception.subject,
            postings: fee > expected
                ? [.debit(.gatewayFees, difference), .credit(.vnpayClearing, difference)]
                : [.debit(.vnpayClearing, difference), .credit(.gatewayFees, difference)]
        )
    }

    /// VNPAY has another amount than we booked: what is missing is a cost, what is over is the customer's.
    static func amountDifference(_ exception: SettlementException, in world: World) throws -> LedgerTransaction? {
        guard let difference = exception.amounts.differenceDong, difference != 0 else { return nil }
        let amount = try Money(dong: abs(difference))
        return try LedgerTransaction(
            key: exception.bookKey(in: world),
            kind: "amount_difference",
            subject: exception.subject,
            postings: difference < 0
                ? [.debit(.gatewayFees, amount), .credit(.vnpayClearing, amount)]
                : [.debit(.vnpayClearing, amount), .credit(.overpayments, amount)]
        )
    }

    /// Money at VNPAY that belongs to nothing we sold: it is owed back.
    static func strayMoney(
        _ exception: SettlementException,
        amount: Money,
        in world: World
    ) throws -> LedgerTransaction {
        try LedgerTransaction(
            key: exception.bookKey(in: world),
            kind: "stray_money",
            subject: exception.subject,
            postings: [.debit(.vnpayClearing, amount), .credit(.overpayments, amount)]
        )
    }

    /// The bank's statement shows VNPAY's transfer; a difference that is not kept as a claim is a cost, or lowers one.
    static func bankCredit(_ credit: BankCredit) throws -> LedgerTransaction {
        var postings: [Posting] = [.debit(.bank, credit.amount), .credit(.vnpayClearing, credit.amount)]
        if credit.treatment == .writeOff, credit.differenceDong != 0 {
            let difference = try Money(dong: abs(credit.differenceDong))
            postings +=
                credit.differenceDong < 0
                ? [.debit(.gatewayFees, difference), .credit(.vnpayClearing, difference)]
                : [.debit(.vnpayClearing, difference), .credit(.gatewayFees, difference)]
        }
        return try LedgerTransaction(
            key: credit.bookKey,
            kind: "bank_credit",
            subject: credit.subject,
            postings: postings
        )
    }
}

extension SettlementException {
    /// An exception may be resolved, opened again by a newer file, and resolved otherwise: each time is an entry.
    fileprivate func bookKey(in world: World) -> String { "exception/\(number)/\(world.now().milliseconds)" }
}
