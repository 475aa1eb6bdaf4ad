import Contracts
package import Kernel
import Organisation
package import People
import Statements
package import Storage

extension DebtChange {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> DebtChange? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(DebtChange.init(row:))
    }

    /// The newest first.
    package static func all(of customer: Customer.ID, on connection: any SQLConnection) throws -> [DebtChange] {
        try connection.rows(
            columns + " WHERE customer_id = \(customer) ORDER BY proposed_at DESC, id DESC LIMIT 100"
        ).map(DebtChange.init(row:))
    }

    /// Those in that state, the oldest first while they wait, the newest first when they are over.
    package static func all(
        _ state: State,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [DebtChange] {
        let order: SQLStatement =
            state == .proposed ? " ORDER BY proposed_at, id" : " ORDER BY proposed_at DESC, id DESC"
        return try connection.rows(
            columns + " WHERE state = \(state.rawValue)" + order + " LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map(DebtChange.init(row:))
    }

    package static func count(_ state: State, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows("SELECT count(*) AS found FROM debt_change WHERE state = \(state.rawValue)")
            .first?.integer("found") ?? 0
    }

    /// Credits of a customer that have something left, the oldest first.
    static func credits(of customer: Customer.ID, on connection: any SQLConnection) throws -> [DebtChange] {
        try connection.rows(
            columns + """
                 WHERE customer_id = \(customer) AND kind = 'credit' AND state = 'agreed' AND left_dong > 0
                ORDER BY decided_at, id
                """
        ).map(DebtChange.init(row:))
    }

    static func isAnyWaiting(about statement: Statement.ID, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            """
            SELECT id FROM debt_change WHERE statement_id = \(statement) AND state = 'proposed' AND kind <> 'credit' LIMIT 1
            """
        ).isEmpty
    }

    /// What was kept of a refund case for other debts of a customer and has not been credited; `nil` when there is no
    /// such refund of that customer.
    static func kept(of refund: String, for customer: Customer.ID, on connection: any SQLConnection) throws -> Money? {
        try connection.rows(
            """
            SELECT r.amount_dong FROM refund r JOIN payment_attempt a ON a.id = r.attempt_id
                JOIN payment_request q ON q.id = a.request_id JOIN contract c ON c.id = q.contract_id
            WHERE r.id = \(refund) AND c.customer_id = \(customer) AND r.way = 'kept'
                AND r.keeping = 'applied_elsewhere' AND r.state = 'done' AND NOT EXISTS (
                    SELECT 1 FROM debt_change d WHERE d.refund_id = r.id AND d.state <> 'returned')
            """
        ).first?.money("amount_dong")
    }

    /// Refunds that were kept for other debts of a customer and have not been credited.
    package static func keptRefunds(
        of customer: Customer.ID,
        on connection: any SQLConnection
    ) throws -> [(refund: String, reference: String, amount: Money)] {
        try connection.rows(
            """
            SELECT r.id, r.reference, r.amount_dong FROM contract c JOIN payment_request q ON q.contract_id = c.id
                JOIN payment_attempt a ON a.request_id = q.id JOIN refund r ON r.attempt_id = a.id
            WHERE c.customer_id = \(customer) AND r.way = 'kept' AND r.keeping = 'applied_elsewhere'
                AND r.state = 'done' AND NOT EXISTS (
                    SELECT 1 FROM debt_change d WHERE d.refund_id = r.id AND d.state <> 'returned')
            ORDER BY r.proposed_at, r.id
            """
        ).map { (try $0.text("id"), try $0.text("reference"), try $0.money("amount_dong")) }
    }

    /// What has been credited, or shall be, of a month.
    static func adjusted(_ statement: Statement.ID, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT CAST(coalesce(sum(amount_dong), 0) AS \(SQLStatement.integerType)) AS given FROM debt_change
            WHERE statement_id = \(statement) AND source = 'adjustment' AND state <> 'returned'
            """
        ).first?.integer("given") ?? 0
    }

    func insert(on connection: any SQLConnection) throws {
        let stored = kind.stored
        try connection.run(
            """
            INSERT INTO debt_change (id, kind, customer_id, statement_id, source, refund_id, amount_dong, left_dong,
                reason, document, state, proposed_by, proposed_at)
            VALUES (\(id), \(kind.name.rawValue), \(customer), \(statement), \(stored.source), \(stored.refund),
                \(amount), \(left), \(reason), \(document), \(state.rawValue), \(proposedBy), \(proposedAt))
            """
        )
    }

    /// Fails rather than deciding twice.
    func decide(on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE debt_change SET state = \(state.rawValue), left_dong = \(left), decided_by = \(decidedBy),
                decided_at = \(decidedAt), ruling = \(ruling)
            WHERE id = \(id) AND state = 'proposed'
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    /// Takes so much of a credit for a month.
    mutating func take(
        _ part: Money,
        for statement: Statement.ID,
        by actor: StaffMember.ID,
        in world: World,
        on connection: any SQLConnection
    ) throws -> ID {
        let rest = try left - part
        let changed = try connection.run(
            "UPDATE debt_change SET left_dong = \(rest) WHERE id = \(id) AND state = 'agreed' AND left_dong = \(left)"
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
        left = rest
        let row = world.newID(DebtChange.self)
        try connection.run(
            """
            INSERT INTO credit_set_off (id, credit_id, statement_id, amount_dong, by_staff, at)
            VALUES (\(row), \(id), \(statement), \(part), \(actor), \(world.now()))
            """
        )
        return row
    }

    private static let columns: SQLStatement = """
        SELECT id, kind, customer_id, statement_id, source, refund_id, amount_dong, left_dong, reason, document, state,
            proposed_by, proposed_at, decided_by, decided_at, ruling
        FROM debt_change
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        customer = try row.id("customer_id")
        let name: Kind.Name = try row.choice("kind")
        kind =
            switch name {
            case .writeOff: .writeOff(try row.id("statement_id"))
            case .undoWriteOff: .undoWriteOff(try row.id("statement_id"))
            case .credit:
                if let refund = try row.textIfPresent("refund_id") {
                    .credit(.refund(refund))
                } else {
                    .credit(.adjustment(try row.id("statement_id")))
                }
            }
        amount = try row.money("amount_dong")
        left = try row.money("left_dong")
        reason = try row.text("reason")
        document = try row.text("document")
        state = try row.choice("state")
        proposedBy = try row.id("proposed_by")
        proposedAt = try row.timestamp("proposed_at")
        decidedBy = try row.idIfPresent("decided_by")
        decidedAt = try row.timestampIfPresent("decided_at")
        ruling = try row.textIfPresent("ruling")
    }
}

extension DebtChange.Kind {
    fileprivate var stored: (source: String?, refund: String?) {
        switch self {
        case .writeOff, .undoWriteOff: (nil, nil)
        case .credit(.refund(let id)): ("refund", id)
        case .credit(.adjustment): ("adjustment", nil)
        }
    }
}
