import Kernel
import Storage

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
}
