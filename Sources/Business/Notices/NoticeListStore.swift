package import Kernel
package import Storage

/// A letter as staff see it: to whom, when, and what became of it.
package struct ToldLetter: Hashable, Sendable {
    package let id: Notice.ID
    package let kind: Notice.Kind
    package let recipient: Notice.Recipient
    package let state: Notice.State
    package let createdAt: Timestamp
    /// When the mail server took it, or refused it.
    package let settledAt: Timestamp?
    /// The mail server's last words.
    package let reply: String?

    /// Every letter of one timeline, the oldest first.
    package static func all(of subject: String, on connection: any SQLConnection) throws -> [ToldLetter] {
        try connection.rows(
            """
            SELECT id, kind, to_email, to_name, language, state, created_at, settled_at, reply FROM notice
            WHERE subject = \(subject) ORDER BY created_at, id
            """
        ).map { row in
            ToldLetter(
                id: try row.id("id"),
                kind: try row.choice("kind"),
                recipient: Notice.Recipient(
                    email: try row.text("to_email"),
                    name: try row.text("to_name"),
                    language: try row.choice("language")
                ),
                state: try row.choice("state"),
                createdAt: try row.timestamp("created_at"),
                settledAt: try row.timestampIfPresent("settled_at"),
                reply: try row.textIfPresent("reply")
            )
        }
    }
}
