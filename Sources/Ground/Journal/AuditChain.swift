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
        var walk = try ChainWalk(along: "audit_link", last: last, on: connection)
        try connection.forEachRow(
            """
            SELECT l.sequence, l.entry_id, l.hash, e.id, e.at, e.actor, e.action, e.subject, e.detail
            FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id
            WHERE l.sequence >= \(walk.expected) ORDER BY l.sequence
            """
        ) { row in
            let id = try row.textIfPresent("id")
            walk.take(
                try row.integer("sequence"),
                try row.text("hash"),
                try id.map { try AuditEntry(row: row).parts(id: $0) },
                name: id == nil ? "the entry" : "its entry"
            )
        }
        var broken = walk.broken
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
        return Report(verified: walk.verified, broken: broken)
    }
}
