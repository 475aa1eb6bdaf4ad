package import Contracts
package import Kernel
package import Storage

extension UsageRecord {
    /// Keeps the record unless its event is known. A known event with other particulars is no repetition: see `find`.
    ///
    /// - Returns: True when it was new.
    package func insertIfNew(source: String, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try connection.run(
            """
            INSERT INTO usage_record (event, contract_id, plan_code, meter, day, quantity, corrects, source, received_at)
            VALUES (\(event), \(contract), \(plan), \(meter), \(day), \(quantity), \(corrects), \(source), \(time))
            ON CONFLICT (event) DO NOTHING
            """
        ) == 1
    }

    package static func find(_ event: String, on connection: any SQLConnection) throws -> UsageRecord? {
        try connection.rows(columns + " WHERE event = \(event)").first.map(UsageRecord.init(row:))
    }

    /// Those of these events that are known, by event.
    static func find(_ events: Set<String>, on connection: any SQLConnection) throws -> [String: UsageRecord] {
        var found: [String: UsageRecord] = [:]
        let all = Array(events)
        for start in stride(from: 0, to: all.count, by: 500) {
            // Statements of one length are prepared once.
            var some = Array(all[start..<min(start + 500, all.count)])
            while some.count < 500, all.count > 50 { some.append(some[0]) }
            try connection.forEachRow(columns + " WHERE event IN (\(list: some))") { row in
                let record = try UsageRecord(row: row)
                found[record.event] = record
            }
        }
        return found
    }

    /// Keeps new records, many at a time.
    static func insert(
        _ records: [UsageRecord],
        source: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        for start in stride(from: 0, to: records.count, by: 500) {
            let rows = records[start..<min(start + 500, records.count)].map { record -> SQLStatement in
                // Never null as a parameter, so that one prepared statement does for all.
                let corrects: SQLStatement = "nullif(\(record.corrects ?? ""), '')"
                return """
                    (\(record.event), \(record.contract), \(record.plan), \(record.meter), \(record.day),
                    \(record.quantity), \(corrects), \(source), \(time))
                    """
            }
            try connection.run(
                """
                INSERT INTO usage_record (event, contract_id, plan_code, meter, day, quantity, corrects, source,
                    received_at)
                VALUES \(joined: rows)
                """
            )
        }
    }

    private static let columns: SQLStatement = """
        SELECT event, contract_id, plan_code, meter, day, quantity, corrects FROM usage_record
        """

    init(row: SQLRow) throws {
        self.init(
            event: try row.text("event"),
            of: try row.id("contract_id"),
            meter: (plan: try row.text("plan_code"), name: try row.text("meter")),
            day: try row.day("day"),
            quantity: try row.integer("quantity"),
            corrects: try row.textIfPresent("corrects")
        )
    }
}

extension UsageItem {
    static func list(
        of contract: Contract.ID,
        in month: Month?,
        after place: Place?,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [UsageItem] {
        var condition: SQLStatement = " WHERE contract_id = \(contract)"
        if let month { condition = condition + " AND day BETWEEN \(month.firstDay) AND \(month.lastDay)" }
        if let place { condition = condition + " AND (day, event) < (\(place.day), \(place.event))" }
        return try connection.rows(
            """
            SELECT event, contract_id, plan_code, meter, day, quantity, corrects, received_at, statement_id
            FROM usage_record
            """ + condition + " ORDER BY day DESC, event DESC LIMIT \(limit)"
        ).map { row in
            UsageItem(
                record: try UsageRecord(row: row),
                receivedAt: try row.timestamp("received_at"),
                statement: try row.textIfPresent("statement_id")
            )
        }
    }

    static func sums(
        of contract: Contract.ID,
        in month: Month?,
        on connection: any SQLConnection
    ) throws -> [Sum] {
        var condition: SQLStatement = " WHERE contract_id = \(contract)"
        if let month { condition = condition + " AND day BETWEEN \(month.firstDay) AND \(month.lastDay)" }
        return try connection.rows(
            """
            SELECT plan_code, meter, count(*) AS found,
                CAST(sum(quantity) AS \(SQLStatement.integerType)) AS quantity,
                CAST(sum(CASE WHEN statement_id IS NULL THEN 0 ELSE quantity END) AS \(SQLStatement.integerType))
                    AS billed
            FROM usage_record
            """ + condition + " GROUP BY plan_code, meter ORDER BY plan_code, meter"
        ).map { row in
            Sum(
                plan: try row.text("plan_code"),
                meter: try row.text("meter"),
                rows: try row.integer("found"),
                quantity: try row.integer("quantity"),
                billed: try row.integer("billed")
            )
        }
    }
}

extension UsageSums {
    /// Days of use that are on no statement yet, up to that day, the earliest first.
    package static func openDays(
        of contract: Contract.ID,
        through day: Day,
        on connection: any SQLConnection
    ) throws -> [Day] {
        try connection.rows(
            """
            SELECT DISTINCT day FROM usage_record
            WHERE contract_id = \(contract) AND statement_id IS NULL AND day <= \(day) ORDER BY day
            """
        ).map { try $0.day("day") }
    }

    /// What was used on those days and is on no statement yet.
    package static func open(
        of contract: Contract.ID,
        in days: DaySpan,
        on connection: any SQLConnection
    ) throws -> UsageSums {
        try read("u.statement_id IS NULL", contract, days, on: connection)
    }

    /// What was used on those days and has been billed.
    package static func billed(
        of contract: Contract.ID,
        in days: DaySpan,
        on connection: any SQLConnection
    ) throws -> UsageSums {
        try read("u.statement_id IS NOT NULL", contract, days, on: connection)
    }

    private static func read(
        _ condition: SQLStatement,
        _ contract: Contract.ID,
        _ days: DaySpan,
        on connection: any SQLConnection
    ) throws -> UsageSums {
        var sums = UsageSums()
        try connection.forEachRow(
            """
            SELECT u.plan_code, u.meter, CAST(sum(u.quantity) AS \(SQLStatement.integerType)) AS quantity
            FROM usage_record u
            WHERE u.contract_id = \(contract) AND u.day BETWEEN \(days.from) AND \(days.to) AND \(condition)
            GROUP BY u.plan_code, u.meter
            """
        ) { row in
            sums.add(try row.integer("quantity"), plan: try row.text("plan_code"), meter: try row.text("meter"))
        }
        return sums
    }

    /// Notes that everything up to that day which was on no statement is on this one.
    package static func markBilled(
        of contract: Contract.ID,
        through day: Day,
        statement: String,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE usage_record SET statement_id = \(statement)
            WHERE contract_id = \(contract) AND statement_id IS NULL AND day <= \(day)
            """
        )
    }
}

extension Migration {
    package static let createUsage = Migration(
        "0027-create-usage",
        [
            """
            CREATE TABLE usage_record (
                event TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                plan_code TEXT NOT NULL REFERENCES plan (code),
                meter TEXT NOT NULL,
                day \(SQLStatement.integerType) NOT NULL,
                quantity \(SQLStatement.integerType) NOT NULL CHECK (quantity <> 0),
                corrects TEXT REFERENCES usage_record (event),
                source TEXT NOT NULL,
                received_at \(SQLStatement.integerType) NOT NULL,
                statement_id TEXT,
                CHECK (quantity > 0 OR corrects IS NOT NULL)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX usage_record_by_contract ON usage_record (contract_id, day)",
            "CREATE INDEX usage_record_open ON usage_record (contract_id, day) WHERE statement_id IS NULL",
            "CREATE INDEX usage_record_by_source ON usage_record (source)",
        ]
    )
}
