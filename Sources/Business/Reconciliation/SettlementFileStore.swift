import Kernel
package import Storage

extension SettlementFile {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> SettlementFile? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(SettlementFile.init(row:))
    }

    /// The one that counts; `nil` while none has been imported.
    package static func current(
        of key: ReconciliationDay.Key,
        on connection: any SQLConnection
    ) throws -> SettlementFile? {
        try connection.rows(
            columns + " WHERE day = \(key.day) AND terminal = \(key.terminal) AND state = 'current'"
        ).first.map(SettlementFile.init(row:))
    }

    static func find(
        sha256: String,
        of key: ReconciliationDay.Key,
        on connection: any SQLConnection
    ) throws -> SettlementFile? {
        try connection.rows(
            columns + " WHERE day = \(key.day) AND terminal = \(key.terminal) AND sha256 = \(sha256)"
        ).first.map(SettlementFile.init(row:))
    }

    /// Every file of a day that was read to its end, the newest first.
    package static func all(
        of key: ReconciliationDay.Key,
        on connection: any SQLConnection
    ) throws -> [SettlementFile] {
        try connection.rows(
            columns + """
                 WHERE day = \(key.day) AND terminal = \(key.terminal) AND state <> 'reading'
                ORDER BY imported_at DESC, id DESC
                """
        ).map(SettlementFile.init(row:))
    }

    /// Begins to be read.
    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO settlement_file (id, day, terminal, name, sha256, size_bytes, export, state, row_count,
                mistake_count, paid_count, gross_dong, fee_dong, net_dong, imported_by, imported_at)
            VALUES (\(id), \(key.day), \(key.terminal), \(name), \(sha256), \(sizeBytes), \(export), 'reading', 0, 0, 0,
                0, NULL, 0, \(importedBy), \(importedAt))
            """
        )
    }

    /// Keeps rows, as many statements as needed. Rows that an interrupted reading has kept already stay as they are.
    func keep(_ items: [SettlementItem], on connection: any SQLConnection) throws {
        var lines: [SettlementLine] = []
        for item in items {
            switch item {
            case .line(let line): lines.append(line)
            case .mistake(let mistake): try keep(mistake, on: connection)
            }
        }
        let atOnce = 100
        for start in stride(from: 0, to: lines.count, by: atOnce) {
            try keep(lines[start..<min(start + atOnce, lines.count)], on: connection)
        }
    }

    private func keep(_ lines: ArraySlice<SettlementLine>, on connection: any SQLConnection) throws {
        var statement: SQLStatement = """
            INSERT INTO settlement_line (file_id, file_row, reference, transaction_number, at, day, kind, status,
                gross_dong, fee_dong, net_dong, bank, card_type, method, raw) VALUES
            """
        for (index, line) in lines.enumerated() {
            if index > 0 { statement = statement + ", " }
            statement =
                statement + """
                    (\(id), \(line.rowNumber), \(line.reference), \(line.transactionNumber), \(line.time),
                        \(line.time.day), \(line.kind.rawValue), \(line.status.rawValue), \(line.grossDong),
                        \(line.feeDong), \(line.netDong), \(line.bank), \(line.cardType), \(line.method.rawValue),
                        \(line.raw))
                    """
        }
        try connection.run(statement + " ON CONFLICT (file_id, file_row) DO NOTHING")
    }

    private func keep(_ mistake: SettlementRowMistake, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO settlement_mistake (file_id, file_row, heading, content, reason, raw)
            VALUES (\(id), \(mistake.rowNumber), \(mistake.column), \(mistake.text), \(mistake.reason.rawValue), \(mistake.raw))
            ON CONFLICT (file_id, file_row) DO NOTHING
            """
        )
        for word in mistake.words.prefix(20) {
            try connection.run(
                """
                INSERT INTO settlement_mistake_word (file_id, file_row, word) VALUES (\(id), \(mistake.rowNumber), \(word))
                ON CONFLICT (file_id, file_row, word) DO NOTHING
                """
            )
        }
    }

    /// Makes it the file of its day, in the place of the one that was.
    func becomeCurrent(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE settlement_file SET state = 'replaced', replaced_by = \(id)
            WHERE day = \(key.day) AND terminal = \(key.terminal) AND state = 'current' AND id <> \(id)
            """
        )
        try connection.run(
            """
            UPDATE settlement_file SET state = 'current', replaced_by = NULL, imported_at = \(time),
                row_count = (SELECT count(*) FROM settlement_line l WHERE l.file_id = \(id)),
                mistake_count = (SELECT count(*) FROM settlement_mistake m WHERE m.file_id = \(id)),
                paid_count = (SELECT count(*) FROM settlement_line l WHERE l.file_id = \(id) AND \(Self.isPaid)),
                gross_dong = (
                    SELECT CAST(coalesce(sum(l.gross_dong), 0) AS \(SQLStatement.integerType))
                    FROM settlement_line l WHERE l.file_id = \(id) AND \(Self.isPaid)),
                fee_dong = (
                    SELECT CAST(sum(l.fee_dong) AS \(SQLStatement.integerType))
                    FROM settlement_line l WHERE l.file_id = \(id) AND \(Self.isPaid)),
                net_dong = (
                    SELECT CAST(coalesce(sum(
                        CASE WHEN l.kind = 'refund' THEN -abs(l.gross_dong)
                        ELSE coalesce(l.net_dong, l.gross_dong - coalesce(l.fee_dong, 0)) END), 0)
                        AS \(SQLStatement.integerType))
                    FROM settlement_line l
                    WHERE l.file_id = \(id) AND l.status = 'succeeded' AND l.kind IN ('payment', 'refund'))
            WHERE id = \(id)
            """
        )
    }

    /// The day of most of its rows, when that is not its own.
    func otherDay(on connection: any SQLConnection) throws -> Day? {
        let days = try connection.rows(
            """
            SELECT day, count(*) AS number FROM settlement_line WHERE file_id = \(id)
            GROUP BY day ORDER BY number DESC, day LIMIT 50
            """
        ).map { (day: try $0.day("day"), count: try $0.integer("number")) }
        let (all, own) = days.reduce((Int64(0), Int64(0))) { sums, entry in
            (sums.0 + entry.count, sums.1 + (entry.day == key.day ? entry.count : 0))
        }
        guard all > 1, own * 2 < all else { return nil }
        return days.first { $0.day != key.day }?.day
    }

    private static let isPaid: SQLStatement = "l.kind = 'payment' AND l.status = 'succeeded'"

    private static let columns: SQLStatement = """
        SELECT id, day, terminal, name, sha256, size_bytes, export, state, row_count, mistake_count, paid_count,
            gross_dong, fee_dong, net_dong, imported_by, imported_at
        FROM settlement_file
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        key = ReconciliationDay.Key(try row.day("day"), terminal: try row.text("terminal"))
        name = try row.text("name")
        sha256 = try row.text("sha256")
        sizeBytes = try row.integer("size_bytes")
        export = try row.text("export")
        state = try row.choice("state")
        counts = Counts(
            rows: try row.integer("row_count"),
            mistakes: try row.integer("mistake_count"),
            paid: try row.integer("paid_count"),
            grossDong: try row.integer("gross_dong"),
            feeDong: try row.integerIfPresent("fee_dong"),
            netDong: try row.integer("net_dong")
        )
        importedBy = try row.idIfPresent("imported_by")
        importedAt = try row.timestamp("imported_at")
    }
}

extension SettlementLine {
    package static func find(
        file: SettlementFile.ID,
        row: Int64,
        on connection: any SQLConnection
    ) throws -> SettlementLine? {
        try connection.rows(
            """
            SELECT file_row, reference, transaction_number, at, kind, status, gross_dong, fee_dong, net_dong, bank,
                card_type, method, raw
            FROM settlement_line WHERE file_id = \(file) AND file_row = \(row)
            """
        ).first.map { row in
            SettlementLine(
                rowNumber: try row.integer("file_row"),
                names: (try row.text("reference"), try row.text("transaction_number")),
                time: try row.timestamp("at"),
                what: (try row.choice("kind"), try row.choice("status")),
                amounts: (
                    try row.integer("gross_dong"), try row.integerIfPresent("fee_dong"),
                    try row.integerIfPresent("net_dong")
                ),
                means: (try row.text("bank"), try row.text("card_type"), try row.choice("method")),
                raw: try row.text("raw")
            )
        }
    }
}

extension SettlementRowMistake {
    package static func find(
        file: SettlementFile.ID,
        row: Int64,
        on connection: any SQLConnection
    ) throws -> SettlementRowMistake? {
        try connection.rows(
            """
            SELECT file_row, heading, content, reason, raw FROM settlement_mistake
            WHERE file_id = \(file) AND file_row = \(row)
            """
        ).first.map { row in
            SettlementRowMistake(
                rowNumber: try row.integer("file_row"),
                column: try row.text("heading"),
                text: try row.text("content"),
                reason: try row.choice("reason"),
                words: [],
                raw: try row.text("raw")
            )
        }
    }
}
