package import Kernel
import Organisation
package import Storage

/// A row of a day, or a payment of ours without one, as the comparison left it.
package struct MatchedRow: Hashable, Sendable {
    package let fileRow: Int64?
    package let kind: String
    package let matchClass: MatchClass
    package let reference: String
    package let transactionNumber: String
    package let theirsDong: Int64?
    package let oursDong: Int64?
    package let feeDong: Int64?
    package let netDong: Int64?
}

/// A day at a glance.
package struct DayOverview: Hashable, Sendable {
    package let day: Day
    package let state: ReconciliationDay.State
    /// What the file says; `nil` while none has come.
    package let file: SettlementFile.Counts?
    /// Our payments of that day.
    package let oursCount: Int64
    package let oursDong: Int64
    package let openExceptions: Int64
    package let riskDong: Int64
}

/// Whether what matched is what was invoiced.
package struct InvoiceProof: Hashable, Sendable {
    package let payments: Int64
    package let paidDong: Int64
    /// Payments whose invoice has not been asked for yet: an approval or an activation is missing, or the batch has not
    /// come round.
    package let withoutInvoice: Int64
    package let withoutInvoiceDong: Int64
    package let invoicedDong: Int64

    package var differenceDong: Int64 { paidDong - withoutInvoiceDong - invoicedDong }
}

extension ReconciliationDay.Key {
    package func rows(
        _ matchClass: MatchClass,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [MatchedRow] {
        try connection.rows(
            """
            SELECT file_row, kind, class, reference, transaction_number, theirs_dong, ours_dong, fee_dong, net_dong
            FROM settlement_result WHERE day = \(day) AND terminal = \(terminal) AND class = \(matchClass.rawValue)
            ORDER BY file_row, identity LIMIT \(window.limit) OFFSET \(window.offset)
            """
        ).map { row in
            MatchedRow(
                fileRow: try row.integerIfPresent("file_row"),
                kind: try row.text("kind"),
                matchClass: try row.choice("class"),
                reference: try row.text("reference"),
                transactionNumber: try row.text("transaction_number"),
                theirsDong: try row.integerIfPresent("theirs_dong"),
                oursDong: try row.integerIfPresent("ours_dong"),
                feeDong: try row.integerIfPresent("fee_dong"),
                netDong: try row.integerIfPresent("net_dong")
            )
        }
    }

    /// Gross against invoices: the payments that this day has closed, and what was invoiced for them.
    package func proof(on connection: any SQLConnection) throws -> InvoiceProof {
        let number = SQLStatement.integerType
        let row = try connection.rows(
            """
            SELECT count(*) AS payments, CAST(coalesce(sum(p.amount_dong), 0) AS \(number)) AS paid,
                count(*) - count(i.id) AS missing,
                CAST(coalesce(sum(CASE WHEN i.id IS NULL THEN p.amount_dong END), 0) AS \(number)) AS missing_dong,
                CAST(coalesce(sum(i.total_dong), 0) AS \(number)) AS invoiced
            FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
            JOIN payment_request q ON q.id = p.request_id
            LEFT JOIN invoice_request i ON i.contract_id = q.contract_id AND i.kind = 'original' AND p.use = 'request'
            WHERE p.reconciled_day = \(day) AND a.terminal = \(terminal)
            """
        ).first
        return InvoiceProof(
            payments: try row?.integer("payments") ?? 0,
            paidDong: try row?.integer("paid") ?? 0,
            withoutInvoice: try row?.integer("missing") ?? 0,
            withoutInvoiceDong: try row?.integer("missing_dong") ?? 0,
            invoicedDong: try row?.integer("invoiced") ?? 0
        )
    }
}

extension DayOverview {
    /// Every day between two, the newest first, whether anything happened on it or not.
    static func all(
        of terminal: String,
        from first: Day,
        through last: Day,
        on connection: any SQLConnection
    ) throws -> [DayOverview] {
        let days = try ReconciliationDay.all(of: terminal, from: first, through: last, on: connection)
        let states = Dictionary(uniqueKeysWithValues: days.map { ($0.key.day, $0.state) })
        let ours = try ours(of: terminal, from: first, through: last, on: connection)
        let open = try open(of: terminal, from: first, through: last, on: connection)
        return try (first.number...last.number).reversed().map { number in
            let day = Day(number: number)
            let key = ReconciliationDay.Key(day, terminal: terminal)
            return DayOverview(
                day: day,
                state: states[day] ?? .open,
                file: states[day] == nil ? nil : try SettlementFile.current(of: key, on: connection)?.counts,
                oursCount: ours[day]?.count ?? 0,
                oursDong: ours[day]?.dong ?? 0,
                openExceptions: open[day]?.count ?? 0,
                riskDong: open[day]?.dong ?? 0
            )
        }
    }

    private typealias Sums = [Day: (count: Int64, dong: Int64)]

    private static func ours(
        of terminal: String,
        from first: Day,
        through last: Day,
        on connection: any SQLConnection
    ) throws -> Sums {
        try sums(
            """
            SELECT (p.paid_at + \(Timestamp.vietnamOffsetMilliseconds)) / 86400000 AS day, count(*) AS number,
                CAST(sum(p.amount_dong) AS \(SQLStatement.integerType)) AS dong
            FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
            WHERE p.paid_at >= \(first.start) AND p.paid_at < \(last.adding(days: 1).start)
                AND a.terminal = \(terminal)
            GROUP BY 1
            """,
            on: connection
        )
    }

    private static func open(
        of terminal: String,
        from first: Day,
        through last: Day,
        on connection: any SQLConnection
    ) throws -> Sums {
        try sums(
            """
            SELECT day, count(*) AS number, CAST(sum(risk_dong) AS \(SQLStatement.integerType)) AS dong
            FROM settlement_exception
            WHERE terminal = \(terminal) AND day >= \(first) AND day <= \(last)
                AND state IN ('open', 'proposed', 'waiting')
            GROUP BY day
            """,
            on: connection
        )
    }

    private static func sums(_ statement: SQLStatement, on connection: any SQLConnection) throws -> Sums {
        var sums: Sums = [:]
        for row in try connection.rows(statement) {
            sums[try row.day("day")] = (try row.integer("number"), try row.integer("dong"))
        }
        return sums
    }
}
