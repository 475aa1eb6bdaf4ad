/// A database. The bodies are synchronous on purpose: nothing can `await` a gateway while a transaction is open. A
/// body may run more than once (a serialization retry), so it touches only the connection it is given.
package protocol SQLDatabase: Sendable {
    var dialect: Dialect { get }

    /// A consistent view; writing inside throws.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// One serializable transaction, durable when this returns. An error thrown by the body undoes it.
    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Brings the schema up to date. Throws `SchemaError` when the database knows a migration this program does not.
    func migrate(_ migrations: [Migration]) async throws

    /// Throws `SchemaError` unless exactly these migrations have been applied. Changes nothing.
    func checkSchema(_ migrations: [Migration]) async throws
}

package protocol SQLConnection {
    var dialect: Dialect { get }
    func rows(_ statement: SQLStatement) throws -> [SQLRow]
    /// Calls `body` for each row without keeping them: for results of any length.
    func forEachRow(_ statement: SQLStatement, _ body: (SQLRow) throws -> Void) throws
    /// The number of rows inserted, updated or deleted.
    @discardableResult func run(_ statement: SQLStatement) throws -> Int
}

/// The database refused a statement because a rule of the schema forbids it (unique, foreign key, check).
package struct ConstraintViolation: Error, CustomStringConvertible {
    package let description: String
    package init(description: String) { self.description = description }
}

/// The program and the database do not agree about the schema.
package enum SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A newer program has been here: this one must not touch what it does not understand.
    case fromTheFuture(migrations: [String])
    case notMigrated(missing: [String])

    package var description: String {
        switch self {
        case .fromTheFuture(let migrations):
            "the database has a schema from a newer version (\(migrations.joined(separator: ", "))): "
                + "start that version, or restore a backup"
        case .notMigrated(let missing):
            "the database lacks \(missing.joined(separator: ", ")): run `qldv migrate` first"
        }
    }
}

/// A text with a zero byte: PostgreSQL cannot hold one, so neither engine takes it.
package struct TextWithNUL: Error {
    package init() {}
}
