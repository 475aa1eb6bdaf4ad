package import Kernel

/// The names of a result's columns, shared by all its rows.
package final class SQLColumns: Sendable {
    let positions: [String: Int]
    package init(_ names: [String]) {
        positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// One row of a result, read by column name.
package struct SQLRow: Sendable {
    private let columns: SQLColumns
    private let values: [SQLValue]

    package init(columns: SQLColumns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    package func value(_ column: String) throws(SQLRowError) -> SQLValue {
        guard let position = columns.positions[column] else { throw SQLRowError(column: column, wanted: "a column") }
        return values[position]
    }

    package func integer(_ column: String) throws(SQLRowError) -> Int64 {
        guard case .integer(let value) = try value(column) else { throw SQLRowError(column: column, wanted: "integer") }
        return value
    }

    package func integerIfPresent(_ column: String) throws(SQLRowError) -> Int64? {
        try value(column) == .null ? nil : integer(column)
    }

    package func text(_ column: String) throws(SQLRowError) -> String {
        guard case .text(let value) = try value(column) else { throw SQLRowError(column: column, wanted: "text") }
        return value
    }

    package func textIfPresent(_ column: String) throws(SQLRowError) -> String? {
        try value(column) == .null ? nil : text(column)
    }

    package func blob(_ column: String) throws(SQLRowError) -> [UInt8] {
        guard case .blob(let value) = try value(column) else { throw SQLRowError(column: column, wanted: "blob") }
        return value
    }

    package func blobIfPresent(_ column: String) throws(SQLRowError) -> [UInt8]? {
        try value(column) == .null ? nil : blob(column)
    }
}

extension SQLRow {
    package func id<Entity>(_ column: String, of _: Entity.Type = Entity.self) throws -> ID<Entity> {
        guard let id = ID<Entity>(try text(column)) else { throw SQLRowError(column: column, wanted: "UUID") }
        return id
    }

    package func idIfPresent<Entity>(_ column: String, of _: Entity.Type = Entity.self) throws -> ID<Entity>? {
        try value(column) == .null ? nil : id(column)
    }

    package func money(_ column: String) throws -> Money { try Money(dong: integer(column)) }

    package func bool(_ column: String) throws(SQLRowError) -> Bool { try integer(column) != 0 }

    package func timestamp(_ column: String) throws(SQLRowError) -> Timestamp {
        Timestamp(milliseconds: try integer(column))
    }

    package func timestampIfPresent(_ column: String) throws(SQLRowError) -> Timestamp? {
        try integerIfPresent(column).map(Timestamp.init(milliseconds:))
    }

    package func day(_ column: String) throws(SQLRowError) -> Day { Day(number: try integer(column)) }

    package func dayIfPresent(_ column: String) throws(SQLRowError) -> Day? {
        try integerIfPresent(column).map(Day.init(number:))
    }

    package func vatRate(_ column: String) throws -> VATRate {
        guard let rate = VATRate(code: try text(column)) else { throw SQLRowError(column: column, wanted: "VAT rate") }
        return rate
    }

    /// An enum stored as its raw text, or nothing.
    package func choiceIfPresent<Choice: RawRepresentable<String>>(
        _ column: String,
        of type: Choice.Type = Choice.self
    ) throws(SQLRowError) -> Choice? {
        try textIfPresent(column) == nil ? nil : choice(column, of: type)
    }

    /// An enum stored as its raw text.
    package func choice<Choice: RawRepresentable<String>>(
        _ column: String,
        of _: Choice.Type = Choice.self
    ) throws(SQLRowError) -> Choice {
        guard let choice = Choice(rawValue: try text(column)) else {
            throw SQLRowError(column: column, wanted: "\(Choice.self)")
        }
        return choice
    }
}

/// A stored row is not what the code expects: a defect, or a hand in the database.
package struct SQLRowError: Error, Hashable, Sendable {
    package let column: String
    package let wanted: String
    package init(column: String, wanted: String) {
        self.column = column
        self.wanted = wanted
    }
}
