/// RFC 4180, leniently: any of three separators, any line ending, quotes that are closed before the cell ends. Fed
/// with UTF-8, chunk by chunk.
struct CSVParser {
    private enum State { case cellStart, bare, quoted, quoteWithinQuotes }

    private let separator: UInt8
    private let limits: SpreadsheetLimits
    private var state = State.cellStart
    private var cell: [UInt8] = []
    private var cells: [String] = []
    private var followsReturn = false
    /// The record that is being read, from 1: what a spreadsheet shows at its left edge.
    private var row = 1
    /// How many rows had anything in them.
    private(set) var rowCount = 0

    init(separator: UInt8, limits: SpreadsheetLimits) {
        self.separator = separator
        self.limits = limits
    }

    mutating func take(_ text: [UInt8], _ body: (Int, [String]) throws -> Void) throws {
        for byte in text {
            let isLineFeedOfReturn = followsReturn && byte == UInt8(ascii: "\n")
            followsReturn = false
            if isLineFeedOfReturn { continue }
            switch state {
            case .quoted:
                if byte == UInt8(ascii: "\"") { state = .quoteWithinQuotes } else { try append(byte) }
            case .quoteWithinQuotes where byte == UInt8(ascii: "\""):
                state = .quoted
                try append(byte)
            case .cellStart where byte == UInt8(ascii: "\""): state = .quoted
            case .cellStart, .bare, .quoteWithinQuotes: try takeOutsideQuotes(byte, body)
            }
        }
    }

    /// Ends the last row, which may lack its line ending.
    mutating func finish(_ body: (Int, [String]) throws -> Void) throws {
        guard state != .quoted else { throw SpreadsheetError.unclosedQuote(row: row) }
        if state != .cellStart || !cells.isEmpty { try endRow(body) }
    }

    private mutating func takeOutsideQuotes(_ byte: UInt8, _ body: (Int, [String]) throws -> Void) throws {
        if byte == separator {
            try endCell()
        } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
            followsReturn = byte == UInt8(ascii: "\r")
            try endRow(body)
        } else {
            state = .bare
            try append(byte)
        }
    }

    private mutating func append(_ byte: UInt8) throws {
        guard cell.count < limits.cellBytes else { throw SpreadsheetError.fieldTooLong(row: row) }
        cell.append(byte)
    }

    private mutating func endCell() throws {
        guard cells.count < limits.columns else {
            throw SpreadsheetError.tooManyColumns(row: row, limit: limits.columns)
        }
        cells.append(String(decoding: cell, as: UTF8.self))
        cell.removeAll(keepingCapacity: true)
        state = .cellStart
    }

    private mutating func endRow(_ body: (Int, [String]) throws -> Void) throws {
        try endCell()
        guard row <= limits.rows else { throw SpreadsheetError.tooManyRows(limit: limits.rows) }
        if cells.contains(where: { !$0.isEmpty }) {
            rowCount += 1
            try body(row, cells)
        }
        cells.removeAll(keepingCapacity: true)
        row += 1
    }
}

extension CSVParser {
    private static let separators = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]

    /// The separator that gives the most rows of one width. Amounts such as `1,105,021` make the comma look likely
    /// where it is not, so a rarer character that does as well is believed first.
    static func separator(of sample: [UInt8], limits: SpreadsheetLimits) -> UInt8 {
        if sample.starts(with: "sep=".utf8), sample.count > 4, Self.separators.contains(sample[4]) { return sample[4] }
        let agreement = separators.map { separator -> Int in
            var parser = CSVParser(separator: separator, limits: limits)
            var rowsByWidth: [Int: Int] = [:]
            do {
                try parser.take(sample) { rowsByWidth[$1.count, default: 0] += 1 }
                try parser.finish { rowsByWidth[$1.count, default: 0] += 1 }
            } catch {
                // The sample ends within a cell, or this is not the separator; what was counted still counts.
                return rowsByWidth.filter { $0.key > 1 }.values.max() ?? 0
            }
            return rowsByWidth.filter { $0.key > 1 }.values.max() ?? 0
        }
        let best = agreement.max() ?? 0
        guard best > 0 else { return UInt8(ascii: ",") }
        return zip(separators, agreement).first { $1 * 5 >= best * 4 }?.0 ?? UInt8(ascii: ",")
    }
}
