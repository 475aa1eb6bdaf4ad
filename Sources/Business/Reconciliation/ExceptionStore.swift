import Contracts
import Kernel
package import Organisation
import Payments
package import Storage

extension SettlementException {
    package static func find(_ number: Int64, on connection: any SQLConnection) throws -> SettlementException? {
        try connection.rows(columns + " WHERE number = \(number)").first.map(SettlementException.init(row:))
    }

    /// What is open of a day, or of all days; what risks most comes first.
    package static func open(
        of key: ReconciliationDay.Key? = nil,
        ownedBy owner: StaffMember.ID? = nil,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [SettlementException] {
        let ofDay: SQLStatement = key.map { " AND day = \($0.day) AND terminal = \($0.terminal)" } ?? ""
        let ofOwner: SQLStatement = owner.map { " AND owner_id = \($0)" } ?? ""
        return try connection.rows(
            columns + " WHERE state IN ('open', 'proposed', 'waiting')" + ofDay + ofOwner
                + " ORDER BY risk_dong DESC, number LIMIT \(limit)"
        ).map(SettlementException.init(row:))
    }

    /// Every exception that a day has had, one class or all, the open ones first.
    package static func all(
        of key: ReconciliationDay.Key,
        class matchClass: MatchClass?,
        page: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [SettlementException] {
        let ofClass: SQLStatement = matchClass.map { " AND class = \($0.rawValue)" } ?? ""
        return try connection.rows(
            columns + " WHERE day = \(key.day) AND terminal = \(key.terminal)" + ofClass + """
                 ORDER BY CASE WHEN state IN ('open', 'proposed', 'waiting') THEN 0 ELSE 1 END, risk_dong DESC, number
                LIMIT \(page.limit) OFFSET \(page.offset)
                """
        ).map(SettlementException.init(row:))
    }

    /// Payments of a day that VNPAY's file knows and we have not heard of, in the order of their numbers.
    static func unheard(
        of key: ReconciliationDay.Key,
        _ state: State,
        after number: Int64,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [SettlementException] {
        try connection.rows(
            columns + """
                 WHERE day = \(key.day) AND terminal = \(key.terminal) AND class = 'only_at_vnpay'
                    AND state = \(state.rawValue) AND number > \(number)
                ORDER BY number LIMIT \(limit)
                """
        ).map(SettlementException.init(row:))
    }

    /// How many of those there are; of proposals, only those that others made.
    package static func countUnheard(
        of key: ReconciliationDay.Key,
        _ state: State,
        besides proposer: StaffMember.ID? = nil,
        on connection: any SQLConnection
    ) throws -> Int64 {
        let others: SQLStatement = proposer.map { " AND proposed_by <> \($0)" } ?? ""
        return try connection.rows(
            """
            SELECT count(*) AS number FROM settlement_exception
            WHERE day = \(key.day) AND terminal = \(key.terminal) AND class = 'only_at_vnpay' AND state = \(state.rawValue)
            """ + others
        ).first?.integer("number") ?? 0
    }

    /// Open ones whose attempt has changed since they were looked at.
    static func stirred(limit: Int, on connection: any SQLConnection) throws -> [SettlementException] {
        try connection.rows(
            columns + """
                 WHERE state IN ('open', 'proposed', 'waiting') AND (EXISTS (
                    SELECT 1 FROM payment_attempt a
                    WHERE a.id = settlement_exception.attempt_id AND a.changed_at > settlement_exception.checked_at)
                    OR EXISTS (SELECT 1 FROM refund g WHERE g.reference = settlement_exception.reference
                        AND g.since > settlement_exception.checked_at))
                ORDER BY opened_at, number LIMIT \(limit)
                """
        ).map(SettlementException.init(row:))
    }

    /// The references of what neighbour days wait for, or could not place: a new file may have it.
    static func awaited(
        near key: ReconciliationDay.Key,
        on connection: any SQLConnection
    ) throws
        -> [(day: Day, reference: String)]
    {
        let reach = MatchDay.reachDays
        return try connection.rows(
            """
            SELECT DISTINCT day, reference FROM settlement_exception
            WHERE state IN ('open', 'proposed', 'waiting') AND terminal = \(key.terminal) AND day <> \(key.day)
                AND day >= \(key.day.adding(days: -reach)) AND day <= \(key.day.adding(days: reach))
                AND class IN ('expected_next', 'only_with_us', 'wrong_day', 'duplicated')
            ORDER BY day, reference LIMIT 50000
            """
        ).map { (try $0.day("day"), try $0.text("reference")) }
    }

    /// How many block the closing of a day.
    static func blocking(_ key: ReconciliationDay.Key, on connection: any SQLConnection) throws -> Int64 {
        let harmless = MatchClass.allCases.filter { !$0.blocksClosing }.map(\.rawValue)
        return try connection.rows(
            """
            SELECT count(*) AS number FROM settlement_exception
            WHERE day = \(key.day) AND terminal = \(key.terminal) AND state IN ('open', 'proposed')
                AND class NOT IN (\(list: harmless))
            """
        ).first?.integer("number") ?? 0
    }

    /// How many of a day somebody has to do something about.
    package static func countOpen(of key: ReconciliationDay.Key, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS number FROM settlement_exception
            WHERE day = \(key.day) AND terminal = \(key.terminal) AND state IN ('open', 'proposed', 'waiting')
            """
        ).first?.integer("number") ?? 0
    }

    /// Puts what did not match before a person, and takes back what does now.
    ///
    /// - Returns: The numbers of those that settled by themselves, and of resolved ones whose cause is gone or is
    ///   another: their entry in the books no longer holds.
    static func refresh(
        _ file: SettlementFile,
        _ scope: MatchDay.Scope,
        owner: StaffMember.ID?,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> (settled: [Int64], unbooked: [(number: Int64, key: String)]) {
        let (day, terminal) = (file.key.day, file.key.terminal)
        try connection.run(
            """
            INSERT INTO settlement_exception (day, terminal, identity, class, state, file_id, file_row, reference,
                transaction_number, attempt_id, theirs_dong, ours_dong, fee_dong, expected_fee_dong, risk_dong, owner_id,
                explanation, opened_at, checked_at)
            SELECT day, terminal, identity, class, 'open', file_id, file_row, reference, transaction_number, attempt_id,
                theirs_dong, ours_dong, fee_dong, expected_fee_dong, risk_dong, \(owner), '', \(time), \(time)
            FROM settlement_result WHERE day = \(day) AND terminal = \(terminal) AND class <> 'matched'
            """ + scope.condition("AND reference") + onAnother
        )
        let numbers = try connection.rows(
            """
            UPDATE settlement_exception SET state = 'settled', resolved_at = \(time), checked_at = \(time)
            WHERE day = \(day) AND terminal = \(terminal) AND state IN ('open', 'proposed', 'waiting')
                AND NOT \(isThere)
            """ + scope.condition("AND reference") + " RETURNING number"
        ).map { try $0.integer("number") }
        let unbooked = try connection.rows(
            """
            SELECT number, booked_key FROM settlement_exception
            WHERE day = \(day) AND terminal = \(terminal) AND booked_key IS NOT NULL
                AND (state <> 'resolved' OR NOT \(isThere))
            """ + scope.condition("AND reference")
        ).map { (number: try $0.integer("number"), key: try $0.text("booked_key")) }
        return (numbers, unbooked)
    }

    /// What is known already: resolved stays resolved while the amounts do; settled opens again.
    private static let onAnother: SQLStatement = """
         ON CONFLICT (day, terminal, identity, class) DO UPDATE SET
            state = CASE
                WHEN settlement_exception.state = 'settled' THEN 'open'
                WHEN settlement_exception.theirs_dong IS DISTINCT FROM excluded.theirs_dong
                    OR settlement_exception.ours_dong IS DISTINCT FROM excluded.ours_dong
                    OR settlement_exception.fee_dong IS DISTINCT FROM excluded.fee_dong
                    OR settlement_exception.expected_fee_dong IS DISTINCT FROM excluded.expected_fee_dong
                    THEN 'open'
                ELSE settlement_exception.state END,
            file_id = excluded.file_id, file_row = excluded.file_row, attempt_id = excluded.attempt_id,
            theirs_dong = excluded.theirs_dong, ours_dong = excluded.ours_dong, fee_dong = excluded.fee_dong,
            expected_fee_dong = excluded.expected_fee_dong, risk_dong = excluded.risk_dong,
            checked_at = excluded.checked_at
        """

    private static let isThere: SQLStatement = """
        EXISTS (
            SELECT 1 FROM settlement_result r
            WHERE r.day = settlement_exception.day AND r.terminal = settlement_exception.terminal
                AND r.identity = settlement_exception.identity AND r.class = settlement_exception.class)
        """

    /// They have been compared with the attempts as they are now.
    static func look(at numbers: [Int64], at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            "UPDATE settlement_exception SET checked_at = \(time) WHERE number IN (\(list: numbers))"
        )
    }

    /// Two people agreed to wait for a file; it is here and does not have it.
    static func endWaiting(_ days: [Day], terminal: String, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE settlement_exception SET state = 'open'
            WHERE state = 'waiting' AND terminal = \(terminal) AND day IN (\(list: days))
            """
        )
    }

    /// Its entry in the books has been taken back.
    static func forgetBooking(_ number: Int64, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE settlement_exception SET booked_key = NULL,
                state = CASE WHEN state = 'resolved' THEN 'settled' ELSE state END
            WHERE number = \(number)
            """
        )
    }

    func set(owner: StaffMember.ID, on connection: any SQLConnection) throws {
        try connection.run("UPDATE settlement_exception SET owner_id = \(owner) WHERE number = \(number)")
    }

    func set(explanation: String, on connection: any SQLConnection) throws {
        try connection.run("UPDATE settlement_exception SET explanation = \(explanation) WHERE number = \(number)")
    }

    /// Fails when somebody was faster.
    func set(_ proposal: Proposal, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE settlement_exception SET state = 'proposed', resolution = \(proposal.resolution.rawValue),
                reason = \(proposal.reason), proposed_by = \(proposal.by), proposed_at = \(proposal.at),
                confirmed_by = NULL
            WHERE number = \(number) AND state = \(state.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    /// What became of the proposal. Fails when somebody was faster.
    func decide(
        _ next: State,
        by checker: StaffMember.ID?,
        booked: String?,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        let changed = try connection.run(
            """
            UPDATE settlement_exception SET state = \(next.rawValue), confirmed_by = \(checker), booked_key = \(booked),
                resolved_at = \(next == .resolved ? time : nil)
            WHERE number = \(number) AND state = 'proposed'
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    /// The row that proves a payment which was applied for want of a notice.
    func keepEvidence(
        _ attempt: PaymentAttempt.ID,
        row: Int64,
        outcome: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO settlement_evidence (exception_number, attempt_id, file_id, file_row, outcome, applied_at)
            VALUES (\(number), \(attempt), \(place.file), \(row), \(outcome), \(time))
            """
        )
    }

    private static let columns: SQLStatement = """
        SELECT number, day, terminal, class, state, file_id, file_row, reference, transaction_number, attempt_id,
            theirs_dong, ours_dong, fee_dong, expected_fee_dong, risk_dong, owner_id, explanation, resolution, reason,
            proposed_by, proposed_at, confirmed_by, booked_key, opened_at, resolved_at
        FROM settlement_exception
        """

    private init(row: SQLRow) throws {
        number = try row.integer("number")
        key = ReconciliationDay.Key(try row.day("day"), terminal: try row.text("terminal"))
        matchClass = try row.choice("class")
        state = try row.choice("state")
        reference = try row.text("reference")
        transactionNumber = try row.text("transaction_number")
        attempt = try row.idIfPresent("attempt_id")
        place = Place(file: try row.id("file_id"), row: try row.integerIfPresent("file_row"))
        amounts = Amounts(
            theirsDong: try row.integerIfPresent("theirs_dong"),
            oursDong: try row.integerIfPresent("ours_dong"),
            feeDong: try row.integerIfPresent("fee_dong"),
            expectedFeeDong: try row.integerIfPresent("expected_fee_dong"),
            riskDong: try row.integer("risk_dong")
        )
        owner = try row.idIfPresent("owner_id")
        explanation = try row.text("explanation")
        proposal = try Proposal(row: row)
        confirmedBy = try row.idIfPresent("confirmed_by")
        openedAt = try row.timestamp("opened_at")
        resolvedAt = try row.timestampIfPresent("resolved_at")
        bookedKey = try row.textIfPresent("booked_key")
    }
}

extension SettlementException.Proposal {
    /// `nil` while nobody has proposed anything.
    fileprivate init?(row: SQLRow) throws {
        guard try row.textIfPresent("resolution") != nil else { return nil }
        resolution = try row.choice("resolution")
        reason = try row.text("reason")
        by = try row.id("proposed_by")
        at = try row.timestamp("proposed_at")
    }
}
