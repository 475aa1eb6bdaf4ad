import Kernel

/// Writes comma-separated values (RFC 4180) piece by piece, so that an export of any length can be sent as it is made.
package struct CSVWriter: Sendable {
    private let encoding: TextEncoding

    package init(encoding: TextEncoding = .utf8) { self.encoding = encoding }

    /// What stands before the first row, so that Excel knows the encoding.
    package var opening: [UInt8] { encoding.byteOrderMark }

    /// One row with its line ending.
    package func row(_ cells: [SpreadsheetCell]) -> [UInt8] {
        encoding.encode(cells.map(Self.text).joined(separator: ",") + "\r\n")
    }

    /// The row of the headers.
    package func row(_ columns: [SpreadsheetColumn]) -> [UInt8] { row(columns.map { .text($0.header) }) }

    private static func text(_ cell: SpreadsheetCell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text): quoted(harmless(text))
        case .integer(let number): String(number)
        case .day(let day): day.display
        case .timestamp(let time): time.wallClock
        }
    }

    /// A text that a spreadsheet would run as a formula gets an apostrophe before it, as people write it themselves.
    private static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
        return "'" + text
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

extension Timestamp {
    /// `23/11/2026 14:05:09`, as Vietnamese spreadsheets have it.
    var wallClock: String {
        "\(day.display) \(clock.hour.padded(2)):\(clock.minute.padded(2)):\(clock.second.padded(2))"
    }
}
