package import Contracts
package import Kernel
package import Organisation
package import Payments
import People
package import Storage

/// Which cases somebody looks for.
package struct RefundFilter: Hashable, Sendable {
    package var standing: PaymentCase.Standing?
    /// The beginning of a reference or contract number, VNPAY's number of a refund, or words about the customer.
    package var text = ""
    package var contract: Contract.ID?

    package init() {}

    /// What was asked, for the audit log.
    var words: String {
        let parts = [
            standing.map { "standing=\($0.rawValue)" }, text.isEmpty ? nil : "text=\(text)",
            contract.map { "contract=\($0)" },
        ]
        return parts.compactMap { $0 }.joined(separator: "; ")
    }
}

/// A case in a list.
package struct RefundCaseItem: Hashable, Sendable {
    package let id: PaymentCase.ID
    package let key: String
    package let kind: PaymentCaseKind
    package let reference: String
    package let amount: Money?
    package let standing: PaymentCase.Standing
    package let openedAt: Timestamp
    package let closedAt: Timestamp?
    /// Of the latest proposal; `nil` while nobody has made one.
    package let way: Refund.Way.Name?
    package let state: RefundState.Name?
    package let refundAmount: Money?
    /// `nil` for a reference that we do not know.
    package let contract: Contract.ID?
    package let contractNumber: String?
    package let customer: String?
    package let unit: String?
}

extension RefundCaseItem {
    /// The newest first.
    static func list(
        _ filter: RefundFilter,
        in scope: Scope,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [RefundCaseItem] {
        try connection.rows(
            columns + tables + condition(filter, scope)
                + " ORDER BY k.opened_at DESC, k.key DESC LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map(RefundCaseItem.init(row:))
    }

    /// The rows after one that was read before, for an export.
    static func batch(
        _ filter: RefundFilter,
        in scope: Scope,
        after last: RefundCaseItem?,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [RefundCaseItem] {
        let place: SQLStatement =
            last.map { " AND (k.opened_at, k.key) < (\($0.openedAt), \($0.key))" } ?? ""
        return try connection.rows(
            columns + tables + condition(filter, scope) + place
                + " ORDER BY k.opened_at DESC, k.key DESC LIMIT \(limit)"
        ).map(RefundCaseItem.init(row:))
    }

    /// How many stand under each tab, of what this reader sees, each counted so far as anybody would turn the pages.
    static func counts(in scope: Scope, on connection: any SQLConnection) throws -> [PaymentCase.Standing: Int64] {
        var counts: [PaymentCase.Standing: Int64] = [:]
        for standing in PaymentCase.Standing.allCases {
            var filter = RefundFilter()
            filter.standing = standing
            counts[standing] = try count(filter, in: scope, limit: BoundedCount.limit + 1, on: connection)
        }
        return counts
    }

    static func count(
        _ filter: RefundFilter,
        in scope: Scope,
        limit: Int64,
        on connection: any SQLConnection
    ) throws -> Int64 {
        try connection.rows(
            "SELECT count(*) AS found FROM (SELECT 1 " + tables + condition(filter, scope) + " LIMIT \(limit)) t"
        ).first?.integer("found") ?? 0
    }

    /// What this reader may see, the newest first, by cursor.
    package static func list(
        _ filter: RefundFilter,
        for reader: StaffMember,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<RefundCaseItem> {
        try window.read(
            by: ("k.opened_at", "k.id"),
            tables + condition(filter, reader.scope(for: .viewRefunds)),
            on: connection
        ) { id in
            try connection.rows(columns + tables + " WHERE k.id = \(id)").first.map(RefundCaseItem.init(row:))
        }
    }

    private static let columns: SQLStatement = """
        SELECT k.id, k.key, k.kind, k.reference, k.amount_dong, k.state, k.opened_at, k.closed_at, r.way,
            r.state AS refund_state, r.amount_dong AS refund_dong, c.id AS contract_id, c.number,
            coalesce(c.invoice_legal_name, c.buyer_name) AS customer, c.unit_code
        """

    /// Each with its latest proposal, if there is one.
    private static let tables: SQLStatement = """
         FROM payment_case k LEFT JOIN payment_attempt a ON a.reference = k.reference
            LEFT JOIN contract c ON c.id = a.contract_id
            LEFT JOIN refund r ON r.id = (
                SELECT l.id FROM refund l WHERE l.case_key = k.key ORDER BY l.proposed_at DESC, l.id DESC LIMIT 1)
        """

    private static func condition(_ filter: RefundFilter, _ scope: Scope) -> SQLStatement {
        var condition: SQLStatement = " WHERE 1 = 1"
        switch scope {
        case .nothing: condition = " WHERE 1 = 0"
        case .own(let id): condition = " WHERE (c.account_manager_id = \(id) OR c.agent_id = \(id))"
        case .unit(let code): condition = " WHERE c.unit_code = \(code)"
        case .everything: break
        }
        switch filter.standing {
        case nil: break
        case .closed: condition = condition + " AND k.state = 'closed'"
        case .proposed: condition = condition + " AND k.state = 'open' AND r.state = 'proposed'"
        case .unclear: condition = condition + " AND k.state = 'open' AND r.state = 'unclear'"
        case .underWay:
            condition =
                condition + """
                     AND k.state = 'open'
                    AND r.state IN ('requested', 'sending', 'unanswered', 'processing', 'at_bank')
                    """
        case .open:
            condition =
                condition + " AND k.state = 'open' AND (r.id IS NULL OR r.state IN ('returned', 'done', 'refused'))"
        }
        if let contract = filter.contract { condition = condition + " AND c.id = \(contract)" }
        return condition + search(filter.text)
    }

    private static func search(_ text: String) -> SQLStatement {
        let text = text.trimmed
        guard !text.isEmpty else { return "" }
        let beginning = text.uppercased().filter { $0 != "%" && $0 != "_" } + "%"
        var words: SQLStatement = "1 = 1"
        let found = ContractWords.words(of: text)
        for word in found { words = words + " AND " + ContractWords.has(word, "c.id") }
        if found.isEmpty { words = "1 = 0" }
        return " AND (k.reference LIKE \(beginning) OR c.number LIKE \(beginning) OR k.detail = \(text)"
            + " OR EXISTS (SELECT 1 FROM refund g WHERE g.case_key = k.key AND g.gateway_number = \(text))"
            + " OR (" + words + "))"
    }

    private init(row: SQLRow) throws {
        id = try row.id("id")
        key = try row.text("key")
        kind = try row.choice("kind")
        reference = try row.text("reference")
        amount = try row.integerIfPresent("amount_dong").map(Money.init(dong:))
        openedAt = try row.timestamp("opened_at")
        closedAt = try row.timestampIfPresent("closed_at")
        way = try row.textIfPresent("way").flatMap(Refund.Way.Name.init(rawValue:))
        state = try row.textIfPresent("refund_state").flatMap(RefundState.Name.init(rawValue:))
        refundAmount = try row.integerIfPresent("refund_dong").map(Money.init(dong:))
        contract = try row.idIfPresent("contract_id")
        contractNumber = try row.textIfPresent("number")
        customer = try row.textIfPresent("customer")
        unit = try row.textIfPresent("unit_code")
        standing = PaymentCase.Standing(isOpen: try row.text("state") == "open", state)
    }
}

extension PaymentCase.Standing {
    /// - Parameter state: Of the latest proposal.
    package init(isOpen: Bool, _ state: RefundState.Name?) {
        guard isOpen else {
            self = .closed
            return
        }
        self =
            switch state {
            case .proposed: .proposed
            case .requested, .sending, .unanswered, .processing, .atBank: .underWay
            case .unclear: .unclear
            case nil, .returned, .done, .refused: .open
            }
    }
}
