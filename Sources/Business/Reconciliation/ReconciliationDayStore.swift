import Contracts
import Kernel
import Organisation
import Payments
package import Storage

extension ReconciliationDay {
    package static func find(_ key: Key, on connection: any SQLConnection) throws -> ReconciliationDay? {
        try connection.rows(columns + " WHERE day = \(key.day) AND terminal = \(key.terminal)")
            .first.map(ReconciliationDay.init(row:))
    }

    /// The one of that key, made when there is none.
    static func findOrOpen(_ key: Key, on connection: any SQLConnection) throws -> ReconciliationDay {
        try connection.run(
            """
            INSERT INTO reconciliation_day (day, terminal, state, closings) VALUES (\(key.day), \(key.terminal), 'open', 0)
            ON CONFLICT (day, terminal) DO NOTHING
            """
        )
        guard let day = try find(key, on: connection) else {
            throw SQLRowError(column: "day", wanted: "a reconciliation day")
        }
        return day
    }

    /// Days whose file has come, between two days, the newest first.
    static func all(
        of terminal: String,
        from first: Day,
        through last: Day,
        on connection: any SQLConnection
    ) throws -> [ReconciliationDay] {
        try connection.rows(
            columns + " WHERE terminal = \(terminal) AND day >= \(first) AND day <= \(last) ORDER BY day DESC"
        ).map(ReconciliationDay.init(row:))
    }

    /// The terminals that anybody has ever paid at; at most two, since more than one is already too many to guess.
    package static func terminals(on connection: any SQLConnection) throws -> [String] {
        try connection.rows("SELECT DISTINCT terminal FROM payment_attempt ORDER BY terminal LIMIT 2")
            .map { try $0.text("terminal") }
    }

    /// The day of the first payment at that terminal; `nil` while there is none.
    static func firstPaid(of terminal: String, on connection: any SQLConnection) throws -> Day? {
        try connection.rows(
            """
            SELECT p.paid_at FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
            WHERE a.terminal = \(terminal) ORDER BY p.paid_at LIMIT 1
            """
        ).first?.timestamp("paid_at").day
    }

    /// Fails when somebody else has changed it since it was read.
    func update(from previous: ReconciliationDay, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE reconciliation_day SET state = \(state.rawValue), closings = \(closings), closed_by = \(closedBy),
                closed_at = \(closedAt), gross_dong = \(totals?.grossDong), fee_dong = \(totals?.feeDong),
                net_dong = \(totals?.netDong)
            WHERE day = \(key.day) AND terminal = \(key.terminal) AND state = \(previous.state.rawValue)
                AND closings = \(previous.closings)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: key.subject) }
    }

    private static let columns: SQLStatement = """
        SELECT day, terminal, state, closings, closed_by, closed_at, gross_dong, fee_dong, net_dong
        FROM reconciliation_day
        """

    private init(row: SQLRow) throws {
        key = Key(try row.day("day"), terminal: try row.text("terminal"))
        state = try row.choice("state")
        closings = try row.integer("closings")
        closedBy = try row.idIfPresent("closed_by")
        closedAt = try row.timestampIfPresent("closed_at")
        totals = try row.integerIfPresent("net_dong").map { net in
            Totals(grossDong: try row.integer("gross_dong"), feeDong: try row.integer("fee_dong"), netDong: net)
        }
    }
}

extension ReconciliationDay.Key {
    /// Whose rows count: both sides agree, or two people do. A fee in dispute counts as the contract has it.
    private static let agreed: SQLStatement = """
        FROM settlement_result r LEFT JOIN settlement_exception e ON e.day = r.day AND e.terminal = r.terminal
            AND e.identity = r.identity AND e.class = r.class AND e.state = 'resolved'
        """

    /// What a closing would book, and what the bank should bring.
    func totals(on connection: any SQLConnection) throws -> ReconciliationDay.Totals {
        let row = try connection.rows(
            """
            SELECT
                CAST(coalesce(sum(CASE WHEN r.kind <> 'refund' THEN r.theirs_dong END), 0)
                    AS \(SQLStatement.integerType)) AS gross,
                CAST(coalesce(sum(CASE WHEN r.kind = 'refund' THEN 0
                    WHEN r.class = 'fee_differs' THEN r.expected_fee_dong ELSE r.fee_dong END), 0)
                    AS \(SQLStatement.integerType)) AS fee,
                CAST(coalesce(sum(CASE WHEN r.kind = 'refund' THEN -abs(r.theirs_dong)
                    ELSE coalesce(r.net_dong, r.theirs_dong - coalesce(r.fee_dong, 0)) END), 0)
                    AS \(SQLStatement.integerType)) AS net
            """ + " " + Self.agreed + """
                 WHERE r.day = \(day) AND r.terminal = \(terminal) AND r.kind <> 'ours' AND r.kind <> 'mistake'
                    AND ((r.class = 'matched' AND r.is_paid = 1)
                        OR r.class = 'fee_differs'
                        OR e.resolution IN ('accept_difference', 'open_refund_case')
                        OR (r.kind = 'refund' AND e.resolution IS NOT NULL))
                """
        ).first
        return ReconciliationDay.Totals(
            grossDong: try row?.integer("gross") ?? 0,
            feeDong: try row?.integer("fee") ?? 0,
            netDong: try row?.integer("net") ?? 0
        )
    }

    /// The payments that a closing makes reconciled, in bounded batches: those after `identity`, in its order.
    func reconciled(
        after identity: String,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [(identity: String, attempt: PaymentAttempt.ID)] {
        try connection.rows(
            "SELECT r.identity, r.attempt_id " + Self.agreed + """
                 WHERE r.day = \(day) AND r.terminal = \(terminal) AND r.identity > \(identity)
                    AND r.attempt_id IS NOT NULL AND r.kind <> 'refund' AND r.kind <> 'ours'
                    AND ((r.class = 'matched' AND r.is_paid = 1) OR e.resolution = 'accept_difference'
                        OR (r.class = 'fee_differs' AND e.resolution IS NOT NULL))
                ORDER BY r.identity LIMIT \(limit)
                """
        ).map { (try $0.text("identity"), try $0.id("attempt_id")) }
    }

    /// Takes back that payments were found on this day, but for those whose invoice is requested: what has gone to
    /// the tax authority is not undone by opening a day.
    func release(on connection: any SQLConnection) throws -> Int {
        try connection.run(
            """
            UPDATE payment SET reconciled_day = NULL
            WHERE reconciled_day = \(day) AND NOT EXISTS (
                SELECT 1 FROM payment_request q JOIN invoice_request i ON i.contract_id = q.contract_id
                WHERE q.id = payment.request_id)
            AND EXISTS (
                SELECT 1 FROM payment_attempt a WHERE a.id = payment.attempt_id AND a.terminal = \(terminal))
            """
        )
    }

    /// Live attempts that VNPAY's file says are paid.
    func unheard(on connection: any SQLConnection) throws -> [PaymentAttempt.ID] {
        try connection.rows(
            """
            SELECT DISTINCT attempt_id FROM settlement_result
            WHERE day = \(day) AND terminal = \(terminal) AND class = 'only_at_vnpay' AND attempt_id IS NOT NULL
            ORDER BY attempt_id
            """
        ).map { try $0.id("attempt_id") }
    }

    /// Rows and đồng of each class. A row that two people have dealt with still counts under its class.
    package func classes(on connection: any SQLConnection) throws -> [ClassSum] {
        try connection.rows(
            """
            SELECT class, count(*) AS number,
                CAST(coalesce(sum(CASE WHEN class = 'matched' AND is_paid = 0 THEN 0
                    ELSE coalesce(theirs_dong, ours_dong, 0) END), 0) AS \(SQLStatement.integerType)) AS dong,
                CAST(sum(risk_dong) AS \(SQLStatement.integerType)) AS risk
            FROM settlement_result WHERE day = \(day) AND terminal = \(terminal) GROUP BY class ORDER BY class
            """
        ).map { row in
            ClassSum(
                matchClass: try row.choice("class"),
                count: try row.integer("number"),
                dong: try row.integer("dong"),
                riskDong: try row.integer("risk")
            )
        }
    }

    /// Our side of the day: payments as we recorded them.
    package func ours(on connection: any SQLConnection) throws -> (count: Int64, dong: Int64) {
        let row = try connection.rows(
            """
            SELECT count(*) AS number, CAST(coalesce(sum(p.amount_dong), 0) AS \(SQLStatement.integerType)) AS dong
            FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
            WHERE p.paid_at >= \(day.start) AND p.paid_at < \(day.adding(days: 1).start) AND a.terminal = \(terminal)
            """
        ).first
        return (try row?.integer("number") ?? 0, try row?.integer("dong") ?? 0)
    }
}

/// What a day has of one class.
package struct ClassSum: Hashable, Sendable {
    package let matchClass: MatchClass
    package let count: Int64
    /// VNPAY's amount; ours where VNPAY has none.
    package let dong: Int64
    package let riskDong: Int64
}
