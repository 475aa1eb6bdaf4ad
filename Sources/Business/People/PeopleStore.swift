package import Kernel
package import Storage

extension Customer {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Customer? {
        try connection.rows(
            "SELECT id, kind, name, email, phone, address, language FROM customer WHERE id = \(id)"
        ).first.map(Customer.init(row:))
    }

    package func insert(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO customer (id, kind, name, email, phone, address, language, created_at, changed_at)
            VALUES (\(id), \(kind.rawValue), \(name), \(email), \(phone.description), \(address), \(language), \(time),
                \(time))
            """
        )
    }

    package func update(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE customer SET name = \(name), phone = \(phone.description), address = \(address),
                language = \(language), changed_at = \(time)
            WHERE id = \(id)
            """
        )
    }

    private init(row: SQLRow) throws {
        guard let email = EmailAddress(try row.text("email")), let phone = PhoneNumber(try row.text("phone")) else {
            throw SQLRowError(column: "email", wanted: "an address and a telephone number")
        }
        self.init(
            id: try row.id("id"),
            kind: try row.choice("kind"),
            name: try row.text("name"),
            contact: (email, phone, try row.text("address")),
            language: try row.choice("language")
        )
    }
}

extension Account {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Account? {
        try connection.rows("SELECT id, customer_id, email, password_hash FROM account WHERE id = \(id)")
            .first.map(Account.init(row:))
    }

    package static func find(_ email: EmailAddress, on connection: any SQLConnection) throws -> Account? {
        try connection.rows("SELECT id, customer_id, email, password_hash FROM account WHERE email = \(email)")
            .first.map(Account.init(row:))
    }

    package func insert(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO account (id, customer_id, email, password_hash, created_at)
            VALUES (\(id), \(customer), \(email), \(passwordHash), \(time))
            """
        )
    }

    func setPasswordHash(_ hash: String, on connection: any SQLConnection) throws {
        try connection.run("UPDATE account SET password_hash = \(hash) WHERE id = \(id)")
    }

    private init(row: SQLRow) throws {
        guard let email = EmailAddress(try row.text("email")) else {
            throw SQLRowError(column: "email", wanted: "an address")
        }
        self.init(
            id: try row.id("id"),
            customer: try row.id("customer_id"),
            email: email,
            passwordHash: try row.textIfPresent("password_hash")
        )
    }
}

extension Session {
    static func find(tokenDigest: String, on connection: any SQLConnection) throws -> Session? {
        try connection.rows(columns + " WHERE s.token_digest = \(tokenDigest)").first.map(Session.init(row:))
    }

    static func live(of account: Account.ID, at time: Timestamp, on connection: any SQLConnection) throws -> [Session] {
        try connection.rows(
            columns + """
                 WHERE s.account_id = \(account) AND s.revoked_at IS NULL AND s.expires_at > \(time)
                ORDER BY s.seen_at DESC
                """
        ).map(Session.init(row:))
    }

    func insert(tokenDigest: String, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO session (id, token_digest, account_id, device, address, created_at, seen_at, expires_at)
            VALUES (\(id), \(tokenDigest), \(account), \(device), \(address), \(createdAt), \(seenAt), \(expiresAt))
            """
        )
    }

    func see(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run("UPDATE session SET seen_at = \(time) WHERE id = \(id)")
    }

    /// False when it was not this account's, or over already.
    static func revoke(
        _ id: ID,
        of account: Account.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Bool {
        try connection.run(
            """
            UPDATE session SET revoked_at = \(time)
            WHERE id = \(id) AND account_id = \(account) AND revoked_at IS NULL
            """
        ) == 1
    }

    static func revokeAll(
        of account: Account.ID,
        but kept: ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE session SET revoked_at = \(time)
            WHERE account_id = \(account) AND id <> \(kept) AND revoked_at IS NULL
            """
        )
    }

    private static let columns: SQLStatement = """
        SELECT s.id, s.account_id, a.customer_id, a.email, c.name, c.language, s.device, s.address, s.created_at,
            s.seen_at, s.expires_at, s.revoked_at
        FROM session s JOIN account a ON a.id = s.account_id JOIN customer c ON c.id = a.customer_id
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        account = try row.id("account_id")
        customer = try row.id("customer_id")
        email = try row.text("email")
        name = try row.text("name")
        language = try row.choice("language")
        device = try row.text("device")
        address = try row.text("address")
        createdAt = try row.timestamp("created_at")
        seenAt = try row.timestamp("seen_at")
        expiresAt = try row.timestamp("expires_at")
        isRevoked = try row.timestampIfPresent("revoked_at") != nil
    }
}

extension OneTimeSecret {
    package func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO one_time_secret (id, purpose, email, subject, created_at, expires_at, tries)
            VALUES (\(id), \(purpose.rawValue), \(email), \(subject), \(createdAt), \(expiresAt), 0)
            """
        )
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> OneTimeSecret? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(OneTimeSecret.init(row:))
    }

    /// The newest one for a subject.
    package static func latest(
        _ purpose: Purpose,
        subject: String,
        on connection: any SQLConnection
    ) throws -> OneTimeSecret? {
        try connection.rows(
            columns
                + " WHERE purpose = \(purpose.rawValue) AND subject = \(subject) ORDER BY created_at DESC, id DESC LIMIT 1"
        ).first.map(OneTimeSecret.init(row:))
    }

    /// How many were made for a subject since then.
    package static func count(
        _ purpose: Purpose,
        subject: String,
        since: Timestamp,
        on connection: any SQLConnection
    ) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS made FROM one_time_secret
            WHERE purpose = \(purpose.rawValue) AND subject = \(subject) AND created_at > \(since)
            """
        ).first?.integer("made") ?? 0
    }

    package func countTry(on connection: any SQLConnection) throws {
        try connection.run("UPDATE one_time_secret SET tries = tries + 1 WHERE id = \(id)")
    }

    package func use(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run("UPDATE one_time_secret SET used_at = \(time) WHERE id = \(id) AND used_at IS NULL")
    }

    private static let columns: SQLStatement = """
        SELECT id, purpose, email, subject, created_at, expires_at, tries, used_at FROM one_time_secret
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        purpose = try row.choice("purpose")
        email = try row.text("email")
        subject = try row.text("subject")
        createdAt = try row.timestamp("created_at")
        expiresAt = try row.timestamp("expires_at")
        tries = try row.integer("tries")
        usedAt = try row.timestampIfPresent("used_at")
    }
}

extension Throttle {
    /// Counts one more in the current window and tells whether it is still allowed.
    package func allow(_ subject: String, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        let window = time.milliseconds / windowMilliseconds
        let key = "\(name)/\(subject)"
        try connection.run(
            """
            INSERT INTO throttle (key, time_window, count) VALUES (\(key), \(window), 1)
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN throttle.time_window = excluded.time_window THEN throttle.count + 1 ELSE 1 END,
                time_window = excluded.time_window
            """
        )
        let count = try connection.rows("SELECT count FROM throttle WHERE key = \(key)").first?.integer("count") ?? 0
        return count <= limit
    }

    /// Takes back one that was counted in this window: it was no failure after all.
    package func takeBack(_ subject: String, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE throttle SET count = count - 1
            WHERE key = \("\(name)/\(subject)") AND time_window = \(time.milliseconds / windowMilliseconds)
                AND count > 0
            """
        )
    }
}

extension Migration {
    package static let createPeople = Migration(
        "0005-create-people",
        [
            """
            CREATE TABLE customer (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('individual', 'enterprise')),
                name TEXT NOT NULL,
                email TEXT NOT NULL,
                phone TEXT NOT NULL,
                address TEXT NOT NULL,
                language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
                created_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX customer_by_email ON customer (email)",
            """
            CREATE TABLE account (
                id TEXT PRIMARY KEY,
                customer_id TEXT NOT NULL REFERENCES customer (id),
                email TEXT NOT NULL UNIQUE,
                password_hash TEXT,
                created_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE session (
                id TEXT PRIMARY KEY,
                token_digest TEXT NOT NULL UNIQUE,
                account_id TEXT NOT NULL REFERENCES account (id),
                device TEXT NOT NULL,
                address TEXT NOT NULL,
                created_at \(SQLStatement.integerType) NOT NULL,
                seen_at \(SQLStatement.integerType) NOT NULL,
                expires_at \(SQLStatement.integerType) NOT NULL,
                revoked_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX session_by_account ON session (account_id)",
            """
            CREATE TABLE one_time_secret (
                id TEXT PRIMARY KEY,
                purpose TEXT NOT NULL CHECK (purpose IN ('confirm_email', 'sign_in')),
                email TEXT NOT NULL,
                subject TEXT NOT NULL,
                created_at \(SQLStatement.integerType) NOT NULL,
                expires_at \(SQLStatement.integerType) NOT NULL,
                tries \(SQLStatement.integerType) NOT NULL,
                used_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX one_time_secret_by_subject ON one_time_secret (purpose, subject, created_at)",
            """
            CREATE TABLE throttle (
                key TEXT PRIMARY KEY,
                time_window \(SQLStatement.integerType) NOT NULL,
                count \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
        ]
    )
}
