package import Kernel
package import Storage

/// A letter as staff see it: to whom, when, and what became of it.
package struct ToldLetter: Hashable, Sendable {
    package let id: Notice.ID
    package let kind: Notice.Kind
    package let recipient: Notice.Recipient
    /// The identifier of what it is about.
    package let about: String
    package let state: Notice.State
    package let createdAt: Timestamp
    /// When the mail server took it, or refused it.
    package let settledAt: Timestamp?
    /// The mail server's last words.
    package let reply: String?
    /// Why it came back later; `nil` when it did not.
    package let bounce: String?

    /// Every letter of one timeline, the oldest first.
    package static func all(of subject: String, on connection: any SQLConnection) throws -> [ToldLetter] {
        try connection.rows(
            """
            SELECT n.id, n.kind, n.to_email, n.to_name, n.language, n.about,
                \(Notice.standing) AS state, n.created_at, n.settled_at, n.reply,
                (SELECT max(b.diagnostic) FROM mail_bounce b WHERE b.notice_id = n.id AND b.is_permanent = 1) AS bounce
            FROM notice n WHERE n.subject = \(subject) ORDER BY n.created_at, n.id
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
                about: try row.text("about"),
                state: try row.choice("state"),
                createdAt: try row.timestamp("created_at"),
                settledAt: try row.timestampIfPresent("settled_at"),
                reply: try row.textIfPresent("reply"),
                bounce: try row.textIfPresent("bounce")
            )
        }
    }
}
