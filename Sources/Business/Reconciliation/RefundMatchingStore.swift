import Kernel
import Refunds
package import Storage

/// Refunds in VNPAY's file against ours: by our reference and VNPAY's number of the refund or, while VNPAY has not told
/// us the number, by the amount.
struct MatchRefunds {
    let day: MatchDay
    let scope: MatchDay.Scope

    /// Our refund that a row `l` of the file is about; nothing for any other row.
    static let ours: SQLStatement = """
        CASE WHEN l.kind = 'refund' THEN coalesce(
            (SELECT min(g.id) FROM refund g WHERE g.reference = l.reference AND g.way = 'vnpay'
                AND g.gateway_number = l.transaction_number),
            (SELECT min(g.id) FROM refund g WHERE g.reference = l.reference AND g.way = 'vnpay'
                AND g.gateway_number IS NULL AND g.state NOT IN ('proposed', 'returned')
                AND g.amount_dong = abs(l.gross_dong))) END
        """

    /// What a row about a refund comes to. One that we know nothing of stays `refund`.
    static let judged: SQLStatement = """
        CASE
            WHEN refund_state IS NULL THEN 'refund'
            WHEN gross_dong <> ours_dong THEN 'amount_differs'
            WHEN status = 'failed' THEN CASE WHEN refund_state = 'done' THEN 'state_differs' ELSE 'matched' END
            WHEN status = 'succeeded' AND refund_state = 'refused' THEN 'state_differs'
            WHEN refund_state IN ('requested', 'sending', 'unanswered', 'unclear') THEN 'only_at_vnpay'
            ELSE 'matched'
        END
        """

    /// Refunds that VNPAY took up on that day, by its own word, and of which neither this file nor a neighbour's says
    /// anything.
    func callAsFunction() throws {
        let key = day.key
        let expectedBefore = day.hasEve ? day.start : day.start.adding(minutes: day.settings.cutOffMinutes)
        let expectedFrom = day.hasMorrow ? day.end : day.end.adding(minutes: -day.settings.cutOffMinutes)
        let reach = MatchDay.reachDays
        try day.connection.run(
            """
            INSERT INTO settlement_result (day, terminal, identity, file_id, kind, class, is_paid, reference,
                transaction_number, attempt_id, ours_dong, risk_dong)
            SELECT \(key.day), \(key.terminal), 'refund/ours/' || g.id, \(day.file.id), 'refund',
                CASE WHEN g.gateway_at < \(expectedBefore) OR g.gateway_at >= \(expectedFrom) THEN 'expected_next'
                    ELSE 'only_with_us' END,
                1, g.reference, coalesce(g.gateway_number, ''), a.id, -g.amount_dong, g.amount_dong
            FROM refund g JOIN payment_attempt a ON a.id = g.attempt_id
            WHERE g.gateway_at >= \(day.start) AND g.gateway_at < \(day.end) AND a.terminal = \(key.terminal)
                AND g.way = 'vnpay' AND g.state IN ('processing', 'at_bank', 'done')
                AND NOT EXISTS (
                    SELECT 1 FROM settlement_line o JOIN settlement_file f ON f.id = o.file_id
                    WHERE o.kind = 'refund' AND o.reference = g.reference AND f.state = 'current'
                        AND (o.transaction_number = g.gateway_number
                            OR (g.gateway_number IS NULL AND abs(o.gross_dong) = g.amount_dong))
                        AND f.terminal = \(key.terminal) AND f.day >= \(key.day.adding(days: -reach))
                        AND f.day <= \(key.day.adding(days: reach)))
            """ + scope.condition("AND g.reference")
        )
    }

    /// Our refund that a row of a file is about.
    static func refund(
        ofRow row: Int64,
        in file: SettlementFile.ID,
        on connection: any SQLConnection
    ) throws -> Refund? {
        try connection.rows(
            "SELECT \(ours) AS refund_id FROM settlement_line l WHERE l.file_id = \(file) AND l.file_row = \(row)"
        ).first?.idIfPresent("refund_id").flatMap { try Refund.find($0, on: connection) }
    }

    /// Rows that matched, about refunds of which VNPAY has said the opposite since: refused after the file had them, or
    /// made although the file says that they failed. Compared again, they differ.
    static func contradicted(
        since time: Timestamp,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [(key: ReconciliationDay.Key, reference: String)] {
        try connection.rows(
            """
            SELECT DISTINCT r.day, r.terminal, r.reference
            FROM refund e JOIN settlement_result r ON r.attempt_id = e.attempt_id
                JOIN settlement_line l ON l.file_id = r.file_id AND l.file_row = r.file_row
            WHERE e.state IN ('done', 'refused') AND e.since >= \(time) AND e.way = 'vnpay'
                AND r.kind = 'refund' AND r.class = 'matched'
                AND l.status = CASE e.state WHEN 'refused' THEN 'succeeded' ELSE 'failed' END
                AND e.id = \(ours)
            ORDER BY r.day, r.reference LIMIT \(limit)
            """
        ).map {
            (key: .init(try $0.day("day"), terminal: try $0.text("terminal")), reference: try $0.text("reference"))
        }
    }
}

extension Migration {
    /// Finds the refunds that have just come to an end, however many there have been.
    package static let findEndedRefunds = Migration(
        "0046-find-ended-refunds",
        ["CREATE INDEX refund_ended ON refund (since) WHERE state IN ('done', 'refused')"]
    )
}
