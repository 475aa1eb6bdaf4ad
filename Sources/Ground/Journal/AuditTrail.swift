import Kernel
package import Storage

/// An audit entry with its place in the chain, so that somebody who has neither server nor database can compute its
/// hash again.
package struct AuditTrailEntry: Hashable, Sendable {
    package let id: String
    package let entry: AuditEntry
    /// `nil` until it is linked, a moment after it was written.
    package let place: Place?

    package struct Place: Hashable, Sendable {
        package let sequence: Int64
        /// The hash of the link before; for the first, the chain's origin.
        package let previousHash: String
        package let hash: String

        package init(sequence: Int64, previousHash: String, hash: String) {
            self.sequence = sequence
            self.previousHash = previousHash
            self.hash = hash
        }
    }

    package init(id: String, entry: AuditEntry, place: Place?) {
        self.id = id
        self.entry = entry
        self.place = place
    }

    /// Whether the hash is what the entry and the link before make it; `nil` while it is not linked.
    package var holds: Bool? { place.map { entry.hash(after: $0.previousHash, id: id) == $0.hash } }

    /// What was written about one thing, oldest first.
    package static func all(about subject: String, on connection: any SQLConnection) throws -> [AuditTrailEntry] {
        try connection.rows(
            """
            SELECT e.id, e.at, e.actor, e.action, e.subject, e.detail, l.sequence, l.hash, b.hash AS previous
            FROM audit_entry e LEFT JOIN audit_link l ON l.entry_id = e.id
                LEFT JOIN audit_link b ON b.sequence = l.sequence - 1
            WHERE e.subject = \(subject) ORDER BY e.at, e.id
            """
        ).map { row in
            let place: Place? = try row.integerIfPresent("sequence").map { sequence in
                Place(
                    sequence: sequence,
                    previousHash: try row.textIfPresent("previous") ?? ChainHash.origin,
                    hash: try row.text("hash")
                )
            }
            return AuditTrailEntry(id: try row.text("id"), entry: try AuditEntry(row: row), place: place)
        }
    }
}
