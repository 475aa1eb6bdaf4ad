package import Kernel
package import Organisation
package import Storage

/// That a contract ends before its term, or that one without a term ends: planned first, carried out by the clock.
package struct ContractEnding: Hashable, Sendable {
    package typealias ID = Kernel.ID<ContractEnding>

    package enum State: String, Hashable, Sendable, CaseIterable { case planned, done, withdrawn }

    package let id: ID
    package let contract: Contract.ID
    /// The last day of service.
    package let lastDay: Day
    package let reason: String
    /// The last day that was agreed before; `nil` for an open end.
    package let formerLastDay: Day?
    package let plannedBy: StaffMember.ID
    package let plannedAt: Timestamp
    package internal(set) var state: State

    package init(
        id: ID,
        contract: Contract,
        lastDay: Day,
        reason: String,
        planned: (by: StaffMember.ID, at: Timestamp)
    ) {
        self.id = id
        self.contract = contract.id
        self.lastDay = lastDay
        self.reason = reason
        formerLastDay = contract.endsOn
        (plannedBy, plannedAt) = planned
        state = .planned
    }
}

extension ContractEnding {
    /// The one that lies ahead.
    package static func planned(of contract: Contract.ID, on connection: any SQLConnection) throws -> ContractEnding? {
        try connection.rows(columns + " WHERE contract_id = \(contract) AND state = 'planned'").first
            .map(ContractEnding.init(row:))
    }

    /// The newest first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [ContractEnding] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY planned_at DESC, id DESC")
            .map(ContractEnding.init(row:))
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> ContractEnding? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(ContractEnding.init(row:))
    }

    /// Those whose last day has passed.
    package static func due(on day: Day, limit: Int, on connection: any SQLConnection) throws -> [ContractEnding] {
        try connection.rows(
            columns + " WHERE state = 'planned' AND last_day < \(day) ORDER BY last_day, id LIMIT \(limit)"
        ).map(ContractEnding.init(row:))
    }

    package func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO planned_ending (id, contract_id, last_day, reason, former_last_day, planned_by, planned_at, state)
            VALUES (\(id), \(contract), \(lastDay), \(reason), \(formerLastDay), \(plannedBy), \(plannedAt),
                \(state.rawValue))
            """
        )
    }

    package func set(_ state: State, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE planned_ending SET state = \(state.rawValue), settled_at = \(time)
            WHERE id = \(id) AND state = 'planned'
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "planned_ending:\(id)") }
    }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, last_day, reason, former_last_day, planned_by, planned_at, state FROM planned_ending
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        contract = try row.id("contract_id")
        lastDay = try row.day("last_day")
        reason = try row.text("reason")
        formerLastDay = try row.dayIfPresent("former_last_day")
        plannedBy = try row.id("planned_by")
        plannedAt = try row.timestamp("planned_at")
        state = try row.choice("state")
    }
}

extension Migration {
    package static let endContract = Migration(
        "0055-end-contract",
        [
            """
            CREATE TABLE planned_ending (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                last_day \(SQLStatement.integerType) NOT NULL,
                reason TEXT NOT NULL,
                former_last_day \(SQLStatement.integerType),
                planned_by TEXT NOT NULL REFERENCES staff (id),
                planned_at \(SQLStatement.integerType) NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'withdrawn')),
                settled_at \(SQLStatement.integerType),
                CHECK ((state = 'planned') = (settled_at IS NULL))
            )\(SQLStatement.strict)
            """,
            "CREATE UNIQUE INDEX planned_ending_standing ON planned_ending (contract_id) WHERE state = 'planned'",
            "CREATE INDEX planned_ending_due ON planned_ending (last_day) WHERE state = 'planned'",
            "CREATE INDEX planned_ending_by_contract ON planned_ending (contract_id, planned_at)",
        ]
    )
}
