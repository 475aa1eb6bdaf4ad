package import Contracts
package import Kernel
package import Organisation
package import Storage

/// A statement in a list.
package struct StatementItem: Hashable, Sendable {
    package let id: Statement.ID
    package let number: String
    package let contract: Contract.ID
    package let contractNumber: String
    package let customer: String
    package let unit: String?
    package let month: Month
    package let state: Statement.State
    package let total: Money
    package let payable: Money
    package let due: Day
    package let settledAt: Timestamp?
}

/// What a list of statements shows.
package struct StatementFilter: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable, CaseIterable {
        case unpaid, overdue, paid
        case writtenOff = "written_off"
    }

    package enum Order: String, Hashable, Sendable, CaseIterable { case due, number, customer, total }

    package var text = ""
    package var month: Month?
    package var standing: Standing?
    package var contract: Contract.ID?
    package var order = Order.due
    package var isDescending = true

    package init() {}
}

/// Reads statements for those who may see their contracts.
package struct StatementQueries: Sendable {
    private let database: any SQLDatabase
    private let now: Now

    package init(database: any SQLDatabase, now: @escaping Now) {
        self.database = database
        self.now = now
    }

    package func list(
        _ filter: StatementFilter,
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [StatementItem], count: Int64) {
        let (scope, today) = (reader.scope(for: .viewStatements), now().day)
        return try await database.read { connection in
            let condition = StatementItem.condition(filter, in: scope, on: today)
            return (
                try StatementItem.list(condition, filter, window, on: connection),
                try StatementItem.count(condition, on: connection)
            )
        }
    }

    /// Part of the list, the newest first, with all their lines.
    package func part(
        _ filter: StatementFilter,
        for reader: StaffMember,
        _ window: CursorWindow
    ) async throws -> ListPart<Statement> {
        let (scope, today) = (reader.scope(for: .viewStatements), now().day)
        return try await database.read { connection in
            let condition = StatementItem.condition(filter, in: scope, on: today)
            return try window.read(by: ("s.issued_at", "s.id"), condition, on: connection) { id in
                try Statement.ID(id).flatMap { try Statement.find($0, on: connection) }
            }
        }
    }

    /// How many statements stand where, and what is owed in đồng.
    package func counts(
        for reader: StaffMember
    ) async throws -> (standings: [StatementFilter.Standing: Int64], owedDong: Int64, overdueDong: Int64) {
        let (scope, today) = (reader.scope(for: .viewStatements), now().day)
        return try await database.read { connection in
            var standings: [StatementFilter.Standing: Int64] = [:]
            for standing in StatementFilter.Standing.allCases {
                var filter = StatementFilter()
                filter.standing = standing
                standings[standing] = try StatementItem.count(
                    StatementItem.condition(filter, in: scope, on: today),
                    on: connection
                )
            }
            let owed = try StatementItem.owed(in: scope, before: nil, on: connection)
            return (standings, owed, try StatementItem.owed(in: scope, before: today, on: connection))
        }
    }

    /// One statement with its contract, if the reader may see it.
    package func find(_ id: Statement.ID, for reader: StaffMember) async throws -> (Statement, Contract)? {
        try await database.read { connection in
            guard let statement = try Statement.find(id, on: connection),
                let contract = try Contract.find(statement.contract, on: connection),
                reader.may(.viewStatements, on: contract.belonging)
            else { return nil }
            return (statement, contract)
        }
    }

    /// The contracts of a run in that state; the unusual ones first, then the dearest.
    package func items(
        of run: BillingRun.ID,
        _ state: BillingItem.State?,
        onlyUnusual: Bool,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [BillingItem], count: Int64) {
        try await database.read { connection in
            try BillingItem.list(of: run, state, onlyUnusual, window, on: connection)
        }
    }
}

extension StatementItem {
    fileprivate static func condition(_ filter: StatementFilter, in scope: Scope, on today: Day) -> SQLStatement {
        var condition: SQLStatement =
            " FROM statement s JOIN contract c ON c.id = s.contract_id" + scope.ofContracts
        if let month = filter.month { condition = condition + " AND s.month = \(month.number)" }
        if let contract = filter.contract { condition = condition + " AND s.contract_id = \(contract)" }
        switch filter.standing {
        case nil: break
        case .unpaid?: condition = condition + " AND s.state = 'issued'"
        case .overdue?: condition = condition + " AND s.state = 'issued' AND s.due_day < \(today)"
        case .paid?: condition = condition + " AND s.state = 'paid'"
        case .writtenOff?: condition = condition + " AND s.state = 'written_off'"
        }
        for word in filter.text.searchable.split(separator: " ").prefix(8) {
            condition = condition + " AND c.search_text LIKE \("%\(word)%")"
        }
        return condition
    }

    fileprivate static func list(
        _ condition: SQLStatement,
        _ filter: StatementFilter,
        _ window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [StatementItem] {
        let column: SQLStatement =
            switch filter.order {
            case .due: "s.due_day"
            case .number: "s.number"
            case .customer: "coalesce(c.invoice_legal_name, c.buyer_name)"
            case .total: "s.total_dong"
            }
        let order: SQLStatement =
            filter.isDescending
            ? " ORDER BY " + column + " DESC, s.number DESC" : " ORDER BY " + column + ", s.number"
        return try connection.rows(
            """
            SELECT s.id, s.number, s.contract_id, c.number AS contract_number, c.unit_code,
                coalesce(c.invoice_legal_name, c.buyer_name) AS customer, s.month, s.state, s.total_dong,
                s.total_dong - s.set_off_dong AS payable_dong, s.due_day, s.settled_at
            """ + condition + order + " LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map { row in
            StatementItem(
                id: try row.id("id"),
                number: try row.text("number"),
                contract: try row.id("contract_id"),
                contractNumber: try row.text("contract_number"),
                customer: try row.text("customer"),
                unit: try row.textIfPresent("unit_code"),
                month: Month(number: try row.integer("month")),
                state: try row.choice("state"),
                total: try row.money("total_dong"),
                payable: try row.money("payable_dong"),
                due: try row.day("due_day"),
                settledAt: try row.timestampIfPresent("settled_at")
            )
        }
    }

    fileprivate static func count(_ condition: SQLStatement, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows("SELECT count(*) AS found" + condition).first?.integer("found") ?? 0
    }

    fileprivate static func owed(
        in scope: Scope,
        before day: Day?,
        on connection: any SQLConnection
    ) throws -> Int64 {
        let overdue: SQLStatement = day.map { " AND s.due_day < \($0)" } ?? ""
        return try connection.rows(
            """
            SELECT CAST(coalesce(sum(s.total_dong - s.set_off_dong), 0) AS \(SQLStatement.integerType)) AS owed
            FROM statement s JOIN contract c ON c.id = s.contract_id
            """ + scope.ofContracts + " AND s.state = 'issued'" + overdue
        ).first?.integer("owed") ?? 0
    }
}

extension BillingItem {
    fileprivate static func list(
        of run: BillingRun.ID,
        _ state: State?,
        _ onlyUnusual: Bool,
        _ window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> (items: [BillingItem], count: Int64) {
        var condition: SQLStatement = """
             FROM billing_item i JOIN contract c ON c.id = i.contract_id WHERE i.run_id = \(run)
            """
        if let state { condition = condition + " AND i.state = \(state.rawValue)" }
        if onlyUnusual { condition = condition + " AND i.is_unusual = 1" }
        let items = try connection.rows(
            """
            SELECT c.id, c.number, coalesce(c.invoice_legal_name, c.buyer_name) AS customer, i.state, i.total_dong,
                i.previous_dong, i.is_unusual, i.reason
            """ + condition
                + """
                 ORDER BY CASE WHEN i.state = 'parked' THEN 0 ELSE 1 END, i.is_unusual DESC,
                    coalesce(i.total_dong, 0) DESC, c.number LIMIT \(window.limit) OFFSET \(window.offset)
                """
        ).map { row in
            BillingItem(
                contract: try row.id("id"),
                contractNumber: try row.text("number"),
                customer: try row.text("customer"),
                state: try row.choice("state"),
                total: try row.integerIfPresent("total_dong").map(Money.init(dong:)),
                previous: try row.integerIfPresent("previous_dong").map(Money.init(dong:)),
                isUnusual: try row.bool("is_unusual"),
                reason: try row.textIfPresent("reason")
            )
        }
        let count = try connection.rows("SELECT count(*) AS found" + condition).first?.integer("found") ?? 0
        return (items, count)
    }
}
