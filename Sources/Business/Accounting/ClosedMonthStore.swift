package import Kernel
package import Storage

/// A month of the books that an accountant has closed: nothing more is booked into it, unless it is opened again.
package struct ClosedMonth: Hashable, Sendable {
    package let month: Month
    /// The first closing is 1; each one after a reopening counts on.
    package let closing: Int64
    /// Who closed it, as the staff table knows them.
    package let closedBy: String
    package let closedAt: Timestamp

    package init(month: Month, closing: Int64, closedBy: String, closedAt: Timestamp) {
        self.month = month
        self.closing = closing
        self.closedBy = closedBy
        self.closedAt = closedAt
    }

    /// The closing that stands; `nil` for a month that is open.
    package static func find(_ month: Month, on connection: any SQLConnection) throws -> ClosedMonth? {
        try connection.rows(columns + " WHERE month = \(month.index) AND reopened_at IS NULL")
            .first.map(ClosedMonth.init(row:))
    }

    /// Months that are closed now, the newest first.
    package static func all(limit: Int, on connection: any SQLConnection) throws -> [ClosedMonth] {
        try connection.rows(columns + " WHERE reopened_at IS NULL ORDER BY month DESC LIMIT \(limit)")
            .map(ClosedMonth.init(row:))
    }

    /// How often the month has been closed.
    package static func closings(of month: Month, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows("SELECT count(*) AS found FROM closed_month WHERE month = \(month.index)")
            .first?.integer("found") ?? 0
    }

    package func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO closed_month (month, closing, closed_by, closed_at)
            VALUES (\(month.index), \(closing), \(closedBy), \(closedAt))
            """
        )
    }

    package func reopen(
        by person: String,
        reason: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        let changed = try connection.run(
            """
            UPDATE closed_month SET reopened_by = \(person), reopened_at = \(time), reason = \(reason)
            WHERE month = \(month.index) AND closing = \(closing) AND reopened_at IS NULL
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "month:\(month.iso8601)") }
    }

    private static let columns: SQLStatement = "SELECT month, closing, closed_by, closed_at FROM closed_month"

    private init(row: SQLRow) throws {
        let index = try row.integer("month")
        month = Month(year: index / 12, month: index % 12 + 1)
        closing = try row.integer("closing")
        closedBy = try row.text("closed_by")
        closedAt = try row.timestamp("closed_at")
    }
}

extension Month {
    /// Months since year 0: how a month is stored.
    fileprivate var index: Int64 { year * 12 + month - 1 }
}

extension Migration {
    package static let closeMonths = Migration(
        "0062-close-months",
        [
            """
            CREATE TABLE closed_month (
                month \(SQLStatement.integerType) NOT NULL,
                closing \(SQLStatement.integerType) NOT NULL CHECK (closing > 0),
                closed_by TEXT NOT NULL,
                closed_at \(SQLStatement.integerType) NOT NULL,
                reopened_by TEXT,
                reopened_at \(SQLStatement.integerType),
                reason TEXT,
                PRIMARY KEY (month, closing),
                CHECK ((reopened_at IS NULL) = (reopened_by IS NULL) AND (reopened_at IS NULL) = (reason IS NULL))
            )\(SQLStatement.strict)
            """,
            "CREATE UNIQUE INDEX closed_month_standing ON closed_month (month) WHERE reopened_at IS NULL",
        ]
    )
}
