package import Kernel
package import Organisation
package import Storage

extension ApprovalCase {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> ApprovalCase? {
        try cases(columns + " WHERE id = \(id)", on: connection).first
    }

    /// The one that waits for a decision about a thing; `nil` when none does.
    package static func open(on subject: String, _ connection: any SQLConnection) throws -> ApprovalCase? {
        try cases(columns + " WHERE subject = \(subject) AND state IN ('regional', 'it_centre')", on: connection).first
    }

    /// Every case about a thing, the newest first: earlier ones were voided.
    package static func all(about subject: String, on connection: any SQLConnection) throws -> [ApprovalCase] {
        try cases(columns + " WHERE subject = \(subject) ORDER BY revision DESC, opened_at DESC", on: connection)
    }

    /// What waits at a step, the most urgent first; of one unit, or anywhere.
    package static func waiting(
        at step: Step,
        unit: String?,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [ApprovalCase] {
        let inUnit: SQLStatement = unit.map { " AND unit_code = \($0)" } ?? ""
        return try cases(
            columns + " WHERE state = \(step.rawValue)" + inUnit + " ORDER BY due_at, id LIMIT \(limit)",
            on: connection
        )
    }

    /// What is late, or about to be, and has not been said yet.
    static func unchased(
        before time: Timestamp,
        mark: ChaseMark,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [ApprovalCase] {
        try cases(
            columns + " WHERE state IN ('regional', 'it_centre') AND due_at <= \(time)" + mark.isUnset
                + " ORDER BY due_at LIMIT \(limit)",
            on: connection
        )
    }

    enum ChaseMark {
        case reminded, escalated

        var isUnset: SQLStatement {
            switch self {
            case .reminded: " AND reminded_at IS NULL"
            case .escalated: " AND escalated_at IS NULL"
            }
        }
    }

    func set(_ mark: ChaseMark, at time: Timestamp, on connection: any SQLConnection) throws {
        let column: SQLStatement =
            switch mark {
            case .reminded: "reminded_at"
            case .escalated: "escalated_at"
            }
        try connection.run("UPDATE approval_case SET " + column + " = \(time) WHERE id = \(id)")
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO approval_case (id, subject, unit_code, revision, snapshot, hash, state, opened_at,
                step_opened_at, due_at)
            VALUES (\(id), \(subject), \(unit), \(revision), \(snapshot), \(hash), \(state.name), \(openedAt),
                \(stepOpenedAt), \(dueAt))
            """
        )
        for maker in makers.sorted(by: { "\($0)" < "\($1)" }) {
            try connection.run("INSERT INTO approval_maker (case_id, staff_id) VALUES (\(id), \(maker))")
        }
    }

    /// Writes the new state, and the decision that made it.
    ///
    /// - Returns: False when somebody else decided in the meantime.
    func update(from previous: State, on connection: any SQLConnection) throws -> Bool {
        let changed = try connection.run(
            """
            UPDATE approval_case SET state = \(state.name), step_opened_at = \(stepOpenedAt), due_at = \(dueAt),
                reminded_at = NULL, escalated_at = NULL
            WHERE id = \(id) AND state = \(previous.name)
            """
        )
        guard changed == 1 else { return false }
        if let decision = decisions.last, state != .voided { try decision.insert(in: id, hash: hash, on: connection) }
        return true
    }

    private static let columns: SQLStatement = """
        SELECT id, subject, unit_code, revision, snapshot, hash, state, opened_at, step_opened_at, due_at
        FROM approval_case
        """

    private static func cases(_ statement: SQLStatement, on connection: any SQLConnection) throws -> [ApprovalCase] {
        try connection.rows(statement).map { row in
            let id: ID = try row.id("id")
            let makers = try connection.rows("SELECT staff_id FROM approval_maker WHERE case_id = \(id)")
                .map { try $0.id("staff_id", of: StaffMember.self) }
            let decisions = try connection.rows(
                """
                SELECT step, verdict, staff_id, on_behalf_of, reason, at FROM approval_decision
                WHERE case_id = \(id) ORDER BY at, step DESC
                """
            ).map(Decision.init(row:))
            return try ApprovalCase(row: row, makers: Set(makers), decisions: decisions)
        }
    }

    private init(row: SQLRow, makers: Set<StaffMember.ID>, decisions: [Decision]) throws {
        id = try row.id("id")
        subject = try row.text("subject")
        unit = try row.text("unit_code")
        revision = try row.integer("revision")
        snapshot = try row.text("snapshot")
        hash = try row.text("hash")
        self.makers = makers
        state = try State(name: row.text("state"))
        self.decisions = decisions
        openedAt = try row.timestamp("opened_at")
        stepOpenedAt = try row.timestamp("step_opened_at")
        dueAt = try row.timestamp("due_at")
    }
}

extension ApprovalCase.State {
    fileprivate var name: String {
        switch self {
        case .awaiting(let step): step.rawValue
        case .approved: "approved"
        case .refused: "refused"
        case .voided: "voided"
        }
    }

    fileprivate init(name: String) throws {
        switch name {
        case "approved": self = .approved
        case "refused": self = .refused
        case "voided": self = .voided
        default:
            guard let step = ApprovalCase.Step(rawValue: name) else {
                throw SQLRowError(column: "state", wanted: "an approval state")
            }
            self = .awaiting(step)
        }
    }
}

extension ApprovalCase.Decision {
    fileprivate func insert(in approval: ApprovalCase.ID, hash: String, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO approval_decision (case_id, step, verdict, staff_id, on_behalf_of, reason, hash, at)
            VALUES (\(approval), \(step.rawValue), \(verdict.rawValue), \(by), \(onBehalfOf), \(reason), \(hash), \(at))
            """
        )
    }

    fileprivate init(row: SQLRow) throws {
        step = try row.choice("step")
        verdict = try row.choice("verdict")
        by = try row.id("staff_id")
        onBehalfOf = try row.idIfPresent("on_behalf_of")
        reason = try row.text("reason")
        at = try row.timestamp("at")
    }
}

extension Delegation {
    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO approval_delegation (id, from_staff_id, to_staff_id, from_day, to_day, reason, created_at)
            VALUES (\(id), \(from), \(to), \(firstDay), \(lastDay), \(reason), \(createdAt))
            """
        )
    }

    static func revoke(
        _ id: ID,
        of staff: StaffMember.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Bool {
        try connection.run(
            """
            UPDATE approval_delegation SET revoked_at = \(time)
            WHERE id = \(id) AND from_staff_id = \(staff) AND revoked_at IS NULL
            """
        ) == 1
    }

    /// For whom somebody stands in on a day.
    package static func standing(
        in person: StaffMember.ID,
        on day: Day,
        _ connection: any SQLConnection
    ) throws -> [Delegation] {
        try connection.rows(
            columns + """
                 WHERE to_staff_id = \(person) AND revoked_at IS NULL AND from_day <= \(day) AND to_day >= \(day)
                ORDER BY from_day, id
                """
        ).map(Delegation.init(row:))
    }

    /// What somebody has delegated, the latest first, revoked ones too.
    package static func given(by person: StaffMember.ID, on connection: any SQLConnection) throws -> [Delegation] {
        try connection.rows(columns + " WHERE from_staff_id = \(person) ORDER BY from_day DESC, id DESC")
            .map(Delegation.init(row:))
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Delegation? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(Delegation.init(row:))
    }

    private static let columns: SQLStatement = """
        SELECT id, from_staff_id, to_staff_id, from_day, to_day, reason, created_at, revoked_at FROM approval_delegation
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        from = try row.id("from_staff_id")
        to = try row.id("to_staff_id")
        firstDay = try row.day("from_day")
        lastDay = try row.day("to_day")
        reason = try row.text("reason")
        createdAt = try row.timestamp("created_at")
        revokedAt = try row.timestampIfPresent("revoked_at")
    }
}

extension Migration {
    package static let createApproval = Migration(
        "0015-create-approval",
        [
            """
            CREATE TABLE approval_case (
                id TEXT PRIMARY KEY,
                subject TEXT NOT NULL,
                unit_code TEXT NOT NULL REFERENCES organisation_unit (code),
                revision \(SQLStatement.integerType) NOT NULL,
                snapshot TEXT NOT NULL,
                hash TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('regional', 'it_centre', 'approved', 'refused', 'voided')),
                opened_at \(SQLStatement.integerType) NOT NULL,
                step_opened_at \(SQLStatement.integerType) NOT NULL,
                due_at \(SQLStatement.integerType) NOT NULL,
                reminded_at \(SQLStatement.integerType),
                escalated_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX approval_case_by_subject ON approval_case (subject)",
            // One decision at a time about a thing.
            "CREATE UNIQUE INDEX approval_case_open ON approval_case (subject) WHERE state IN ('regional', 'it_centre')",
            "CREATE INDEX approval_case_waiting ON approval_case (state, due_at) WHERE state IN ('regional', 'it_centre')",
            """
            CREATE TABLE approval_maker (
                case_id TEXT NOT NULL REFERENCES approval_case (id),
                staff_id TEXT NOT NULL REFERENCES staff (id),
                PRIMARY KEY (case_id, staff_id)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE approval_decision (
                case_id TEXT NOT NULL REFERENCES approval_case (id),
                step TEXT NOT NULL CHECK (step IN ('regional', 'it_centre')),
                verdict TEXT NOT NULL CHECK (verdict IN ('approve', 'refuse')),
                staff_id TEXT NOT NULL REFERENCES staff (id),
                on_behalf_of TEXT REFERENCES staff (id),
                reason TEXT NOT NULL,
                hash TEXT NOT NULL,
                at \(SQLStatement.integerType) NOT NULL,
                PRIMARY KEY (case_id, step),
                UNIQUE (case_id, staff_id),
                CHECK (verdict <> 'refuse' OR reason <> '')
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX approval_decision_by_staff ON approval_decision (staff_id, at)",
            """
            CREATE TABLE approval_delegation (
                id TEXT PRIMARY KEY,
                from_staff_id TEXT NOT NULL REFERENCES staff (id),
                to_staff_id TEXT NOT NULL REFERENCES staff (id),
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType) NOT NULL,
                reason TEXT NOT NULL,
                created_at \(SQLStatement.integerType) NOT NULL,
                revoked_at \(SQLStatement.integerType),
                CHECK (from_staff_id <> to_staff_id AND from_day <= to_day)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX approval_delegation_by_delegate ON approval_delegation (to_staff_id, from_day)",
        ]
    )
}
