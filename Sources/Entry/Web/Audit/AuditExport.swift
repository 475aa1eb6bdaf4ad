import Hummingbird
import Journal
import Kernel
import NIOCore
import Spreadsheet
import Storage

/// The audit log as a file of comma-separated values, newest first: memory holds one batch, however much there is.
struct AuditExport: Sendable {
    private static let batchSize = 1_000

    let database: any SQLDatabase
    let filter: AuditFilter
    let takenAt: Timestamp

    var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"nhat-ky-\(takenAt.day.iso8601).csv\"",
                .cacheControl: "no-store",
            ],
            body: ResponseBody { writer in
                try await write(to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        let sheet = CSVWriter()
        let columns = ["sequence", "at (UTC+7)", "actor", "action", "subject", "detail"].map { SpreadsheetColumn($0) }
        try await writer.write(ByteBuffer(bytes: sheet.opening + sheet.row(columns)))
        var last: AuditEntry.ID?
        while true {
            let lines = try await database.read { [last] connection in
                try AuditLine.page(filter, before: last, limit: Self.batchSize, on: connection)
            }
            guard let end = lines.last else { return }
            var bytes = ByteBuffer()
            for line in lines { bytes.writeBytes(sheet.row(Self.cells(line))) }
            try await writer.write(bytes)
            last = end.id
        }
    }

    private static func cells(_ line: AuditLine) -> [SpreadsheetCell] {
        [
            line.sequence.map { .integer($0) } ?? .empty, .timestamp(line.entry.at), .text(line.entry.actor),
            .text(line.entry.action), .text(line.entry.subject), .text(line.entry.detail),
        ]
    }
}
