package import Journal
package import Kernel
package import Storage

extension OutboxMessage {
    package static let sendMailKind = "send_mail"
}

extension Notice {
    /// Owes somebody a letter, in the transaction of the fact it tells.
    ///
    /// - Parameter subject: Whose timeline it belongs to, such as `contract:018f…`.
    package static func enqueue(
        _ kind: Kind,
        about: String,
        of subject: String? = nil,
        to recipient: Recipient,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let key = "\(kind.rawValue)/\(about)/\(recipient.email)"
        let id = world.newID(Notice.self)
        let time = world.now()
        let inserted = try connection.run(
            """
            INSERT INTO notice (id, key, kind, to_email, to_name, language, about, subject, state, created_at)
            VALUES (\(id), \(key), \(kind.rawValue), \(recipient.email), \(recipient.name), \(recipient.language),
                \(about), \(subject), 'queued', \(time))
            ON CONFLICT (key) DO NOTHING
            """
        )
        guard inserted == 1 else { return }
        try OutboxMessage(key: "mail/\(key)", kind: OutboxMessage.sendMailKind, body: "\(id)")
            .enqueue(at: time, on: connection)
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Notice? {
        try connection.rows(
            """
            SELECT id, key, kind, to_email, to_name, language, about, \(standing) AS state, created_at, settled_at, reply
            FROM notice n WHERE id = \(id)
            """
        ).first.map(Notice.init(row:))
    }

    /// A letter that was withdrawn before it left; one that left all the same was sent.
    static let standing: SQLStatement =
        "CASE WHEN n.state = 'queued' AND n.withdrawn_at IS NOT NULL THEN 'withdrawn' ELSE n.state END"

    /// Takes back the letters of that kind about one thing, where they have not left.
    ///
    /// - Returns: Whether any was taken back.
    package static func withdraw(
        _ kind: Kind,
        about: String,
        in world: World,
        on connection: any SQLConnection
    ) throws -> Bool {
        let keys = try connection.rows(
            """
            UPDATE notice SET withdrawn_at = \(world.now())
            WHERE kind = \(kind.rawValue) AND about = \(about) AND state = 'queued' AND withdrawn_at IS NULL RETURNING key
            """
        ).map { try $0.text("key") }
        for key in keys { try OutboxMessage.withdraw(key: "mail/\(key)", at: world.now(), on: connection) }
        return !keys.isEmpty
    }

    /// Notes that the mail server took it (`sent`) or never will (`refused`). A refused letter needs a person, as one
    /// that came back does: `OutboxMessage.noticeBouncedKind`.
    package func settle(_ state: State, reply: String, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE notice SET state = \(state.rawValue), reply = \(reply), settled_at = \(time)
            WHERE id = \(id) AND state = 'queued'
            """
        )
        if changed == 1, state == .refused { try enqueueBounced(at: time, on: connection) }
    }

    private init(row: SQLRow) throws {
        id = try row.id("id")
        key = try row.text("key")
        kind = try row.choice("kind")
        recipient = Recipient(
            email: try row.text("to_email"),
            name: try row.text("to_name"),
            language: try row.choice("language")
        )
        about = try row.text("about")
        state = try row.choice("state")
        createdAt = try row.timestamp("created_at")
        settledAt = try row.timestampIfPresent("settled_at")
        reply = try row.textIfPresent("reply")
    }
}

extension Migration {
    package static let createNotice = Migration(
        "0004-create-notice",
        [
            """
            CREATE TABLE notice (
                id TEXT PRIMARY KEY,
                key TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL,
                to_email TEXT NOT NULL,
                to_name TEXT NOT NULL,
                language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
                about TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'refused')),
                reply TEXT,
                created_at \(SQLStatement.integerType) NOT NULL,
                settled_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX notice_by_recipient ON notice (to_email, created_at)",
        ]
    )

    package static let withdrawNotice = Migration(
        "0058-withdraw-notice",
        [
            "ALTER TABLE notice ADD COLUMN withdrawn_at \(SQLStatement.integerType)",
            "CREATE INDEX notice_queued_by_about ON notice (about) WHERE state = 'queued'",
        ]
    )

    package static let tellNoticeSubject = Migration(
        "0016-tell-notice-subject",
        [
            "ALTER TABLE notice ADD COLUMN subject TEXT",
            "CREATE INDEX notice_by_subject ON notice (subject, created_at) WHERE subject IS NOT NULL",
        ]
    )
}
