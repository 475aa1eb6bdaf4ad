package import Storage

extension Migration {
    package static let createJournal = Migration(
        "0001-create-journal",
        [
            """
            CREATE TABLE outbox_message (
                key TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                body TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('open', 'done', 'parked')),
                created_at \(SQLStatement.integerType) NOT NULL,
                available_at \(SQLStatement.integerType) NOT NULL,
                attempts \(SQLStatement.integerType) NOT NULL CHECK (attempts >= 0),
                claims \(SQLStatement.integerType) NOT NULL CHECK (claims >= 0),
                last_error TEXT,
                done_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            // Cost follows what is open, not what has ever been sent.
            "CREATE INDEX outbox_message_open ON outbox_message (available_at) WHERE state = 'open'",
            "CREATE INDEX outbox_message_parked ON outbox_message (created_at) WHERE state = 'parked'",
            """
            CREATE TABLE audit_entry (
                id TEXT PRIMARY KEY,
                at \(SQLStatement.integerType) NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                detail TEXT NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX audit_entry_by_subject ON audit_entry (subject, at)",
            "CREATE TABLE audit_unsealed (entry_id TEXT PRIMARY KEY REFERENCES audit_entry (id))\(SQLStatement.strict)",
            """
            CREATE TABLE audit_link (
                sequence \(SQLStatement.integerType) PRIMARY KEY,
                entry_id TEXT NOT NULL UNIQUE REFERENCES audit_entry (id),
                hash TEXT NOT NULL
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE idempotency_key (
                scope TEXT NOT NULL,
                key TEXT NOT NULL,
                input_hash TEXT NOT NULL,
                answer TEXT NOT NULL,
                created_at \(SQLStatement.integerType) NOT NULL,
                PRIMARY KEY (scope, key)
            )\(SQLStatement.strict)
            """,
        ]
    )
}
