package import Storage

extension Migration {
    /// Files of usage, and what became of their lines.
    package static let importUsage = Migration(
        "0050-import-usage",
        [
            """
            CREATE TABLE usage_import (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                size_bytes \(SQLStatement.integerType) NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'importing', 'done', 'withdrawn')),
                keeps_good \(SQLStatement.integerType) NOT NULL CHECK (keeps_good IN (0, 1)),
                row_count \(SQLStatement.integerType) NOT NULL,
                new_count \(SQLStatement.integerType) NOT NULL,
                repeated_count \(SQLStatement.integerType) NOT NULL,
                refused_count \(SQLStatement.integerType) NOT NULL,
                late_count \(SQLStatement.integerType) NOT NULL,
                added_count \(SQLStatement.integerType) NOT NULL,
                position \(SQLStatement.integerType) NOT NULL,
                last_row \(SQLStatement.integerType) NOT NULL,
                header TEXT NOT NULL,
                started_by TEXT REFERENCES staff (id),
                unit_code TEXT,
                started_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL,
                finished_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            // One go at a file at a time.
            """
            CREATE UNIQUE INDEX usage_import_live ON usage_import (sha256)
            WHERE state IN ('checking', 'checked', 'importing')
            """,
            "CREATE INDEX usage_import_by_content ON usage_import (sha256, started_at)",
            "CREATE INDEX usage_import_by_time ON usage_import (started_at, id)",
            """
            CREATE INDEX usage_import_unfinished ON usage_import (changed_at)
            WHERE state IN ('checking', 'checked', 'importing')
            """,
            """
            CREATE TABLE usage_import_part (
                import_id TEXT NOT NULL REFERENCES usage_import (id),
                position \(SQLStatement.integerType) NOT NULL,
                bytes \(SQLStatement.blobType) NOT NULL,
                PRIMARY KEY (import_id, position)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE usage_import_mistake (
                import_id TEXT NOT NULL REFERENCES usage_import (id),
                file_row \(SQLStatement.integerType) NOT NULL,
                heading TEXT NOT NULL,
                content TEXT NOT NULL,
                reason TEXT NOT NULL,
                detail TEXT NOT NULL,
                cells TEXT NOT NULL,
                PRIMARY KEY (import_id, file_row)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE usage_import_total (
                import_id TEXT NOT NULL REFERENCES usage_import (id),
                contract_id TEXT NOT NULL REFERENCES contract (id),
                plan_code TEXT NOT NULL,
                meter TEXT NOT NULL,
                month \(SQLStatement.integerType) NOT NULL,
                row_count \(SQLStatement.integerType) NOT NULL,
                quantity \(SQLStatement.integerType) NOT NULL,
                late_count \(SQLStatement.integerType) NOT NULL,
                PRIMARY KEY (import_id, contract_id, plan_code, meter, month)
            )\(SQLStatement.strict)
            """,
        ]
    )

    /// A contract's usage is listed by day and event, a part at a time.
    package static let listUsage = Migration(
        "0051-list-usage",
        [
            "CREATE INDEX usage_record_listed ON usage_record (contract_id, day, event)",
            "DROP INDEX usage_record_by_contract",
        ]
    )
}
