package import Contracts
package import Kernel
import Organisation
import Storage

/// What of the invoices somebody wants to see, and how.
package struct InvoiceFilter: Hashable, Sendable {
    package enum Order: String, Hashable, Sendable, CaseIterable { case problems, date, deadline, number, total }

    /// Contract, customer, tax code, e-mail, telephone, or the invoice's number.
    package var text = ""
    package var states: Set<InvoiceRequest.State> = []
    package var unit: String?
    /// Dates drawn up, both counted.
    package var from: Day?
    package var to: Day?
    /// Refused, in need of a person, or over the time limit.
    package var onlyProblems = false
    package var order = Order.problems
    package var isDescending = true

    package init() {}
}

/// An invoice in a list.
package struct InvoiceItem: Hashable, Sendable {
    package let id: InvoiceRequest.ID
    package let contract: Contract.ID
    package let contractNumber: String
    package let customer: String
    package let unit: String?
    /// As it is stored: `original`, `adjustment`, `replacement`.
    package let kind: String
    package let direction: InvoiceDirection?
    package let series: String?
    package let number: String?
    package let date: Day
    package let deadline: Day
    package let state: InvoiceRequest.State
    package let obstacle: InvoiceObstacle?
    package let remark: String?
    package let total: Money
}

extension InvoiceItem {
    static func list(
        _ filter: InvoiceFilter,
        in scope: Scope,
        today: Day,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [InvoiceItem] {
        let statement = columns + condition(filter, in: scope, today: today) + order(filter, today: today)
        return try connection.rows(statement + " LIMIT \(window.limit) OFFSET \(window.offset)")
            .map(InvoiceItem.init(row:))
    }

    static func count(
        _ filter: InvoiceFilter,
        in scope: Scope,
        today: Day,
        on connection: any SQLConnection
    ) throws -> Int64 {
        try connection.rows(
            "SELECT count(*) AS found FROM invoice_request r JOIN contract c ON c.id = r.contract_id"
                + condition(filter, in: scope, today: today)
        ).first?.integer("found") ?? 0
    }

    static func counts(in scope: Scope, on connection: any SQLConnection) throws -> [InvoiceRequest.State: Int64] {
        var counts: [InvoiceRequest.State: Int64] = [:]
        let statement: SQLStatement =
            "SELECT r.state, count(*) AS found FROM invoice_request r JOIN contract c ON c.id = r.contract_id"
        for row in try connection.rows(statement + scope.ofContracts + " GROUP BY r.state") {
            counts[try row.choice("state")] = try row.integer("found")
        }
        return counts
    }

    private static let columns: SQLStatement = """
        SELECT r.id, r.contract_id, c.number AS contract_number,
            coalesce(r.buyer_name, c.invoice_legal_name, c.buyer_name) AS customer, c.unit_code, r.kind, r.direction,
            r.series, r.number, r.invoice_day, r.deadline_day, r.state, r.needs_person, r.remark, r.total_dong
        FROM invoice_request r JOIN contract c ON c.id = r.contract_id
        """

    private static func condition(_ filter: InvoiceFilter, in scope: Scope, today: Day) -> SQLStatement {
        var condition = scope.ofContracts
        if !filter.states.isEmpty {
            condition = condition + " AND r.state IN (\(list: filter.states.map(\.rawValue).sorted()))"
        }
        if let unit = filter.unit { condition = condition + " AND c.unit_code = \(unit)" }
        if let from = filter.from { condition = condition + " AND r.invoice_day >= \(from)" }
        if let to = filter.to { condition = condition + " AND r.invoice_day <= \(to)" }
        if filter.onlyProblems { condition = condition + " AND " + problem(today) }
        for word in filter.text.searchable.split(separator: " ").prefix(8) {
            condition = condition + " AND (c.search_text LIKE \("%\(word)%") OR r.number = \(String(word)))"
        }
        return condition
    }

    private static func problem(_ today: Day) -> SQLStatement {
        """
        (r.state IN ('refused', 'needs_person')
            OR (r.state <> 'accepted' AND (r.state <> 'signed' OR r.number IS NULL) AND r.deadline_day < \(today)))
        """
    }

    private static func order(_ filter: InvoiceFilter, today: Day) -> SQLStatement {
        let direction: SQLStatement = filter.isDescending ? " DESC" : " ASC"
        let column: SQLStatement =
            switch filter.order {
            case .problems: "CASE WHEN " + problem(today) + " THEN 1 ELSE 0 END" + direction + ", r.created_at"
            case .date: "r.invoice_day"
            case .deadline: "r.deadline_day"
            case .number: "coalesce(r.series, '')" + direction + ", length(r.number)" + direction + ", r.number"
            case .total: "r.total_dong"
            }
        return " ORDER BY " + column + direction + ", r.id" + direction
    }

    private init(row: SQLRow) throws {
        id = try row.id("id")
        contract = try row.id("contract_id")
        contractNumber = try row.text("contract_number")
        customer = try row.text("customer")
        unit = try row.textIfPresent("unit_code")
        kind = try row.text("kind")
        direction = try row.textIfPresent("direction").flatMap(InvoiceDirection.init(rawValue:))
        series = try row.textIfPresent("series")
        number = try row.textIfPresent("number")
        date = try row.day("invoice_day")
        deadline = try row.day("deadline_day")
        state = try row.choice("state")
        obstacle = try row.textIfPresent("needs_person").flatMap(InvoiceObstacle.init(rawValue:))
        remark = try row.textIfPresent("remark")
        total = try row.money("total_dong")
    }
}
