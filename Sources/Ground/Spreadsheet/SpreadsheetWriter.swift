import CXlsx
import Foundation
import Kernel

/// Writes an Excel workbook of one sheet, row by row, into a temporary file. Memory holds one row.
///
/// The header is bold, stays in sight, and carries filters. A class because it owns the library's handle.
package final class SpreadsheetWriter {
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let path: String
    private let columnCount: Int
    private let headerRow: UInt32
    private let bold: UnsafeMutablePointer<lxw_format>?
    private let number: UnsafeMutablePointer<lxw_format>?
    private let day: UnsafeMutablePointer<lxw_format>?
    private let time: UnsafeMutablePointer<lxw_format>?
    private var nextRow: UInt32 = 0
    private var isFinished = false

    /// Excel's numbers are exact up to here; a longer one is written as text.
    private static let exactInteger: Int64 = 9_007_199_254_740_992
    private static let longestText = 32_767

    /// - Parameters:
    ///   - sheetName: cut to the 31 characters that Excel allows; what it forbids in a name becomes a blank.
    ///   - titles: lines above the header.
    ///   - folder: where the file is made; the system's for temporary files when nothing is said.
    package init(
        sheetName: String,
        titles: [String] = [],
        columns: [SpreadsheetColumn],
        folder: String? = nil
    ) throws(SpreadsheetError) {
        let folder = folder ?? TemporaryFile.folder
        let file = try TemporaryFile.create(in: folder, ending: ".xlsx")
        close(file.descriptor)
        path = file.path
        let name = String(sheetName.map { "[]:*?/\\'".contains($0) ? " " : $0 }.prefix(31))
        guard let workbook = cshim_workbook(path, folder), let sheet = workbook_add_worksheet(workbook, name) else {
            unlink(path)
            throw .notWritten(reason: "libxlsxwriter")
        }
        self.workbook = workbook
        self.sheet = sheet
        columnCount = columns.count
        headerRow = UInt32(titles.count)
        bold = workbook_add_format(workbook)
        number = workbook_add_format(workbook)
        day = workbook_add_format(workbook)
        time = workbook_add_format(workbook)
        format_set_bold(bold)
        format_set_num_format(number, "#,##0")
        format_set_num_format(day, "dd/mm/yyyy")
        format_set_num_format(time, "dd/mm/yyyy hh:mm:ss")
        for (index, column) in columns.enumerated() {
            cshim_set_width(sheet, UInt16(index), Int32(column.widthCharacters))
        }
        for title in titles { try writeRow([.text(title)], format: bold) }
        try writeRow(columns.map { .text($0.header) }, format: bold)
    }

    deinit {
        if !isFinished { workbook_close(workbook) }
        if !isKept { unlink(path) }
    }

    private var isKept = false

    package func append(_ cells: [SpreadsheetCell]) throws(SpreadsheetError) { try writeRow(cells, format: nil) }

    /// Ends the workbook.
    ///
    /// - Returns: the file, which now is the caller's to send and to remove.
    package func finish() throws(SpreadsheetError) -> String {
        guard !isFinished else { throw .notWritten(reason: "finished before") }
        worksheet_freeze_panes(sheet, headerRow + 1, 0)
        if columnCount > 0, nextRow > headerRow + 1 {
            worksheet_autofilter(sheet, headerRow, 0, nextRow - 1, UInt16(columnCount - 1))
        }
        isFinished = true
        try check(workbook_close(workbook))
        isKept = true
        return path
    }

    /// Ends the workbook and gives it whole: for small ones.
    package func finishedBytes() throws -> [UInt8] {
        let path = try finish()
        isKept = false
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    private func writeRow(
        _ cells: [SpreadsheetCell],
        format: UnsafeMutablePointer<lxw_format>?
    ) throws(SpreadsheetError) {
        for (index, cell) in cells.enumerated() { try write(cell, at: UInt16(clamping: index), format) }
        nextRow += 1
    }

    private func write(
        _ cell: SpreadsheetCell,
        at column: UInt16,
        _ format: UnsafeMutablePointer<lxw_format>?
    ) throws(SpreadsheetError) {
        switch cell {
        case .empty: return
        case .text(let text): try check(worksheet_write_string(sheet, nextRow, column, Self.plain(text), format))
        case .integer(let value):
            guard value.magnitude <= UInt64(Self.exactInteger) else {
                return try check(worksheet_write_string(sheet, nextRow, column, String(value), format))
            }
            try check(cshim_write_integer(sheet, nextRow, column, value, number))
        case .day(let value):
            let (year, month, day) = value.components
            try writeDate([year, month, day, 0, 0, 0], text: value.display, at: column, self.day)
        case .timestamp(let value):
            let ((year, month, day), clock) = (value.day.components, value.clock)
            let parts = [year, month, day, clock.hour, clock.minute, clock.second]
            try writeDate(parts, text: value.wallClock, at: column, time)
        }
    }

    /// Excel knows no day before 1900.
    private func writeDate(
        _ parts: [Int64],
        text: String,
        at column: UInt16,
        _ format: UnsafeMutablePointer<lxw_format>?
    ) throws(SpreadsheetError) {
        guard (1900...9999).contains(parts[0]) else {
            return try check(worksheet_write_string(sheet, nextRow, column, text, nil))
        }
        try check(cshim_write_datetime(sheet, nextRow, column, parts.map { Int32($0) }, format))
    }

    /// What Excel takes: no NUL, and no more than it can hold.
    private static func plain(_ text: String) -> String {
        guard text.utf8.count > longestText || text.utf8.contains(0) else { return text }
        var units = 0
        return String(
            text.filter {
                units += $0.utf16.count
                return $0 != "\0" && units <= longestText
            }
        )
    }

    private func check(_ code: lxw_error) throws(SpreadsheetError) {
        guard code == LXW_NO_ERROR else {
            throw .notWritten(reason: lxw_strerror(code).map { String(cString: $0) } ?? "\(code.rawValue)")
        }
    }
}
