package import Contracts
import Kernel
package import Storage

extension Dispute {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Dispute? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(Dispute.init(row:))
    }

    /// The one that waits for an answer.
    package static func open(of contract: Contract.ID, on connection: any SQLConnection) throws -> Dispute? {
        try connection.rows(columns + " WHERE contract_id = \(contract) AND state = 'open'")
            .first.map(Dispute.init(row:))
    }

    /// Every one, the newest first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [Dispute] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY opened_at DESC, id DESC")
            .map(Dispute.init(row:))
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO dispute (id, contract_id, request_id, message, contact, state, answer, opened_at)
            VALUES (\(id), \(contract), \(request), \(message), \(contact), \(state.rawValue), '', \(openedAt))
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

    private init(row: SQLRow) throws {
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
}
