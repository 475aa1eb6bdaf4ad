package import Storage

extension Migration {
    /// Accounts for bad debt and for customers' credits. SQLite cannot change a CHECK, so the table is made anew: every
    /// posting is copied before the old table goes.
    package static let widenLedger = Migration(
        "0059-widen-ledger",
        [
            """
            CREATE TABLE ledger_posting_new (
                transaction_id TEXT NOT NULL REFERENCES ledger_transaction (id),
                position \(SQLStatement.integerType) NOT NULL,
                account TEXT NOT NULL CHECK (account IN (
                    'receivable', 'vnpay_clearing', 'bank', 'deferred_revenue', 'revenue', 'vat_payable',
                    'gateway_fees', 'refunds_payable', 'overpayments', 'customer_credits', 'bad_debt')),
                side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                day \(SQLStatement.integerType) NOT NULL,
                PRIMARY KEY (transaction_id, position)
            )\(SQLStatement.strict)
            """,
            """
            INSERT INTO ledger_posting_new (transaction_id, position, account, side, amount_dong, day)
            SELECT transaction_id, position, account, side, amount_dong, day FROM ledger_posting
            """,
            "DROP TABLE ledger_posting",
            "ALTER TABLE ledger_posting_new RENAME TO ledger_posting",
            "CREATE INDEX ledger_posting_by_account ON ledger_posting (account)",
            "CREATE INDEX ledger_posting_by_day ON ledger_posting (account, day, transaction_id, position)",
        ]
    )

    /// The chain of ledger transactions. Those from before are linked by the job, in the order of booking.
    package static let linkLedger = Migration(
        "0066-link-ledger",
        [
            "ALTER TABLE ledger_transaction ADD COLUMN is_linked \(SQLStatement.integerType) NOT NULL DEFAULT 0",
            "CREATE INDEX ledger_transaction_unlinked ON ledger_transaction (at, id) WHERE is_linked = 0",
            """
            CREATE TABLE ledger_link (
                sequence \(SQLStatement.integerType) NOT NULL PRIMARY KEY,
                transaction_id TEXT NOT NULL UNIQUE REFERENCES ledger_transaction (id),
                hash TEXT NOT NULL
            )\(SQLStatement.strict)
            """,
        ]
    )
}
