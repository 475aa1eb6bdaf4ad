import Kernel
import Storage

extension UnknownOutcome {
    /// The oldest first.
    static func list(window: (limit: Int, offset: Int), on connection: any SQLConnection) throws -> [UnknownOutcome] {
        try connection.rows(
            """
            SELECT a.id, a.reference, a.amount_dong, a.unknown_since, c.id AS contract_id, c.number,
                m.state AS message_state, m.available_at,
                (SELECT count(*) FROM gateway_message g WHERE g.reference = a.reference AND g.channel = 'querydr')
                    AS questions,
                (SELECT g.verdict FROM gateway_message g WHERE g.reference = a.reference AND g.channel = 'querydr'
                    ORDER BY g.received_at DESC, g.id DESC LIMIT 1) AS last_answer
            FROM payment_attempt a JOIN payment_request r ON r.id = a.request_id
                JOIN contract c ON c.id = r.contract_id
                LEFT JOIN outbox_message m ON m.key = 'resolve/' || a.id
            WHERE a.state = 'unresolved'
            ORDER BY a.unknown_since, a.id LIMIT \(window.limit) OFFSET \(window.offset)
            """
        ).map { row in
            let isAsked = try row.textIfPresent("message_state") == "open"
            return UnknownOutcome(
                attempt: try row.id("id"),
                reference: try row.text("reference"),
                amount: try row.money("amount_dong"),
                contract: try row.id("contract_id"),
                contractNumber: try row.text("number"),
                since: try row.timestamp("unknown_since"),
                asking: isAsked ? .waiting : .stopped,
                nextAt: isAsked ? try row.timestampIfPresent("available_at") : nil,
                questions: try row.integer("questions"),
                lastAnswer: try row.textIfPresent("last_answer")
            )
        }
    }
}

extension UnknownOutcomes {
    private static let hours: Int64 = 24
    private static let hourMilliseconds: Int64 = 3_600_000

    static func read(
        terminal: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> UnknownOutcomes {
        let now = time.milliseconds / hourMilliseconds
        let first = Timestamp(milliseconds: (now - hours + 1) * hourMilliseconds)
        let asked = try perHour("gateway_message", "received_at", "channel = 'querydr'", since: first, on: connection)
        let settled = try perHour(
            "payment_attempt",
            "changed_at",
            "unknown_since IS NOT NULL AND state IN ('paid', 'declined')",
            since: first,
            on: connection
        )
        let standing = try connection.rows(
            """
            SELECT count(*) AS number, min(a.unknown_since) AS oldest, count(CASE WHEN m.state = 'parked' THEN 1 END) AS stopped
            FROM payment_attempt a LEFT JOIN outbox_message m ON m.key = 'resolve/' || a.id WHERE a.state = 'unresolved'
            """
        ).first
        let turn = try TerminalQueue.nextTurn(of: terminal, on: connection)
        return UnknownOutcomes(
            count: try standing?.integer("number") ?? 0,
            stopped: try standing?.integer("stopped") ?? 0,
            oldest: try standing?.timestampIfPresent("oldest"),
            nextTurnAt: turn > time ? turn : nil,
            hours: ((now - hours + 1)...now).map { hour in
                Hour(
                    start: Timestamp(milliseconds: hour * hourMilliseconds),
                    questions: asked[hour] ?? 0,
                    settled: settled[hour] ?? 0
                )
            }
        )
    }

    private static func perHour(
        _ table: SQLStatement,
        _ column: SQLStatement,
        _ condition: SQLStatement,
        since: Timestamp,
        on connection: any SQLConnection
    ) throws -> [Int64: Int64] {
        let rows = try connection.rows(
            """
            SELECT \(column) / \(hourMilliseconds) AS hour, count(*) AS number FROM \(table)
            WHERE \(condition) AND \(column) >= \(since) GROUP BY 1
            """
        )
        return Dictionary(
            try rows.map { (try $0.integer("hour"), try $0.integer("number")) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension PaymentAttempt {
    /// Those about which people have not been asked yet.
    static func unknown(before time: Timestamp, limit: Int, on connection: any SQLConnection) throws -> [PaymentAttempt]
    {
        try connection.rows(
            """
            SELECT id FROM payment_attempt
            WHERE state = 'unresolved' AND unknown_since < \(time) AND people_asked_at IS NULL
            ORDER BY unknown_since, id LIMIT \(limit)
            """
        ).compactMap { try find($0.id("id"), on: connection) }
    }

    /// Whether anything is that old, whether people were asked about it or not.
    static func isAnyUnknown(before time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            "SELECT id FROM payment_attempt WHERE state = 'unresolved' AND unknown_since < \(time) LIMIT 1"
        ).isEmpty
    }

    func terminal(on connection: any SQLConnection) throws -> String {
        try connection.rows("SELECT terminal FROM payment_attempt WHERE id = \(id)").first?.text("terminal") ?? ""
    }

    func peopleAsked(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run("UPDATE payment_attempt SET people_asked_at = \(time) WHERE id = \(id)")
    }
}
