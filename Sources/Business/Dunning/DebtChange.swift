import Accounting
import Contracts
package import Kernel
package import Organisation
package import People
package import Statements

/// What two people decide about a customer's debt: a month is given up as bad debt, that is taken back, or the customer
/// gets something to the good.
package struct DebtChange: Hashable, Sendable {
    package typealias ID = Kernel.ID<DebtChange>

    package enum Kind: Hashable, Sendable {
        /// A month is given up as bad debt. Its VAT is not reversed: the service was delivered and billed, the tax is
        /// owed whether or not the customer pays. The whole amount is expense.
        case writeOff(Statement.ID)
        /// The same month is owed again.
        case undoWriteOff(Statement.ID)
        case credit(Source)

        package enum Name: String, Hashable, Sendable, CaseIterable {
            case writeOff = "write_off"
            case undoWriteOff = "undo_write_off"
            case credit
        }

        package var name: Name {
            switch self {
            case .writeOff: .writeOff
            case .undoWriteOff: .undoWriteOff
            case .credit: .credit
            }
        }
    }

    /// Where the money of a credit comes from.
    package enum Source: Hashable, Sendable {
        /// Money of a refund case that two people kept for other debts of the customer.
        case refund(String)
        /// A month was billed too dear. Its invoice, where it is out, is adjusted in the room of invoices.
        case adjustment(Statement.ID)
    }

    package enum State: String, Hashable, Sendable, CaseIterable { case proposed, agreed, returned }

    package let id: ID
    package let kind: Kind
    package let customer: Customer.ID
    package let amount: Money
    /// Of a credit: what has not been set off.
    package internal(set) var left: Money
    package let reason: String
    /// The decision or minutes that it rests on.
    package let document: String
    package internal(set) var state: State
    package let proposedBy: StaffMember.ID
    package let proposedAt: Timestamp
    package internal(set) var decidedBy: StaffMember.ID?
    package internal(set) var decidedAt: Timestamp?
    package internal(set) var ruling: String?

    package var subject: String { "debt_change:\(id)" }

    package var statement: Statement.ID? {
        switch kind {
        case .writeOff(let id), .undoWriteOff(let id), .credit(.adjustment(let id)): id
        case .credit(.refund): nil
        }
    }
}

/// What debt changes write into the books.
extension LedgerTransaction {
    /// VAT is not reversed, see `DebtChange.Kind.writeOff`.
    static func writtenOff(_ change: DebtChange, subject: String) throws -> LedgerTransaction {
        try LedgerTransaction(
            key: "write_off/\(change.id)",
            kind: "statement_written_off",
            subject: subject,
            postings: [.debit(.badDebt, change.amount), .credit(.receivable, change.amount)]
        )
    }

    static func writeOffUndone(_ change: DebtChange, subject: String) throws -> LedgerTransaction {
        try LedgerTransaction(
            key: "write_off/\(change.id)",
            kind: "write_off_undone",
            subject: subject,
            postings: [.debit(.receivable, change.amount), .credit(.badDebt, change.amount)]
        )
    }

    /// - Parameter vat: What of an adjustment is VAT. Money kept of a refund was booked against the receivable when it
    ///   was kept; it moves from there.
    static func creditGranted(
        _ change: DebtChange,
        _ source: DebtChange.Source,
        vat: Money,
        subject: String
    ) throws -> LedgerTransaction {
        let from: [Posting] =
            switch source {
            case .refund: [.debit(.receivable, change.amount)]
            case .adjustment: [.debit(.revenue, try change.amount - vat), .debit(.vatPayable, vat)]
            }
        return try LedgerTransaction(
            key: "credit/\(change.id)",
            kind: "credit_granted",
            subject: subject,
            postings: from + [.credit(.customerCredits, change.amount)]
        )
    }

    static func creditSetOff(_ id: String, _ amount: Money, subject: String) throws -> LedgerTransaction {
        try LedgerTransaction(
            key: "set_off/\(id)",
            kind: "credit_set_off",
            subject: subject,
            postings: [.debit(.customerCredits, amount), .credit(.receivable, amount)]
        )
    }
}

extension Statement {
    /// How much of a part of its total is VAT, rounded half up.
    func vatPart(of amount: Money) throws -> Money {
        guard !totals.total.isZero else { return .zero }
        let (scaled, whole) = (Int128(amount.dong) * Int128(totals.vat.dong), Int128(totals.total.dong))
        return try Money(dong: Int64((scaled * 2 + whole) / (whole * 2)))
    }
}
