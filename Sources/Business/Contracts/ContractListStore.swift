package import Kernel
package import Organisation
package import People
package import Storage

/// What of the contracts somebody wants to see, and how.
package struct ContractFilter: Hashable, Sendable {
    package enum Order: String, Hashable, Sendable, CaseIterable { case created, number, customer, total, ends }

    /// Number, customer, tax code, e-mail or telephone.
    package var text = ""
    package var states: Set<ContractState> = []
    package var unit: String?
    package var accountManager: StaffMember.ID?
    package var customer: ID<Customer>?
    package var kind: Contract.Kind?
    package var channel: Contract.Channel?
    package var order = Order.created
    package var isDescending = true

    package init() {}
}

/// A contract in a list.
package struct ContractItem: Hashable, Sendable {
    package let id: Contract.ID
    package let number: String
    package let customer: String
    package let kind: Contract.Kind
    package let channel: Contract.Channel
    package let state: ContractState
    package let total: Money
    package let unit: String?
    package let accountManager: String?
    package let createdAt: Timestamp
    package let endsOn: Day?
}

/// Lists of contracts, each reader's own part of them.
package struct ContractQueries: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func list(
        _ filter: ContractFilter,
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [ContractItem], count: Int64) {
        let scope = reader.scope(for: .viewContracts)
        return try await database.read { connection in
            (
                try ContractItem.list(filter, in: scope, window: window, on: connection),
                try ContractItem.count(filter, in: scope, on: connection)
            )
        }
    }

    /// Whole contracts by a place in the list, the newest first; the filter's order does not count.
    package func list(
        _ filter: ContractFilter,
        for reader: StaffMember,
        _ window: CursorWindow
    ) async throws -> ListPart<Contract> {
        let scope = reader.scope(for: .viewContracts)
        return try await database.read { connection in
            try window.read(
                by: ("c.created_at", "c.id"),
                " FROM contract c" + ContractItem.condition(filter, in: scope),
                on: connection
            ) { id in try Contract.ID(id).flatMap { try Contract.find($0, on: connection) } }
        }
    }

    /// How many of the reader's contracts stand where.
    package func counts(for reader: StaffMember) async throws -> [ContractState: Int64] {
        let scope = reader.scope(for: .viewContracts)
        return try await database.read { try ContractItem.counts(in: scope, on: $0) }
    }
}

extension ContractItem {
    static func list(
        _ filter: ContractFilter,
        in scope: Scope,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [ContractItem] {
        try connection.rows(
            """
            SELECT c.id, c.number, coalesce(c.invoice_legal_name, c.buyer_name) AS customer, c.kind, c.channel,
                c.state, c.total_dong, c.unit_code, s.name AS manager, c.created_at, c.ends_on
            FROM contract c LEFT JOIN staff s ON s.id = c.account_manager_id
            """ + condition(filter, in: scope) + order(filter)
                + " LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map { row in
            ContractItem(
                id: try row.id("id"),
                number: try row.text("number"),
                customer: try row.text("customer"),
                kind: try row.choice("kind"),
                channel: try row.choice("channel"),
                state: try row.choice("state"),
                total: try row.money("total_dong"),
                unit: try row.textIfPresent("unit_code"),
                accountManager: try row.textIfPresent("manager"),
                createdAt: try row.timestamp("created_at"),
                endsOn: try row.dayIfPresent("ends_on")
            )
        }
    }

    static func count(_ filter: ContractFilter, in scope: Scope, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows("SELECT count(*) AS found FROM contract c" + condition(filter, in: scope))
            .first?.integer("found") ?? 0
    }

    static func counts(in scope: Scope, on connection: any SQLConnection) throws -> [ContractState: Int64] {
        var counts: [ContractState: Int64] = [:]
        let statement: SQLStatement =
            "SELECT c.state, count(*) AS found FROM contract c" + scope.ofContracts + " GROUP BY c.state"
        for row in try connection.rows(statement) {
            counts[try row.choice("state")] = try row.integer("found")
        }
        return counts
    }

    fileprivate static func condition(_ filter: ContractFilter, in scope: Scope) -> SQLStatement {
        var condition = scope.ofContracts
        if !filter.states.isEmpty {
            condition = condition + " AND c.state IN (\(list: filter.states.map(\.rawValue).sorted()))"
        }
        if let unit = filter.unit { condition = condition + " AND c.unit_code = \(unit)" }
        if let manager = filter.accountManager { condition = condition + " AND c.account_manager_id = \(manager)" }
        if let customer = filter.customer { condition = condition + " AND c.customer_id = \(customer)" }
        if let kind = filter.kind { condition = condition + " AND c.kind = \(kind.rawValue)" }
        if let channel = filter.channel { condition = condition + " AND c.channel = \(channel.rawValue)" }
        for word in filter.text.searchable.split(separator: " ").prefix(8) {
            condition = condition + " AND c.search_text LIKE \("%\(word)%")"
        }
        return condition
    }

    private static func order(_ filter: ContractFilter) -> SQLStatement {
        let column: SQLStatement =
            switch filter.order {
            case .created: "c.created_at"
            case .number: "c.number"
            case .customer: "coalesce(c.invoice_legal_name, c.buyer_name)"
            case .total: "c.total_dong"
            case .ends: "coalesce(c.ends_on, 999999)"
            }
        let direction: SQLStatement = filter.isDescending ? " DESC" : " ASC"
        return " ORDER BY " + column + direction + ", c.id" + direction
    }
}

extension Scope {
    /// The condition on `contract c` that leaves what somebody may see.
    package var ofContracts: SQLStatement {
        switch self {
        case .nothing: " WHERE 1 = 0"
        case .own(let id): " WHERE (c.account_manager_id = \(id) OR c.agent_id = \(id))"
        case .unit(let code): " WHERE c.unit_code = \(code)"
        case .everything: " WHERE 1 = 1"
        }
    }
}

extension Contract {
    /// The contract that continues this one, unless it was given up.
    package static func renewal(of id: ID, on connection: any SQLConnection) throws -> ID? {
        try connection.rows(
            "SELECT id FROM contract WHERE renewal_of = \(id) AND state NOT IN ('cancelled', 'rejected')"
        ).first?.id("id")
    }

    /// Declared contracts whose next reminder is due: 60, 30 or 7 days before the end.
    static func dueForRenewal(on day: Day, limit: Int, on connection: any SQLConnection) throws -> [Contract] {
        let ids = try connection.rows(
            """
            SELECT id FROM contract
            WHERE state = 'active' AND unit_code IS NOT NULL AND ends_on >= \(day) AND (
                (ends_on <= \(day.adding(days: 7)) AND renewal_reminded > 7)
                OR (ends_on <= \(day.adding(days: 30)) AND renewal_reminded > 30)
                OR (ends_on <= \(day.adding(days: 60)) AND renewal_reminded > 60))
            ORDER BY ends_on LIMIT \(limit)
            """
        )
        return try ids.compactMap { try Contract.find($0.id("id"), on: connection) }
    }

    func markReminded(of daysBefore: Int64, on connection: any SQLConnection) throws {
        try connection.run("UPDATE contract SET renewal_reminded = \(daysBefore) WHERE id = \(id)")
    }
}
