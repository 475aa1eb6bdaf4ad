import Glibc

/// Reads a sheet's XML as it goes by and hands on one row after another.
final class SheetRows: XMLListener {
    /// How a cell's text is to be understood: its attribute `t`.
    private enum Kind { case number, shared, boolean, isoDate, plain }

    private let workbook: Workbook.Parts
    private let limits: SpreadsheetLimits
    private let body: (Int, [String]) throws -> Void
    private(set) var rowCount = 0
    private var row = 0
    private var cells: [String] = []
    private var column = -1
    private var kind = Kind.number
    private var isDate = false
    private var isCollecting = false
    private var isInPhonetic = false
    private var value: [UInt8] = []

    init(_ workbook: Workbook.Parts, limits: SpreadsheetLimits, _ body: @escaping (Int, [String]) throws -> Void) {
        self.workbook = workbook
        self.limits = limits
        self.body = body
    }

    func start(_ name: XMLName, _ attributes: XMLAttributes) throws {
        if name == "c" {
            try startCell(attributes)
        } else if name == "v" || name == "t" {
            isCollecting = !isInPhonetic
        } else if name == "row" {
            let next = row + 1
            row = attributes.integer("r").map { max($0, next) } ?? next
            guard row <= limits.rows else { throw SpreadsheetError.tooManyRows(limit: limits.rows) }
            cells.removeAll(keepingCapacity: true)
            column = -1
        } else if name == "rPh" {
            isInPhonetic = true
        }
    }

    func end(_ name: XMLName) throws {
        if name == "c" {
            try endCell()
        } else if name == "v" || name == "t" {
            isCollecting = false
        } else if name == "row" {
            guard cells.contains(where: { !$0.isEmpty }) else { return }
            rowCount += 1
            try body(row, cells)
        } else if name == "rPh" {
            isInPhonetic = false
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        guard isCollecting else { return }
        guard value.count + bytes.count <= limits.cellBytes else { throw SpreadsheetError.cellTooLong(row: row) }
        value.append(contentsOf: bytes)
    }

    private func startCell(_ attributes: XMLAttributes) throws {
        column = attributes.pointer("r").flatMap { Self.column($0) } ?? column + 1
        guard column < limits.columns else {
            throw SpreadsheetError.tooManyColumns(row: row, limit: limits.columns)
        }
        kind = attributes.pointer("t").map { Self.kind($0) } ?? .number
        isDate = kind == .number && attributes.integer("s").map { workbook.styles.isDate($0) } ?? false
        value.removeAll(keepingCapacity: true)
    }

    private func endCell() throws {
        guard !value.isEmpty else { return }
        while cells.count <= column { cells.append("") }
        cells[column] = try text()
    }

    private func text() throws -> String {
        switch kind {
        case .plain: return String.unescaping(value)
        case .shared:
            guard let index = Int(String(decoding: value, as: UTF8.self)), let text = workbook.strings.text(index)
            else { throw SpreadsheetError.damaged(part: "sharedStrings") }
            return text
        case .boolean: return value == [UInt8(ascii: "1")] ? "TRUE" : "FALSE"
        case .isoDate: return Self.dateText(String(decoding: value, as: UTF8.self))
        case .number:
            guard let number = CellNumber(value) else { return String(decoding: value, as: UTF8.self) }
            return isDate ? number.dateText(from1904: workbook.countsFrom1904) ?? number.text : number.text
        }
    }

    private static func kind(_ type: UnsafePointer<CChar>) -> Kind {
        switch UInt8(bitPattern: type[0]) {
        case UInt8(ascii: "s"): type[1] == 0 ? .shared : .plain
        case UInt8(ascii: "b"): .boolean
        case UInt8(ascii: "d"): .isoDate
        case UInt8(ascii: "n"): .number
        default: .plain
        }
    }

    /// `2026-11-23T10:15:00` → `23/11/2026 10:15:00`.
    private static func dateText(_ text: String) -> String {
        let pattern = #/(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?)?/#
        guard let match = text.wholeMatch(of: pattern) else { return text }
        return "\(match.3)/\(match.2)/\(match.1) \(match.4 ?? "00:00:00")"
    }

    /// The column of a reference such as `AB12`, from 0.
    static func column(_ reference: UnsafePointer<CChar>) -> Int? {
        var number = 0
        var place = reference
        while true {
            let letter = Int(place.pointee) & ~0x20
            guard (0x41...0x5A).contains(letter), number < 1 << 20 else { break }
            number = number * 26 + letter - 0x40
            place += 1
        }
        return number > 0 ? number - 1 : nil
    }
}
