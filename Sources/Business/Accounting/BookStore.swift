package import Kernel
package import Storage

/// An account over a stretch of days. Plain integers, debit less credit: a defect may make them anything, and the page
/// must show it.
package struct AccountStanding: Hashable, Sendable {
    package let account: LedgerAccount
    /// Before the first day.
    package let openingDong: Int64
    /// Booked from the first to the last day.
    package let debitDong: Int64
    package let creditDong: Int64

    package var closingDong: Int64 { openingDong + debitDong - creditDong }

    package init(account: LedgerAccount, openingDong: Int64, debitDong: Int64, creditDong: Int64) {
        self.account = account
        self.openingDong = openingDong
        self.debitDong = debitDong
        self.creditDong = creditDong
    }

    /// Every account in the order of `LedgerAccount`, those without a posting too.
    package static func all(
        from: Day,
        to: Day,
        on connection: any SQLConnection
    ) throws -> [AccountStanding] {
        let rows = try connection.rows(
            """
            SELECT account,
                CAST(sum(CASE WHEN day < \(from) AND side = 'debit' THEN amount_dong
                    WHEN day < \(from) THEN -amount_dong ELSE 0 END) AS \(SQLStatement.integerType)) AS opening,
                CAST(sum(CASE WHEN day >= \(from) AND side = 'debit' THEN amount_dong ELSE 0 END)
                    AS \(SQLStatement.integerType)) AS debit,
                CAST(sum(CASE WHEN day >= \(from) AND side = 'credit' THEN amount_dong ELSE 0 END)
                    AS \(SQLStatement.integerType)) AS credit
            FROM ledger_posting WHERE day <= \(to) GROUP BY account
            """
        )
        var found: [LedgerAccount: AccountStanding] = [:]
        for row in rows {
            let account: LedgerAccount = try row.choice("account")
            found[account] = AccountStanding(
                account: account,
                openingDong: try row.integer("opening"),
                debitDong: try row.integer("debit"),
                creditDong: try row.integer("credit")
            )
        }
        return LedgerAccount.allCases.map {
            found[$0] ?? AccountStanding(account: $0, openingDong: 0, debitDong: 0, creditDong: 0)
        }
    }
}

/// One side of a transaction as it stands in an account's list.
package struct BookedPosting: Hashable, Sendable {
    package let transaction: BookedTransaction.ID
    package let key: String
    package let kind: String
    package let subject: String
    package let at: Timestamp
    package let day: Day
    /// Its place in the transaction: one account may stand in it twice.
    package let position: Int64
    package let side: LedgerTransaction.Side
    package let amount: Money

    /// The postings of an account from one day to another, the newest first.
    package static func all(
        of account: LedgerAccount,
        days: (from: Day, to: Day),
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [BookedPosting] {
        try connection.rows(
            columns + """
                 WHERE p.account = \(account.rawValue) AND p.day >= \(days.from) AND p.day <= \(days.to)
                ORDER BY p.day DESC, p.transaction_id DESC, p.position DESC LIMIT \(window.limit) OFFSET \(window.offset)
                """
        ).map(BookedPosting.init(row:))
    }

    /// The postings after one that was read before, for an export that reads them batch by batch.
    package static func batch(
        of account: LedgerAccount,
        days: (from: Day, to: Day),
        after last: BookedPosting?,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [BookedPosting] {
        let place: SQLStatement =
            last.map {
                " AND (p.day, p.transaction_id, p.position) < (\($0.day), \($0.transaction), \($0.position))"
            } ?? ""
        return try connection.rows(
            columns + " WHERE p.account = \(account.rawValue) AND p.day >= \(days.from) AND p.day <= \(days.to)" + place
                + " ORDER BY p.day DESC, p.transaction_id DESC, p.position DESC LIMIT \(limit)"
        ).map(BookedPosting.init(row:))
    }

    /// How many there are, counted up to one more than `limit`.
    package static func count(
        of account: LedgerAccount,
        days: (from: Day, to: Day),
        limit: Int64,
        on connection: any SQLConnection
    ) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS found FROM (
                SELECT 1 FROM ledger_posting
                WHERE account = \(account.rawValue) AND day >= \(days.from) AND day <= \(days.to) LIMIT \(limit + 1)) t
            """
        ).first?.integer("found") ?? 0
    }

    private static let columns: SQLStatement = """
        SELECT t.id, t.key, t.kind, t.subject, t.at, t.day, p.position, p.side, p.amount_dong
        FROM ledger_posting p JOIN ledger_transaction t ON t.id = p.transaction_id
        """

    private init(row: SQLRow) throws {
        transaction = try row.id("id")
        key = try row.text("key")
        kind = try row.text("kind")
        subject = try row.text("subject")
        at = try row.timestamp("at")
        day = try row.day("day")
        position = try row.integer("position")
        side = try row.choice("side")
        amount = try row.money("amount_dong")
    }
}

extension Migration {
    /// A posting knows its day, so that an account's balance on a day is read from one index.
    package static let datePostings = Migration(
        "0022-date-postings",
        [
            "ALTER TABLE ledger_posting ADD COLUMN day \(SQLStatement.integerType) NOT NULL DEFAULT 0",
            """
            UPDATE ledger_posting SET day = (
                SELECT t.day FROM ledger_transaction t WHERE t.id = ledger_posting.transaction_id)
            """,
            "CREATE INDEX ledger_posting_by_day ON ledger_posting (account, day, transaction_id, position)",
        ]
    )
}
