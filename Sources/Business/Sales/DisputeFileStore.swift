import Contracts
import Kernel
package import Storage

extension DisputeFile {
    func insert(_ content: [UInt8], at position: Int, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO dispute_file (id, dispute_id, position, name, content_type, size_bytes, sha256, content)
            VALUES (\(id), \(dispute), \(Int64(position)), \(name), \(contentType.rawValue), \(sizeBytes), \(sha256),
                \(content))
            """
        )
    }

    /// In the order in which they were sent.
    package static func all(of dispute: Dispute.ID, on connection: any SQLConnection) throws -> [DisputeFile] {
        try connection.rows(columns + " FROM dispute_file WHERE dispute_id = \(dispute) ORDER BY position")
            .map(DisputeFile.init(row:))
    }

    package static func find(
        _ id: ID,
        on connection: any SQLConnection
    ) throws -> (file: DisputeFile, bytes: [UInt8])? {
        try connection.rows(columns + ", content FROM dispute_file WHERE id = \(id)").first.map { row in
            (try DisputeFile(row: row), try row.blob("content"))
        }
    }

    private static let columns: SQLStatement = "SELECT id, dispute_id, name, content_type, size_bytes, sha256"

    private init(row: SQLRow) throws {
        id = try row.id("id")
        dispute = try row.id("dispute_id")
        name = try row.text("name")
        contentType = try row.choice("content_type")
        sizeBytes = try row.integer("size_bytes")
        sha256 = try row.text("sha256")
    }
}

extension Migration {
    package static let answerWithFiles = Migration(
        "0047-answer-with-files",
        [
            """
            CREATE TABLE dispute_file (
                id TEXT PRIMARY KEY,
                dispute_id TEXT NOT NULL REFERENCES dispute (id),
                position \(SQLStatement.integerType) NOT NULL CHECK (position >= 0),
                name TEXT NOT NULL,
                content_type TEXT NOT NULL CHECK (content_type IN ('application/pdf', 'image/png', 'image/jpeg')),
                size_bytes \(SQLStatement.integerType) NOT NULL CHECK (size_bytes > 0),
                sha256 TEXT NOT NULL,
                content \(SQLStatement.blobType) NOT NULL,
                UNIQUE (dispute_id, position)
            )\(SQLStatement.strict)
            """
        ]
    )
}
