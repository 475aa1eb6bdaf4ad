import Kernel
package import Storage

extension APIToken {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> APIToken? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(APIToken.init(row:))
    }

    /// The newest first; of one person, or of all.
    package static func all(of staff: StaffMember.ID?, on connection: any SQLConnection) throws -> [APIToken] {
        let condition: SQLStatement = staff.map { " WHERE staff_id = \($0)" } ?? ""
        return try connection.rows(columns + condition + " ORDER BY created_at DESC, id DESC LIMIT 500")
            .map(APIToken.init(row:))
    }

    /// The one with that secret, whether or not it still works.
    static func find(_ id: ID, digest: String, on connection: any SQLConnection) throws -> APIToken? {
        try connection.rows(columns + " WHERE id = \(id) AND digest = \(digest)").first.map(APIToken.init(row:))
    }

    func insert(digest: String, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO api_token (id, name, staff_id, digest, scopes, created_by, created_at, expires_at)
            VALUES (\(id), \(name), \(staff), \(digest), \(scopes.map(\.rawValue).sorted().joined(separator: " ")),
                \(createdBy), \(createdAt), \(expiresAt))
            """
        )
    }

    /// False when it was revoked already.
    func revoke(at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try connection.run("UPDATE api_token SET revoked_at = \(time) WHERE id = \(id) AND revoked_at IS NULL") == 1
    }

    func noteUse(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run("UPDATE api_token SET last_used_at = \(time) WHERE id = \(id)")
    }

    private static let columns: SQLStatement = """
        SELECT id, name, staff_id, scopes, created_by, created_at, expires_at, revoked_at, last_used_at FROM api_token
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        name = try row.text("name")
        staff = try row.id("staff_id")
        // A permission that a later version no longer knows is worth nothing.
        scopes = Set(try row.text("scopes").split(separator: " ").compactMap { Action(rawValue: String($0)) })
        createdBy = try row.idIfPresent("created_by")
        createdAt = try row.timestamp("created_at")
        expiresAt = try row.timestamp("expires_at")
        revokedAt = try row.timestampIfPresent("revoked_at")
        lastUsedAt = try row.timestampIfPresent("last_used_at")
    }
}

extension Migration {
    package static let createAPIToken = Migration(
        "0023-create-api-token",
        [
            """
            CREATE TABLE api_token (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                staff_id TEXT NOT NULL REFERENCES staff (id),
                digest TEXT NOT NULL,
                scopes TEXT NOT NULL,
                created_by TEXT REFERENCES staff (id),
                created_at \(SQLStatement.integerType) NOT NULL,
                expires_at \(SQLStatement.integerType) NOT NULL,
                revoked_at \(SQLStatement.integerType),
                last_used_at \(SQLStatement.integerType),
                CHECK (expires_at > created_at)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX api_token_by_staff ON api_token (staff_id, created_at)",
            // The lists of the API go from the newest to the oldest; that of payments has its index from 0022.
            "CREATE INDEX customer_profile_by_time ON customer_profile (created_at, customer_id)",
            "CREATE INDEX activation_by_time ON activation (requested_at, id)",
            "CREATE INDEX invoice_request_by_time ON invoice_request (created_at, id)",
            "CREATE INDEX approval_case_by_time ON approval_case (opened_at, id)",
        ]
    )
}
