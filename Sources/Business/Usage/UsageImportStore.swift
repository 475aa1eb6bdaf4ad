import Foundation
import Kernel
import Organisation
package import Storage

extension UsageImport {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> UsageImport? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(UsageImport.init(row:))
    }

    /// One of this content that is under way, or waits for somebody.
    static func live(sha256: String, on connection: any SQLConnection) throws -> UsageImport? {
        try connection.rows(
            columns + " WHERE sha256 = \(sha256) AND state IN ('checking', 'checked', 'importing')"
        ).first.map(UsageImport.init(row:))
    }

    /// One of this content that was taken in without leaving a line out.
    static func complete(sha256: String, on connection: any SQLConnection) throws -> UsageImport? {
        try connection.rows(
            columns + """
                 WHERE sha256 = \(sha256) AND state = 'done' AND refused_count = 0
                ORDER BY started_at DESC, id DESC LIMIT 1
                """
        ).first.map(UsageImport.init(row:))
    }

    /// Uploaded ones that nobody has moved on for a while, the oldest first.
    static func waiting(
        _ state: State,
        since time: Timestamp,
        on connection: any SQLConnection
    ) throws -> [UsageImport] {
        try connection.rows(
            columns + """
                 WHERE state = \(state.rawValue) AND changed_at <= \(time)
                    AND EXISTS (SELECT 1 FROM usage_import_part p WHERE p.import_id = usage_import.id)
                ORDER BY changed_at, id LIMIT 10
                """
        ).map(UsageImport.init(row:))
    }

    /// Those that this scope sees, the newest first.
    static func list(
        in scope: Scope,
        _ window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> (items: [UsageImport], count: Int64) {
        let condition: SQLStatement =
            switch scope {
            case .nothing: " WHERE 1 = 0"
            case .own(let id): " WHERE started_by = \(id)"
            case .unit(let code): " WHERE unit_code = \(code)"
            case .everything: " WHERE 1 = 1"
            }
        let items = try connection.rows(
            columns + condition + " ORDER BY started_at DESC, id DESC LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map(UsageImport.init(row:))
        let count = try connection.rows("SELECT count(*) AS found FROM usage_import" + condition).first?
            .integer("found")
        return (items, count ?? 0)
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO usage_import (id, name, sha256, size_bytes, state, keeps_good, row_count, new_count,
                repeated_count, refused_count, late_count, added_count, position, last_row, header, started_by,
                unit_code, started_at, changed_at)
            VALUES (\(id), \(name), \(sha256), \(sizeBytes), \(state.rawValue), \(keepsGood), 0, 0, 0, 0, 0, 0, 0, 0,
                '[]', \(startedBy), \(unit), \(startedAt), \(startedAt))
            """
        )
    }

    /// False when somebody else has moved it on meanwhile.
    func update(from previous: UsageImport, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try connection.run(
            """
            UPDATE usage_import SET state = \(state.rawValue), keeps_good = \(keepsGood), row_count = \(counts.rows),
                new_count = \(counts.new), repeated_count = \(counts.repeated), refused_count = \(counts.refused),
                late_count = \(counts.late), added_count = \(added), position = \(position), last_row = \(lastRow),
                header = \(try header.json), changed_at = \(time), finished_at = \(finishedAt)
            WHERE id = \(id) AND state = \(previous.state.rawValue) AND position = \(previous.position)
            """
        ) == 1
    }

    /// Forgets one that has taken nothing, with what was found in it.
    func remove(on connection: any SQLConnection) throws {
        try connection.run("DELETE FROM usage_import_mistake WHERE import_id = \(id)")
        try connection.run("DELETE FROM usage_import_total WHERE import_id = \(id)")
        try removeContent(on: connection)
        try connection.run("DELETE FROM usage_import WHERE id = \(id) AND state IN ('checking', 'checked')")
    }

    // MARK: The file

    func keep(_ bytes: [UInt8], at position: Int, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO usage_import_part (import_id, position, bytes) VALUES (\(id), \(position), \(bytes))
            """
        )
    }

    /// What was uploaded; empty when it is not kept here.
    func content(on connection: any SQLConnection) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(sizeBytes))
        try connection.forEachRow(
            "SELECT bytes FROM usage_import_part WHERE import_id = \(id) ORDER BY position"
        ) { bytes += try $0.blob("bytes") }
        return bytes
    }

    func removeContent(on connection: any SQLConnection) throws {
        try connection.run("DELETE FROM usage_import_part WHERE import_id = \(id)")
    }

    // MARK: What was found in it

    /// - Returns: How many of them had not been noted.
    func note(_ mistakes: [UsageImportMistake], on connection: any SQLConnection) throws -> Int64 {
        var noted = 0
        for start in stride(from: 0, to: mistakes.count, by: 200) {
            let rows = try mistakes[start..<min(start + 200, mistakes.count)].map { item -> SQLStatement in
                let mistake = item.mistake
                return """
                    (\(id), \(mistake.line), \(mistake.column.rawValue), \(mistake.text), \(mistake.reason.rawValue),
                    \(mistake.detail), \(try item.cells.json))
                    """
            }
            noted += try connection.run(
                """
                INSERT INTO usage_import_mistake (import_id, file_row, heading, content, reason, detail, cells)
                VALUES \(joined: rows) ON CONFLICT (import_id, file_row) DO NOTHING
                """
            )
        }
        return Int64(noted)
    }

    func add(_ totals: [UsageTotal.Key: UsageSum], on connection: any SQLConnection) throws {
        let all = totals.sorted { ("\($0.key.contract)", $0.key.month) < ("\($1.key.contract)", $1.key.month) }
        for start in stride(from: 0, to: all.count, by: 200) {
            let rows = all[start..<min(start + 200, all.count)].map { key, sum -> SQLStatement in
                """
                (\(id), \(key.contract), \(key.plan), \(key.meter), \(key.month.number), \(sum.rows), \(sum.quantity),
                \(sum.late))
                """
            }
            try connection.run(
                """
                INSERT INTO usage_import_total (import_id, contract_id, plan_code, meter, month, row_count, quantity,
                    late_count)
                VALUES \(joined: rows)
                ON CONFLICT (import_id, contract_id, plan_code, meter, month) DO UPDATE SET
                    row_count = usage_import_total.row_count + excluded.row_count,
                    quantity = usage_import_total.quantity + excluded.quantity,
                    late_count = usage_import_total.late_count + excluded.late_count
                """
            )
        }
    }

    func mistakes(
        after row: Int64,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [UsageImportMistake] {
        try connection.rows(
            """
            SELECT file_row, heading, content, reason, detail, cells FROM usage_import_mistake
            WHERE import_id = \(id) AND file_row > \(row) ORDER BY file_row LIMIT \(limit)
            """
        ).map(UsageImportMistake.init(row:))
    }

    func mistakes(
        _ window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [UsageImportMistake] {
        try connection.rows(
            """
            SELECT file_row, heading, content, reason, detail, cells FROM usage_import_mistake
            WHERE import_id = \(id) ORDER BY file_row LIMIT \(window.limit) OFFSET \(window.offset)
            """
        ).map(UsageImportMistake.init(row:))
    }

    func totals(
        _ window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> (items: [UsageTotal], count: Int64) {
        let items = try connection.rows(
            """
            SELECT t.contract_id, c.number, coalesce(c.invoice_legal_name, c.buyer_name) AS customer, t.plan_code,
                t.meter, t.month, t.row_count, t.quantity, t.late_count
            FROM usage_import_total t JOIN contract c ON c.id = t.contract_id
            WHERE t.import_id = \(id) ORDER BY c.number, t.month, t.plan_code, t.meter
            LIMIT \(window.limit) OFFSET \(window.offset)
            """
        ).map { row in
            UsageTotal(
                key: UsageTotal.Key(
                    contract: try row.id("contract_id"),
                    plan: try row.text("plan_code"),
                    meter: try row.text("meter"),
                    month: Month(number: try row.integer("month"))
                ),
                contractNumber: try row.text("number"),
                customer: try row.text("customer"),
                rows: try row.integer("row_count"),
                quantity: try row.integer("quantity"),
                late: try row.integer("late_count")
            )
        }
        let count = try connection.rows(
            "SELECT count(*) AS found FROM usage_import_total WHERE import_id = \(id)"
        ).first?.integer("found")
        return (items, count ?? 0)
    }

    private static let columns: SQLStatement = """
        SELECT id, name, sha256, size_bytes, state, keeps_good, row_count, new_count, repeated_count, refused_count,
            late_count, added_count, position, last_row, header, started_by, unit_code, started_at, finished_at
        FROM usage_import
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        name = try row.text("name")
        sha256 = try row.text("sha256")
        sizeBytes = try row.integer("size_bytes")
        state = try row.choice("state")
        keepsGood = try row.bool("keeps_good")
        counts = Counts()
        counts.rows = try row.integer("row_count")
        counts.new = try row.integer("new_count")
        counts.repeated = try row.integer("repeated_count")
        counts.refused = try row.integer("refused_count")
        counts.late = try row.integer("late_count")
        added = try row.integer("added_count")
        position = try row.integer("position")
        lastRow = try row.integer("last_row")
        header = try [String](json: row.text("header"))
        startedBy = try row.idIfPresent("started_by")
        unit = try row.textIfPresent("unit_code")
        startedAt = try row.timestamp("started_at")
        finishedAt = try row.timestampIfPresent("finished_at")
    }
}

extension UsageImportMistake {
    fileprivate init(row: SQLRow) throws {
        mistake = UsageMistake(
            try row.integer("file_row"),
            try row.choice("heading"),
            try row.text("content"),
            try row.choice("reason"),
            detail: try row.text("detail")
        )
        cells = try [String](json: row.text("cells"))
    }
}

extension [String] {
    fileprivate var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self.map(\.withoutControls)), as: UTF8.self) }
    }

    fileprivate init(json text: String) throws { self = try JSONDecoder().decode([String].self, from: Data(text.utf8)) }
}

extension Month {
    /// As it is stored: months since the year 0.
    fileprivate var number: Int64 { year * 12 + month - 1 }
    fileprivate init(number: Int64) { self = Month(year: 0, month: 1).adding(months: number) }
}
