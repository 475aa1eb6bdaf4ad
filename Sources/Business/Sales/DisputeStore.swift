package import Contracts
import Kernel
package import Storage

extension Dispute {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Dispute? {
        try connection.rows(columns + " WHERE id = \(id)").first.map { try Dispute(row: $0, connection) }
    }

    /// The one that waits for an answer.
    package static func open(of contract: Contract.ID, on connection: any SQLConnection) throws -> Dispute? {
        try connection.rows(columns + " WHERE contract_id = \(contract) AND state = 'open'")
            .first.map { try Dispute(row: $0, connection) }
    }

    /// Every one, the newest first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [Dispute] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY opened_at DESC, id DESC")
            .map { try Dispute(row: $0, connection) }
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO dispute (id, contract_id, request_id, message, contact, state, answer, opened_at)
            VALUES (\(id), \(contract), \(request), \(message), \(contact), \(state.rawValue), '', \(openedAt))
            """
        )
    }

    /// Puts what the payer adds behind what was said before.
    func add(_ addition: Addition, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO dispute_addition (dispute_id, position, message, contact, sent_at)
            VALUES (\(id), \(Int64(additions.count + 1)), \(addition.message), \(addition.contact), \(addition.sentAt))
            """
        )
    }

    /// False when somebody else was faster.
    func close(on connection: any SQLConnection) throws -> Bool {
        try connection.run(
            """
            UPDATE dispute SET state = \(state.rawValue), answer = \(answer), answered_by = \(answeredBy),
                answered_at = \(answeredAt)
            WHERE id = \(id) AND state = 'open'
            """
        ) == 1
    }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, request_id, message, contact, state, answer, answered_by, opened_at, answered_at
        FROM dispute
        """

    private static func additions(to id: ID, on connection: any SQLConnection) throws -> [Addition] {
        try connection.rows(
            "SELECT message, contact, sent_at FROM dispute_addition WHERE dispute_id = \(id) ORDER BY position"
        ).map { row in
            Addition(
                message: try row.text("message"),
                contact: try row.text("contact"),
                sentAt: try row.timestamp("sent_at")
            )
        }
    }

    private init(row: SQLRow, _ connection: any SQLConnection) throws {
        id = try row.id("id")
        contract = try row.id("contract_id")
        request = try row.id("request_id")
        message = try row.text("message")
        contact = try row.text("contact")
        state = try row.choice("state")
        answer = try row.text("answer")
        answeredBy = try row.idIfPresent("answered_by")
        openedAt = try row.timestamp("opened_at")
        answeredAt = try row.timestampIfPresent("answered_at")
        additions = try Self.additions(to: id, on: connection)
        files = state == .open ? [] : try DisputeFile.all(of: id, on: connection)
    }
}

extension Migration {
    package static let createDispute = Migration(
        "0019-create-dispute",
        [
            """
            CREATE TABLE dispute (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                request_id TEXT NOT NULL REFERENCES payment_request (id),
                message TEXT NOT NULL,
                contact TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'corrected')),
                answer TEXT NOT NULL,
                answered_by TEXT REFERENCES staff (id),
                opened_at \(SQLStatement.integerType) NOT NULL,
                answered_at \(SQLStatement.integerType),
                CHECK (state = 'open' OR (answer <> '' AND answered_by IS NOT NULL))
            )\(SQLStatement.strict)
            """,
            "CREATE UNIQUE INDEX dispute_open ON dispute (contract_id) WHERE state = 'open'",
            "CREATE INDEX dispute_by_contract ON dispute (contract_id)",
        ]
    )

    /// What a payer adds to a dispute that is open.
    package static let addToDispute = Migration(
        "0035-add-to-dispute",
        [
            """
            CREATE TABLE dispute_addition (
                dispute_id TEXT NOT NULL REFERENCES dispute (id),
                position \(SQLStatement.integerType) NOT NULL,
                message TEXT NOT NULL,
                contact TEXT NOT NULL,
                sent_at \(SQLStatement.integerType) NOT NULL,
                PRIMARY KEY (dispute_id, position)
            )\(SQLStatement.strict)
            """
        ]
    )
}
