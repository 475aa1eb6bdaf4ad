package import Billing
package import Contracts
package import Kernel
import People
package import Statements
package import Storage

extension PaymentAttempt {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> PaymentAttempt? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(PaymentAttempt.init(row:))
    }

    package static func find(reference: String, on connection: any SQLConnection) throws -> PaymentAttempt? {
        try connection.rows(columns + " WHERE reference = \(reference)").first.map(PaymentAttempt.init(row:))
    }

    /// Newest first.
    package static func all(of request: PaymentRequest.ID, on connection: any SQLConnection) throws -> [PaymentAttempt]
    {
        try connection.rows(columns + " WHERE request_id = \(request) ORDER BY created_at DESC, id DESC")
            .map(PaymentAttempt.init(row:))
    }

    /// How many there have been for a contract, whatever was asked then: references count on after a change.
    static func count(of contract: Contract.ID, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS attempts FROM payment_attempt a JOIN payment_request r ON r.id = a.request_id
            WHERE r.contract_id = \(contract)
            """
        ).first?.integer("attempts") ?? 0
    }

    /// Of all contracts and months of a customer, the newest first.
    static func list(
        of customer: Customer.ID,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [PaymentAttempt] {
        try connection.rows(
            columns + """
                 WHERE contract_id IN (SELECT id FROM contract WHERE customer_id = \(customer))
                ORDER BY created_at DESC, id DESC LIMIT \(window.limit) OFFSET \(window.offset)
                """
        ).map(PaymentAttempt.init(row:))
    }

    static func count(ofCustomer customer: Customer.ID, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS attempts FROM payment_attempt
            WHERE contract_id IN (SELECT id FROM contract WHERE customer_id = \(customer))
            """
        ).first?.integer("attempts") ?? 0
    }

    /// Attempts that may still be paid for any of the statements that a request asks for, whichever request led to
    /// them.
    static func live(besides request: PaymentRequest.ID, on connection: any SQLConnection) throws -> [PaymentAttempt] {
        try connection.rows(
            columns + """
                 WHERE state IN ('redirected', 'unresolved') AND request_id IN (
                    SELECT other.request_id FROM statement_request own
                        JOIN statement_request other ON other.statement_id = own.statement_id
                    WHERE own.request_id = \(request))
                ORDER BY created_at
                """
        ).map(PaymentAttempt.init(row:))
    }

    /// Those whose time is over and of which nobody has said anything. Costs by open rows only.
    static func quiet(since time: Timestamp, limit: Int, on connection: any SQLConnection) throws -> [PaymentAttempt] {
        try connection.rows(
            columns + " WHERE state = 'redirected' AND expires_at < \(time) ORDER BY expires_at LIMIT \(limit)"
        ).map(PaymentAttempt.init(row:))
    }

    func insert(terminal: String, payURL: String, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO payment_attempt (id, request_id, terminal, reference, amount_dong, state, created_at, expires_at,
                changed_at, pay_url, contract_id, unit_code)
            VALUES (\(id), \(request), \(terminal), \(reference), \(amount), \(state.name), \(createdAt), \(expiresAt),
                \(createdAt), \(payURL), (SELECT contract_id FROM payment_request WHERE id = \(request)),
                (SELECT c.unit_code FROM payment_request r JOIN contract c ON c.id = r.contract_id
                    WHERE r.id = \(request)))
            """
        )
    }

    /// The address of the gateway's page under which it began; `nil` for one from before such addresses were kept.
    func payURL(on connection: any SQLConnection) throws -> String? {
        try connection.rows("SELECT pay_url FROM payment_attempt WHERE id = \(id)").first?.textIfPresent("pay_url")
    }

    /// Fails rather than overwriting a change made by somebody else since `previous` was read.
    func update(from previous: PaymentAttemptState, at time: Timestamp, on connection: any SQLConnection) throws {
        let receipt = state.receipt
        let unknownSince = state == .unresolved ? time : nil
        let changed = try connection.run(
            """
            UPDATE payment_attempt SET state = \(state.name), decline_code = \(state.declineCode),
                transaction_number = \(receipt?.transactionNumber), bank_code = \(receipt?.bankCode),
                card_type = \(receipt?.cardType), bank_transaction_number = \(receipt?.bankTransactionNumber),
                paid_at = \(receipt?.paidAt), changed_at = \(time),
                unknown_since = coalesce(unknown_since, \(unknownSince))
            WHERE id = \(id) AND state = \(previous.name)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "payment_attempt:\(id)") }
    }

    private static let columns: SQLStatement = """
        SELECT id, request_id, reference, amount_dong, state, decline_code, transaction_number, bank_code, card_type,
            bank_transaction_number, paid_at, created_at, expires_at
        FROM payment_attempt
        """

    private init(row: SQLRow) throws {
        let amount = try row.money("amount_dong")
        let state: PaymentAttemptState =
            switch try row.text("state") {
            case "redirected": .redirected
            case "unresolved": .unresolved
            case "declined": .declined(code: try row.text("decline_code"))
            case "paid": .paid(try GatewayReceipt(row: row, amount: amount))
            default: throw SQLRowError(column: "state", wanted: "an attempt's state")
            }
        self.init(
            id: try row.id("id"),
            request: try row.id("request_id"),
            order: (try row.text("reference"), amount),
            times: (try row.timestamp("created_at"), try row.timestamp("expires_at")),
            state: state
        )
    }
}

extension GatewayReceipt {
    fileprivate init(row: SQLRow, amount: Money) throws {
        self.init(
            transactionNumber: try row.text("transaction_number"),
            amount: amount,
            bank: (
                try row.text("bank_code"), try row.textIfPresent("card_type"),
                try row.textIfPresent("bank_transaction_number")
            ),
            paidAt: try row.timestamp("paid_at")
        )
    }
}

extension PaymentAttemptState {
    fileprivate var name: String {
        switch self {
        case .redirected: "redirected"
        case .unresolved: "unresolved"
        case .paid: "paid"
        case .declined: "declined"
        }
    }

    package var receipt: GatewayReceipt? {
        switch self {
        case .redirected, .unresolved, .declined: nil
        case .paid(let receipt): receipt
        }
    }

    fileprivate var declineCode: String? {
        switch self {
        case .redirected, .unresolved, .paid: nil
        case .declined(let code): code
        }
    }
}

/// Every message from and to the gateway, as it went over the wire. Only ever inserted; forged ones too.
struct GatewayMessage {
    enum Channel: String { case notice = "ipn", back = "return", query = "querydr" }

    let channel: Channel
    let raw: String
    /// Who sent it, as far as the network tells.
    let address: String
    let reference: String?
    /// What we made of it, in a word.
    let verdict: String
    /// The reference that an unproven message gives itself: to be shown beside the true ones, and believed nowhere.
    var claimedReference: String?

    func insert(in world: World, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO gateway_message (id, channel, raw, address, reference, claimed_reference, verdict, received_at)
            VALUES (\(world.newID(GatewayMessage.self)), \(channel.rawValue), \(raw), \(address), \(reference),
                \(claimedReference), \(verdict), \(world.now()))
            """
        )
    }
}

extension GatewayMessage {
    /// How often the gateway was asked about a reference.
    static func questions(about reference: String, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS number FROM gateway_message WHERE reference = \(reference) AND channel = 'querydr'
            """
        ).first?.integer("number") ?? 0
    }
}

/// A charge that the gateway made: exactly one row each, whatever it was good for.
package struct Payment: Hashable, Sendable {
    package typealias ID = Kernel.ID<Payment>
    package enum Use: String, Hashable, Sendable { case request, overpayment }

    package let attempt: PaymentAttempt
    package let receipt: GatewayReceipt
    package let use: Use
    /// The day of VNPAY's file in which it was found, once that day has been closed.
    package var reconciledOn: Day?

    /// The one that paid a contract; `nil` while none has.
    package static func of(_ contract: Contract.ID, on connection: any SQLConnection) throws -> Payment? {
        let row = try connection.rows(
            """
            SELECT p.attempt_id, p.use, p.reconciled_day FROM payment p JOIN payment_request r ON r.id = p.request_id
            WHERE r.contract_id = \(contract) AND r.purpose = 'contract' AND p.use = 'request'
            """
        ).first
        return try row.flatMap { try Payment(row: $0, connection) }
    }

    /// The one that paid a statement; `nil` while none has.
    package static func of(_ statement: Statement.ID, on connection: any SQLConnection) throws -> Payment? {
        try connection.rows(
            """
            SELECT p.attempt_id, p.use, p.reconciled_day FROM payment p
                JOIN statement_request s ON s.request_id = p.request_id
            WHERE s.statement_id = \(statement) AND p.use = 'request'
            """
        ).first.flatMap { try Payment(row: $0, connection) }
    }

    /// What the money of an attempt was good for; `nil` when none came.
    package static func use(of attempt: PaymentAttempt.ID, on connection: any SQLConnection) throws -> Use? {
        try connection.rows("SELECT use FROM payment WHERE attempt_id = \(attempt)").first?.choice("use")
    }

    /// Notes that VNPAY's file of a closed day has it. The first day that does keeps it.
    ///
    /// - Returns: The request that it paid, whose invoice may be due now; `nil` when there is no payment of that
    ///   attempt, or it was not needed (an overpayment).
    package static func reconcile(
        _ attempt: PaymentAttempt.ID,
        on day: Day,
        _ connection: any SQLConnection
    ) throws -> PaymentRequest? {
        try connection.run(
            "UPDATE payment SET reconciled_day = \(day) WHERE attempt_id = \(attempt) AND reconciled_day IS NULL"
        )
        let row = try connection.rows(
            """
            SELECT request_id FROM payment
            WHERE attempt_id = \(attempt) AND use = 'request' AND reconciled_day = \(day)
            """
        ).first
        return try row.flatMap { try PaymentRequest.find($0.id("request_id"), on: connection) }
    }

    func insert(in world: World, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO payment (id, attempt_id, request_id, transaction_number, amount_dong, use, paid_at, recorded_at)
            VALUES (\(world.newID(Payment.self)), \(attempt.id), \(attempt.request), \(receipt.transactionNumber),
                \(receipt.amount), \(use.rawValue), \(receipt.paidAt), \(world.now()))
            """
        )
    }
}

extension Payment {
    fileprivate init?(row: SQLRow, _ connection: any SQLConnection) throws {
        guard let attempt = try PaymentAttempt.find(row.id("attempt_id"), on: connection),
            let receipt = attempt.state.receipt
        else { return nil }
        self.attempt = attempt
        self.receipt = receipt
        use = try row.choice("use")
        reconciledOn = try row.dayIfPresent("reconciled_day")
    }
}

/// When a terminal may be asked again: VNPAY answers 94 to everything for about five minutes after one question.
package enum TerminalQueue {
    /// When the terminal may be asked again; in the past when it may be asked now.
    static func nextTurn(of terminal: String, on connection: any SQLConnection) throws -> Timestamp {
        try connection.rows("SELECT next_at FROM terminal_turn WHERE terminal = \(terminal)")
            .first?.timestamp("next_at") ?? Timestamp(milliseconds: 0)
    }

    /// Takes the next turn; `nil` when it is ours now, else when to come back.
    package static func takeTurn(
        of terminal: String,
        pauseMilliseconds: Int64,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Timestamp? {
        let next = try connection.rows("SELECT next_at FROM terminal_turn WHERE terminal = \(terminal)")
            .first?.timestamp("next_at")
        if let next, next > time { return next }
        try connection.run(
            """
            INSERT INTO terminal_turn (terminal, next_at) VALUES (\(terminal), \(time.adding(milliseconds: pauseMilliseconds)))
            ON CONFLICT (terminal) DO UPDATE SET next_at = excluded.next_at
            """
        )
        return nil
    }
}
