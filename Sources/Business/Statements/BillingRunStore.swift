import Contracts
import Kernel
package import Storage

extension BillingRun {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> BillingRun? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(BillingRun.init(row:))
    }

    /// The newest first.
    package static func all(limit: Int, on connection: any SQLConnection) throws -> [BillingRun] {
        try connection.rows(columns + " ORDER BY started_at DESC, id DESC LIMIT \(limit)").map(BillingRun.init(row:))
    }

    /// Part of all of them, the newest first.
    package static func list(
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<BillingRun> {
        try window.read(by: ("started_at", "id"), " FROM billing_run WHERE 1 = 1", on: connection) { id in
            try ID(id).flatMap { try find($0, on: connection) }
        }
    }

    /// Runs that a machine can move on, the oldest first.
    static func moving(on connection: any SQLConnection) throws -> [BillingRun] {
        try connection.rows(
            columns + " WHERE state IN ('collecting', 'computing', 'issuing') ORDER BY started_at, id"
        ).map(BillingRun.init(row:))
    }

    static func open(of month: Month, on connection: any SQLConnection) throws -> BillingRun? {
        try connection.rows(columns + " WHERE month = \(month.number) AND state NOT IN ('done', 'cancelled')")
            .first.map(BillingRun.init(row:))
    }

    /// Whether the month has had a run, other than a rehearsal, whatever became of it.
    static func isKnown(_ month: Month, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            "SELECT id FROM billing_run WHERE month = \(month.number) AND only_dry = 0 LIMIT 1"
        ).isEmpty
    }

    /// How many statements the latest month before that one has.
    static func statements(before month: Month, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS found FROM statement
            WHERE month = (SELECT max(month) FROM statement WHERE month < \(month.number))
            """
        ).first?.integer("found") ?? 0
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO billing_run (id, month, state, only_dry, started_by, started_at, expected, changed_at)
            VALUES (\(id), \(month.number), \(state.rawValue), \(isOnlyDry), \(startedBy), \(startedAt), \(expected),
                \(startedAt))
            """
        )
    }

    /// False when somebody else has moved it on meanwhile.
    func update(from previous: State, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try connection.run(
            """
            UPDATE billing_run SET state = \(state.rawValue), approved_by = \(approvedBy),
                finished_at = \(finishedAt), changed_at = \(time)
            WHERE id = \(id) AND state = \(previous.rawValue)
            """
        ) == 1
    }

    /// Every contract that may have a period ending in the month and has no statement for it.
    func collect(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO billing_item (run_id, contract_id, state)
            SELECT \(id), c.id, 'pending' FROM contract c
            WHERE c.payment = 'postpaid' AND c.starts_on IS NOT NULL AND c.starts_on <= \(month.lastDay)
                AND (c.ends_on IS NULL OR c.ends_on >= \(month.adding(months: -1).firstDay))
                AND NOT EXISTS (SELECT 1 FROM statement s WHERE s.contract_id = c.id AND s.month = \(month.number))
            """
        )
    }

    package func figures(on connection: any SQLConnection) throws -> BillingRunFigures {
        var figures = BillingRunFigures()
        try connection.forEachRow(
            """
            SELECT state, count(*) AS found,
                CAST(coalesce(sum(total_dong), 0) AS \(SQLStatement.integerType)) AS total_dong,
                CAST(coalesce(sum(previous_dong), 0) AS \(SQLStatement.integerType)) AS previous_dong,
                CAST(coalesce(sum(is_unusual), 0) AS \(SQLStatement.integerType)) AS unusual
            FROM billing_item WHERE run_id = \(id) GROUP BY state
            """
        ) { row in
            let state = try row.choice("state", of: BillingItem.State.self)
            figures.counts[state] = try row.integer("found")
            guard state == .computed || state == .issued else { return }
            figures.totalDong += try row.integer("total_dong")
            figures.previousDong += try row.integer("previous_dong")
            figures.unusual += try row.integer("unusual")
        }
        return figures
    }

    private static let columns: SQLStatement = """
        SELECT id, month, state, only_dry, started_by, started_at, approved_by, finished_at, expected FROM billing_run
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        month = Month(number: try row.integer("month"))
        state = try row.choice("state")
        isOnlyDry = try row.bool("only_dry")
        startedBy = try row.text("started_by")
        startedAt = try row.timestamp("started_at")
        approvedBy = try row.textIfPresent("approved_by")
        finishedAt = try row.timestampIfPresent("finished_at")
        expected = try row.integer("expected")
    }
}

extension BillingItem {
    /// The next contracts in that state, locked against other machines.
    static func take(
        _ state: State,
        of run: BillingRun.ID,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [Contract.ID] {
        try connection.rows(
            """
            SELECT contract_id FROM billing_item WHERE run_id = \(run) AND state = \(state.rawValue)
            ORDER BY contract_id LIMIT \(limit) \(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED")
            """
        ).map { try $0.id("contract_id") }
    }

    /// Whether any is left in that state.
    static func isAny(_ state: State, of run: BillingRun.ID, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            "SELECT contract_id FROM billing_item WHERE run_id = \(run) AND state = \(state.rawValue) LIMIT 1"
        ).isEmpty
    }

    static func computed(
        _ contract: Contract.ID,
        in run: BillingRun.ID,
        total: Money,
        previous: Money?,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE billing_item SET state = 'computed', total_dong = \(total), previous_dong = \(previous),
                is_unusual = \(isUnusual(total, after: previous)), reason = NULL
            WHERE run_id = \(run) AND contract_id = \(contract)
            """
        )
    }

    static func issued(
        _ contract: Contract.ID,
        in run: BillingRun.ID,
        total: Money,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE billing_item SET state = 'issued', total_dong = \(total), reason = NULL
            WHERE run_id = \(run) AND contract_id = \(contract)
            """
        )
    }

    static func settle(
        _ contract: Contract.ID,
        in run: BillingRun.ID,
        _ state: State,
        reason: String? = nil,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE billing_item SET state = \(state.rawValue), reason = \(reason)
            WHERE run_id = \(run) AND contract_id = \(contract)
            """
        )
    }

    /// Parked contracts are to be tried again.
    static func unpark(_ run: BillingRun.ID, on connection: any SQLConnection) throws -> Int {
        try connection.run(
            "UPDATE billing_item SET state = 'computed', reason = NULL WHERE run_id = \(run) AND state = 'parked'"
        )
    }

    /// What the month before came to.
    static func previous(
        of contract: Contract.ID,
        before month: Month,
        on connection: any SQLConnection
    ) throws -> Money? {
        try connection.rows(
            """
            SELECT total_dong FROM statement
            WHERE contract_id = \(contract) AND month = \(month.adding(months: -1).number)
            """
        ).first?.money("total_dong")
    }
}
