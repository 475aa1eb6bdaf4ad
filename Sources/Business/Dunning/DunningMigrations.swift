package import Storage

extension Migration {
    package static let createDunning = Migration(
        "0060-create-dunning",
        [
            """
            CREATE TABLE dunning_step (
                days \(SQLStatement.integerType) PRIMARY KEY CHECK (days BETWEEN -30 AND 365),
                channel TEXT NOT NULL CHECK (channel IN ('email')),
                tone TEXT NOT NULL CHECK (tone IN ('friendly', 'firm', 'warning', 'suspension')),
                suspends \(SQLStatement.integerType) NOT NULL CHECK (suspends IN (0, 1)),
                CHECK (suspends = 0 OR days > 0)
            )\(SQLStatement.strict)
            """,
            """
            INSERT INTO dunning_step (days, channel, tone, suspends) VALUES (-3, 'email', 'friendly', 0),
                (0, 'email', 'friendly', 0), (3, 'email', 'firm', 0), (7, 'email', 'warning', 0),
                (15, 'email', 'suspension', 1)
            """,
            """
            CREATE TABLE dunning_letter (
                id TEXT PRIMARY KEY,
                customer_id TEXT NOT NULL REFERENCES customer (id),
                contract_id TEXT NOT NULL REFERENCES contract (id),
                link_id TEXT NOT NULL REFERENCES payment_link (id),
                tone TEXT NOT NULL CHECK (tone IN ('friendly', 'firm', 'warning', 'suspension')),
                at \(SQLStatement.integerType) NOT NULL,
                withdrawn_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX dunning_letter_by_customer ON dunning_letter (customer_id, at)",
            // Each step of a month once.
            """
            CREATE TABLE dunning_done (
                statement_id TEXT NOT NULL REFERENCES statement (id),
                days \(SQLStatement.integerType) NOT NULL,
                passed_over \(SQLStatement.integerType) NOT NULL CHECK (passed_over IN (0, 1)),
                letter_id TEXT NOT NULL REFERENCES dunning_letter (id),
                at \(SQLStatement.integerType) NOT NULL,
                PRIMARY KEY (statement_id, days)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX dunning_done_by_letter ON dunning_done (letter_id)",
            """
            CREATE TABLE dunning_pause (
                id TEXT PRIMARY KEY,
                customer_id TEXT NOT NULL REFERENCES customer (id),
                reason TEXT NOT NULL CHECK (reason <> ''),
                until_day \(SQLStatement.integerType) NOT NULL,
                by_staff TEXT NOT NULL REFERENCES staff (id),
                at \(SQLStatement.integerType) NOT NULL,
                ended_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE UNIQUE INDEX dunning_pause_open ON dunning_pause (customer_id) WHERE ended_at IS NULL",
            "CREATE INDEX dunning_pause_by_customer ON dunning_pause (customer_id, at)",
            """
            CREATE TABLE payment_promise (
                id TEXT PRIMARY KEY,
                customer_id TEXT NOT NULL REFERENCES customer (id),
                day \(SQLStatement.integerType) NOT NULL,
                through_day \(SQLStatement.integerType) NOT NULL,
                note TEXT NOT NULL,
                by_staff TEXT NOT NULL REFERENCES staff (id),
                at \(SQLStatement.integerType) NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('open', 'kept', 'broken', 'withdrawn')),
                settled_at \(SQLStatement.integerType),
                CHECK ((state = 'open') = (settled_at IS NULL))
            )\(SQLStatement.strict)
            """,
            "CREATE UNIQUE INDEX payment_promise_open ON payment_promise (customer_id) WHERE state = 'open'",
            "CREATE INDEX payment_promise_by_day ON payment_promise (day) WHERE state = 'open'",
            "CREATE INDEX payment_promise_by_customer ON payment_promise (customer_id, at)",
            // The months because of which a contract's service rests.
            """
            CREATE TABLE debt_rest (
                contract_id TEXT NOT NULL REFERENCES contract (id),
                statement_id TEXT NOT NULL REFERENCES statement (id),
                at \(SQLStatement.integerType) NOT NULL,
                ended_at \(SQLStatement.integerType),
                PRIMARY KEY (contract_id, statement_id)
            )\(SQLStatement.strict)
            """,
        ]
    )

    /// Write-offs, their reversals and credits: what two people decide about a debt.
    package static let changeDebt = Migration(
        "0061-change-debt",
        [
            """
            CREATE TABLE debt_change (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('write_off', 'undo_write_off', 'credit')),
                customer_id TEXT NOT NULL REFERENCES customer (id),
                statement_id TEXT REFERENCES statement (id),
                source TEXT CHECK (source IN ('refund', 'adjustment')),
                refund_id TEXT,
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                left_dong \(SQLStatement.integerType) NOT NULL CHECK (left_dong BETWEEN 0 AND amount_dong),
                reason TEXT NOT NULL CHECK (reason <> ''),
                document TEXT NOT NULL CHECK (document <> ''),
                state TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'returned')),
                proposed_by TEXT NOT NULL REFERENCES staff (id),
                proposed_at \(SQLStatement.integerType) NOT NULL,
                decided_by TEXT REFERENCES staff (id),
                decided_at \(SQLStatement.integerType),
                ruling TEXT,
                CHECK ((state = 'proposed') = (decided_by IS NULL)),
                CHECK (state <> 'agreed' OR decided_by <> proposed_by),
                CHECK ((kind = 'credit') = (source IS NOT NULL)),
                CHECK (kind = 'credit' OR (statement_id IS NOT NULL AND left_dong = 0)),
                CHECK (source IS NULL OR source <> 'refund' OR refund_id IS NOT NULL),
                CHECK (source IS NULL OR source <> 'adjustment' OR statement_id IS NOT NULL)
            )\(SQLStatement.strict)
            """,
            // One proposal about a month at a time; a refund is credited once.
            """
            CREATE UNIQUE INDEX debt_change_open ON debt_change (statement_id)
            WHERE state = 'proposed' AND kind <> 'credit'
            """,
            "CREATE UNIQUE INDEX debt_change_refund ON debt_change (refund_id) WHERE state <> 'returned'",
            "CREATE INDEX debt_change_by_customer ON debt_change (customer_id, proposed_at)",
            "CREATE INDEX debt_change_by_state ON debt_change (state, proposed_at)",
            """
            CREATE TABLE credit_set_off (
                id TEXT PRIMARY KEY,
                credit_id TEXT NOT NULL REFERENCES debt_change (id),
                statement_id TEXT NOT NULL REFERENCES statement (id),
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                by_staff TEXT NOT NULL REFERENCES staff (id),
                at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX credit_set_off_by_statement ON credit_set_off (statement_id)",
            "CREATE INDEX credit_set_off_by_credit ON credit_set_off (credit_id)",
        ]
    )
}
