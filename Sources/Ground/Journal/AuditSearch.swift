package import Kernel
package import Storage

/// What of the audit log somebody looks for.
package struct AuditFilter: Hashable, Sendable {
    /// Such as `contract:018f…`; empty is anything.
    package var subject = ""
    /// Such as `staff:018f…`; empty is anybody.
    package var actor = ""
    /// The beginning of the action: `payment.` finds all about payments.
    package var action = ""
    package var from: Day?
    /// The last day, counted.
    package var to: Day?

    package init() {}
}

/// A line of the audit log with its place in the chain.
package struct AuditLine: Hashable, Sendable {
    package let id: AuditEntry.ID
    package let entry: AuditEntry
    /// `nil` until it has been linked.
    package let sequence: Int64?
}

extension AuditLine {
    /// Newest first, after the line `cursor`. Identifiers grow with time, so the page costs the same however far back
    /// it lies.
    package static func page(
        _ filter: AuditFilter,
        before cursor: AuditEntry.ID?,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [AuditLine] {
        var condition: SQLStatement = " WHERE 1 = 1"
        if !filter.subject.isEmpty { condition = condition + " AND e.subject = \(filter.subject)" }
        if !filter.actor.isEmpty { condition = condition + " AND e.actor = \(filter.actor)" }
        if !filter.action.isEmpty {
            // Not LIKE: an underscore in an action is an underscore.
            condition =
                condition + " AND substr(e.action, 1, CAST(\(filter.action.count) AS INTEGER)) = \(filter.action)"
        }
        if let from = filter.from { condition = condition + " AND e.at >= \(from.start)" }
        if let to = filter.to { condition = condition + " AND e.at < \(to.adding(days: 1).start)" }
        if let cursor { condition = condition + " AND e.id < \(cursor)" }
        return try connection.rows(
            """
            SELECT e.id, e.at, e.actor, e.action, e.subject, e.detail, l.sequence
            FROM audit_entry e LEFT JOIN audit_link l ON l.entry_id = e.id
            """ + condition + " ORDER BY e.id DESC LIMIT \(limit)"
        ).map { row in
            AuditLine(
                id: try row.id("id"),
                entry: try AuditEntry(row: row),
                sequence: try row.integerIfPresent("sequence")
            )
        }
    }
}

extension AuditChain {
    /// How far the chain reaches and how many entries wait to be linked: cheap, and proves nothing; `verify` does.
    package static func length(on connection: any SQLConnection) throws -> (linked: Int64, waiting: Int64) {
        let linked = try connection.rows("SELECT sequence FROM audit_link ORDER BY sequence DESC LIMIT 1").first
        let waiting = try connection.rows("SELECT count(*) AS waiting FROM audit_unsealed").first
        return (try linked?.integer("sequence") ?? 0, try waiting?.integer("waiting") ?? 0)
    }
}
