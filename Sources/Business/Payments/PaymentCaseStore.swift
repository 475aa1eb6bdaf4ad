package import Contracts
package import Kernel
package import Organisation
package import Storage

/// Something about money that only a person can decide. Never only a log line. What is decided is a refund, in the room
/// of that name.
package struct PaymentCase: Hashable, Sendable {
    package typealias ID = Kernel.ID<PaymentCase>

    /// Where the books keep the money that it is about.
    package enum Holding: String, Hashable, Sendable, CaseIterable {
        /// Nowhere: VNPAY has it, and we have booked nothing.
        case nothing
        case overpayments
        /// Owed back already.
        case refundsPayable = "refunds_payable"
        /// The contract that was paid: it is not owed to anybody before two people say so.
        case contract
    }

    package let id: ID
    package let key: String
    package let kind: PaymentCaseKind
    package let reference: String
    package let amount: Money?
    package let detail: String
    package let holding: Holding
    package let isOpen: Bool
    /// `nil` when it opened by itself.
    package let openedBy: StaffMember.ID?
    package let openedAt: Timestamp
    package let closedAt: Timestamp?

    /// Its name in the audit log and in inboxes.
    package var subject: String { "payment_case:\(id)" }

    /// What is known when one opens.
    package struct Opening: Sendable {
        package let kind: PaymentCaseKind
        package let reference: String
        package let amount: Money?
        package let detail: String
        package var holding = Holding.nothing
        package var opener: StaffMember.ID?

        package init(_ kind: PaymentCaseKind, reference: String, amount: Money?, detail: String) {
            self.kind = kind
            self.reference = reference
            self.amount = amount
            self.detail = detail
        }

        package var key: String { "\(kind.rawValue)/\(reference)/\(detail)" }

        /// Opens it, once: the same trouble told again changes nothing but where its money is.
        ///
        /// - Returns: Whether anything changed.
        @discardableResult
        package func open(in world: World, on connection: any SQLConnection) throws -> Bool {
            let changed = try connection.run(
                """
                INSERT INTO payment_case (key, id, kind, reference, amount_dong, detail, holding, state, opened_by,
                    opened_at)
                VALUES (\(key), \(world.newID(PaymentCase.self)), \(kind.rawValue), \(reference), \(amount), \(detail),
                    \(holding.rawValue), 'open', \(opener), \(world.now()))
                ON CONFLICT (key) DO UPDATE SET holding = excluded.holding
                WHERE payment_case.holding = 'nothing' AND excluded.holding <> 'nothing'
                    AND payment_case.state = 'open'
                """
            )
            guard let opened = try PaymentCase.find(key: key, on: connection), opened.isOpen else { return false }
            let accountants = try StaffMember.active(.accountant, on: connection)
            try InboxMessage(.refundCaseOpened, about: opened.subject, fact: key, detail: reference, isTask: true)
                .put(to: accountants.map(\.id), in: world, on: connection)
            return changed > 0
        }
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> PaymentCase? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(PaymentCase.init(row:))
    }

    package static func find(key: String, on connection: any SQLConnection) throws -> PaymentCase? {
        try connection.rows(columns + " WHERE key = \(key)").first.map(PaymentCase.init(row:))
    }

    /// Open ones, newest first.
    package static func open(limit: Int, on connection: any SQLConnection) throws -> [PaymentCase] {
        try connection.rows(columns + " WHERE state = 'open' ORDER BY opened_at DESC LIMIT \(limit)")
            .map(PaymentCase.init(row:))
    }

    /// Every case about a payment, oldest first.
    package static func all(about reference: String, on connection: any SQLConnection) throws -> [PaymentCase] {
        try connection.rows(columns + " WHERE reference = \(reference) ORDER BY opened_at, key")
            .map(PaymentCase.init(row:))
    }

    /// Every case about a contract, whichever of its payments it is about, oldest first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [PaymentCase] {
        try connection.rows(
            columns + """
                 WHERE reference IN (SELECT a.reference FROM payment_attempt a WHERE a.contract_id = \(contract))
                ORDER BY opened_at, key
                """
        ).map(PaymentCase.init(row:))
    }

    /// Nothing is left to decide.
    package func close(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            "UPDATE payment_case SET state = 'closed', closed_at = \(time) WHERE key = \(key) AND state = 'open'"
        )
    }

    /// What reconciliation had booked as owed back was taken back, since a newer file says otherwise: the books hold no
    /// money for it any more. A case that two people have worked keeps what they saw.
    package static func forgetHolding(
        _ reference: String,
        chargeNumber: String,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE payment_case SET holding = 'nothing'
            WHERE reference = \(reference) AND detail = \(chargeNumber) AND holding = 'overpayments' AND state = 'open'
                AND kind IN ('second_charge', 'unknown_reference', 'amount_mismatch')
                AND NOT EXISTS (SELECT 1 FROM refund r
                    WHERE r.case_key = payment_case.key AND r.state NOT IN ('returned', 'refused'))
            """
        )
    }

    private static let columns: SQLStatement = """
        SELECT id, key, kind, reference, amount_dong, detail, holding, state, opened_by, opened_at, closed_at
        FROM payment_case
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        key = try row.text("key")
        kind = try row.choice("kind")
        reference = try row.text("reference")
        amount = try row.integerIfPresent("amount_dong").map(Money.init(dong:))
        detail = try row.text("detail")
        holding = try row.choice("holding")
        isOpen = try row.text("state") == "open"
        openedBy = try row.idIfPresent("opened_by")
        openedAt = try row.timestamp("opened_at")
        closedAt = try row.timestampIfPresent("closed_at")
    }
}

extension Migration {
    /// A case has a name that an address can bear, and says where its money is.
    package static let workPaymentCases = Migration(
        "0040-work-payment-cases",
        [
            "ALTER TABLE payment_case ADD COLUMN id TEXT",
            """
            UPDATE payment_case SET id = \(
                sqlite: """
                    lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
                        || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))
                    """,
                postgres: "CAST(gen_random_uuid() AS TEXT)"
            )
            """,
            "CREATE UNIQUE INDEX payment_case_by_id ON payment_case (id)",
            "ALTER TABLE payment_case ADD COLUMN holding TEXT NOT NULL DEFAULT 'nothing'",
            "UPDATE payment_case SET holding = 'overpayments' WHERE kind = 'overpayment'",
            "UPDATE payment_case SET holding = 'refunds_payable' WHERE kind = 'rejected_contract'",
            // Money that reconciliation found and booked as owed back.
            """
            UPDATE payment_case SET holding = 'overpayments'
            WHERE holding = 'nothing' AND EXISTS (
                SELECT 1 FROM settlement_exception e
                WHERE e.reference = payment_case.reference AND e.transaction_number = payment_case.detail
                    AND e.resolution = 'open_refund_case' AND e.state = 'resolved' AND e.booked_key IS NOT NULL
                    AND e.class <> 'amount_differs')
            """,
            "ALTER TABLE payment_case ADD COLUMN opened_by TEXT REFERENCES staff (id)",
            "ALTER TABLE payment_case ADD COLUMN closed_at \(SQLStatement.integerType)",
        ]
    )
}
