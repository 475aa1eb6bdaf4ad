package import Journal
import Kernel
package import Storage

extension OutboxMessage {
    /// A letter will not arrive: somebody must be told. The body is the notice's identifier, the key
    /// `bounced/<notice>`.
    package static let noticeBouncedKind = "notice_bounced"
}

extension Notice {
    /// Asks for a person, once, in the transaction of the word that the letter will not arrive.
    func enqueueBounced(at time: Timestamp, on connection: any SQLConnection) throws {
        try OutboxMessage(key: "bounced/\(id)", kind: OutboxMessage.noticeBouncedKind, body: "\(id)")
            .enqueue(at: time, on: connection)
    }
}

extension MailFate {
    /// What became of this letter.
    package static func of(_ notice: Notice, on connection: any SQLConnection) throws -> MailFate {
        MailFate(notice, bounce: try MailBounce.all(of: notice.id, on: connection).first { $0.isPermanent })
    }
}

extension MailBounce {
    /// Everything that has come back about a letter, oldest first.
    package static func all(of notice: Notice.ID, on connection: any SQLConnection) throws -> [MailBounce] {
        try connection.rows(
            """
            SELECT id, notice_id, recipient, action, status, diagnostic, received_at FROM mail_bounce
            WHERE notice_id = \(notice) ORDER BY received_at, id
            """
        ).map(MailBounce.init(row:))
    }

    /// What came back without saying about which letter, newest first: forged, or not a report.
    package static func unknown(limit: Int, on connection: any SQLConnection) throws -> [MailBounce] {
        try connection.rows(
            """
            SELECT id, notice_id, recipient, action, status, diagnostic, received_at FROM mail_bounce
            WHERE notice_id IS NULL ORDER BY received_at DESC, id DESC LIMIT \(limit)
            """
        ).map(MailBounce.init(row:))
    }

    /// Stores a word of the mail with this digest.
    ///
    /// - Returns: False when that mail's word at this position is stored already.
    func insert(
        _ raw: [UInt8]?,
        of mail: (digest: String, position: Int),
        on connection: any SQLConnection
    ) throws -> Bool {
        try connection.run(
            """
            INSERT INTO mail_bounce (id, notice_id, recipient, action, status, diagnostic, is_permanent, raw,
                message_digest, position, received_at)
            VALUES (\(id), \(notice), \(recipient), \(action.rawValue), \(status), \(diagnostic), \(isPermanent), \(raw),
                \(mail.digest), \(mail.position), \(receivedAt))
            ON CONFLICT (message_digest, position) DO NOTHING
            """
        ) == 1
    }

    private init(row: SQLRow) throws {
        self.init(
            id: try row.id("id"),
            notice: try row.idIfPresent("notice_id"),
            said: BounceReport.Recipient(
                address: try row.text("recipient"),
                action: try row.choice("action"),
                status: try row.textIfPresent("status"),
                diagnostic: try row.text("diagnostic")
            ),
            receivedAt: try row.timestamp("received_at")
        )
    }
}

extension Migration {
    package static let createMailBounce = Migration(
        "0011-create-mail-bounce",
        [
            """
            CREATE TABLE mail_bounce (
                id TEXT PRIMARY KEY,
                notice_id TEXT REFERENCES notice (id),
                recipient TEXT NOT NULL,
                action TEXT NOT NULL
                    CHECK (action IN ('failed', 'delayed', 'delivered', 'relayed', 'expanded', 'unreadable')),
                status TEXT,
                diagnostic TEXT NOT NULL,
                is_permanent \(SQLStatement.integerType) NOT NULL CHECK (is_permanent IN (0, 1)),
                raw \(SQLStatement.blobType),
                message_digest TEXT NOT NULL,
                position \(SQLStatement.integerType) NOT NULL CHECK (position >= 0),
                received_at \(SQLStatement.integerType) NOT NULL,
                UNIQUE (message_digest, position)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX mail_bounce_by_notice ON mail_bounce (notice_id, received_at)",
        ]
    )
}
