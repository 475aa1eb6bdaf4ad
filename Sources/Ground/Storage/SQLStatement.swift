package import Kernel

package enum Dialect: Sendable, CaseIterable { case sqlite, postgres }

/// One SQL statement, rendered for either dialect. An interpolated value is always a bound parameter; the only way to
/// add text is a literal that the compiler has seen.
package struct SQLStatement: Sendable, ExpressibleByStringInterpolation {
    enum Segment: Sendable {
        case text(String)
        case value(SQLValue)
        case choice(sqlite: [Segment], postgres: [Segment])
    }

    var segments: [Segment]

    package init(stringLiteral text: String) { segments = [.text(text)] }
    package init(stringInterpolation: StringInterpolation) { segments = stringInterpolation.segments }

    package struct StringInterpolation: StringInterpolationProtocol {
        var segments: [Segment] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ text: String) { segments.append(.text(text)) }
        package mutating func appendInterpolation(_ value: some SQLBindable) { segments.append(.value(value.sqlValue)) }
        package mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            segments.append(.value(value?.sqlValue ?? .null))
        }
        package mutating func appendInterpolation(_ fragment: SQLStatement) { segments += fragment.segments }
        package mutating func appendInterpolation(sqlite: SQLStatement, postgres: SQLStatement) {
            segments.append(.choice(sqlite: sqlite.segments, postgres: postgres.segments))
        }
        /// A comma-separated list of bound values, for `IN (…)`. The list must not be empty.
        package mutating func appendInterpolation<Values: Sequence>(list values: Values)
        where Values.Element: SQLBindable {
            for (index, value) in values.enumerated() {
                if index > 0 { segments.append(.text(", ")) }
                segments.append(.value(value.sqlValue))
            }
        }
        /// Parts with commas between them, such as the rows after `VALUES`. There must be at least one.
        package mutating func appendInterpolation(joined parts: some Sequence<SQLStatement>) {
            for (index, part) in parts.enumerated() {
                if index > 0 { segments.append(.text(", ")) }
                segments += part.segments
            }
        }
    }

    package static func + (left: SQLStatement, right: SQLStatement) -> SQLStatement {
        var sum = left
        sum.segments += right.segments
        return sum
    }

    package func render(for dialect: Dialect) -> (text: String, values: [SQLValue]) {
        var text = ""
        var values: [SQLValue] = []
        func append(_ segments: [Segment]) {
            for segment in segments {
                switch segment {
                case .text(let part): text += part
                case .value(let value):
                    values.append(value)
                    text += dialect == .sqlite ? "?" : "$\(values.count)"
                case .choice(let sqlite, let postgres): append(dialect == .sqlite ? sqlite : postgres)
                }
            }
        }
        append(segments)
        return (text, values)
    }
}

extension SQLStatement {
    /// The type of a column that holds whole numbers: đồng, milliseconds, days, counts, 0 or 1.
    package static let integerType: SQLStatement = "\(sqlite: "INTEGER", postgres: "BIGINT")"
    /// The type of a column that holds bytes.
    package static let blobType: SQLStatement = "\(sqlite: "BLOB", postgres: "BYTEA")"
    /// What ends a `CREATE TABLE`: SQLite checks types only when told to.
    package static let strict: SQLStatement = "\(sqlite: " STRICT", postgres: "")"
}

package enum SQLValue: Hashable, Sendable { case null, integer(Int64), text(String), blob([UInt8]) }

/// A value that may stand in a statement.
package protocol SQLBindable: Sendable { var sqlValue: SQLValue { get } }

extension Int64: SQLBindable { package var sqlValue: SQLValue { .integer(self) } }
extension Int: SQLBindable { package var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Bool: SQLBindable { package var sqlValue: SQLValue { .integer(self ? 1 : 0) } }
extension String: SQLBindable { package var sqlValue: SQLValue { .text(self) } }
extension [UInt8]: SQLBindable { package var sqlValue: SQLValue { .blob(self) } }
extension ID: SQLBindable { package var sqlValue: SQLValue { .text(description) } }
extension Money: SQLBindable { package var sqlValue: SQLValue { .integer(dong) } }
extension Timestamp: SQLBindable { package var sqlValue: SQLValue { .integer(milliseconds) } }
extension Day: SQLBindable { package var sqlValue: SQLValue { .integer(number) } }
extension VATRate: SQLBindable { package var sqlValue: SQLValue { .text(code) } }
extension Language: SQLBindable { package var sqlValue: SQLValue { .text(rawValue) } }
