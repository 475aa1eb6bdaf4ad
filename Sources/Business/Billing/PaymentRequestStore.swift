package import Contracts
package import Kernel
package import People
package import Storage

extension PaymentRequest {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> PaymentRequest? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(PaymentRequest.init(row:))
    }

    /// The one request that is not withdrawn, for a contract that has a single payment.
    package static func current(of contract: Contract.ID, on connection: any SQLConnection) throws -> PaymentRequest? {
        try connection.rows(
            columns + """
                 WHERE contract_id = \(contract) AND purpose = 'contract' AND state IN ('open', 'paid')
                ORDER BY created_at DESC, id DESC LIMIT 1
                """
        ).first.map(PaymentRequest.init(row:))
    }

    package func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO payment_request (id, contract_id, purpose, amount_dong, state, created_at, changed_at, due_day)
            VALUES (\(id), \(contract), \(purpose.rawValue), \(amount), \(state.rawValue), \(createdAt), \(createdAt), \(due))
            """
        )
    }

    /// Fails rather than overwriting a change made by somebody else since `previous` was read.
    package func update(from previous: State, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE payment_request SET state = \(state.rawValue), changed_at = \(time)
            WHERE id = \(id) AND state = \(previous.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "payment_request:\(id)") }
    }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, purpose, amount_dong, state, created_at, due_day FROM payment_request
        """

    private init(row: SQLRow) throws {
        self.init(
            id: try row.id("id"),
            contract: try row.id("contract_id"),
            purpose: try row.choice("purpose"),
            amount: try row.money("amount_dong"),
            state: try row.choice("state"),
            createdAt: try row.timestamp("created_at"),
            due: try row.dayIfPresent("due_day")
        )
    }

    /// Every request for a contract, the newest first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [PaymentRequest] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY created_at DESC, id DESC")
            .map(PaymentRequest.init(row:))
    }

    /// Closes every link and makes a new one; the letter that carries it is the caller's.
    package func replaceLink(
        _ key: ServerKey,
        in world: World,
        on connection: any SQLConnection
    ) throws -> PaymentLink {
        let time = world.now()
        try PaymentLink.revokeAll(of: id, at: time, on: connection)
        let link = PaymentLink(id: world.newID(), of: self, at: time)
        try link.insert(key, on: connection)
        return link
    }
}

extension PaymentLink {
    /// The part of the address after `/p/`.
    package func token(_ key: ServerKey) -> String { key.token("payment_link", "\(id)") }

    package static func find(token: String, on connection: any SQLConnection) throws -> PaymentLink? {
        try connection.rows(columns + " WHERE token_digest = \(ServerKey.digest(token))")
            .first.map(PaymentLink.init(row:))
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> PaymentLink? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(PaymentLink.init(row:))
    }

    /// The newest link of a request, whether or not it still works.
    package static func latest(of request: PaymentRequest.ID, on connection: any SQLConnection) throws -> PaymentLink? {
        try connection.rows(columns + " WHERE request_id = \(request) ORDER BY created_at DESC, id DESC LIMIT 1")
            .first.map(PaymentLink.init(row:))
    }

    package func insert(_ key: ServerKey, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO payment_link (id, request_id, token_digest, created_at, expires_at)
            VALUES (\(id), \(request), \(ServerKey.digest(token(key))), \(createdAt), \(expiresAt))
            """
        )
    }

    func open(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run("UPDATE payment_link SET opened_at = \(time) WHERE id = \(id) AND opened_at IS NULL")
    }

    /// Every link of a request, the newest first.
    package static func all(of request: PaymentRequest.ID, on connection: any SQLConnection) throws -> [PaymentLink] {
        try connection.rows(columns + " WHERE request_id = \(request) ORDER BY created_at DESC, id DESC")
            .map(PaymentLink.init(row:))
    }

    /// No link of that request opens anything any more.
    package static func revokeAll(
        of request: PaymentRequest.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            "UPDATE payment_link SET revoked_at = \(time) WHERE request_id = \(request) AND revoked_at IS NULL"
        )
    }

    private static let columns: SQLStatement = """
        SELECT id, request_id, created_at, expires_at, revoked_at, opened_at FROM payment_link
        """

    private init(row: SQLRow) throws {
        self.init(
            id: try row.id("id"),
            request: try row.id("request_id"),
            times: (
                try row.timestamp("created_at"), try row.timestamp("expires_at"),
                try row.timestampIfPresent("revoked_at"), try row.timestampIfPresent("opened_at")
            )
        )
    }
}

extension Migration {
    package static let createPaymentRequest = Migration(
        "0007-create-payment-request",
        [
            """
            CREATE TABLE payment_request (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'cancelled', 'superseded')),
                created_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX payment_request_by_contract ON payment_request (contract_id)",
            """
            CREATE TABLE payment_link (
                id TEXT PRIMARY KEY,
                request_id TEXT NOT NULL REFERENCES payment_request (id),
                token_digest TEXT NOT NULL UNIQUE,
                created_at \(SQLStatement.integerType) NOT NULL,
                expires_at \(SQLStatement.integerType) NOT NULL,
                revoked_at \(SQLStatement.integerType),
                opened_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX payment_link_by_request ON payment_link (request_id, created_at)",
        ]
    )

    package static let askByDay = Migration(
        "0017-ask-by-day",
        ["ALTER TABLE payment_request ADD COLUMN due_day \(SQLStatement.integerType)"]
    )

    package static let askForStatements = Migration(
        "0028-ask-for-statements",
        [
            """
            ALTER TABLE payment_request ADD COLUMN purpose TEXT NOT NULL DEFAULT 'contract'
            CHECK (purpose IN ('contract', 'statements'))
            """
        ]
    )
}
