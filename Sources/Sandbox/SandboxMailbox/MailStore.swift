import Kernel
import Storage

/// What the sink accepted: its own journal, which a checker may read.
struct MailStore: Sendable {
    let database: any SQLDatabase
    let world: World
    /// Mail to this domain goes into the mailbox of bounces, and is nobody's ordinary mail.
    let bounceDomain: String

    static let migrations = [
        Migration(
            "0001-mailbox",
            [
                """
                CREATE TABLE message (
                    id INTEGER PRIMARY KEY,
                    received_at \(SQLStatement.integerType) NOT NULL,
                    envelope_from TEXT NOT NULL,
                    message_id TEXT NOT NULL,
                    header_from TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    size_bytes \(SQLStatement.integerType) NOT NULL,
                    source \(SQLStatement.blobType) NOT NULL)\(SQLStatement.strict)
                """,
                """
                CREATE TABLE message_recipient (
                    message INTEGER NOT NULL REFERENCES message (id),
                    address TEXT NOT NULL,
                    PRIMARY KEY (address, message))\(SQLStatement.strict)
                """,
                "CREATE INDEX message_recipient_message ON message_recipient (message)",
            ]
        ),
        createReturnedMail,
    ]

    /// Durable when this returns, with the reports that will come back for it; only then may the sink say 250.
    ///
    /// - Returns: the name under which it was kept.
    func take(_ envelope: MailEnvelope, _ orders: MailboxFaults) async throws -> String {
        let mail = ReadMail(envelope.source)
        let recipients = Set(envelope.recipients.map { $0.lowercased() }).sorted()
        let ordinary = recipients.filter { !$0.hasSuffix("@\(bounceDomain)") }
        return try await database.write { connection in
            let sent = (cause: ReturnedMail.Cause.sent, about: mail.from, source: envelope.source)
            let returned = try recipients.filter { !ordinary.contains($0) }
                .map { try returnMail(sent, to: $0, message: nil, on: connection) }
            if ordinary.isEmpty, let first = returned.first { return "returned \(first)" }
            let id = try add(envelope, mail, to: ordinary, on: connection)
            for (number, recipient) in ordinary.enumerated() {
                // A report is never sent about a report: the empty sender ends the loop (RFC 5321 §6.1).
                guard let cause = orders.fate(of: recipient), !envelope.from.isEmpty else { continue }
                let source = DeliveryNotification(
                    envelope: envelope,
                    recipient: recipient,
                    cause: cause,
                    at: world.now(),
                    name: "\(id)-\(number)"
                ).source
                _ = try returnMail(
                    (cause: cause, about: recipient, source: source),
                    to: envelope.from,
                    message: id,
                    on: connection
                )
            }
            return "\(id)"
        }
    }

    private func add(
        _ envelope: MailEnvelope,
        _ mail: ReadMail,
        to recipients: [String],
        on connection: any SQLConnection
    ) throws -> Int64 {
        let rows = try connection.rows(
            """
            INSERT INTO message (received_at, envelope_from, message_id, header_from, subject, size_bytes, source)
            VALUES (\(world.now()), \(envelope.from), \(mail.messageID), \(mail.from), \(mail.subject),
                    \(envelope.source.count), \(envelope.source))
            RETURNING id
            """
        )
        guard let id = try rows.first?.integer("id") else { throw SQLRowError(column: "id", wanted: "a row") }
        for address in recipients {
            try connection.run("INSERT INTO message_recipient (message, address) VALUES (\(id), \(address))")
        }
        return id
    }

    /// Newest first.
    func list(_ filter: MailFilter) async throws -> [MailSummary] {
        var condition: SQLStatement = "1 = 1"
        if let to = filter.to {
            condition =
                condition
                    + """
                     AND EXISTS (SELECT 1 FROM message_recipient AS wanted
                                 WHERE wanted.message = message.id AND wanted.address = \(to.lowercased()))
                    """
        }
        if let subject = filter.subject { condition = condition + " AND instr(message.subject, \(subject)) > 0" }
        if let before = filter.before { condition = condition + " AND message.id < \(before)" }
        let statement: SQLStatement = """
            SELECT id, received_at, envelope_from, message_id, header_from, subject, size_bytes,
                (SELECT group_concat(address, ', ') FROM message_recipient WHERE message = message.id) AS recipients
            FROM message WHERE \(condition) ORDER BY id DESC LIMIT \(filter.limit)
            """
        return try await database.read { connection in try connection.rows(statement).map(MailSummary.init) }
    }

    func find(_ id: Int64) async throws -> (summary: MailSummary, source: [UInt8])? {
        try await database.read { connection in
            let rows = try connection.rows(
                """
                SELECT id, received_at, envelope_from, message_id, header_from, subject, size_bytes, source,
                    (SELECT group_concat(address, ', ') FROM message_recipient WHERE message = message.id) AS recipients
                FROM message WHERE id = \(id)
                """
            )
            return try rows.first.map { (try MailSummary($0), try $0.blob("source")) }
        }
    }
}

/// Which messages are wanted.
struct MailFilter: Sendable {
    var to: String?
    var subject: String?
    var before: Int64?
    var limit = 50
}

/// A message without its content.
struct MailSummary: Sendable {
    let id: Int64
    let receivedAt: Timestamp
    let envelopeFrom: String
    let messageID: String
    let from: String
    let subject: String
    let sizeBytes: Int64
    let recipients: [String]

    init(_ row: SQLRow) throws {
        id = try row.integer("id")
        receivedAt = try row.timestamp("received_at")
        envelopeFrom = try row.text("envelope_from")
        messageID = try row.text("message_id")
        from = try row.text("header_from")
        subject = try row.text("subject")
        sizeBytes = try row.integer("size_bytes")
        recipients = try (row.textIfPresent("recipients") ?? "").split(separator: ", ").map(String.init)
    }
}
