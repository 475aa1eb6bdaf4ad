import Contracts
import Kernel
import Organisation
package import People
import Statements
package import Storage

extension DunningPause {
    /// The newest first.
    package static func all(of customer: Customer.ID, on connection: any SQLConnection) throws -> [DunningPause] {
        try connection.rows(
            """
            SELECT id, customer_id, reason, until_day, by_staff, at, ended_at FROM dunning_pause
            WHERE customer_id = \(customer) ORDER BY at DESC, id DESC LIMIT 50
            """
        ).map { row in
            DunningPause(
                id: try row.id("id"),
                customer: try row.id("customer_id"),
                reason: try row.text("reason"),
                until: try row.day("until_day"),
                by: try row.id("by_staff"),
                at: try row.timestamp("at"),
                endedAt: try row.timestampIfPresent("ended_at")
            )
        }
    }

    static func current(
        of customer: Customer.ID,
        on day: Day,
        _ connection: any SQLConnection
    ) throws
        -> DunningPause?
    {
        try all(of: customer, on: connection).first { $0.isOn(day) }
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO dunning_pause (id, customer_id, reason, until_day, by_staff, at)
            VALUES (\(id), \(customer), \(reason), \(until), \(by), \(at))
            """
        )
    }

    /// - Returns: Whether there was one.
    static func end(of customer: Customer.ID, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try connection.run(
            "UPDATE dunning_pause SET ended_at = \(time) WHERE customer_id = \(customer) AND ended_at IS NULL"
        ) > 0
    }
}

extension PaymentPromise {
    /// The newest first.
    package static func all(of customer: Customer.ID, on connection: any SQLConnection) throws -> [PaymentPromise] {
        try connection.rows(columns + " WHERE customer_id = \(customer) ORDER BY at DESC, id DESC LIMIT 50")
            .map(PaymentPromise.init(row:))
    }

    static func open(of customer: Customer.ID, on connection: any SQLConnection) throws -> PaymentPromise? {
        try connection.rows(columns + " WHERE customer_id = \(customer) AND state = 'open'")
            .first.map(PaymentPromise.init(row:))
    }

    /// Those whose day is over.
    static func overdue(on day: Day, limit: Int, _ connection: any SQLConnection) throws -> [PaymentPromise] {
        try connection.rows(columns + " WHERE state = 'open' AND day < \(day) ORDER BY day, id LIMIT \(limit)")
            .map(PaymentPromise.init(row:))
    }

    /// Whether anything that was promised is still owed.
    func isAnythingOwed(on connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            """
            SELECT s.id FROM statement s JOIN contract c ON c.id = s.contract_id
            WHERE c.customer_id = \(customer) AND s.state = 'issued' AND s.due_day <= \(through) LIMIT 1
            """
        ).isEmpty
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO payment_promise (id, customer_id, day, through_day, note, by_staff, at, state)
            VALUES (\(id), \(customer), \(day), \(through), \(note), \(by), \(at), \(state.rawValue))
            """
        )
    }

    /// - Returns: Whether it was open.
    func settle(_ state: State, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try connection.run(
            """
            UPDATE payment_promise SET state = \(state.rawValue), settled_at = \(time) WHERE id = \(id) AND state = 'open'
            """
        ) == 1
    }

    private static let columns: SQLStatement = """
        SELECT id, customer_id, day, through_day, note, by_staff, at, state, settled_at FROM payment_promise
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        customer = try row.id("customer_id")
        day = try row.day("day")
        through = try row.day("through_day")
        note = try row.text("note")
        by = try row.id("by_staff")
        at = try row.timestamp("at")
        state = try row.choice("state")
        settledAt = try row.timestampIfPresent("settled_at")
    }
}

/// The months because of which a contract's service rests.
enum DebtRest {
    static func begin(
        _ contract: Contract.ID,
        _ statement: Statement.ID,
        at time: Timestamp,
        _ connection: any SQLConnection
    )
        throws
    {
        try connection.run(
            """
            INSERT INTO debt_rest (contract_id, statement_id, at) VALUES (\(contract), \(statement), \(time))
            ON CONFLICT (contract_id, statement_id) DO UPDATE SET ended_at = NULL
            """
        )
    }

    static func isAny(of contract: Contract.ID, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            "SELECT statement_id FROM debt_rest WHERE contract_id = \(contract) AND ended_at IS NULL LIMIT 1"
        ).isEmpty
    }

    /// Those whose service rested at the customer's wish when its day came, and is back now that the wish is over,
    /// although the debt stands: the oldest month of each. What a person has let go on in spite of a debt is not among
    /// them.
    static func forgotten(limit: Int, on connection: any SQLConnection) throws -> [Statement.ID] {
        try connection.rows("SELECT m.id" + forgotten + " ORDER BY m.due_day, m.id LIMIT \(limit)")
            .map { try $0.id("id") }
    }

    static func isForgotten(_ statement: Statement.ID, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows("SELECT m.id" + forgotten + " AND m.id = \(statement)").isEmpty
    }

    private static let forgotten: SQLStatement = """
         FROM debt_rest r JOIN contract c ON c.id = r.contract_id JOIN statement m ON m.id = r.statement_id
        WHERE r.ended_at IS NULL AND c.state = 'active'
            AND NOT EXISTS (
                SELECT 1 FROM debt_rest o JOIN statement e ON e.id = o.statement_id
                WHERE o.contract_id = r.contract_id AND o.ended_at IS NULL AND e.period_index < m.period_index)
            AND (
                SELECT s.cause FROM suspension s WHERE s.contract_id = c.id
                ORDER BY s.from_day DESC, s.recorded_at DESC, s.id DESC LIMIT 1
            ) = \(Suspension.Cause.request.rawValue)
        """

    /// The month is settled.
    ///
    /// - Returns: Whether it was the last because of which that service rests.
    static func end(_ statement: Statement.ID, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        let contracts = try connection.rows(
            """
            UPDATE debt_rest SET ended_at = \(time) WHERE statement_id = \(statement) AND ended_at IS NULL
            RETURNING contract_id
            """
        )
        guard let contract = try contracts.first?.id("contract_id", of: Contract.self) else { return false }
        return try !isAny(of: contract, on: connection)
    }
}

/// Whether anybody may just now be paying a month, or may have paid it.
func isBeingPaid(_ statement: Statement.ID, on connection: any SQLConnection) throws -> Bool {
    try !connection.rows(
        """
        SELECT a.id FROM payment_attempt a JOIN statement_request r ON r.request_id = a.request_id
        WHERE r.statement_id = \(statement) AND a.state IN ('redirected', 'unresolved') LIMIT 1
        """
    ).isEmpty
}
