package import Storage

/// PostgreSQL 15 or newer, over libpq. Each connection has a thread of its own, so that waiting for the server never
/// holds one of Swift's own threads. To a caller it behaves as SQLite does: one writer after the other.
///
/// An error of the database inside a body undoes the whole transaction, also when the body catches it: write
/// `ON CONFLICT DO NOTHING` where a repetition is expected. A statement may not be started inside `forEachRow`.
package struct PostgresDatabase: SQLDatabase {
    private let pool: PostgresPool

    package var dialect: Dialect { .postgres }

    /// Connects once, so that a wrong address is known at the start.
    ///
    /// - Parameters:
    ///   - connectionString: What libpq understands: `postgres://user:password@host/database?sslmode=verify-full`, or
    ///     `host=… dbname=…`. Environment variables such as `PGPASSFILE` count as usual.
    ///   - connections: The most connections that are opened. They are opened as they are needed.
    ///   - schema: Where the tables are; `migrate` creates it. Without it, the server's `search_path` decides.
    package init(connectionString: String, connections: Int = 8, schema: String? = nil) throws {
        let address = try PostgresAddress(connectionString, schema: schema)
        _ = try PostgresSession(address)
        pool = PostgresPool(address, limit: connections)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await pool.perform { slot in try slot.transaction(.read, body) }
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await pool.perform { slot in try slot.transaction(.write, body) }
    }

    package func migrate(_ migrations: [Migration]) async throws {
        try await pool.perform { slot in
            try slot.migrating { try slot.transaction(.write) { try Migration.apply(migrations, on: $0) } }
        }
    }

    package func checkSchema(_ migrations: [Migration]) async throws {
        try await read { try Migration.check(migrations, on: $0) }
    }

    /// Lets running work end, refuses what waits and what comes, and closes the connections. Also happens by itself
    /// when the last copy of this value goes.
    package func shutdown() { pool.shutdown() }
}
