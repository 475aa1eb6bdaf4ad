/// A named step of the schema's history. Only ever appended; never edited once merged.
package struct Migration: Sendable {
    package let name: String
    package let statements: [SQLStatement]

    package init(_ name: String, _ statements: [SQLStatement]) {
        self.name = name
        self.statements = statements
    }
}

extension Migration {
    /// What each engine's adapter runs inside one transaction: applies, in order, what has not been applied.
    ///
    /// - Throws: `SchemaError.fromTheFuture` when the database has been written by a newer program.
    package static func apply(_ migrations: [Migration], on connection: any SQLConnection) throws {
        try connection.run(
            "CREATE TABLE IF NOT EXISTS schema_migration (position \(SQLStatement.integerType) PRIMARY KEY, name TEXT NOT NULL UNIQUE)"
        )
        let applied = try applied(on: connection)
        try refuseFuture(applied, known: migrations)
        for (position, migration) in migrations.enumerated() where !applied.contains(migration.name) {
            for statement in migration.statements { try connection.run(statement) }
            try connection.run(
                "INSERT INTO schema_migration (position, name) VALUES (\(position), \(migration.name))"
            )
        }
    }

    /// - Throws: `SchemaError` unless the database has exactly these migrations.
    package static func check(_ migrations: [Migration], on connection: any SQLConnection) throws {
        let exists = try !connection.rows(
            """
            \(sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'",
              postgres: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration'")
            """
        ).isEmpty
        let applied = exists ? try applied(on: connection) : []
        try refuseFuture(applied, known: migrations)
        let missing = migrations.map(\.name).filter { !applied.contains($0) }
        guard missing.isEmpty else { throw SchemaError.notMigrated(missing: missing) }
    }

    private static func applied(on connection: any SQLConnection) throws -> Set<String> {
        Set(try connection.rows("SELECT name FROM schema_migration").map { try $0.text("name") })
    }

    private static func refuseFuture(_ applied: Set<String>, known: [Migration]) throws(SchemaError) {
        let unknown = applied.subtracting(known.map(\.name)).sorted()
        guard unknown.isEmpty else { throw .fromTheFuture(migrations: unknown) }
    }
}
