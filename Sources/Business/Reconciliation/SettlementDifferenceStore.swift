import Kernel
package import Storage

/// What a newer file of a day says otherwise than the one before it. Only ever inserted.
package struct SettlementDifference: Hashable, Sendable {
    package enum Change: String, Hashable, Sendable, CaseIterable { case added, gone, changed }

    /// A value in the older and in the newer file; `nil` where the row was or is not there.
    package struct Sides<Value: Hashable & Sendable>: Hashable, Sendable {
        package let before: Value?
        package let after: Value?

        package init(before: Value?, after: Value?) {
            self.before = before
            self.after = after
        }
    }

    package let change: Change
    package let kind: SettlementLine.Kind
    package let reference: String
    package let transactionNumber: String
    package let status: Sides<SettlementLine.Status>
    package let grossDong: Sides<Int64>
    package let feeDong: Sides<Int64>
}

extension SettlementDifference {
    /// Finds and keeps them, all in the database. Rows are the same when reference, number and kind are, and they are
    /// equally often there.
    ///
    /// - Returns: How many.
    static func record(
        from older: SettlementFile.ID,
        to newer: SettlementFile.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Int {
        try connection.run(
            """
            INSERT INTO settlement_difference (newer_file_id, older_file_id, change, kind, reference,
                transaction_number, status_before, status_after, gross_before_dong, gross_after_dong, fee_before_dong,
                fee_after_dong, found_at)
            WITH o AS (\(lines(of: older))), n AS (\(lines(of: newer)))
            SELECT \(newer), \(older), 'added', n.kind, n.reference, n.transaction_number, NULL, n.status,
                \(noNumber), n.gross_dong, \(noNumber), n.fee_dong, \(time)
            FROM n LEFT JOIN o ON \(same) WHERE o.reference IS NULL
            UNION ALL
            SELECT \(newer), \(older), 'gone', o.kind, o.reference, o.transaction_number, o.status, NULL,
                o.gross_dong, \(noNumber), o.fee_dong, \(noNumber), \(time)
            FROM o LEFT JOIN n ON \(same) WHERE n.reference IS NULL
            UNION ALL
            SELECT \(newer), \(older), 'changed', n.kind, n.reference, n.transaction_number, o.status, n.status,
                o.gross_dong, n.gross_dong, o.fee_dong, n.fee_dong, \(time)
            FROM n JOIN o ON \(same)
            WHERE o.status <> n.status OR o.gross_dong <> n.gross_dong OR o.at <> n.at
                OR o.fee_dong IS DISTINCT FROM n.fee_dong OR o.net_dong IS DISTINCT FROM n.net_dong
            """
        )
    }

    /// A null that PostgreSQL knows to be a number.
    private static let noNumber: SQLStatement = "CAST(NULL AS \(SQLStatement.integerType))"

    private static let same: SQLStatement = """
        n.reference = o.reference AND n.transaction_number = o.transaction_number AND n.kind = o.kind
            AND n.place = o.place
        """

    private static func lines(of file: SettlementFile.ID) -> SQLStatement {
        """
        SELECT reference, transaction_number, kind, status, gross_dong, fee_dong, net_dong, at,
            row_number() OVER (PARTITION BY reference, transaction_number, kind ORDER BY file_row) AS place
        FROM settlement_line WHERE file_id = \(file)
        """
    }

    /// How many of each change a file made when it replaced another.
    package static func counts(
        of newer: SettlementFile.ID,
        on connection: any SQLConnection
    ) throws -> [Change: Int64] {
        var counts: [Change: Int64] = [:]
        for row in try connection.rows(
            """
            SELECT change, count(*) AS number FROM settlement_difference WHERE newer_file_id = \(newer) GROUP BY change
            """
        ) {
            counts[try row.choice("change")] = try row.integer("number")
        }
        return counts
    }

    package static func all(
        of newer: SettlementFile.ID,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [SettlementDifference] {
        try connection.rows(
            """
            SELECT change, kind, reference, transaction_number, status_before, status_after, gross_before_dong,
                gross_after_dong, fee_before_dong, fee_after_dong
            FROM settlement_difference WHERE newer_file_id = \(newer)
            ORDER BY found_at DESC, change, reference, transaction_number LIMIT \(limit)
            """
        ).map { row in
            func status(_ column: String) throws -> SettlementLine.Status? {
                try row.textIfPresent(column).flatMap(SettlementLine.Status.init(rawValue:))
            }
            return SettlementDifference(
                change: try row.choice("change"),
                kind: try row.choice("kind"),
                reference: try row.text("reference"),
                transactionNumber: try row.text("transaction_number"),
                status: Sides(before: try status("status_before"), after: try status("status_after")),
                grossDong: Sides(
                    before: try row.integerIfPresent("gross_before_dong"),
                    after: try row.integerIfPresent("gross_after_dong")
                ),
                feeDong: Sides(
                    before: try row.integerIfPresent("fee_before_dong"),
                    after: try row.integerIfPresent("fee_after_dong")
                )
            )
        }
    }
}
