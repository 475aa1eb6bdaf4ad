package import Kernel
package import Storage

extension LedgerTransaction {
    /// Books it, in the transaction of the change itself. A key booked before throws `ConstraintViolation`: the state
    /// machine should have known.
    package func book(in world: World, on connection: any SQLConnection) throws {
        try book(on: world.now().day, in: world, connection)
    }

    /// Books it on the day on which it was earned, such as the last of a billed month; today, when that day's month has
    /// been closed or has yet to come.
    package func book(asOf earned: Day, in world: World, on connection: any SQLConnection) throws {
        let today = world.now().day
        let isOpen = try earned <= today && ClosedMonth.find(earned.month, on: connection) == nil
        try book(on: isOpen ? earned : today, in: world, connection)
    }

    private func book(on day: Day, in world: World, _ connection: any SQLConnection) throws {
        let id = world.newID(LedgerTransaction.self)
        try connection.run(
            """
            INSERT INTO ledger_transaction (id, key, kind, subject, at, day)
            VALUES (\(id), \(key), \(kind), \(subject), \(world.now()), \(day))
            """
        )
        for (position, posting) in postings.enumerated() {
            try connection.run(
                """
                INSERT INTO ledger_posting (transaction_id, position, account, side, amount_dong, day)
                VALUES (\(id), \(position), \(posting.account.rawValue), \(posting.side.rawValue), \(posting.amount),
                    \(day))
                """
            )
        }
    }
}

extension LedgerTransaction {
    /// What was booked under a key; `nil` when nothing was.
    package static func find(_ key: String, on connection: any SQLConnection) throws -> LedgerTransaction? {
        guard
            let head = try connection.rows("SELECT id, kind, subject FROM ledger_transaction WHERE key = \(key)").first
        else { return nil }
        let postings = try connection.rows(
            """
            SELECT account, side, amount_dong FROM ledger_posting WHERE transaction_id = \(head.text("id"))
            ORDER BY position
            """
        ).map { row in
            Posting(
                account: try row.choice("account"),
                side: try row.choice("side"),
                amount: try row.money("amount_dong")
            )
        }
        return try LedgerTransaction(
            key: key,
            kind: try head.text("kind"),
            subject: try head.text("subject"),
            postings: postings
        )
    }

    /// What one thing has on an account, debit less credit, in đồng.
    package static func balance(
        of account: LedgerAccount,
        about subject: String,
        on connection: any SQLConnection
    ) throws -> Int64 {
        try connection.rows(
            """
            SELECT CAST(coalesce(sum(CASE WHEN p.side = 'debit' THEN p.amount_dong ELSE -p.amount_dong END), 0)
                AS \(SQLStatement.integerType)) AS dong
            FROM ledger_transaction t JOIN ledger_posting p ON p.transaction_id = t.id
            WHERE t.subject = \(subject) AND p.account = \(account.rawValue)
            """
        ).first?.integer("dong") ?? 0
    }

    /// Takes an entry back by its mirror image: nothing that was booked is ever changed. Nothing happens when there is
    /// no such entry.
    package static func reverse(
        _ key: String,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard let entry = try find(key, on: connection) else { return }
        try LedgerTransaction(
            key: "\(key)/reversed",
            kind: "\(entry.kind)_reversed",
            subject: entry.subject,
            postings: entry.postings.map { posting in
                Posting(
                    account: posting.account,
                    side: posting.side == .debit ? .credit : .debit,
                    amount: posting.amount
                )
            }
        ).book(in: world, on: connection)
    }
}

/// The books at a glance, and whether they hold.
package struct TrialBalance: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package let account: String
        /// Sums in đồng; plain integers, since a defect may make them anything.
        package let debitDong: Int64
        package let creditDong: Int64
    }

    package let lines: [Line]
    package let transactions: Int64
    /// Keys of transactions whose sides differ; empty when the books are sound.
    package let unbalanced: [String]

    package var isBalanced: Bool {
        unbalanced.isEmpty && lines.map(\.debitDong).reduce(0, +) == lines.map(\.creditDong).reduce(0, +)
    }

    package static func read(on connection: any SQLConnection) throws -> TrialBalance {
        let lines = try connection.rows(
            """
            SELECT account,
                CAST(sum(CASE WHEN side = 'debit' THEN amount_dong ELSE 0 END) AS \(SQLStatement.integerType)) AS debit,
                CAST(sum(CASE WHEN side = 'credit' THEN amount_dong ELSE 0 END) AS \(SQLStatement.integerType)) AS credit
            FROM ledger_posting GROUP BY account ORDER BY account
            """
        ).map { row in
            Line(
                account: try row.text("account"),
                debitDong: try row.integer("debit"),
                creditDong: try row.integer("credit")
            )
        }
        let unbalanced = try connection.rows(
            """
            SELECT t.key FROM ledger_transaction t LEFT JOIN ledger_posting p ON p.transaction_id = t.id
            GROUP BY t.id, t.key
            HAVING coalesce(sum(CASE WHEN p.side = 'debit' THEN p.amount_dong ELSE -p.amount_dong END), 1) <> 0
            ORDER BY t.key LIMIT 100
            """
        ).map { try $0.text("key") }
        let count = try connection.rows("SELECT count(*) AS transactions FROM ledger_transaction").first
        return TrialBalance(
            lines: lines,
            transactions: try count?.integer("transactions") ?? 0,
            unbalanced: unbalanced
        )
    }
}

extension Migration {
    package static let createLedger = Migration(
        "0003-create-ledger",
        [
            """
            CREATE TABLE ledger_transaction (
                id TEXT PRIMARY KEY,
                key TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                at \(SQLStatement.integerType) NOT NULL,
                day \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX ledger_transaction_by_subject ON ledger_transaction (subject)",
            """
            CREATE TABLE ledger_posting (
                transaction_id TEXT NOT NULL REFERENCES ledger_transaction (id),
                position \(SQLStatement.integerType) NOT NULL,
                account TEXT NOT NULL CHECK (account IN (
                    'receivable', 'vnpay_clearing', 'bank', 'deferred_revenue', 'revenue', 'vat_payable',
                    'gateway_fees', 'refunds_payable', 'overpayments')),
                side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                PRIMARY KEY (transaction_id, position)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX ledger_posting_by_account ON ledger_posting (account)",
        ]
    )
}
