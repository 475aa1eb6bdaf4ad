import Contracts
package import Kernel
import Organisation
import People
package import Storage

extension PaymentListItem {
    /// How many of the newest attempts are looked through for words that every second customer has.
    private static let newestLooked: Int64 = 50_000

    /// A filter made into a condition on `payment_attempt a`.
    struct Search {
        let condition: SQLStatement
        let isOnlyNewest: Bool
        let isNewestFirst: Bool
    }

    /// Finds out what the text means: an exact reference or number, the beginning of one, or words.
    static func search(_ filter: PaymentFilter, in scope: Scope, on connection: any SQLConnection) throws -> Search {
        let plain = reach(scope) + narrowed(filter)
        let text = filter.text.trimmed
        guard !text.isEmpty else { return Search(plain, filter) }
        let upper = text.uppercased()
        let exact = try connection.rows(
            """
            SELECT id FROM payment_attempt WHERE reference = \(text) OR reference = \(upper)
            UNION SELECT id FROM payment_attempt WHERE transaction_number = \(text) LIMIT 100
            """
        ).map { try $0.id("id", of: PaymentAttempt.self) }
        if !exact.isEmpty { return Search(plain + " AND a.id IN (\(list: exact))", filter) }
        if upper.utf8.count >= 3, !upper.contains(" ") {
            let begins: SQLStatement = " AND " + beginsWith(upper)
            let found = try connection.rows("SELECT a.id FROM payment_attempt a WHERE 1 = 1" + begins + " LIMIT 1")
            if !found.isEmpty { return Search(plain + begins, filter) }
        }
        return try search(ContractWords.words(of: text), plain, filter, on: connection)
    }

    private static func search(
        _ words: [String],
        _ plain: SQLStatement,
        _ filter: PaymentFilter,
        on connection: any SQLConnection
    ) throws -> Search {
        guard !words.isEmpty else { return Search(plain + " AND 1 = 0", filter) }
        switch try ContractWords.find(words, on: connection) {
        case .few([]): return Search(plain + " AND 1 = 0", filter)
        case .few(let contracts): return Search(plain + " AND a.contract_id IN (\(list: contracts))", filter)
        case .many:
            var condition = plain
            for word in words { condition = condition + " AND " + ContractWords.has(word, "a.contract_id") }
            let end: SQLStatement = filter.to.map { " WHERE created_at < \($0.adding(days: 1).start)" } ?? ""
            let oldest = try connection.rows(
                "SELECT created_at FROM payment_attempt" + end
                    + " ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET \(newestLooked)"
            ).first?.timestamp("created_at")
            guard let oldest else { return Search(condition, filter) }
            return Search(condition + " AND a.created_at >= \(oldest)", filter, isOnlyNewest: true)
        }
    }

    private static func beginsWith(_ text: String) -> SQLStatement {
        """
        \(sqlite: "a.reference", postgres: "a.reference COLLATE \"C\"") >= \(text)
        AND \(sqlite: "a.reference", postgres: "a.reference COLLATE \"C\"") < \(text.successor)
        """
    }

    /// What of the payments somebody may see.
    private static func reach(_ scope: Scope) -> SQLStatement {
        switch scope {
        case .nothing: " WHERE 1 = 0"
        case .own: " WHERE a.contract_id IN (SELECT c.id FROM contract c" + scope.ofContracts + ")"
        case .unit(let code): " WHERE a.unit_code = \(code)"
        case .everything: " WHERE 1 = 1"
        }
    }

    private static func narrowed(_ filter: PaymentFilter) -> SQLStatement {
        var condition: SQLStatement = ""
        if !filter.states.isEmpty {
            condition = condition + " AND a.state IN (\(list: filter.states.map(\.rawValue).sorted()))"
        }
        if let from = filter.from { condition = condition + " AND a.created_at >= \(from.start)" }
        if let to = filter.to { condition = condition + " AND a.created_at < \(to.adding(days: 1).start)" }
        if let least = filter.least { condition = condition + " AND a.amount_dong >= \(least)" }
        if let most = filter.most { condition = condition + " AND a.amount_dong <= \(most)" }
        if let bank = filter.bank { condition = condition + " AND a.bank_code = \(bank)" }
        if let unit = filter.unit { condition = condition + " AND a.unit_code = \(unit)" }
        if let manager = filter.accountManager {
            condition =
                condition + " AND a.contract_id IN (SELECT id FROM contract WHERE account_manager_id = \(manager))"
        }
        if let contract = filter.contract { condition = condition + " AND a.contract_id = \(contract)" }
        if let customer = filter.customer {
            condition = condition + " AND a.contract_id IN (SELECT id FROM contract WHERE customer_id = \(customer))"
        }
        return condition
    }

    static func list(
        _ search: Search,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [PaymentListItem] {
        let rows = search.condition + search.order + " LIMIT \(window.limit) OFFSET \(window.offset)"
        return try joined(rows, search, on: connection)
    }

    static func find(_ id: PaymentAttempt.ID, on connection: any SQLConnection) throws -> PaymentListItem? {
        let search = Search(condition: " WHERE a.id = \(id)", isOnlyNewest: false, isNewestFirst: true)
        return try joined(search.condition, search, on: connection).first
    }

    /// The rows after one that was read before, in the list's order: a batch of an export costs the same wherever it
    /// is.
    static func batch(
        _ search: Search,
        after last: PaymentListItem?,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [PaymentListItem] {
        var condition = search.condition
        if let last {
            let place: SQLStatement = "(\(last.createdAt), \(last.id))"
            condition =
                condition
                + (search.isNewestFirst ? " AND (a.created_at, a.id) < " : " AND (a.created_at, a.id) > ") + place
        }
        return try joined(condition + search.order + " LIMIT \(limit)", search, on: connection)
    }

    /// Attempts first, then what stands beside them: no join ever sees more rows than are shown.
    private static func joined(
        _ rows: SQLStatement,
        _ search: Search,
        on connection: any SQLConnection
    ) throws -> [PaymentListItem] {
        try connection.rows(
            """
            SELECT a.id, a.reference, a.contract_id, c.number, coalesce(c.invoice_legal_name, c.buyer_name) AS customer,
                c.unit_code, s.name AS manager, a.amount_dong, a.state, a.decline_code, a.transaction_number,
                a.bank_code, a.card_type, a.bank_transaction_number, a.created_at, a.paid_at, p.use, p.reconciled_day
            FROM (
                SELECT a.id, a.reference, a.contract_id, a.amount_dong, a.state, a.decline_code, a.transaction_number,
                    a.bank_code, a.card_type, a.bank_transaction_number, a.created_at, a.paid_at
                FROM payment_attempt a
            """ + rows + """
                ) a JOIN contract c ON c.id = a.contract_id LEFT JOIN staff s ON s.id = c.account_manager_id
                LEFT JOIN payment p ON p.attempt_id = a.id
                """ + search.order
        ).map(PaymentListItem.init(row:))
    }

    static func count(_ search: Search, on connection: any SQLConnection) throws -> BoundedCount {
        let counted =
            try connection.rows(
                "SELECT count(*) AS found FROM (SELECT 1 FROM payment_attempt a" + search.condition
                    + " LIMIT \(BoundedCount.limit + 1)) t"
            ).first?.integer("found") ?? 0
        return BoundedCount(counted)
    }

    /// All of them, for the audit entry of an export, which reads them all anyway.
    static func exactCount(_ search: Search, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows("SELECT count(*) AS found FROM payment_attempt a" + search.condition)
            .first?.integer("found") ?? 0
    }

    private init(row: SQLRow) throws {
        id = try row.id("id")
        reference = try row.text("reference")
        contract = try row.id("contract_id")
        contractNumber = try row.text("number")
        customer = try row.text("customer")
        unit = try row.textIfPresent("unit_code")
        accountManager = try row.textIfPresent("manager")
        amount = try row.money("amount_dong")
        state = try row.choice("state")
        declineCode = try row.textIfPresent("decline_code")
        transactionNumber = try row.textIfPresent("transaction_number")
        bankCode = try row.textIfPresent("bank_code")
        cardType = try row.textIfPresent("card_type")
        bankTransactionNumber = try row.textIfPresent("bank_transaction_number")
        createdAt = try row.timestamp("created_at")
        paidAt = try row.timestampIfPresent("paid_at")
        use = try row.textIfPresent("use").flatMap(Payment.Use.init(rawValue:))
        reconciledOn = try row.dayIfPresent("reconciled_day")
    }
}

extension PaymentListItem.Search {
    init(_ condition: SQLStatement, _ filter: PaymentFilter, isOnlyNewest: Bool = false) {
        self.init(condition: condition, isOnlyNewest: isOnlyNewest, isNewestFirst: filter.isNewestFirst)
    }

    var order: SQLStatement {
        isNewestFirst ? " ORDER BY a.created_at DESC, a.id DESC" : " ORDER BY a.created_at, a.id"
    }
}

/// Something about money that waits for a person, in a list.
package struct PaymentCaseItem: Hashable, Sendable {
    package let id: PaymentCase.ID
    package let kind: PaymentCaseKind
    package let reference: String
    package let amount: Money?
    package let detail: String
    package let openedAt: Timestamp
    package let isOpen: Bool
    /// `nil` for a reference that we do not know.
    package let contractNumber: String?
}

extension PaymentCaseItem {
    /// Open cases, the newest first. One whose reference nobody knows belongs to the IT centre.
    static func open(
        in scope: Scope,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [PaymentCaseItem] {
        try connection.rows(
            columns + " WHERE k.state = 'open'" + reach(scope)
                + " ORDER BY k.opened_at DESC, k.key LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map(PaymentCaseItem.init(row:))
    }

    static func openCount(in scope: Scope, on connection: any SQLConnection) throws -> BoundedCount {
        let counted =
            try connection.rows(
                "SELECT count(*) AS found FROM (SELECT 1 FROM payment_case k" + tables + " WHERE k.state = 'open'"
                    + reach(scope) + " LIMIT \(BoundedCount.limit + 1)) t"
            ).first?.integer("found") ?? 0
        return BoundedCount(counted)
    }

    /// Every case about a payment, open or closed, oldest first.
    package static func all(about reference: String, on connection: any SQLConnection) throws -> [PaymentCaseItem] {
        try connection.rows(columns + " WHERE k.reference = \(reference) ORDER BY k.opened_at, k.key")
            .map(PaymentCaseItem.init(row:))
    }

    private static let tables: SQLStatement = """
         LEFT JOIN payment_attempt a ON a.reference = k.reference LEFT JOIN contract c ON c.id = a.contract_id
        """

    private static let columns: SQLStatement =
        "SELECT k.id, k.kind, k.reference, k.amount_dong, k.detail, k.opened_at, k.state, c.number FROM payment_case k"
        + tables

    private static func reach(_ scope: Scope) -> SQLStatement {
        switch scope {
        case .nothing: " AND 1 = 0"
        case .own(let id): " AND (c.account_manager_id = \(id) OR c.agent_id = \(id))"
        case .unit(let code): " AND c.unit_code = \(code)"
        case .everything: ""
        }
    }

    private init(row: SQLRow) throws {
        id = try row.id("id")
        kind = try row.choice("kind")
        reference = try row.text("reference")
        amount = try row.integerIfPresent("amount_dong").map(Money.init(dong:))
        detail = try row.text("detail")
        openedAt = try row.timestamp("opened_at")
        isOpen = try row.text("state") == "open"
        contractNumber = try row.textIfPresent("number")
    }
}
