package import Storage

extension Migration {
    package static let createPayment = Migration(
        "0010-create-payment",
        [
            """
            CREATE TABLE payment_attempt (
                id TEXT PRIMARY KEY,
                request_id TEXT NOT NULL REFERENCES payment_request (id),
                terminal TEXT NOT NULL,
                reference TEXT NOT NULL UNIQUE,
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                state TEXT NOT NULL CHECK (state IN ('redirected', 'unresolved', 'paid', 'declined')),
                decline_code TEXT,
                transaction_number TEXT,
                bank_code TEXT,
                card_type TEXT,
                bank_transaction_number TEXT,
                paid_at \(SQLStatement.integerType),
                created_at \(SQLStatement.integerType) NOT NULL,
                expires_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL,
                CHECK (state <> 'paid' OR (transaction_number IS NOT NULL AND paid_at IS NOT NULL)),
                CHECK (state <> 'declined' OR decline_code IS NOT NULL)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX payment_attempt_by_request ON payment_attempt (request_id, created_at)",
            // Only one live way to pay a debt at a time.
            """
            CREATE UNIQUE INDEX payment_attempt_live ON payment_attempt (request_id)
            WHERE state IN ('redirected', 'unresolved')
            """,
            "CREATE INDEX payment_attempt_open ON payment_attempt (expires_at) WHERE state IN ('redirected', 'unresolved')",
            """
            CREATE TABLE payment (
                id TEXT PRIMARY KEY,
                attempt_id TEXT NOT NULL UNIQUE REFERENCES payment_attempt (id),
                request_id TEXT NOT NULL REFERENCES payment_request (id),
                transaction_number TEXT NOT NULL,
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                use TEXT NOT NULL CHECK (use IN ('request', 'overpayment')),
                paid_at \(SQLStatement.integerType) NOT NULL,
                recorded_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE UNIQUE INDEX payment_of_request ON payment (request_id) WHERE use = 'request'",
            "CREATE INDEX payment_by_transaction ON payment (transaction_number)",
            """
            CREATE TABLE gateway_message (
                id TEXT PRIMARY KEY,
                channel TEXT NOT NULL CHECK (channel IN ('ipn', 'return', 'querydr')),
                raw TEXT NOT NULL,
                address TEXT NOT NULL,
                reference TEXT,
                verdict TEXT NOT NULL,
                received_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX gateway_message_by_reference ON gateway_message (reference, received_at)",
            """
            CREATE TABLE payment_case (
                key TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                reference TEXT NOT NULL,
                amount_dong \(SQLStatement.integerType),
                detail TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
                opened_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX payment_case_open ON payment_case (opened_at) WHERE state = 'open'",
            """
            CREATE TABLE terminal_turn (
                terminal TEXT PRIMARY KEY,
                next_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
        ]
    )

    package static let reconcilePayment = Migration(
        "0018-reconcile-payment",
        [
            "ALTER TABLE payment ADD COLUMN reconciled_day \(SQLStatement.integerType)",
            "CREATE INDEX payment_by_paid_at ON payment (paid_at)",
            "CREATE INDEX payment_by_request ON payment (request_id)",
        ]
    )

    /// Look-up among ten million payments: every filter of the list leads to an index whose order is the list's own, so
    /// that a page of 25 rows is read and not found by sorting.
    package static let lookUpPayments = Migration(
        "0022-look-up-payments",
        [
            "ALTER TABLE payment_attempt ADD COLUMN contract_id TEXT REFERENCES contract (id)",
            // A contract never moves to another unit, so that the attempt may carry it.
            "ALTER TABLE payment_attempt ADD COLUMN unit_code TEXT REFERENCES organisation_unit (code)",
            // No release has many attempts yet, so that this may stand in a migration.
            """
            UPDATE payment_attempt SET
                contract_id = (SELECT r.contract_id FROM payment_request r WHERE r.id = payment_attempt.request_id),
                unit_code = (SELECT c.unit_code FROM payment_request r JOIN contract c ON c.id = r.contract_id
                    WHERE r.id = payment_attempt.request_id)
            """,
            "CREATE INDEX payment_attempt_by_time ON payment_attempt (created_at, id)",
            "CREATE INDEX payment_attempt_by_unit ON payment_attempt (unit_code, created_at, id)",
            "CREATE INDEX payment_attempt_by_contract ON payment_attempt (contract_id, created_at, id)",
            "CREATE INDEX payment_attempt_by_state ON payment_attempt (state, created_at, id)",
            """
            CREATE INDEX payment_attempt_by_bank ON payment_attempt (bank_code, created_at, id)
            WHERE bank_code IS NOT NULL
            """,
            """
            CREATE INDEX payment_attempt_by_transaction ON payment_attempt (transaction_number)
            WHERE transaction_number IS NOT NULL
            """,
            "CREATE INDEX payment_attempt_by_amount ON payment_attempt (amount_dong, created_at)",
            // For the beginning of a reference; the unique index may be sorted by a language's rules.
            """
            CREATE INDEX payment_attempt_by_prefix ON payment_attempt
            (reference \(sqlite: "COLLATE BINARY", postgres: "COLLATE \"C\""))
            """,
            "ALTER TABLE gateway_message ADD COLUMN claimed_reference TEXT",
            """
            CREATE INDEX gateway_message_by_claim ON gateway_message (claimed_reference, received_at)
            WHERE claimed_reference IS NOT NULL
            """,
            "CREATE INDEX payment_case_by_reference ON payment_case (reference)",
        ]
    )

    /// Since when the outcome of an attempt is unknown, and when people were asked about it. What was asked of VNPAY
    /// is found by its time.
    package static let watchUnknownOutcomes = Migration(
        "0065-watch-unknown-outcomes",
        [
            "ALTER TABLE payment_attempt ADD COLUMN unknown_since \(SQLStatement.integerType)",
            "ALTER TABLE payment_attempt ADD COLUMN people_asked_at \(SQLStatement.integerType)",
            "UPDATE payment_attempt SET unknown_since = changed_at WHERE state = 'unresolved'",
            """
            CREATE INDEX payment_attempt_unknown ON payment_attempt (unknown_since, id) WHERE state = 'unresolved'
            """,
            """
            CREATE INDEX payment_attempt_known_late ON payment_attempt (changed_at)
            WHERE unknown_since IS NOT NULL AND state IN ('paid', 'declined')
            """,
            "CREATE INDEX gateway_message_question ON gateway_message (received_at) WHERE channel = 'querydr'",
        ]
    )

    /// Where the gateway's page of an attempt is, so that a payer who came back can go on; and whether it is
    /// still to be looked at whether a payment's invoice has been asked for.
    package static let continuePayment = Migration(
        "0037-continue-payment",
        [
            "ALTER TABLE payment_attempt ADD COLUMN pay_url TEXT",
            "ALTER TABLE payment ADD COLUMN is_invoice_watched \(SQLStatement.integerType) NOT NULL DEFAULT 1",
            """
            CREATE INDEX payment_watched ON payment (paid_at) WHERE is_invoice_watched = 1 AND use = 'request'
            """,
        ]
    )
}
