package import Storage

extension Migration {
    package static let createRefund = Migration(
        "0041-create-refund",
        [
            """
            CREATE TABLE refund (
                id TEXT PRIMARY KEY,
                case_key TEXT NOT NULL REFERENCES payment_case (key),
                reference TEXT NOT NULL,
                charge_number TEXT NOT NULL,
                attempt_id TEXT REFERENCES payment_attempt (id),
                way TEXT NOT NULL CHECK (way IN ('vnpay', 'outside', 'kept')),
                extent TEXT NOT NULL CHECK (extent IN ('full', 'partial')),
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong >= 0),
                reason TEXT NOT NULL,
                keeping TEXT CHECK (keeping IN ('applied_elsewhere', 'left_to_us', 'nothing_owed')),
                outside_reference TEXT,
                outside_day \(SQLStatement.integerType),
                state TEXT NOT NULL CHECK (state IN ('proposed', 'returned', 'requested', 'sending', 'unanswered',
                    'processing', 'at_bank', 'done', 'refused', 'unclear')),
                code TEXT,
                since \(SQLStatement.integerType) NOT NULL,
                proposed_by TEXT NOT NULL REFERENCES staff (id),
                proposed_at \(SQLStatement.integerType) NOT NULL,
                decided_by TEXT REFERENCES staff (id),
                decided_at \(SQLStatement.integerType),
                ruling TEXT,
                tries \(SQLStatement.integerType) NOT NULL CHECK (tries >= 0),
                request_id TEXT,
                gateway_number TEXT,
                gateway_at \(SQLStatement.integerType),
                invoice_outcome TEXT CHECK (invoice_outcome IN ('none', 'adjusted', 'by_hand')),
                version \(SQLStatement.integerType) NOT NULL,
                CHECK (way = 'kept' OR amount_dong > 0),
                CHECK (way <> 'vnpay' OR attempt_id IS NOT NULL),
                CHECK (way <> 'outside' OR (outside_reference IS NOT NULL AND outside_day IS NOT NULL)),
                CHECK (way <> 'kept' OR keeping IS NOT NULL),
                CHECK (state NOT IN ('refused', 'unclear') OR code IS NOT NULL),
                CHECK (state = 'proposed' OR decided_by IS NOT NULL),
                CHECK (state IN ('proposed', 'returned') OR decided_by <> proposed_by)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX refund_by_case ON refund (case_key, proposed_at)",
            "CREATE INDEX refund_by_reference ON refund (reference)",
            // One at a time: VNPAY answers 94 to the second, and nobody could tell the two apart.
            """
            CREATE UNIQUE INDEX refund_under_way ON refund (reference)
            WHERE way = 'vnpay' AND state IN ('requested', 'sending', 'unanswered', 'processing', 'at_bank', 'unclear')
            """,
            """
            CREATE UNIQUE INDEX refund_of_case ON refund (case_key)
            WHERE state IN ('proposed', 'requested', 'sending', 'unanswered', 'processing', 'at_bank', 'unclear')
            """,
            "CREATE INDEX refund_to_invoice ON refund (since) WHERE state = 'done' AND invoice_outcome IS NULL",
            "CREATE INDEX refund_by_gateway_at ON refund (gateway_at) WHERE gateway_at IS NOT NULL",
            // Facts: a row when it leaves, and what came back. Nobody may use a request identifier twice.
            """
            CREATE TABLE refund_message (
                id TEXT PRIMARY KEY,
                refund_id TEXT NOT NULL REFERENCES refund (id),
                kind TEXT NOT NULL CHECK (kind IN ('refund', 'querydr')),
                request_id TEXT NOT NULL UNIQUE,
                sent_at \(SQLStatement.integerType) NOT NULL,
                raw TEXT,
                verdict TEXT,
                answered_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX refund_message_by_refund ON refund_message (refund_id, sent_at)",
            "CREATE INDEX payment_case_by_time ON payment_case (opened_at, key)",
        ]
    )
}
