package import Kernel
package import Storage

/// A letter as staff see it: to whom it went, and what became of it.
package struct NoticeFate: Hashable, Sendable {
    package let id: Notice.ID
    package let kind: Notice.Kind
    package let email: String
    package let name: String
    /// The identifier of what it is about.
    package let about: String
    package let state: Notice.State
    /// What the mail server said.
    package let reply: String?
    package let createdAt: Timestamp
    package let settledAt: Timestamp?

    /// Every letter of one thing's timeline, such as `contract:018f…`, oldest first.
    package static func all(of subject: String, on connection: any SQLConnection) throws -> [NoticeFate] {
        try connection.rows(
            """
            SELECT id, kind, to_email, to_name, about, state, reply, created_at, settled_at FROM notice
            WHERE subject = \(subject) ORDER BY created_at, id
            """
        ).map { row in
            NoticeFate(
                id: try row.id("id"),
                kind: try row.choice("kind"),
                email: try row.text("to_email"),
                name: try row.text("to_name"),
                about: try row.text("about"),
                state: try row.choice("state"),
                reply: try row.textIfPresent("reply"),
                createdAt: try row.timestamp("created_at"),
                settledAt: try row.timestampIfPresent("settled_at")
            )
        }
    }
}
