import Hummingbird
import Journal
import Kernel
import Spreadsheet
import Storage

/// The audit log as a file, newest first: memory holds one batch, however much there is. Names are the log's own, in
/// whatever language it is read.
struct AuditExport: Sendable {
    private static let batchSize = 1_000

    let database: any SQLDatabase
    let filter: AuditFilter
    let language: Language
    let takenAt: Timestamp

    func response(_ format: PaymentExport.Format) -> Response {
        let (database, filter) = (database, filter)
        return SheetStream<AuditEntry.ID>(
            name: "nhat-ky-\(takenAt.day.iso8601)",
            sheetName: language("Nhật ký", "Audit log"),
            titles: [language("Nhật ký, lấy lúc \(takenAt.display)", "Audit log, taken at \(takenAt.display)")],
            columns: [
                .init("sequence"), .init("at (UTC+7)", widthCharacters: 20), .init("actor", widthCharacters: 44),
                .init("action", widthCharacters: 26), .init("subject", widthCharacters: 46),
                .init("detail", widthCharacters: 60),
            ],
            batch: { last in
                let lines = try await database.read { connection in
                    try AuditLine.page(filter, before: last, limit: Self.batchSize, on: connection)
                }
                return (lines.map(Self.cells), lines.last?.id)
            }
        ).response(format)
    }

    private static func cells(_ line: AuditLine) -> [SpreadsheetCell] {
        [
            line.sequence.map { .integer($0) } ?? .empty, .timestamp(line.entry.at), .text(line.entry.actor),
            .text(line.entry.action), .text(line.entry.subject), .text(line.entry.detail),
        ]
    }
}
