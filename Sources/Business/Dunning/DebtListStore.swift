import Contracts
package import Kernel
import Organisation
package import People
import Storage

/// How long a debt has been late.
package enum AgeBucket: String, Hashable, Sendable, CaseIterable {
    case to30 = "0-30"
    case to60 = "31-60"
    case to90 = "61-90"
    case over90 = "90+"

    package var days: ClosedRange<Int64> {
        switch self {
        case .to30: 0...30
        case .to60: 31...60
        case .to90: 61...90
        case .over90: 91...1_000_000
        }
    }

    /// What of a month falls into it.
    fileprivate func sum(on day: Day) -> SQLStatement {
        """
        CAST(coalesce(sum(CASE WHEN \(day) - s.due_day BETWEEN \(days.lowerBound) AND \(days.upperBound)
            THEN s.total_dong - s.set_off_dong ELSE 0 END), 0) AS \(SQLStatement.integerType))
        """
    }
}

/// Overdue sums by age, in đồng.
package struct AgedDebt: Hashable, Sendable {
    package var byBucket: [AgeBucket: Int64] = [:]
    package var months: Int64 = 0

    package init() {}

    package var totalDong: Int64 { byBucket.values.reduce(0, +) }
}

/// A customer who owes something that is late, in one unit.
package struct Debtor: Hashable, Sendable {
    package let customer: Customer.ID
    package let name: String
    package let unit: String
    package let debt: AgedDebt
    /// Of the oldest month.
    package let daysLate: Int64
    package let isPaused: Bool
    package let promisedUntil: Day?
    package let isResting: Bool
}

/// What the list of debtors shows.
package struct DebtFilter: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable, CaseIterable { case paused, promised, resting }
    package enum Order: String, Hashable, Sendable, CaseIterable { case total, days, customer }

    package var text = ""
    package var unit = ""
    package var bucket: AgeBucket?
    package var standing: Standing?
    package var order = Order.total
    package var isDescending = true

    package init() {}
}

extension Debtor {
    static func list(
        _ filter: DebtFilter,
        in scope: Scope,
        on day: Day,
        window: (limit: Int, offset: Int),
        _ connection: any SQLConnection
    ) throws -> [Debtor] {
        let column: SQLStatement =
            switch filter.order {
            case .total: "total"
            case .days: "days"
            case .customer: "name"
            }
        let order: SQLStatement = " ORDER BY " + column + (filter.isDescending ? " DESC" : "") + ", customer_id, unit"
        return try connection.rows(
            "SELECT c.customer_id, max(k.name) AS name, coalesce(c.unit_code, '') AS unit, "
                + AgeBucket.to30.sum(on: day) + " AS b1, " + AgeBucket.to60.sum(on: day) + " AS b2, "
                + AgeBucket.to90.sum(on: day) + " AS b3, " + AgeBucket.over90.sum(on: day)
                    + """
                     AS b4, CAST(sum(s.total_dong - s.set_off_dong) AS \(SQLStatement.integerType)) AS total,
                        count(*) AS months, max(\(day) - s.due_day) AS days,
                        max(CASE WHEN EXISTS (\(paused(on: day))) THEN 1 ELSE 0 END) AS paused,
                        max((SELECT q.day FROM payment_promise q
                            WHERE q.customer_id = c.customer_id AND q.state = 'open')) AS promised,
                        max(CASE WHEN EXISTS (\(resting)) THEN 1 ELSE 0 END) AS resting
                    """ + condition(filter, in: scope, on: day) + order
                + " LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map(Debtor.init(row:))
    }

    static func count(
        _ filter: DebtFilter,
        in scope: Scope,
        on day: Day,
        _ connection: any SQLConnection
    ) throws
        -> Int64
    {
        try connection.rows(
            "SELECT count(*) AS found FROM (SELECT c.customer_id" + condition(filter, in: scope, on: day) + ") t"
        ).first?.integer("found") ?? 0
    }

    private static func condition(_ filter: DebtFilter, in scope: Scope, on day: Day) -> SQLStatement {
        var condition = overdue(in: scope, on: day)
        if !filter.unit.isEmpty { condition = condition + " AND c.unit_code = \(filter.unit)" }
        for word in filter.text.searchable.split(separator: " ").prefix(8) {
            condition = condition + " AND c.search_text LIKE \("%\(word)%")"
        }
        switch filter.standing {
        case nil: break
        case .paused?: condition = condition + " AND EXISTS (\(paused(on: day)))"
        case .promised?:
            condition =
                condition + """
                     AND EXISTS (SELECT 1 FROM payment_promise q
                        WHERE q.customer_id = c.customer_id AND q.state = 'open')
                    """
        case .resting?: condition = condition + " AND EXISTS (\(resting))"
        }
        condition = condition + " GROUP BY c.customer_id, c.unit_code"
        if let bucket = filter.bucket { condition = condition + " HAVING " + bucket.sum(on: day) + " > 0" }
        return condition
    }

    /// What is late, read from the index of open months.
    static func overdue(in scope: Scope, on day: Day) -> SQLStatement {
        " FROM statement s JOIN contract c ON c.id = s.contract_id JOIN customer k ON k.id = c.customer_id"
            + scope.ofContracts + " AND s.state = 'issued' AND s.due_day < \(day)"
    }

    private static func paused(on day: Day) -> SQLStatement {
        """
        SELECT 1 FROM dunning_pause p
        WHERE p.customer_id = c.customer_id AND p.ended_at IS NULL AND p.until_day >= \(day)
        """
    }

    private static let resting: SQLStatement = """
        SELECT 1 FROM debt_rest r WHERE r.contract_id = c.id AND r.ended_at IS NULL
        """

    private init(row: SQLRow) throws {
        customer = try row.id("customer_id")
        name = try row.text("name")
        unit = try row.text("unit")
        debt = try AgedDebt(row: row)
        daysLate = try row.integer("days")
        isPaused = try row.bool("paused")
        promisedUntil = try row.dayIfPresent("promised")
        isResting = try row.bool("resting")
    }
}

extension AgedDebt {
    /// Everything that is late, unit by unit in the order of their codes.
    static func byUnit(in scope: Scope, on day: Day, _ connection: any SQLConnection) throws -> [(String, AgedDebt)] {
        try connection.rows(
            "SELECT coalesce(c.unit_code, '') AS unit, "
                + AgeBucket.to30.sum(on: day) + " AS b1, " + AgeBucket.to60.sum(on: day) + " AS b2, "
                + AgeBucket.to90.sum(on: day) + " AS b3, " + AgeBucket.over90.sum(on: day)
                + " AS b4, count(*) AS months" + Debtor.overdue(in: scope, on: day)
                + " GROUP BY c.unit_code ORDER BY unit"
        ).map { (try $0.text("unit"), try AgedDebt(row: $0)) }
    }

    fileprivate init(row: SQLRow) throws {
        byBucket = [
            .to30: try row.integer("b1"), .to60: try row.integer("b2"), .to90: try row.integer("b3"),
            .over90: try row.integer("b4"),
        ]
        months = try row.integer("months")
    }

    package static func + (left: AgedDebt, right: AgedDebt) -> AgedDebt {
        var sum = left
        sum.byBucket.merge(right.byBucket, uniquingKeysWith: +)
        sum.months += right.months
        return sum
    }
}
