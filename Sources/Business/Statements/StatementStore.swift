package import Billing
import Catalogue
package import Contracts
import Foundation
package import Kernel
package import People
package import Storage
import Tariffs

extension Statement {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Statement? {
        try connection.rows(columns + " WHERE id = \(id)").first.map { try Statement(row: $0, connection) }
    }

    package static func find(number: String, on connection: any SQLConnection) throws -> Statement? {
        try connection.rows(columns + " WHERE number = \(number)").first.map { try Statement(row: $0, connection) }
    }

    /// Of one contract, the newest month first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [Statement] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY period_index DESC")
            .map { try Statement(row: $0, connection) }
    }

    /// What a customer still owes, the oldest debt first.
    package static func unpaid(of customer: Customer.ID, on connection: any SQLConnection) throws -> [Statement] {
        try connection.rows(
            columns + """
                 WHERE state = 'issued' AND contract_id IN (SELECT id FROM contract WHERE customer_id = \(customer))
                ORDER BY due_day, to_day, number
                """
        ).map { try Statement(row: $0, connection) }
    }

    /// What was given up of a customer's, the newest first.
    package static func writtenOff(of customer: Customer.ID, on connection: any SQLConnection) throws -> [Statement] {
        try connection.rows(
            columns + """
                 WHERE state = 'written_off' AND contract_id IN (SELECT id FROM contract WHERE customer_id = \(customer))
                ORDER BY due_day DESC, number
                """
        ).map { try Statement(row: $0, connection) }
    }

    /// Months that are paid or given up, the newest first.
    package static func settled(
        of customer: Customer.ID,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [Statement] {
        try connection.rows(
            columns + """
                 WHERE state <> 'issued' AND contract_id IN (SELECT id FROM contract WHERE customer_id = \(customer))
                ORDER BY to_day DESC, number LIMIT \(window.limit) OFFSET \(window.offset)
                """
        ).map { try Statement(row: $0, connection) }
    }

    package static func settledCount(of customer: Customer.ID, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS found FROM statement
            WHERE state <> 'issued' AND contract_id IN (SELECT id FROM contract WHERE customer_id = \(customer))
            """
        ).first?.integer("found") ?? 0
    }

    /// What is still owed of one contract, the oldest debt first.
    package static func unpaid(ofContract contract: Contract.ID, on connection: any SQLConnection) throws -> [Statement]
    {
        try connection.rows(columns + " WHERE contract_id = \(contract) AND state = 'issued' ORDER BY period_index")
            .map { try Statement(row: $0, connection) }
    }

    /// The statements that a request asks for, the oldest debt first.
    package static func all(of request: PaymentRequest.ID, on connection: any SQLConnection) throws -> [Statement] {
        try connection.rows(
            columns + """
                 WHERE id IN (SELECT statement_id FROM statement_request WHERE request_id = \(request))
                ORDER BY due_day, to_day, number
                """
        ).map { try Statement(row: $0, connection) }
    }

    /// The number of the last month that has a statement; `nil` before the first.
    static func lastIndex(of contract: Contract.ID, on connection: any SQLConnection) throws -> Int64? {
        try connection.rows(
            "SELECT period_index FROM statement WHERE contract_id = \(contract) ORDER BY period_index DESC LIMIT 1"
        ).first?.integer("period_index")
    }

    func insert(run: BillingRun.ID?, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO statement (id, number, contract_id, period_index, from_day, to_day, month, state, net_dong,
                vat_dong, total_dong, set_off_dong, due_day, run_id, issued_at, changed_at, settled_at)
            VALUES (\(id), \(number), \(contract), \(period.index), \(period.from), \(period.to), \(month.number),
                \(state.rawValue), \(totals.net), \(totals.vat), \(totals.total), \(setOff), \(due), \(run),
                \(issuedAt), \(issuedAt), \(settledAt))
            """
        )
        for (position, line) in lines.enumerated() { try line.insert(of: id, position, on: connection) }
    }

    /// Fails rather than overwriting a change made by somebody else since `previous` was read.
    package func update(from previous: State, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE statement SET state = \(state.rawValue), settled_at = \(settledAt), changed_at = \(time)
            WHERE id = \(id) AND state = \(previous.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    /// Sets so much more off against it. Fails rather than overwriting somebody else's change.
    package mutating func setOff(_ more: Money, at time: Timestamp, on connection: any SQLConnection) throws {
        let sum = try setOff + more
        let changed = try connection.run(
            """
            UPDATE statement SET set_off_dong = \(sum), changed_at = \(time)
            WHERE id = \(id) AND state = 'issued' AND set_off_dong = \(setOff)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
        setOff = sum
    }

    private static let columns: SQLStatement = """
        SELECT id, number, contract_id, period_index, from_day, to_day, state, set_off_dong, due_day, issued_at,
            settled_at
        FROM statement
        """

    private init(row: SQLRow, _ connection: any SQLConnection) throws {
        id = try row.id("id")
        number = try row.text("number")
        contract = try row.id("contract_id")
        period = BillingPeriod(
            index: try row.integer("period_index"),
            from: try row.day("from_day"),
            to: try row.day("to_day")
        )
        lines = try StatementLine.all(of: id, on: connection)
        totals = try Totals(lines.map(\.price))
        setOff = try row.money("set_off_dong")
        due = try row.day("due_day")
        issuedAt = try row.timestamp("issued_at")
        state = try row.choice("state")
        settledAt = try row.timestampIfPresent("settled_at")
    }
}

extension Month {
    /// Months since year 0: how a month is stored.
    package var number: Int64 { year * 12 + month - 1 }

    package init(number: Int64) {
        self.init(year: number / 12, month: number % 12 + 1)
    }
}

extension PaymentRequest {
    /// Notes which statements the request asks for.
    func ask(for statements: [Statement], on connection: any SQLConnection) throws {
        for statement in statements {
            try connection.run(
                """
                INSERT INTO statement_request (request_id, statement_id, amount_dong)
                VALUES (\(id), \(statement.id), \(statement.payable))
                """
            )
        }
    }

    /// Every request that asks for a statement, the newest first.
    package static func all(of statement: Statement.ID, on connection: any SQLConnection) throws -> [PaymentRequest] {
        try connection.rows(
            """
            SELECT r.id FROM payment_request r JOIN statement_request s ON s.request_id = r.id
            WHERE s.statement_id = \(statement) ORDER BY r.created_at DESC, r.id DESC
            """
        ).compactMap { try PaymentRequest.find($0.id("id"), on: connection) }
    }
}

extension StatementLine {
    fileprivate static func all(of statement: Statement.ID, on connection: any SQLConnection) throws -> [StatementLine]
    {
        try connection.rows(
            """
            SELECT kind, plan_code, product_name_vi, product_name_en, plan_name_vi, plan_name_en, unit_vi, unit_en,
                from_day, to_day, quantity, included, discount_basis_points, tiers, net_dong, vat_rate
            FROM statement_line WHERE statement_id = \(statement) ORDER BY position
            """
        ).map(StatementLine.init(row:))
    }

    fileprivate func insert(of statement: Statement.ID, _ position: Int, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO statement_line (statement_id, position, kind, plan_code, product_name_vi, product_name_en,
                plan_name_vi, plan_name_en, unit_vi, unit_en, from_day, to_day, quantity, included,
                discount_basis_points, tiers, net_dong, vat_rate, vat_dong, total_dong)
            VALUES (\(statement), \(position), \(kind.rawValue), \(planCode), \(productName.vietnamese),
                \(productName.english), \(planName.vietnamese), \(planName.english), \(unit.vietnamese),
                \(unit.english), \(days.from), \(days.to), \(quantity), \(included), \(discountBasisPoints),
                \(Tier.json(tiers)), \(price.net), \(price.rate), \(price.vat), \(price.total))
            """
        )
    }

    private init(row: SQLRow) throws {
        kind = try row.choice("kind")
        planCode = try row.text("plan_code")
        productName = Bilingual(
            vietnamese: try row.text("product_name_vi"),
            english: try row.text("product_name_en")
        )
        planName = Bilingual(vietnamese: try row.text("plan_name_vi"), english: try row.text("plan_name_en"))
        unit = Bilingual(vietnamese: try row.text("unit_vi"), english: try row.text("unit_en"))
        guard let days = DaySpan(from: try row.day("from_day"), to: try row.day("to_day")) else {
            throw SQLRowError(column: "to_day", wanted: "a day not before the first")
        }
        self.days = days
        quantity = try row.integer("quantity")
        included = try row.integer("included")
        discountBasisPoints = try row.integer("discount_basis_points")
        tiers = try Tier.read(row.text("tiers"))
        price = try PriceBreakdown(net: row.money("net_dong"), rate: row.vatRate("vat_rate"))
    }
}

extension StatementLine.Tier {
    /// Units, price, per and net of each tier: `[[1000,300,1,300000]]`.
    fileprivate static func json(_ tiers: [Self]) -> String {
        let parts = tiers.map { "[\($0.units),\($0.price.dong),\($0.per),\($0.net.dong)]" }
        return "[\(parts.joined(separator: ","))]"
    }

    fileprivate static func read(_ json: String) throws -> [Self] {
        guard json != "[]" else { return [] }
        return try JSONDecoder().decode([[Int64]].self, from: Data(json.utf8)).map { numbers in
            guard numbers.count == 4 else { throw SQLRowError(column: "tiers", wanted: "four numbers a tier") }
            return Self(
                units: numbers[0],
                price: try Money(dong: numbers[1]),
                per: numbers[2],
                net: try Money(dong: numbers[3])
            )
        }
    }
}
