import Glibc
import Spreadsheet
import Testing

@Suite struct CSVTests {
    static func read(_ bytes: [UInt8]) throws -> (rows: [[String]], format: SpreadsheetReader.Format) {
        var rows: [[String]] = []
        let summary = try SpreadsheetReader(bytes: bytes).forEachRow { rows.append($1) }
        return (rows, summary.format)
    }

    @Test(arguments: [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]), ("a;b\n1;2", [["a", "b"], ["1", "2"]]),
        ("a\tb\r1\t2\r", [["a", "b"], ["1", "2"]]), ("a,\"b \"\"c\"\"\r\nd\",e\n", [["a", "b \"c\"\r\nd", "e"]]),
        ("\"x\"y,z\n", [["xy", "z"]]), ("a,\n,b\n\n,\n", [["a", ""], ["", "b"]]), ("\"\"", []),
        ("a,\"\"", [["a", ""]]),
        ("sep=;\na;b,c\n", [["sep=", ""], ["a", "b,c"]]), ("a\r\n\r\nb", [["a"], ["b"]]),
        // Amounts with commas, between semicolons.
        (
            "Mã;Tiền\n1;1,105,021\n2;2,105,021\n3;9\n",
            [["Mã", "Tiền"], ["1", "1,105,021"], ["2", "2,105,021"], ["3", "9"]]
        ),
        (
            "Công ty A, B; C\na,b,c\n1,2,3\n4,5,6\n",
            [["Công ty A", " B; C"], ["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]
        ),
    ])
    func `rows and cells are told apart`(text: String, rows: [[String]]) throws {
        #expect(try Self.read(Array(text.utf8)).rows == rows)
    }

    @Test func `row numbers are those of a spreadsheet`() throws {
        var numbers: [Int] = []
        let text = "a,b\n\n\"1\n2\",3\nx,y\n"
        try SpreadsheetReader(bytes: Array(text.utf8)).forEachRow { number, _ in numbers.append(number) }
        #expect(numbers == [1, 3, 4])
    }

    static let sentence = "Thời gian GD;Mã giao dịch;Số tiền trước KM;Đường Nguyễn Huệ;₫\nÝ;ỹ;Ặ;đ;1\nƯỚC;ợ;ễ;Ử;2\n"

    @Test(arguments: TextEncoding.allCases.filter { $0 != .windows1252 }, [true, false])
    func `Vietnamese comes through every encoding`(encoding: TextEncoding, hasMark: Bool) throws {
        let bytes = (hasMark ? encoding.byteOrderMark : []) + encoding.encode(Self.sentence)
        let (rows, format) = try Self.read(bytes)
        #expect(format == .text(encoding, separator: ";"))
        #expect(rows.map { $0.joined(separator: ";") + "\n" }.joined() == Self.sentence)
        // Composed, scalar for scalar: equality of texts would not see the difference.
        #expect(
            rows.joined().flatMap { Array($0.unicodeScalars) }.count
                == Self.sentence.filter { !";\n".contains($0) }.unicodeScalars.count
        )
    }

    @Test func `western text stays western`() throws {
        let text = "Più;naïve;São Paulo;Škoda\n"
        let (rows, format) = try Self.read(TextEncoding.windows1252.encode(text))
        #expect(format == .text(.windows1252, separator: ";"))
        #expect(rows == [["Più", "naïve", "São Paulo", "Škoda"]])
    }

    @Test func `a slip in long UTF-8 does not change the whole file`() throws {
        let bytes = Array(String(repeating: "Giao dịch thành công\n", count: 20).utf8) + [0xFF]
        let (rows, format) = try Self.read(bytes)
        #expect(format == .text(.utf8, separator: ","))
        #expect(rows.first == ["Giao dịch thành công"])
        #expect(rows.last == ["\u{FFFD}"])
    }

    @Test func `marks and letters that are torn by a chunk's edge are one again`() throws {
        for encoding in TextEncoding.allCases where encoding != .windows1252 {
            // The edge falls on every place within the sentence.
            for padding in 65_500..<65_536 where padding.isMultiple(of: 5) {
                let text =
                    String(repeating: "x", count: padding / (encoding == .utf16LittleEndian ? 2 : 1) - 3) + "\n"
                    + Self.sentence
                let rows = try Self.read(encoding.byteOrderMark + encoding.encode(text)).rows
                #expect(rows.dropFirst().map { $0.joined(separator: ";") + "\n" }.joined() == Self.sentence)
            }
        }
    }

    @Test func `a file on disk reads like its bytes`() throws {
        let folder = try ArchiveBuilder.folder()
        defer { rmdir(folder) }
        let path = folder + "/x.csv"
        defer { unlink(path) }
        let bytes = TextEncoding.windows1258.encode(String(repeating: Self.sentence, count: 2_000))
        try ArchiveBuilder.write(bytes, to: path)
        var rows: [[String]] = []
        let summary = try SpreadsheetReader(path: path).forEachRow { rows.append($1) }
        #expect(summary.format == .text(.windows1258, separator: ";"))
        #expect(summary.rowCount == 6_000)
        #expect(rows == (try Self.read(bytes)).rows)
    }
}
