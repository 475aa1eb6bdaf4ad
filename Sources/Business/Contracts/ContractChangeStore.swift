package import Kernel
import Organisation
package import Storage
import Tariffs

extension ContractChange {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> ContractChange? {
        try connection.rows(columns + " WHERE id = \(id)").first.map { try ContractChange(row: $0, connection) }
    }

    /// The newest first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [ContractChange] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY ordinal DESC")
            .map { try ContractChange(row: $0, connection) }
    }

    /// The one before the approvers.
    package static func awaiting(of contract: Contract.ID, on connection: any SQLConnection) throws -> ContractChange? {
        try connection.rows(columns + " WHERE contract_id = \(contract) AND state = 'awaiting'").first
            .map { try ContractChange(row: $0, connection) }
    }

    /// Agreed to, and their day has come.
    package static func due(on day: Day, limit: Int, on connection: any SQLConnection) throws -> [ContractChange] {
        try connection.rows(
            columns + " WHERE state = 'approved' AND from_day <= \(day) ORDER BY from_day, id LIMIT \(limit)"
        ).map { try ContractChange(row: $0, connection) }
    }

    package static func isAnyDue(on day: Day, _ connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            "SELECT id FROM contract_change WHERE state = 'approved' AND from_day <= \(day) LIMIT 1"
        ).isEmpty
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO contract_change (id, contract_id, revision, ordinal, from_day, reason, written_by, written_at,
                state, changed_at)
            VALUES (\(id), \(contract), \(revision), \(ordinal), \(from), \(reason), \(writtenBy), \(writtenAt),
                \(state.rawValue), \(writtenAt))
            """
        )
        for (position, line) in begins.enumerated() {
            try line.insert(of: .change(id), position: position, on: connection)
        }
        for line in removed {
            try connection.run("INSERT INTO contract_change_removal (change_id, line_id) VALUES (\(id), \(line))")
        }
        for discount in discounts {
            try connection.run(
                """
                INSERT INTO contract_change_discount (change_id, from_day, to_day, basis_points, target)
                VALUES (\(id), \(discount.days.from), \(discount.days.to), \(discount.basisPoints),
                    \(discount.target.rawValue))
                """
            )
        }
    }

    package func update(from previous: State, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE contract_change SET state = \(state.rawValue), changed_at = \(time)
            WHERE id = \(id) AND state = \(previous.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "contract_change:\(id)") }
    }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, revision, ordinal, from_day, reason, written_by, written_at, state FROM contract_change
        """

    private init(row: SQLRow, _ connection: any SQLConnection) throws {
        let id: ID = try row.id("id")
        self.id = id
        contract = try row.id("contract_id")
        revision = try row.integer("revision")
        ordinal = try row.integer("ordinal")
        from = try row.day("from_day")
        reason = try row.text("reason")
        lines = try ContractLine.lines(of: .change(id), on: connection).map(NewLine.init)
        removed = try connection.rows(
            "SELECT line_id FROM contract_change_removal WHERE change_id = \(id) ORDER BY line_id"
        ).map { try $0.id("line_id") }
        discounts = try connection.rows(
            """
            SELECT from_day, to_day, basis_points, target FROM contract_change_discount
            WHERE change_id = \(id) ORDER BY from_day, to_day, target
            """
        ).compactMap { row in
            try DaySpan(from: row.day("from_day"), to: row.day("to_day")).map { days in
                DatedDiscount(
                    days: days,
                    basisPoints: try row.integer("basis_points"),
                    target: try row.choice("target")
                )
            }
        }
        writtenBy = try row.id("written_by")
        writtenAt = try row.timestamp("written_at")
        state = try row.choice("state")
    }
}

extension Contract {
    /// Takes the next revision for an amendment; fails rather than overwriting somebody else's.
    func takeRevision(_ next: Int64, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE contract SET revision = \(next), changed_at = \(time)
            WHERE id = \(id) AND revision = \(revision)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    /// Writes an agreed change into the contract's lines: old ones get their last day, new ones their place.
    package func write(_ change: ContractChange, at time: Timestamp, on connection: any SQLConnection) throws {
        let last = change.from.adding(days: -1)
        for line in change.ends.sorted(by: { "\($0)" < "\($1)" }) {
            let ended = try connection.run(
                """
                UPDATE contract_line SET to_day = \(last)
                WHERE id = \(line) AND contract_id = \(id) AND to_day IS NULL
                """
            )
            guard ended == 1 else { throw StaleWrite(subject: subject) }
        }
        for (position, line) in change.begins.enumerated() {
            try line.insert(of: .contract(id), position: lines.count + position, on: connection)
        }
        let totals = try applying(change).totals()
        try connection.run(
            """
            UPDATE contract SET net_dong = \(totals.net), vat_dong = \(totals.vat), total_dong = \(totals.total),
                changed_at = \(time)
            WHERE id = \(id)
            """
        )
    }
}

extension Migration {
    package static let changeContract = Migration(
        "0056-change-contract",
        [
            "ALTER TABLE contract_line ADD COLUMN replaces TEXT",
            """
            CREATE TABLE contract_change (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                revision \(SQLStatement.integerType) NOT NULL,
                ordinal \(SQLStatement.integerType) NOT NULL CHECK (ordinal > 0),
                from_day \(SQLStatement.integerType) NOT NULL,
                reason TEXT NOT NULL,
                written_by TEXT NOT NULL REFERENCES staff (id),
                written_at \(SQLStatement.integerType) NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('awaiting', 'approved', 'begun', 'refused', 'withdrawn')),
                changed_at \(SQLStatement.integerType) NOT NULL,
                UNIQUE (contract_id, ordinal),
                UNIQUE (contract_id, revision)
            )\(SQLStatement.strict)
            """,
            // One at a time before the approvers.
            "CREATE UNIQUE INDEX contract_change_awaiting ON contract_change (contract_id) WHERE state = 'awaiting'",
            "CREATE INDEX contract_change_due ON contract_change (from_day) WHERE state = 'approved'",
            """
            CREATE TABLE contract_change_line (
                id TEXT PRIMARY KEY,
                change_id TEXT NOT NULL REFERENCES contract_change (id),
                position \(SQLStatement.integerType) NOT NULL,
                plan_code TEXT NOT NULL REFERENCES plan (code),
                product_code TEXT NOT NULL,
                product_name_vi TEXT NOT NULL,
                product_name_en TEXT NOT NULL,
                plan_name_vi TEXT NOT NULL,
                plan_name_en TEXT NOT NULL,
                unit_vi TEXT NOT NULL,
                unit_en TEXT NOT NULL,
                term_months \(SQLStatement.integerType),
                quantity \(SQLStatement.integerType) NOT NULL CHECK (quantity > 0),
                unit_price_dong \(SQLStatement.integerType) NOT NULL,
                list_price_dong \(SQLStatement.integerType) NOT NULL,
                discount_basis_points \(SQLStatement.integerType) NOT NULL,
                vat_class TEXT NOT NULL,
                vat_rate TEXT NOT NULL,
                net_dong \(SQLStatement.integerType) NOT NULL,
                vat_dong \(SQLStatement.integerType) NOT NULL,
                total_dong \(SQLStatement.integerType) NOT NULL,
                tariff TEXT,
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType),
                replaces TEXT REFERENCES contract_line (id),
                UNIQUE (change_id, position)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE contract_change_removal (
                change_id TEXT NOT NULL REFERENCES contract_change (id),
                line_id TEXT NOT NULL REFERENCES contract_line (id),
                PRIMARY KEY (change_id, line_id)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE contract_change_discount (
                change_id TEXT NOT NULL REFERENCES contract_change (id),
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType) NOT NULL CHECK (to_day >= from_day),
                basis_points \(SQLStatement.integerType) NOT NULL CHECK (basis_points BETWEEN 1 AND 10000),
                target TEXT NOT NULL CHECK (target IN ('fees', 'usage', 'all')),
                PRIMARY KEY (change_id, from_day, to_day, target)
            )\(SQLStatement.strict)
            """,
        ]
    )
}
