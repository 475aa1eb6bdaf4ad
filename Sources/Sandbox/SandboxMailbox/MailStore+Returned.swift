import Kernel
import Storage

/// The mailbox of bounces.
extension MailStore {
    static let createReturnedMail = Migration(
        "0002-returned-mail",
        [
            """
            CREATE TABLE returned_mail (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                message INTEGER REFERENCES message (id),
                made_at \(SQLStatement.integerType) NOT NULL,
                cause TEXT NOT NULL CHECK (cause IN ('bounced', 'delayed', 'sent')),
                about TEXT NOT NULL,
                address TEXT NOT NULL,
                size_bytes \(SQLStatement.integerType) NOT NULL,
                source \(SQLStatement.blobType) NOT NULL,
                removed_at \(SQLStatement.integerType))\(SQLStatement.strict)
            """,
            "CREATE INDEX returned_mail_waiting ON returned_mail (id) WHERE removed_at IS NULL",
        ]
    )

    /// Newest first, those that were fetched as well.
    func returned(limit: Int) async throws -> [ReturnedMail] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id, made_at, cause, about, address, size_bytes, removed_at FROM returned_mail
                ORDER BY id DESC LIMIT \(limit)
                """
            ).map(ReturnedMail.init)
        }
    }

    /// What lies in the mailbox, oldest first.
    func waiting(limit: Int) async throws -> [ReturnedMail] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id, made_at, cause, about, address, size_bytes, removed_at FROM returned_mail
                WHERE removed_at IS NULL ORDER BY id LIMIT \(limit)
                """
            ).map(ReturnedMail.init)
        }
    }

    func returnedSource(_ id: Int64) async throws -> [UInt8]? {
        try await database.read { connection in
            try connection.rows("SELECT source FROM returned_mail WHERE id = \(id)").first?.blob("source")
        }
    }

    func removeReturned(_ ids: [Int64]) async throws {
        guard !ids.isEmpty else { return }
        let time = world.now()
        try await database.write { connection in
            try connection.run(
                "UPDATE returned_mail SET removed_at = \(time) WHERE removed_at IS NULL AND id IN (\(list: ids))"
            )
        }
    }

    /// Puts a mail into the mailbox, in the transaction that accepts what it is about.
    func returnMail(
        _ mail: (cause: ReturnedMail.Cause, about: String, source: [UInt8]),
        to address: String,
        message: Int64?,
        on connection: any SQLConnection
    ) throws -> Int64 {
        let rows = try connection.rows(
            """
            INSERT INTO returned_mail (message, made_at, cause, about, address, size_bytes, source)
            VALUES (\(message), \(world.now()), \(mail.cause.rawValue), \(mail.about), \(address.lowercased()),
                \(mail.source.count), \(mail.source))
            RETURNING id
            """
        )
        guard let id = try rows.first?.integer("id") else { throw SQLRowError(column: "id", wanted: "a row") }
        return id
    }
}

extension ReturnedMail {
    fileprivate init(_ row: SQLRow) throws {
        id = try row.integer("id")
        madeAt = try row.timestamp("made_at")
        cause = try row.choice("cause")
        about = try row.text("about")
        address = try row.text("address")
        sizeBytes = try row.integer("size_bytes")
        removedAt = try row.timestampIfPresent("removed_at")
    }
}
