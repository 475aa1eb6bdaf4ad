import Accounting
package import Kernel
import Statements
package import Storage

extension RevenueReport.Line {
    static func all(
        _ grouping: RevenueReport.Grouping,
        from: Day,
        to: Day,
        on connection: any SQLConnection
    ) throws -> [Self] {
        try connection.rows(
            """
            SELECT x.name AS key, coalesce(n.vi, x.name) AS vi, coalesce(n.en, x.name) AS en,
                \(sum("statement_issued")) AS postpaid, \(sum("revenue_recognised")) AS prepaid, \(others) AS others
            FROM (\(grouping.earned(from, to))) AS x LEFT JOIN (\(grouping.names)) AS n ON n.key = x.name
            GROUP BY x.name, n.vi, n.en
            """
        ).map { row in
            Self(
                key: try row.text("key"),
                name: Bilingual(vietnamese: try row.text("vi"), english: try row.text("en")),
                postpaidDong: try row.integer("postpaid"),
                prepaidDong: try row.integer("prepaid"),
                otherDong: try row.integer("others")
            )
        }
    }

    private static func sum(_ kind: SQLStatement) -> SQLStatement {
        "CAST(sum(CASE WHEN x.kind = '\(kind)' THEN x.dong ELSE 0 END) AS \(SQLStatement.integerType))"
    }

    private static let others: SQLStatement = """
        CAST(sum(CASE WHEN x.kind IN ('statement_issued', 'revenue_recognised') THEN 0 ELSE x.dong END)
            AS \(SQLStatement.integerType))
        """
}

extension RevenueReport.Grouping {
    /// What was booked as revenue, with its sign, under the name it is counted for.
    fileprivate func earned(_ from: Day, _ to: Day) -> SQLStatement {
        let booked: SQLStatement = """
            FROM ledger_posting p JOIN ledger_transaction t ON t.id = p.transaction_id
            """
        let condition: SQLStatement = " WHERE p.account = 'revenue' AND p.day >= \(from) AND p.day <= \(to)"
        let signed: SQLStatement = "CASE WHEN p.side = 'credit' THEN p.amount_dong ELSE -p.amount_dong END AS dong"
        let contract: SQLStatement =
            " LEFT JOIN contract c ON c.id = substr(t.subject, 10) AND t.subject = 'contract:' || c.id"
        switch self {
        case .unit:
            return "SELECT coalesce(c.unit_code, '') AS name, t.kind, \(signed) \(booked)\(contract)\(condition)"
        case .accountManager:
            return
                "SELECT coalesce(c.account_manager_id, '') AS name, t.kind, \(signed) \(booked)\(contract)\(condition)"
        case .product:
            return """
                SELECT l.product_code AS name, t.kind, s.net_dong AS dong \(booked)
                    JOIN statement_line s ON s.statement_id = substr(t.key, 11)
                    JOIN plan l ON l.code = s.plan_code\(condition) AND t.kind = 'statement_issued'
                UNION ALL
                SELECT e.product_code AS name, t.kind, e.amount_dong AS dong \(booked)
                    JOIN earned_month m ON m.booked_as = t.key
                    JOIN earned_part e ON e.contract_id = m.contract_id AND e.month = m.month\(condition)
                    AND t.kind = 'revenue_recognised'
                UNION ALL
                SELECT '' AS name, t.kind, \(signed) \(booked)\(condition)
                    AND t.kind NOT IN ('statement_issued', 'revenue_recognised')
                """
        }
    }

    fileprivate var names: SQLStatement {
        switch self {
        case .product: "SELECT code AS key, name_vi AS vi, name_en AS en FROM product"
        case .unit: "SELECT code AS key, name_vi AS vi, name_en AS en FROM organisation_unit"
        case .accountManager: "SELECT id AS key, name AS vi, name AS en FROM staff"
        }
    }
}

/// What the books say of a month as a whole.
package enum BookedMonth {
    package static func revenueDong(of month: Month, on connection: any SQLConnection) throws -> Int64 {
        try revenueDong(from: month.firstDay, to: month.lastDay, on: connection)
    }

    static func revenueDong(from: Day, to: Day, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT CAST(coalesce(sum(CASE WHEN side = 'credit' THEN amount_dong ELSE -amount_dong END), 0)
                AS \(SQLStatement.integerType)) AS dong
            FROM ledger_posting WHERE account = 'revenue' AND day >= \(from) AND day <= \(to)
            """
        ).first?.integer("dong") ?? 0
    }

    /// The first month before that one in which something was booked and that is not closed.
    static func firstOpen(before month: Month, on connection: any SQLConnection) throws -> Month? {
        guard let first = try first(on: connection) else { return nil }
        var open = first
        while open < month {
            if try ClosedMonth.find(open, on: connection) == nil { return open }
            open = open.adding(months: 1)
        }
        return nil
    }

    /// The month of the first booking; `nil` when nothing has been booked.
    package static func first(on connection: any SQLConnection) throws -> Month? {
        // Account by account, each of which the index answers at once.
        try LedgerAccount.allCases.compactMap { account in
            try connection.rows("SELECT min(day) AS day FROM ledger_posting WHERE account = \(account.rawValue)")
                .first?.dayIfPresent("day")
        }.min()?.month
    }
}
