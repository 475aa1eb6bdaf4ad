import Kernel
import Organisation
package import Storage

// What stands beside a contract: its frozen revisions and its files.

extension ContractRevision {
    /// The newest first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [ContractRevision] {
        try connection.rows(
            """
            SELECT contract_id, revision, snapshot, hash, written_by, written_at FROM contract_revision
            WHERE contract_id = \(contract) ORDER BY revision DESC
            """
        ).map { row in
            ContractRevision(
                contract: try row.id("contract_id"),
                revision: try row.integer("revision"),
                snapshot: try row.text("snapshot"),
                hash: try row.text("hash"),
                writtenBy: try row.id("written_by"),
                writtenAt: try row.timestamp("written_at")
            )
        }
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO contract_revision (contract_id, revision, snapshot, hash, written_by, written_at)
            VALUES (\(contract), \(revision), \(snapshot), \(hash), \(writtenBy), \(writtenAt))
            """
        )
    }
}

extension Attachment {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Attachment? {
        try connection.rows(columns + " WHERE id = \(id) AND removed_at IS NULL").first.map(Attachment.init(row:))
    }

    /// Those that count, in the order in which they came.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [Attachment] {
        try connection.rows(
            columns + """
                 WHERE contract_id = \(contract) AND removed_at IS NULL AND withdrawn_at IS NULL
                ORDER BY uploaded_at, id
                """
        ).map(Attachment.init(row:))
    }

    /// Those that amendments took out, in the order in which they went.
    package static func withdrawn(
        from contract: Contract.ID,
        on connection: any SQLConnection
    ) throws -> [Attachment] {
        try connection.rows(
            columns + " WHERE contract_id = \(contract) AND withdrawn_at IS NOT NULL ORDER BY withdrawn_at, id"
        ).map(Attachment.init(row:))
    }

    func content(on connection: any SQLConnection) throws -> [UInt8]? {
        try connection.rows("SELECT bytes FROM attachment_content WHERE sha256 = \(sha256)").first?.blob("bytes")
    }

    func insert(_ content: [UInt8], on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO attachment_content (sha256, bytes) VALUES (\(sha256), \(content))
            ON CONFLICT (sha256) DO NOTHING
            """
        )
        try insertReference(on: connection)
    }

    /// The same file under another contract, as a renewal takes it over.
    func insertReference(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO attachment (id, contract_id, name, content_type, size_bytes, sha256, uploaded_by, uploaded_at)
            VALUES (\(id), \(contract), \(name), \(contentType.rawValue), \(sizeBytes), \(sha256), \(uploadedBy),
                \(uploadedAt))
            """
        )
    }

    /// Takes it out of a contract that was handed in; it can still be read.
    func withdraw(
        by staff: StaffMember.ID,
        for other: ID?,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE attachment SET withdrawn_at = \(time), withdrawn_by = \(staff), replaced_by = \(other)
            WHERE id = \(id) AND withdrawn_at IS NULL
            """
        )
    }

    func remove(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run("UPDATE attachment SET removed_at = \(time) WHERE id = \(id)")
    }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, name, content_type, size_bytes, sha256, uploaded_by, uploaded_at, withdrawn_at,
            withdrawn_by, replaced_by
        FROM attachment
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        contract = try row.id("contract_id")
        name = try row.text("name")
        contentType = try row.choice("content_type")
        sizeBytes = try row.integer("size_bytes")
        sha256 = try row.text("sha256")
        uploadedBy = try row.id("uploaded_by")
        uploadedAt = try row.timestamp("uploaded_at")
        if let time = try row.timestampIfPresent("withdrawn_at") {
            withdrawal = Withdrawal(
                at: time,
                by: try row.id("withdrawn_by"),
                replacedBy: try row.idIfPresent("replaced_by")
            )
        }
    }
}
