package import Contracts
package import Kernel
package import Storage
package import Tariffs

extension Suspension {
    /// In the order of their days.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [Suspension] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY from_day, recorded_at, id")
            .map(Suspension.init(row:))
    }

    /// The one that goes on.
    package static func open(of contract: Contract.ID, on connection: any SQLConnection) throws -> Suspension? {
        try connection.rows(columns + " WHERE contract_id = \(contract) AND to_day IS NULL").first
            .map(Suspension.init(row:))
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Suspension? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(Suspension.init(row:))
    }

    package func insert(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO suspension (id, contract_id, cause, from_day, to_day, is_charged, reason, recorded_at)
            VALUES (\(id), \(contract), \(cause.rawValue), \(from), \(to), \(isCharged ? 1 : 0), \(reason), \(time))
            """
        )
    }

    /// Ends the rest that goes on. It lasted its first day at least.
    package func end(on last: Day, _ connection: any SQLConnection) throws {
        try connection.run(
            "UPDATE suspension SET to_day = \(max(from, last)) WHERE id = \(id) AND to_day IS NULL"
        )
    }

    private static let columns: SQLStatement =
        "SELECT id, contract_id, cause, from_day, to_day, is_charged, reason FROM suspension"

    private init(row: SQLRow) throws {
        self.init(
            id: try row.id("id"),
            contract: try row.id("contract_id"),
            cause: try row.choice("cause"),
            days: (try row.day("from_day"), try row.dayIfPresent("to_day")),
            isCharged: try row.integer("is_charged") == 1,
            reason: try row.text("reason")
        )
    }
}

extension DatedDiscount {
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [DatedDiscount] {
        try connection.rows(
            """
            SELECT from_day, to_day, basis_points, target FROM contract_discount
            WHERE contract_id = \(contract) ORDER BY from_day, to_day, target
            """
        ).map { row in
            guard let days = DaySpan(from: try row.day("from_day"), to: try row.day("to_day")) else {
                throw SQLRowError(column: "to_day", wanted: "a day not before the first")
            }
            return DatedDiscount(
                days: days,
                basisPoints: try row.integer("basis_points"),
                target: try row.choice("target")
            )
        }
    }
}
