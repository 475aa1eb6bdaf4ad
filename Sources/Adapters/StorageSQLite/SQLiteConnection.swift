import Foundation
import GRDB
import Storage

/// What a transaction's body sees.
struct SQLiteConnection: SQLConnection {
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

    func translatingErrors<Value>(_ work: () throws -> Value) throws -> Value {
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
