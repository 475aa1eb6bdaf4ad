import Kernel
import Storage

/// Compares the current file of a day with our payments, wholly inside the database: the cost is a few statements,
/// however many rows there are. What comes out (`settlement_result`) is derived and made anew whenever a side changes.
struct MatchDay {
    /// What of a day is compared.
    enum Scope {
        case whole
        /// Only what bears these references, after something happened to them.
        case references([String])
    }

    let file: SettlementFile
    let settings: ReconciliationSettings
    /// Whether the neighbours have a file: what is missing near midnight may still come.
    let hasEve: Bool
    let hasMorrow: Bool
    let connection: any SQLConnection

    var key: ReconciliationDay.Key { file.key }
    var start: Timestamp { key.day.start }
    var end: Timestamp { key.day.adding(days: 1).start }

    /// So many days before and after, a payment's row is looked for in other files.
    static let reachDays: Int64 = 7

    init(_ file: SettlementFile, on connection: any SQLConnection) throws {
        self.file = file
        self.connection = connection
        settings = try ReconciliationSettings.read(on: connection)
        let (day, terminal) = (file.key.day, file.key.terminal)
        hasEve =
            try SettlementFile.current(of: .init(day.adding(days: -1), terminal: terminal), on: connection) != nil
        hasMorrow =
            try SettlementFile.current(of: .init(day.adding(days: 1), terminal: terminal), on: connection) != nil
    }

    func callAsFunction(_ scope: Scope) throws {
        try clear(scope)
        if case .whole = scope { try survey("settlement_line") }
        try matchLines(scope)
        if case .whole = scope {
            try placeMistakes()
            try survey("settlement_result")
        }
        try findOnlyWithUs(scope)
        try MatchRefunds(day: self, scope: scope)()
    }

    /// PostgreSQL plans by statistics, and does not know yet that a table has grown by a whole file in this moment.
    private func survey(_ table: SQLStatement) throws {
        switch connection.dialect {
        case .sqlite: break
        case .postgres: try connection.run("ANALYZE " + table)
        }
    }

    private func clear(_ scope: Scope) throws {
        try connection.run(
            """
            DELETE FROM settlement_result WHERE day = \(key.day) AND terminal = \(key.terminal)
            """ + scope.condition("AND kind <> 'mistake' AND reference")
        )
    }

    /// Every row of the file finds its class. The first rule that holds decides.
    private func matchLines(_ scope: Scope) throws {
        try connection.run(
            """
            INSERT INTO settlement_result (day, terminal, identity, file_id, file_row, kind, class, is_paid, reference,
                transaction_number, attempt_id, theirs_dong, ours_dong, fee_dong, expected_fee_dong, net_dong, risk_dong)
            WITH line AS (\(lines(scope))), pair AS (\(pairs)), judged AS (\(judged))
            SELECT \(key.day), \(key.terminal), kind || '/' || reference || '/' || transaction_number || '/'
                    || CAST(occurrence AS TEXT),
                \(file.id), file_row, kind, class,
                CASE WHEN status = 'succeeded' AND (kind = 'payment' OR (kind = 'refund' AND class = 'matched')) THEN 1
                    ELSE 0 END, reference, transaction_number, attempt_id, gross_dong, ours_dong, fee_dong,
                CASE WHEN kind = 'payment' AND status = 'succeeded' THEN expected_fee_dong END, net_dong,
                CASE class
                    WHEN 'matched' THEN 0
                    WHEN 'amount_differs' THEN abs(gross_dong - ours_dong)
                    WHEN 'fee_differs' THEN abs(coalesce(fee_dong, 0) - expected_fee_dong)
                    WHEN 'state_differs' THEN
                        CASE WHEN status = 'succeeded' THEN abs(gross_dong) ELSE abs(coalesce(ours_dong, 0)) END
                    ELSE CASE WHEN status = 'failed' THEN 0 ELSE abs(gross_dong) END
                END
            FROM judged
            """
        )
    }

    /// The file's rows, each with the attempt of its reference or, failing that, of its number.
    private func lines(_ scope: Scope) -> SQLStatement {
        """
        SELECT l.file_row, l.kind, l.status, l.reference, l.transaction_number, l.at, l.day, l.gross_dong, l.fee_dong,
            l.net_dong, a.id AS named_id,
            \(MatchRefunds.ours) AS refund_id,
            CASE WHEN a.id IS NULL THEN (
                SELECT min(p.attempt_id) FROM payment p JOIN payment_attempt t ON t.id = p.attempt_id
                WHERE p.transaction_number = l.transaction_number AND t.terminal = \(key.terminal)) END AS guessed_id,
            row_number() OVER (
                PARTITION BY l.reference, l.transaction_number, l.kind ORDER BY l.file_row) AS occurrence,
            row_number() OVER (
                PARTITION BY l.reference, CASE WHEN l.kind = 'payment' AND l.status = 'succeeded' THEN 0 ELSE 1 END
                ORDER BY CASE WHEN l.transaction_number = a.transaction_number THEN 0 ELSE 1 END, l.file_row) AS place,
            max(CASE WHEN l.kind = 'payment' AND l.status = 'succeeded' THEN 1 ELSE 0 END) OVER (
                PARTITION BY l.reference) AS has_success,
            CASE l.method WHEN 'domestic' THEN \(settings.factor(.domestic)) WHEN 'qr' THEN \(settings.factor(.qr))
                WHEN 'wallet' THEN \(settings.factor(.wallet)) ELSE \(settings.factor(.international)) END AS factor
        FROM settlement_line l
        LEFT JOIN payment_attempt a ON a.reference = l.reference AND a.terminal = \(key.terminal)
        WHERE l.file_id = \(file.id)
        """ + scope.condition("AND l.reference")
    }

    /// Both sides next to each other. The fee is reckoned in two parts, so that no amount overflows.
    private var pairs: SQLStatement {
        """
        SELECT line.file_row, line.kind, line.status, line.reference, line.transaction_number, line.gross_dong,
            line.fee_dong, line.net_dong, line.named_id, line.occurrence, line.place, line.has_success, x.id AS attempt_id,
            CASE WHEN line.kind <> 'refund' THEN x.amount_dong
                WHEN line.gross_dong < 0 THEN -f.amount_dong ELSE f.amount_dong END AS ours_dong,
            f.state AS refund_state, x.state AS attempt_state, x.transaction_number AS our_number, p.reconciled_day,
            line.gross_dong / 100000000 * line.factor
                + (line.gross_dong % 100000000 * line.factor + 50000000) / 100000000 AS expected_fee_dong,
            CASE WHEN line.day = \(key.day) THEN 0 ELSE 1 END AS is_other_day,
            CASE WHEN line.at < \(start.adding(minutes: -settings.cutOffMinutes))
                OR line.at >= \(end.adding(minutes: settings.cutOffMinutes)) THEN 1 ELSE 0 END AS is_far,
            CASE WHEN line.day = \(key.day) THEN 0
                WHEN EXISTS (
                    SELECT 1 FROM settlement_file f JOIN settlement_line o ON o.file_id = f.id
                    WHERE f.day = line.day AND f.terminal = \(key.terminal) AND f.state = 'current'
                        AND o.transaction_number = line.transaction_number) THEN 2
                WHEN EXISTS (
                    SELECT 1 FROM settlement_file f
                    WHERE f.day = line.day AND f.terminal = \(key.terminal) AND f.state = 'current') THEN 1
                ELSE 0 END AS own_day
        FROM line
        LEFT JOIN payment_attempt x ON x.id = coalesce(line.named_id, line.guessed_id)
        LEFT JOIN payment p ON p.attempt_id = x.id
        LEFT JOIN refund f ON f.id = line.refund_id
        """
    }

    /// `own_day` of a row of another day: 2, that day's file has it too; 1, that day has a file without it, and waits.
    private var judged: SQLStatement {
        """
        SELECT file_row, kind, status, reference, transaction_number, gross_dong, fee_dong, net_dong, occurrence,
            attempt_id, ours_dong, expected_fee_dong,
            CASE
                WHEN kind = 'other' OR (status = 'other' AND refund_state IS NULL) THEN 'unreadable'
                WHEN occurrence > 1 THEN 'duplicated'
                WHEN kind = 'refund' THEN \(MatchRefunds.judged)
                WHEN is_other_day = 1 AND own_day = 2 THEN CASE WHEN is_far = 1 THEN 'wrong_day' ELSE 'duplicated' END
                WHEN is_far = 1 AND own_day = 0 THEN 'wrong_day'
                WHEN attempt_id IS NULL OR named_id IS NULL THEN 'unknown_reference'
                WHEN status = 'failed' THEN
                    CASE WHEN attempt_state = 'paid' AND has_success = 0 THEN 'state_differs' ELSE 'matched' END
                WHEN place > 1 THEN 'duplicated'
                WHEN gross_dong <> ours_dong THEN 'amount_differs'
                WHEN attempt_state IN ('redirected', 'unresolved') THEN 'only_at_vnpay'
                WHEN attempt_state = 'declined' THEN 'state_differs'
                WHEN transaction_number <> our_number THEN 'duplicated'
                WHEN reconciled_day IS NOT NULL AND reconciled_day <> \(key.day) THEN 'duplicated'
                WHEN fee_dong IS NOT NULL AND abs(fee_dong - expected_fee_dong) > \(settings.feeToleranceDong)
                    THEN 'fee_differs'
                WHEN net_dong IS NOT NULL AND net_dong <> gross_dong - coalesce(fee_dong, 0) THEN 'fee_differs'
                ELSE 'matched'
            END AS class
        FROM pair
        """
    }

    /// Rows that cannot be read, each with our attempt when one of its words names one.
    private func placeMistakes() throws {
        try connection.run(
            """
            INSERT INTO settlement_result (day, terminal, identity, file_id, file_row, kind, class, is_paid, reference,
                transaction_number, attempt_id, ours_dong, risk_dong)
            SELECT \(key.day), \(key.terminal), 'mistake/' || m.file_id || '/' || CAST(m.file_row AS TEXT), m.file_id,
                m.file_row, 'mistake', 'unreadable', 0, coalesce(a.reference, ''), coalesce(a.transaction_number, ''),
                a.id, a.amount_dong, coalesce(a.amount_dong, 0)
            FROM settlement_mistake m
            LEFT JOIN payment_attempt a ON a.id = (
                SELECT min(t.id) FROM settlement_mistake_word w JOIN payment_attempt t ON t.reference = w.word
                WHERE w.file_id = m.file_id AND w.file_row = m.file_row AND t.terminal = \(key.terminal))
            WHERE m.file_id = \(file.id)
            """
        )
    }

    /// Payments of ours on that day of which neither this file nor a neighbour's says anything.
    private func findOnlyWithUs(_ scope: Scope) throws {
        let expectedBefore = hasEve ? start : start.adding(minutes: settings.cutOffMinutes)
        let expectedFrom = hasMorrow ? end : end.adding(minutes: -settings.cutOffMinutes)
        try connection.run(
            """
            INSERT INTO settlement_result (day, terminal, identity, file_id, kind, class, is_paid, reference,
                transaction_number, attempt_id, ours_dong, risk_dong)
            SELECT \(key.day), \(key.terminal), 'ours/' || a.id, \(file.id), 'ours',
                CASE WHEN p.paid_at < \(expectedBefore) OR p.paid_at >= \(expectedFrom) THEN 'expected_next'
                    ELSE 'only_with_us' END,
                1, a.reference, p.transaction_number, a.id, p.amount_dong, p.amount_dong
            FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
            WHERE p.paid_at >= \(start) AND p.paid_at < \(end) AND a.terminal = \(key.terminal)
                AND (p.reconciled_day IS NULL OR p.reconciled_day = \(key.day))
                AND NOT EXISTS (
                    SELECT 1 FROM settlement_result r
                    WHERE r.attempt_id = a.id AND r.day = \(key.day) AND r.terminal = \(key.terminal)
                        AND r.kind <> 'refund')
                AND NOT EXISTS (
                    SELECT 1 FROM settlement_line o JOIN settlement_file f ON f.id = o.file_id
                    WHERE o.transaction_number = p.transaction_number AND o.kind = 'payment'
                        AND o.reference = a.reference AND f.state = 'current' AND f.terminal = \(key.terminal)
                        AND f.day <> \(key.day) AND f.day >= \(key.day.adding(days: -Self.reachDays))
                        AND f.day <= \(key.day.adding(days: Self.reachDays)))
            """ + scope.condition("AND a.reference")
        )
    }
}

extension MatchDay.Scope {
    /// ` AND column IN (…)`, or nothing.
    func condition(_ column: SQLStatement) -> SQLStatement {
        switch self {
        case .whole: ""
        case .references(let references):
            references.isEmpty ? " AND 1 = 0" : " " + column + " IN (\(list: references))"
        }
    }
}
