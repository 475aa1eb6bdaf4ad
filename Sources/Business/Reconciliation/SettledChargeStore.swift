package import Kernel
package import Storage

/// A row of a file of VNPAY's, and which file it stands in: what the gateway settled for one charge.
package struct SettledCharge: Hashable, Sendable {
    package let file: String
    /// Of the file as it was imported.
    package let fileSHA256: String
    package let day: Day
    /// False when a newer file has taken the file's place.
    package let isCurrent: Bool
    package let line: SettlementLine

    /// Every row about a charge by VNPAY's number, the earliest file first.
    package static func all(of transactionNumber: String, on connection: any SQLConnection) throws -> [SettledCharge] {
        try connection.rows(
            """
            SELECT f.id AS file_id, l.file_row, f.name, f.sha256, f.day, f.state
            FROM settlement_line l JOIN settlement_file f ON f.id = l.file_id
            WHERE l.transaction_number = \(transactionNumber) AND f.state <> 'reading'
            ORDER BY f.day, f.imported_at, f.id, l.file_row LIMIT 100
            """
        ).compactMap { row in
            let found = try SettlementLine.find(file: row.id("file_id"), row: row.integer("file_row"), on: connection)
            guard let line = found else { return nil }
            return SettledCharge(
                file: try row.text("name"),
                fileSHA256: try row.text("sha256"),
                day: try row.day("day"),
                isCurrent: try row.text("state") == "current",
                line: line
            )
        }
    }
}
