package import Kernel
package import Storage

extension RuleWatch {
    /// Every rule that has been looked at, by name.
    package static func all(on connection: any SQLConnection) throws -> [RuleWatch] {
        try connection.rows(
            """
            SELECT rule, due_at, looked_at, took_milliseconds, offenders, problem FROM rule_watch ORDER BY rule
            """
        ).map { row in
            RuleWatch(
                rule: try row.text("rule"),
                due: try row.timestamp("due_at"),
                lookedAt: try row.timestampIfPresent("looked_at"),
                tookMilliseconds: try row.integerIfPresent("took_milliseconds") ?? 0,
                offenders: try row.integerIfPresent("offenders") ?? 0,
                problem: try row.textIfPresent("problem")
            )
        }
    }

    /// Those of these rules that are due; a read, so that an idle machine writes nothing.
    package static func due(_ rules: [String], at time: Timestamp, on connection: any SQLConnection) throws -> [String]
    {
        let waiting = Set(
            try connection.rows("SELECT rule FROM rule_watch WHERE due_at > \(time)").map { try $0.text("rule") }
        )
        return rules.filter { !waiting.contains($0) }
    }

    /// One machine looks: whoever moves the time on.
    package static func take(
        _ rule: String,
        until lease: Timestamp,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Bool {
        try connection.run(
            """
            INSERT INTO rule_watch (rule, due_at) VALUES (\(rule), \(lease))
            ON CONFLICT (rule) DO UPDATE SET due_at = excluded.due_at WHERE rule_watch.due_at <= \(time)
            """
        ) == 1
    }

    package static func looked(
        at rule: String,
        _ look: (at: Timestamp, tookMilliseconds: Int64, offenders: Int64),
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE rule_watch SET due_at = \(look.at.adding(milliseconds: pause(after: look.tookMilliseconds))),
                looked_at = \(look.at), took_milliseconds = \(look.tookMilliseconds), offenders = \(look.offenders),
                problem = NULL
            WHERE rule = \(rule)
            """
        )
    }

    /// The look did not end, which is told rather than taken for a rule that holds.
    package static func failed(
        at rule: String,
        _ problem: String,
        again due: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run("UPDATE rule_watch SET due_at = \(due), problem = \(problem) WHERE rule = \(rule)")
    }

    /// Alarms of a rule that nothing breaks any more.
    package static func markMended(
        _ rule: String,
        besides offenders: [String],
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        let still: SQLStatement = offenders.isEmpty ? "" : " AND offender NOT IN (\(list: offenders))"
        try connection.run(
            "UPDATE alarm SET mended_at = \(time) WHERE rule = \(rule) AND mended_at IS NULL" + still
        )
    }
}
