package import Storage

extension Migration {
    package static let createReconciliation = Migration(
        "0021-create-reconciliation",
        settlementTables + exceptionTables + bankTables
    )

    private static let settlementTables: [SQLStatement] = [
        """
        CREATE TABLE reconciliation_day (
            day \(SQLStatement.integerType) NOT NULL,
            terminal TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'imported', 'closed')),
            closings \(SQLStatement.integerType) NOT NULL CHECK (closings >= 0),
            closed_by TEXT REFERENCES staff (id),
            closed_at \(SQLStatement.integerType),
            gross_dong \(SQLStatement.integerType),
            fee_dong \(SQLStatement.integerType),
            net_dong \(SQLStatement.integerType),
            PRIMARY KEY (day, terminal),
            CHECK (state <> 'closed' OR (closed_by IS NOT NULL AND net_dong IS NOT NULL))
        )\(SQLStatement.strict)
        """,
        """
        CREATE TABLE settlement_file (
            id TEXT PRIMARY KEY,
            day \(SQLStatement.integerType) NOT NULL,
            terminal TEXT NOT NULL,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            size_bytes \(SQLStatement.integerType) NOT NULL,
            export TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('reading', 'current', 'replaced')),
            row_count \(SQLStatement.integerType) NOT NULL,
            mistake_count \(SQLStatement.integerType) NOT NULL,
            paid_count \(SQLStatement.integerType) NOT NULL,
            gross_dong \(SQLStatement.integerType) NOT NULL,
            fee_dong \(SQLStatement.integerType),
            net_dong \(SQLStatement.integerType) NOT NULL,
            imported_by TEXT REFERENCES staff (id),
            imported_at \(SQLStatement.integerType) NOT NULL,
            replaced_by TEXT REFERENCES settlement_file (id),
            UNIQUE (day, terminal, sha256),
            FOREIGN KEY (day, terminal) REFERENCES reconciliation_day (day, terminal)
        )\(SQLStatement.strict)
        """,
        "CREATE UNIQUE INDEX settlement_file_current ON settlement_file (day, terminal) WHERE state = 'current'",
        """
        CREATE TABLE settlement_line (
            file_id TEXT NOT NULL REFERENCES settlement_file (id),
            file_row \(SQLStatement.integerType) NOT NULL,
            reference TEXT NOT NULL,
            transaction_number TEXT NOT NULL,
            at \(SQLStatement.integerType) NOT NULL,
            day \(SQLStatement.integerType) NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund', 'other')),
            status TEXT NOT NULL CHECK (status IN ('succeeded', 'failed', 'other')),
            gross_dong \(SQLStatement.integerType) NOT NULL,
            fee_dong \(SQLStatement.integerType),
            net_dong \(SQLStatement.integerType),
            bank TEXT NOT NULL,
            card_type TEXT NOT NULL,
            method TEXT NOT NULL CHECK (method IN ('domestic', 'qr', 'wallet', 'international')),
            raw TEXT NOT NULL,
            PRIMARY KEY (file_id, file_row)
        )\(SQLStatement.strict)
        """,
        "CREATE INDEX settlement_line_by_reference ON settlement_line (file_id, reference)",
        "CREATE INDEX settlement_line_by_number ON settlement_line (transaction_number, file_id)",
        """
        CREATE TABLE settlement_mistake (
            file_id TEXT NOT NULL REFERENCES settlement_file (id),
            file_row \(SQLStatement.integerType) NOT NULL,
            heading TEXT NOT NULL,
            content TEXT NOT NULL,
            reason TEXT NOT NULL,
            raw TEXT NOT NULL,
            PRIMARY KEY (file_id, file_row)
        )\(SQLStatement.strict)
        """,
        // What in an unreadable row may be a reference: it is looked up, never believed.
        """
        CREATE TABLE settlement_mistake_word (
            file_id TEXT NOT NULL,
            file_row \(SQLStatement.integerType) NOT NULL,
            word TEXT NOT NULL,
            PRIMARY KEY (file_id, file_row, word),
            FOREIGN KEY (file_id, file_row) REFERENCES settlement_mistake (file_id, file_row)
        )\(SQLStatement.strict)
        """,
        """
        CREATE TABLE settlement_difference (
            newer_file_id TEXT NOT NULL REFERENCES settlement_file (id),
            older_file_id TEXT NOT NULL REFERENCES settlement_file (id),
            change TEXT NOT NULL CHECK (change IN ('added', 'gone', 'changed')),
            kind TEXT NOT NULL,
            reference TEXT NOT NULL,
            transaction_number TEXT NOT NULL,
            status_before TEXT,
            status_after TEXT,
            gross_before_dong \(SQLStatement.integerType),
            gross_after_dong \(SQLStatement.integerType),
            fee_before_dong \(SQLStatement.integerType),
            fee_after_dong \(SQLStatement.integerType),
            found_at \(SQLStatement.integerType) NOT NULL
        )\(SQLStatement.strict)
        """,
        "CREATE INDEX settlement_difference_by_file ON settlement_difference (newer_file_id, found_at)",
    ]

    /// Numbers that people can say to each other.
    private static let counted: SQLStatement = """
        \(sqlite: "INTEGER PRIMARY KEY", postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
        """

    private static let exceptionTables: [SQLStatement] = [
        // What the current file and our payments say of each other: derived, and made anew whenever either changes.
        """
        CREATE TABLE settlement_result (
            day \(SQLStatement.integerType) NOT NULL,
            terminal TEXT NOT NULL,
            identity TEXT NOT NULL,
            file_id TEXT NOT NULL REFERENCES settlement_file (id),
            file_row \(SQLStatement.integerType),
            kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund', 'other', 'mistake', 'ours')),
            class TEXT NOT NULL,
            is_paid \(SQLStatement.integerType) NOT NULL CHECK (is_paid IN (0, 1)),
            reference TEXT NOT NULL,
            transaction_number TEXT NOT NULL,
            attempt_id TEXT REFERENCES payment_attempt (id),
            theirs_dong \(SQLStatement.integerType),
            ours_dong \(SQLStatement.integerType),
            fee_dong \(SQLStatement.integerType),
            expected_fee_dong \(SQLStatement.integerType),
            net_dong \(SQLStatement.integerType),
            risk_dong \(SQLStatement.integerType) NOT NULL,
            PRIMARY KEY (day, terminal, identity)
        )\(SQLStatement.strict)
        """,
        "CREATE INDEX settlement_result_by_class ON settlement_result (day, terminal, class, file_row)",
        "CREATE INDEX settlement_result_by_attempt ON settlement_result (attempt_id, day, terminal)",
        "CREATE INDEX settlement_result_by_reference ON settlement_result (day, terminal, reference)",
        """
        CREATE TABLE settlement_exception (
            number \(counted),
            day \(SQLStatement.integerType) NOT NULL,
            terminal TEXT NOT NULL,
            identity TEXT NOT NULL,
            class TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'proposed', 'waiting', 'resolved', 'settled')),
            file_id TEXT NOT NULL REFERENCES settlement_file (id),
            file_row \(SQLStatement.integerType),
            reference TEXT NOT NULL,
            transaction_number TEXT NOT NULL,
            attempt_id TEXT REFERENCES payment_attempt (id),
            theirs_dong \(SQLStatement.integerType),
            ours_dong \(SQLStatement.integerType),
            fee_dong \(SQLStatement.integerType),
            expected_fee_dong \(SQLStatement.integerType),
            risk_dong \(SQLStatement.integerType) NOT NULL,
            owner_id TEXT REFERENCES staff (id),
            explanation TEXT NOT NULL,
            resolution TEXT CHECK (resolution IN ('apply_as_paid', 'accept_difference', 'open_refund_case',
                'wait_for_next_file', 'no_action')),
            reason TEXT,
            proposed_by TEXT REFERENCES staff (id),
            proposed_at \(SQLStatement.integerType),
            confirmed_by TEXT REFERENCES staff (id),
            booked_key TEXT,
            opened_at \(SQLStatement.integerType) NOT NULL,
            checked_at \(SQLStatement.integerType) NOT NULL,
            resolved_at \(SQLStatement.integerType),
            UNIQUE (day, terminal, identity, class),
            CHECK (state <> 'proposed' OR (resolution IS NOT NULL AND proposed_by IS NOT NULL)),
            CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by),
            CHECK (state <> 'resolved' OR confirmed_by IS NOT NULL)
        )\(SQLStatement.strict)
        """,
        """
        CREATE INDEX settlement_exception_open ON settlement_exception (opened_at)
        WHERE state IN ('open', 'proposed', 'waiting')
        """,
        "CREATE INDEX settlement_exception_by_attempt ON settlement_exception (attempt_id)",
        // What was applied because a file had it: the evidence.
        """
        CREATE TABLE settlement_evidence (
            exception_number \(SQLStatement.integerType) NOT NULL REFERENCES settlement_exception (number),
            attempt_id TEXT NOT NULL REFERENCES payment_attempt (id),
            file_id TEXT NOT NULL,
            file_row \(SQLStatement.integerType) NOT NULL,
            outcome TEXT NOT NULL,
            applied_at \(SQLStatement.integerType) NOT NULL,
            FOREIGN KEY (file_id, file_row) REFERENCES settlement_line (file_id, file_row)
        )\(SQLStatement.strict)
        """,
        "CREATE INDEX settlement_evidence_by_attempt ON settlement_evidence (attempt_id)",
    ]

    private static let bankTables: [SQLStatement] = [
        """
        CREATE TABLE bank_credit (
            number \(counted),
            terminal TEXT NOT NULL,
            credited_day \(SQLStatement.integerType) NOT NULL,
            amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
            bank_reference TEXT NOT NULL,
            treatment TEXT NOT NULL CHECK (treatment IN ('keep', 'write_off')),
            explanation TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('recorded', 'confirmed', 'withdrawn')),
            recorded_by TEXT NOT NULL REFERENCES staff (id),
            recorded_at \(SQLStatement.integerType) NOT NULL,
            decided_by TEXT REFERENCES staff (id),
            decided_at \(SQLStatement.integerType),
            CHECK (state <> 'confirmed' OR decided_by <> recorded_by)
        )\(SQLStatement.strict)
        """,
        // One line of the bank's statement is recorded once.
        "CREATE UNIQUE INDEX bank_credit_reference ON bank_credit (bank_reference) WHERE state <> 'withdrawn'",
        """
        CREATE TABLE bank_credit_day (
            credit_number \(SQLStatement.integerType) NOT NULL REFERENCES bank_credit (number),
            day \(SQLStatement.integerType) NOT NULL,
            terminal TEXT NOT NULL,
            net_dong \(SQLStatement.integerType) NOT NULL,
            PRIMARY KEY (credit_number, day),
            FOREIGN KEY (day, terminal) REFERENCES reconciliation_day (day, terminal)
        )\(SQLStatement.strict)
        """,
        "CREATE INDEX bank_credit_day_by_day ON bank_credit_day (day, terminal)",
        "CREATE INDEX payment_by_reconciled_day ON payment (reconciled_day) WHERE reconciled_day IS NOT NULL",
    ]
}
