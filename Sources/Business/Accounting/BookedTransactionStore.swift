package import Kernel
package import Storage

/// A transaction as it stands in the books.
package struct BookedTransaction: Hashable, Sendable {
    package typealias ID = Kernel.ID<LedgerTransaction>

    package struct Posting: Hashable, Sendable {
        package let account: LedgerAccount
        package let side: LedgerTransaction.Side
        package let amount: Money
    }

    package let id: ID
    /// Names the fact that is booked, such as `payment/018f…`.
    package let key: String
    package let kind: String
    /// What it concerns, such as `contract:018f…`.
    package let subject: String
    package let at: Timestamp
    package let day: Day
    package let postings: [Posting]

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> BookedTransaction? {
        try transactions(columns + " WHERE id = \(id)", on: connection).first
    }

    package static func find(key: String, on connection: any SQLConnection) throws -> BookedTransaction? {
        try transactions(columns + " WHERE key = \(key)", on: connection).first
    }

    /// Everything booked about one thing, oldest first.
    package static func all(about subject: String, on connection: any SQLConnection) throws -> [BookedTransaction] {
        try transactions(columns + " WHERE subject = \(subject) ORDER BY at, id", on: connection)
    }

    private static let columns: SQLStatement = "SELECT id, key, kind, subject, at, day FROM ledger_transaction"

    private static func transactions(
        _ statement: SQLStatement,
        on connection: any SQLConnection
    ) throws -> [BookedTransaction] {
        try connection.rows(statement).map { row in
            let id: ID = try row.id("id")
            let postings = try connection.rows(
                """
                SELECT account, side, amount_dong FROM ledger_posting WHERE transaction_id = \(id) ORDER BY position
                """
            ).map { row in
                Posting(
                    account: try row.choice("account"),
                    side: try row.choice("side"),
                    amount: try row.money("amount_dong")
                )
            }
            return BookedTransaction(
                id: id,
                key: try row.text("key"),
                kind: try row.text("kind"),
                subject: try row.text("subject"),
                at: try row.timestamp("at"),
                day: try row.day("day"),
                postings: postings
            )
        }
    }
}
