import Kernel
import Spreadsheet
import VNPAY

/// The form of a day's file: which export, in which format, and what people did to it.
struct SettlementForm: Hashable, Sendable {
    enum Format: String, Hashable, Sendable, CaseIterable { case xlsx, csv }

    var export = VNPAYSettlementExport.fees
    var format = Format.xlsx
    /// Of the CSV file.
    var encoding = TextEncoding.utf8
    /// Lines above the header.
    var titles = 2
    /// Before which column, from 1, an accountant put one of her own; `nil` when she did not.
    var insertedColumn: Int?

    var contentType: String {
        switch format {
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .csv: "text/csv; charset=\(encoding.rawValue)"
        }
    }

    /// The file's bytes.
    func bytes(of entries: [SettlementEntry], on day: Day) throws -> [UInt8] {
        var writer = VNPAYSettlementWriter(export)
        let headers = widened(writer.headers.map { .text($0) }, with: .text("Kế toán ghi"))
        let rows = entries.map { cells(of: $0, &writer) } + [total(of: entries, writer)]
        let titles = titleLines(writer, day)
        switch format {
        case .xlsx:
            let columns = headers.map { header in
                if case .text(let text) = header {
                    SpreadsheetColumn(text, widthCharacters: 18)
                } else {
                    SpreadsheetColumn("")
                }
            }
            let file = try SpreadsheetWriter(sheetName: export.title, titles: titles, columns: columns)
            for row in rows { try file.append(row) }
            return try file.finishedBytes()
        case .csv:
            let file = CSVWriter(encoding: encoding)
            return ([titles.map { [.text($0)] }, [headers], rows] as [[[SpreadsheetCell]]]).joined()
                .reduce(into: file.opening) { $0 += file.row($1) }
        }
    }

    private func titleLines(_ writer: VNPAYSettlementWriter, _ day: Day) -> [String] {
        let lines = writer.titles(day: day.display)
        return (0..<titles).map { lines.indices.contains($0) ? lines[$0] : "Dòng tiêu đề thêm \($0 + 1)" }
    }

    private func cells(of entry: SettlementEntry, _ writer: inout VNPAYSettlementWriter) -> [SpreadsheetCell] {
        var cells = writer.cells(entry.row, more: entry.more).map { cell -> SpreadsheetCell in
            switch cell {
            case .empty: .empty
            case .text(let text): .text(text)
            case .integer(let number): .integer(number)
            }
        }
        cells = widened(cells, with: .text("đã xem"))
        if entry.isShifted { cells.insert(.empty, at: 1) }
        return cells
    }

    private func total(of entries: [SettlementEntry], _ writer: VNPAYSettlementWriter) -> [SpreadsheetCell] {
        let sum = entries.reduce(0) { $0 + $1.row.amountBeforePromotionDong }
        let cells = writer.headers.enumerated().map { index, header -> SpreadsheetCell in
            if index == 0 { return .text("Tổng cộng") }
            return header == VNPAYSettlementColumn.amountBeforePromotion.header ? .integer(sum) : .empty
        }
        return widened(cells, with: .empty)
    }

    private func widened(_ cells: [SpreadsheetCell], with cell: SpreadsheetCell) -> [SpreadsheetCell] {
        guard let insertedColumn else { return cells }
        var cells = cells
        cells.insert(cell, at: min(max(0, insertedColumn - 1), cells.count))
        return cells
    }
}
