import Foundation
import Hummingbird
import Kernel
import NIOCore
import Spreadsheet

/// A list as a file, made and sent batch by batch: memory holds one batch, however many rows there are.
struct SheetStream<Place: Sendable>: Sendable {
    /// Some rows, and the place after which the next ones come; no place ends the file.
    typealias Batch = @Sendable (_ after: Place?) async throws -> (rows: [[SpreadsheetCell]], place: Place?)

    /// Excel holds 1,048,576 rows; titles and header take a few.
    static var sheetRows: Int { 1_000_000 }

    /// Of the file, without its ending.
    let name: String
    let sheetName: String
    /// Lines above the header of a workbook.
    let titles: [String]
    let columns: [SpreadsheetColumn]
    let batch: Batch

    func response(_ format: PaymentExport.Format) -> Response {
        switch format {
        case .csv: file("text/csv; charset=utf-8", "csv") { try await csv(to: &$0) }
        case .xlsx:
            file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx") {
                try await workbook(to: &$0)
            }
        }
    }

    private func file(
        _ type: String,
        _ ending: String,
        _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name).\(ending)\"",
            ],
            body: ResponseBody { writer in
                try await write(&writer)
                try await writer.finish(nil)
            }
        )
    }

    private func csv(to writer: inout any ResponseBodyWriter) async throws {
        let sheet = CSVWriter()
        try await writer.write(ByteBuffer(bytes: sheet.opening + sheet.row(columns)))
        var place: Place?
        repeat {
            let (rows, next) = try await batch(place)
            var bytes = ByteBuffer()
            for row in rows { bytes.writeBytes(sheet.row(row)) }
            if bytes.readableBytes > 0 { try await writer.write(bytes) }
            place = next
        } while place != nil
    }

    /// A workbook can only be sent when it is whole: it is made in a temporary file, which is gone afterwards.
    private func workbook(to writer: inout any ResponseBodyWriter) async throws {
        let path = try await makeWorkbook()
        defer { unlink(path) }
        guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadUnknown) }
        while let piece = try file.read(upToCount: 65_536), !piece.isEmpty {
            try await writer.write(ByteBuffer(bytes: piece))
        }
        try file.close()
    }

    private func makeWorkbook() async throws -> String {
        let sheet = try SpreadsheetWriter(sheetName: sheetName, titles: titles, columns: columns)
        var place: Place?
        var count = 0
        repeat {
            let (rows, next) = try await batch(place)
            for row in rows.prefix(Self.sheetRows - count) { try sheet.append(row) }
            count += rows.count
            place = next
        } while place != nil && count < Self.sheetRows
        return try sheet.finish()
    }
}

extension SpreadsheetCell {
    init(_ text: String?) { self = text.map { .text($0) } ?? .empty }
}
