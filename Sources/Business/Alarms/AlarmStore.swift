import Kernel
import Organisation
package import Storage

extension Alarm {
    /// Whether anything stands against that subject, such as `contract:018f…`.
    package static func freezes(_ subject: String, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows("SELECT id FROM alarm WHERE subject = \(subject) AND state <> 'released' LIMIT 1").isEmpty
    }

    /// Those of these subjects against which anything stands: one look for a whole batch.
    package static func frozen(among subjects: [String], on connection: any SQLConnection) throws -> Set<String> {
        guard !subjects.isEmpty else { return [] }
        return Set(
            try connection.rows(
                "SELECT DISTINCT subject FROM alarm WHERE state <> 'released' AND subject IN (\(list: subjects))"
            ).map { try $0.text("subject") }
        )
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Alarm? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(Alarm.init(row:))
    }

    package static func find(
        _ rule: String,
        _ offender: String,
        on connection: any SQLConnection
    ) throws -> Alarm? {
        try connection.rows(columns + " WHERE rule = \(rule) AND offender = \(offender)").first.map(Alarm.init(row:))
    }

    /// The oldest first while they stand, the newest first once they are released.
    package static func all(
        _ state: State,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [Alarm] {
        let order: SQLStatement = state == .released ? " ORDER BY raised_at DESC, id DESC" : " ORDER BY raised_at, id"
        return try connection.rows(
            columns + " WHERE state = \(state.rawValue)" + order + " LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map(Alarm.init(row:))
    }

    /// What stands against that subject, the oldest first.
    package static func standing(against subject: String, on connection: any SQLConnection) throws -> [Alarm] {
        try connection.rows(
            columns + " WHERE subject = \(subject) AND state <> 'released' ORDER BY raised_at, id LIMIT 50"
        ).map(Alarm.init(row:))
    }

    package static func count(_ state: State, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows("SELECT count(*) AS found FROM alarm WHERE state = \(state.rawValue)")
            .first?.integer("found") ?? 0
    }

    /// Stores a finding, or raises what was released and had held since.
    ///
    /// - Returns: `nil` when it is known, or was released though it still breaks the rule.
    static func raise(
        _ rule: String,
        _ finding: Finding,
        in world: World,
        on connection: any SQLConnection
    ) throws -> Alarm? {
        let time = world.now()
        guard let known = try find(rule, finding.offender, on: connection) else {
            try connection.run(
                """
                INSERT INTO alarm (id, rule, offender, detail, subject, state, raised_at, times)
                VALUES (\(world.newID(Alarm.self)), \(rule), \(finding.offender), \(finding.detail), \(finding.subject),
                    'raised', \(time), 1)
                """
            )
            return try find(rule, finding.offender, on: connection)
        }
        guard known.mendedAt != nil else { return nil }
        // Broken, mended and broken again: while it still stands, only that is written down.
        let state = known.state.after(.foundAgain) ?? known.state
        let isNew = state != known.state
        let again: Int64 = isNew ? 1 : 0
        try connection.run(
            """
            UPDATE alarm SET state = \(state.rawValue), detail = \(finding.detail), subject = \(finding.subject),
                mended_at = NULL, times = times + \(again),
                raised_at = \(isNew ? time : known.raisedAt)
            WHERE id = \(known.id)
            """
        )
        return isNew ? try find(known.id, on: connection) : nil
    }

    /// Writes a decision down, unless somebody was faster.
    func update(from previous: State, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE alarm SET state = \(state.rawValue), reason = \(reason), proposed_by = \(proposedBy),
                proposed_at = \(proposedAt), released_by = \(releasedBy), released_at = \(releasedAt)
            WHERE id = \(id) AND state = \(previous.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    private static let columns: SQLStatement = """
        SELECT id, rule, offender, detail, subject, state, raised_at, times, mended_at, reason, proposed_by,
            proposed_at, released_by, released_at FROM alarm
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        rule = try row.text("rule")
        finding = Finding(
            offender: try row.text("offender"),
            detail: try row.text("detail"),
            subject: try row.text("subject")
        )
        state = try row.choice("state")
        raisedAt = try row.timestamp("raised_at")
        times = try row.integer("times")
        mendedAt = try row.timestampIfPresent("mended_at")
        reason = try row.textIfPresent("reason")
        proposedBy = try row.idIfPresent("proposed_by")
        proposedAt = try row.timestampIfPresent("proposed_at")
        releasedBy = try row.idIfPresent("released_by")
        releasedAt = try row.timestampIfPresent("released_at")
    }
}
