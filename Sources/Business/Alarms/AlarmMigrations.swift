package import Storage

extension Migration {
    /// Rules found broken, each offender once, and when each rule is looked at next.
    package static let raiseAlarms = Migration(
        "0064-raise-alarms",
        [
            """
            CREATE TABLE alarm (
                id TEXT NOT NULL PRIMARY KEY,
                rule TEXT NOT NULL,
                offender TEXT NOT NULL,
                detail TEXT NOT NULL,
                subject TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('raised', 'proposed', 'released')),
                raised_at \(SQLStatement.integerType) NOT NULL,
                times \(SQLStatement.integerType) NOT NULL,
                mended_at \(SQLStatement.integerType),
                reason TEXT,
                proposed_by TEXT REFERENCES staff (id),
                proposed_at \(SQLStatement.integerType),
                released_by TEXT REFERENCES staff (id),
                released_at \(SQLStatement.integerType),
                UNIQUE (rule, offender),
                CHECK (released_by IS NULL OR released_by <> proposed_by)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX alarm_that_freezes ON alarm (subject) WHERE state <> 'released'",
            "CREATE INDEX alarm_by_state ON alarm (state, raised_at)",
            """
            CREATE TABLE rule_watch (
                rule TEXT NOT NULL PRIMARY KEY,
                due_at \(SQLStatement.integerType) NOT NULL,
                looked_at \(SQLStatement.integerType),
                took_milliseconds \(SQLStatement.integerType),
                offenders \(SQLStatement.integerType),
                problem TEXT
            )\(SQLStatement.strict)
            """,
        ]
    )
}
