package import Storage

/// Links audit entries into the chain, oldest first. Apart from the transactions that write entries, so that writers
/// do not queue for the end of the chain (docs/decisions/0004).
package struct SealAudit: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// - Returns: How many entries were linked; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 500) async throws -> Int {
        let isIdle = try await database.read { connection in
            try connection.rows("SELECT entry_id FROM audit_unsealed LIMIT 1").isEmpty
        }
        guard !isIdle else { return 0 }
        return try await database.write { connection in
            let pending = try connection.rows(
                """
                SELECT e.id, e.at, e.actor, e.action, e.subject, e.detail
                FROM audit_unsealed u JOIN audit_entry e ON e.id = u.entry_id
                ORDER BY e.at, e.id LIMIT \(limit)
                """
            )
            guard !pending.isEmpty else { return 0 }
            let end = try connection.rows("SELECT sequence, hash FROM audit_link ORDER BY sequence DESC LIMIT 1").first
            var sequence = try end?.integer("sequence") ?? 0
            var previous = try end?.text("hash") ?? ChainHash.origin
            for row in pending {
                let id = try row.text("id")
                sequence += 1
                previous = try AuditEntry(row: row).hash(after: previous, id: id)
                try connection.run(
                    "INSERT INTO audit_link (sequence, entry_id, hash) VALUES (\(sequence), \(id), \(previous))"
                )
                try connection.run("DELETE FROM audit_unsealed WHERE entry_id = \(id)")
            }
            return pending.count
        }
    }
}

package enum AuditChain {
    package struct Report: Hashable, Sendable {
        package init(verified: Int, broken: String?) {
            self.verified = verified
            self.broken = broken
        }

        /// Entries whose link is right.
        package let verified: Int
        /// The first position at which the chain does not hold, and why; `nil` when all is well.
        package let broken: String?
    }

    /// Walks the chain, a row at a time.
    ///
    /// - Parameter last: Only so many links from its end, taking the one before them for right; `nil` is the whole
    ///   chain, and also looks for entries that no link knows.
    package static func verify(last: Int64? = nil, on connection: any SQLConnection) throws -> Report {
        let start = try start(last: last, on: connection)
        let first = start?.sequence ?? 1
        var expected = first
        var previous = start?.previous ?? ChainHash.origin
        var broken: String?
        try connection.forEachRow(
            """
            SELECT l.sequence, l.entry_id, l.hash, e.id, e.at, e.actor, e.action, e.subject, e.detail
            FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id
            WHERE l.sequence >= \(first) ORDER BY l.sequence
            """
        ) { row in
            guard broken == nil else { return }
            let sequence = try row.integer("sequence")
            if sequence != expected {
                broken = "link \(expected) is missing"
            } else if try row.textIfPresent("id") == nil {
                broken = "the entry of link \(sequence) is missing"
            } else if try AuditEntry(row: row).hash(after: previous, id: row.text("entry_id")) != row.text("hash") {
                broken = "link \(sequence) does not match its entry"
            } else {
                previous = try row.text("hash")
                expected += 1
            }
        }
        if broken == nil, last == nil {
            let strays = try connection.rows(
                """
                SELECT count(*) AS strays FROM audit_entry e
                WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.entry_id = e.id)
                    AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.entry_id = e.id)
                """
            )
            let count = try strays.first?.integer("strays") ?? 0
            if count > 0 { broken = "\(count) entries are neither linked nor waiting to be" }
        }
        return Report(verified: Int(expected - first), broken: broken)
    }

    /// Where a walk over the end begins, and the hash that its first link follows; `nil` is the chain's beginning.
    private static func start(
        last: Int64?,
        on connection: any SQLConnection
    ) throws -> (sequence: Int64, previous: String)? {
        guard let last else { return nil }
        return try connection.rows(
            """
            SELECT sequence, hash FROM audit_link
            WHERE sequence <= (SELECT max(sequence) FROM audit_link) - \(last) ORDER BY sequence DESC LIMIT 1
            """
        ).first.map { (try $0.integer("sequence") + 1, try $0.text("hash")) }
    }
}
