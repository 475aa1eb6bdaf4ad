package import Contracts
import Journal
package import Kernel
package import Organisation
package import Storage

extension OutboxMessage {
    package static let changeServiceKind = "change_service"
}

extension ServiceOrder {
    /// What shall hold of one service from now on.
    package struct Opening: Hashable, Sendable {
        package let wanted: Wanted
        package let quantity: Int64
        package let cause: Cause

        package init(_ wanted: Wanted, quantity: Int64, cause: Cause) {
            self.wanted = wanted
            self.quantity = quantity
            self.cause = cause
        }
    }

    /// Asks the product's system, in the transaction that made it due.
    package static func request(
        _ opening: Opening,
        of activation: LineActivation,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let time = world.now()
        let id = world.newID(ServiceOrder.self)
        let last = try connection.rows(
            "SELECT coalesce(max(sequence), 0) AS last FROM service_order WHERE activation_id = \(activation.id)"
        ).first?.integer("last")
        try connection.run(
            """
            INSERT INTO service_order (id, contract_id, activation_id, sequence, wanted, quantity, cause, day, state,
                requested_at, changed_at)
            VALUES (\(id), \(activation.contract), \(activation.id), \((last ?? 0) + 1), \(opening.wanted.rawValue),
                \(opening.quantity), \(opening.cause.rawValue), \(time.day), 'requested', \(time), \(time))
            """
        )
        try OutboxMessage(key: "service/\(id)", kind: OutboxMessage.changeServiceKind, body: "\(id)")
            .enqueue(at: time, on: connection)
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> ServiceOrder? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(ServiceOrder.init(row:))
    }

    /// In the order in which they were given.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [ServiceOrder] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY requested_at, sequence, id")
            .map(ServiceOrder.init(row:))
    }

    /// The newest of one service; `nil` when there has been none since it was activated.
    package static func latest(
        of activation: LineActivation.ID,
        on connection: any SQLConnection
    ) throws -> ServiceOrder? {
        try connection.rows(columns + " WHERE activation_id = \(activation) ORDER BY sequence DESC LIMIT 1").first
            .map(ServiceOrder.init(row:))
    }

    package func update(from previous: State, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE service_order SET state = \(state.name), reason = \(state.reason), changed_at = \(time)
            WHERE id = \(id) AND state = \(previous.name)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "service_order:\(id)") }
    }

    /// Gives the delivery another round when it was given up.
    func releaseMessage(at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try OutboxStatus.release(key: "service/\(id)", at: time, on: connection)
    }

    /// Whether the delivery was given up, and what was said last.
    package func delivery(on connection: any SQLConnection) throws -> (isParked: Bool, lastError: String?) {
        let status = try OutboxStatus.find(key: "service/\(id)", on: connection)
        return (status?.state == "parked", status?.lastError)
    }

    /// What this reader may see of what is not done, refused ones first.
    package static func unfinished(
        for reader: StaffMember,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [ServiceOrder] {
        let scope = reader.scope(for: .viewActivations).ofContracts
        return try connection.rows(
            "SELECT s.id FROM service_order s JOIN contract c ON c.id = s.contract_id" + scope
                + " AND s.state IN ('requested', 'refused') ORDER BY s.state, s.requested_at LIMIT \(limit)"
        ).compactMap { try find($0.id("id"), on: connection) }
    }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, activation_id, sequence, wanted, quantity, cause, day, state, reason, requested_at
        FROM service_order
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        contract = try row.id("contract_id")
        activation = try row.id("activation_id")
        sequence = try row.integer("sequence")
        wanted = try row.choice("wanted")
        quantity = try row.integer("quantity")
        cause = try row.choice("cause")
        day = try row.day("day")
        requestedAt = try row.timestamp("requested_at")
        switch try row.text("state") {
        case "requested": state = .requested
        case "done": state = .done
        case "refused": state = .refused(reason: try row.text("reason"))
        case "superseded": state = .superseded
        default: throw SQLRowError(column: "state", wanted: "a state of a service order")
        }
    }
}

extension ServiceOrder.State {
    fileprivate var name: String {
        switch self {
        case .requested: "requested"
        case .done: "done"
        case .refused: "refused"
        case .superseded: "superseded"
        }
    }

    fileprivate var reason: String? {
        switch self {
        case .requested, .done, .superseded: nil
        case .refused(let reason): reason
        }
    }
}

extension Migration {
    package static let orderService = Migration(
        "0054-order-service",
        [
            "ALTER TABLE suspension ADD COLUMN is_charged \(SQLStatement.integerType) NOT NULL DEFAULT 0",
            "ALTER TABLE suspension ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
            """
            CREATE TABLE service_order (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                activation_id TEXT NOT NULL REFERENCES activation (id),
                sequence \(SQLStatement.integerType) NOT NULL CHECK (sequence > 0),
                wanted TEXT NOT NULL CHECK (wanted IN ('running', 'resting', 'ended')),
                quantity \(SQLStatement.integerType) NOT NULL CHECK (quantity > 0),
                cause TEXT NOT NULL CHECK (cause IN ('request', 'debt', 'agreement')),
                day \(SQLStatement.integerType) NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('requested', 'done', 'refused', 'superseded')),
                reason TEXT,
                requested_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL,
                CHECK ((state = 'refused') = (reason IS NOT NULL)),
                UNIQUE (activation_id, sequence)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX service_order_by_contract ON service_order (contract_id, requested_at)",
            """
            CREATE INDEX service_order_unfinished ON service_order (requested_at)
            WHERE state IN ('requested', 'refused')
            """,
        ]
    )
}
