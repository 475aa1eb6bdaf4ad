import Foundation
private import GRDB
package import Storage

/// The embedded database, over GRDB: one writer, several readers (WAL), every commit synchronised to the disk. GRDB is
/// not visible outside this file.
package struct SQLiteDatabase: SQLDatabase {
    private let writer: any DatabaseWriter

    package var dialect: Dialect { .sqlite }

    /// - Parameter path: The database's file, made when absent; `nil` keeps it in memory.
    package init(path: String? = nil) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        guard let path else {
            writer = try DatabaseQueue(configuration: configuration)
            return
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets synchronous=NORMAL on its own once the pool is open; a commit that we answered must outlive a
        // power cut, so it is set to FULL here and read back.
        let level = try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw SQLiteSettingRefused(setting: "synchronous=FULL") }
        writer = pool
    }

    /// An own copy in memory of what stands in another.
    package init(copying original: SQLiteDatabase) throws {
        try self.init()
        try original.writer.backup(to: writer)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await writer.read { try body(SQLiteConnection(database: $0)) }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await writer.write { try body(SQLiteConnection(database: $0)) }
    }

    package func migrate(_ migrations: [Migration]) async throws {
        try await write { try Migration.apply(migrations, on: $0) }
    }

    package func checkSchema(_ migrations: [Migration]) async throws {
        try await read { try Migration.check(migrations, on: $0) }
    }

    /// A consistent copy while the system runs.
    package func backUp(to path: String) async throws {
        let copy = try DatabaseQueue(path: path)
        try writer.backup(to: copy)
        try copy.close()
    }
}

/// SQLite did not take a setting on which durability rests; better not to start.
package struct SQLiteSettingRefused: Error { package let setting: String }

private struct SQLiteConnection: SQLConnection {
    let database: Database
    var dialect: Dialect { .sqlite }

    func rows(_ statement: SQLStatement) throws -> [SQLRow] {
        var rows: [SQLRow] = []
        try forEachRow(statement) { rows.append($0) }
        return rows
    }

    func forEachRow(_ statement: SQLStatement, _ body: (SQLRow) throws -> Void) throws {
        let (text, values) = statement.render(for: .sqlite)
        try translatingErrors {
            let prepared = try database.cachedStatement(sql: text)
            let columns = SQLColumns(prepared.columnNames)
            let cursor = try Row.fetchCursor(prepared, arguments: arguments(values))
            while let row = try cursor.next() {
                try body(SQLRow(columns: columns, values: row.databaseValues.map(value)))
            }
        }
    }

    @discardableResult func run(_ statement: SQLStatement) throws -> Int {
        let (text, values) = statement.render(for: .sqlite)
        return try translatingErrors {
            try database.cachedStatement(sql: text).execute(arguments: arguments(values))
            return database.changesCount
        }
    }

    private func translatingErrors<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw ConstraintViolation(description: error.message ?? "constraint")
        }
    }

    private func arguments(_ values: [SQLValue]) throws -> StatementArguments {
        StatementArguments(
            try values.map { value -> (any DatabaseValueConvertible)? in
                switch value {
                case .null: return nil
                case .integer(let integer): return integer
                case .text(let text):
                    guard !text.utf8.contains(0) else { throw TextWithNUL() }
                    return text
                case .blob(let bytes): return Data(bytes)
                }
            }
        )
    }

    private func value(_ stored: DatabaseValue) -> SQLValue {
        switch stored.storage {
        case .null: .null
        case .int64(let integer): .integer(integer)
        case .double(let number): .text(String(number))
        case .string(let text): .text(text)
        case .blob(let data): .blob(Array(data))
        }
    }
}
