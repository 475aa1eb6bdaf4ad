import Glibc
import Kernel
import Spreadsheet
import Testing

@Suite struct WriterTests {
    static let moment = Timestamp(milliseconds: 1_795_403_700_000)
    static let columns = [
        SpreadsheetColumn("Mã đơn hàng", widthCharacters: 24), SpreadsheetColumn("Số tiền"), SpreadsheetColumn("Ngày"),
        SpreadsheetColumn("Lúc"), SpreadsheetColumn("Ghi chú"),
    ]
    static let cells: [SpreadsheetCell] = [
        .text("HĐ-1"), .integer(-1_105_021), .day(moment.day), .timestamp(moment), .text("=1+1"),
    ]

    static func read(path: String) throws -> [[String]] {
        var rows: [[String]] = []
        try SpreadsheetReader(path: path).forEachRow { rows.append($1) }
        return rows
    }

    @Test func `a workbook comes back as it was written`() throws {
        let writer = try SpreadsheetWriter(sheetName: "Đối soát: 23/11", titles: ["Báo cáo"], columns: Self.columns)
        try writer.append(Self.cells)
        try writer.append([.empty, .integer(.max), .day(Day(number: -30_000)), .empty, .text("a\0b")])
        let path = try writer.finish()
        defer { unlink(path) }
        let rows = try Self.read(path: path)
        #expect(rows[0] == ["Báo cáo"])
        #expect(rows[1] == Self.columns.map(\.header))
        #expect(rows[2] == ["HĐ-1", "-1105021", "23/11/2026 00:00:00", "23/11/2026 10:15:00", "=1+1"])
        #expect(rows[3] == ["", "9223372036854775807", "12/11/1887", "", "ab"])
        #expect(throws: SpreadsheetError.self) { try writer.finish() }
    }

    @Test func `a workbook that nobody finished leaves nothing behind`() throws {
        let folder = try ArchiveBuilder.folder()
        do {
            let writer = try SpreadsheetWriter(sheetName: "A", columns: Self.columns, folder: folder)
            try writer.append(Self.cells)
        }
        let bytes = try SpreadsheetWriter(sheetName: "A", columns: Self.columns, folder: folder).finishedBytes()
        #expect(try WorkbookTests.rows(bytes).count == 1)
        #expect(rmdir(folder) == 0)
    }

    @Test func `CSV comes back as it was written, and no cell is a formula`() throws {
        let writer = CSVWriter()
        let bytes =
            writer.opening + writer.row(Self.columns) + writer.row(Self.cells)
            + writer.row([.text("a \"b\", c\nd"), .integer(5), .empty, .text("+84"), .text("@x")])
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        var rows: [[String]] = []
        try SpreadsheetReader(bytes: bytes).forEachRow { rows.append($1) }
        #expect(rows[0] == Self.columns.map(\.header))
        #expect(rows[1] == ["HĐ-1", "-1105021", "23/11/2026", "23/11/2026 10:15:00", "'=1+1"])
        #expect(rows[2] == ["a \"b\", c\nd", "5", "", "'+84", "'@x"])
    }

    @Test func `200,000 rows are written and read without keeping them`() throws {
        let writer = try SpreadsheetWriter(sheetName: "Lớn", columns: Array(Self.columns.prefix(3)))
        for number in 1...200_000 {
            try writer.append([.text("QLDV-\(number)"), .integer(Int64(number) * 1_001), .timestamp(Self.moment)])
        }
        let path = try writer.finish()
        defer { unlink(path) }
        var sum: Int64 = 0
        var last: [String] = []
        let summary = try SpreadsheetReader(path: path).forEachRow { number, cells in
            sum += number == 1 ? 0 : Int64(cells[1]) ?? 0
            last = cells
        }
        #expect(summary.rowCount == 200_001)
        #expect(sum == 1_001 * (200_000 * 200_001 / 2))
        #expect(last == ["QLDV-200000", "200200000", "23/11/2026 10:15:00"])
    }
}
