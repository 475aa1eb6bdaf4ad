import Kernel
import SandboxKit
import ServiceProvisioning
import Storage

/// An activation as the product's system keeps it.
struct StoredActivation: Sendable {
    let order: ActivationOrder
    var answer: ActivationAnswer
    /// How often it may still be asked for before it is active.
    var pollsLeft: Int64
    /// What becomes visible once it is active.
    let access: [AccessDetail]
    let askedAt: Timestamp
    var answeredCount: Int64
    /// What it has been told last about the running service.
    var service = ServiceHeard()

    /// Asking is what moves a pending activation on: by its key, or with the order once more.
    mutating func isAskedFor() {
        answeredCount += 1
        guard answer.state == .pending else { return }
        pollsLeft -= 1
        guard pollsLeft <= 0 else { return }
        answer.state = .active
        answer.access = access
        answer.message = ""
    }
}

/// What holds of a service that runs: the highest number that was heard, and what it said.
struct ServiceHeard: Hashable, Sendable {
    var sequence: Int64 = 0
    var state = ServiceChange.State.running
    /// `nil` is what was ordered.
    var quantity: Int64?
    var cause: ServiceChange.Cause?
    var from = ""
}

/// The journal: one row for each key, whatever was asked how often. A checker may read it.
struct ActivationStore: Sendable {
    let database: any SQLDatabase

    static let migrations = [
        Migration(
            "0001-provisioning",
            [
                """
                CREATE TABLE activation (
                    key TEXT PRIMARY KEY,
                    reference TEXT NOT NULL UNIQUE,
                    product_code TEXT NOT NULL,
                    plan_code TEXT NOT NULL,
                    quantity \(SQLStatement.integerType) NOT NULL,
                    contract_number TEXT NOT NULL,
                    customer_email TEXT NOT NULL,
                    starts_on TEXT NOT NULL,
                    ends_on TEXT,
                    state TEXT NOT NULL CHECK (state IN ('active', 'pending', 'failed')),
                    polls_left \(SQLStatement.integerType) NOT NULL,
                    answered_count \(SQLStatement.integerType) NOT NULL,
                    asked_at \(SQLStatement.integerType) NOT NULL,
                    message TEXT NOT NULL,
                    activation_order \(SQLStatement.blobType) NOT NULL,
                    access \(SQLStatement.blobType) NOT NULL)\(SQLStatement.strict)
                """
            ]
        ),
        Migration(
            "0002-change-service",
            [
                "ALTER TABLE activation ADD COLUMN service_sequence \(SQLStatement.integerType) NOT NULL DEFAULT 0",
                "ALTER TABLE activation ADD COLUMN service_state TEXT NOT NULL DEFAULT 'running'",
                "ALTER TABLE activation ADD COLUMN service_quantity \(SQLStatement.integerType)",
                "ALTER TABLE activation ADD COLUMN service_cause TEXT",
                "ALTER TABLE activation ADD COLUMN service_from TEXT NOT NULL DEFAULT ''",
            ]
        ),
    ]

    static func insert(_ activation: StoredActivation, on connection: any SQLConnection) throws {
        let order = activation.order
        try connection.run(
            """
            INSERT INTO activation (key, reference, product_code, plan_code, quantity, contract_number, customer_email,
                starts_on, ends_on, state, polls_left, answered_count, asked_at, message, activation_order, access)
            VALUES (\(order.key), \(activation.answer.reference), \(order.productCode), \(order.planCode),
                \(order.quantity), \(order.contractNumber), \(order.customer.email), \(order.startsOn), \(order.endsOn),
                \(activation.answer.state.rawValue), \(activation.pollsLeft), \(activation.answeredCount),
                \(activation.askedAt), \(activation.answer.message), \(try SandboxJSON.bytes(order)),
                \(try SandboxJSON.bytes(activation.access)))
            """
        )
    }

    static func update(_ activation: StoredActivation, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE activation SET state = \(activation.answer.state.rawValue), polls_left = \(activation.pollsLeft),
                answered_count = \(activation.answeredCount), message = \(activation.answer.message),
                service_sequence = \(activation.service.sequence), service_state = \(activation.service.state.rawValue),
                service_quantity = \(activation.service.quantity), service_cause = \(activation.service.cause?.rawValue),
                service_from = \(activation.service.from)
            WHERE key = \(activation.order.key)
            """
        )
    }

    static func select(_ condition: SQLStatement, on connection: any SQLConnection) throws -> [StoredActivation] {
        let rows = try connection.rows(
            """
            SELECT reference, state, polls_left, answered_count, asked_at, message, activation_order, access,
                service_sequence, service_state, service_quantity, service_cause, service_from
            FROM activation WHERE \(condition)
            """
        )
        return try rows.map { row in
            let order: ActivationOrder = try SandboxJSON.value(from: row.blob("activation_order"))
            let access: [AccessDetail] = try SandboxJSON.value(from: row.blob("access"))
            let state: ActivationAnswer.State = try row.choice("state")
            return StoredActivation(
                order: order,
                answer: ActivationAnswer(
                    key: order.key,
                    reference: try row.text("reference"),
                    state: state,
                    access: state == .active ? access : [],
                    message: try row.text("message")
                ),
                pollsLeft: try row.integer("polls_left"),
                access: access,
                askedAt: try row.timestamp("asked_at"),
                answeredCount: try row.integer("answered_count"),
                service: ServiceHeard(
                    sequence: try row.integer("service_sequence"),
                    state: try row.choice("service_state"),
                    quantity: try row.integerIfPresent("service_quantity"),
                    cause: try row.choiceIfPresent("service_cause"),
                    from: try row.text("service_from")
                )
            )
        }
    }
}
