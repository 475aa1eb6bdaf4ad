import Kernel
import Spreadsheet
import Testing

@Suite struct LimitTests {
    static func failure(_ bytes: [UInt8], _ change: (inout SpreadsheetLimits) -> Void = { _ in }) -> SpreadsheetError? {
        var limits = SpreadsheetLimits.standard
        change(&limits)
        do {
            try SpreadsheetReader(bytes: bytes, limits: limits).forEachRow { _, _ in }
            return nil
        } catch {
            return error as? SpreadsheetError
        }
    }

    @Test func `an archive that swells is stopped`() throws {
        // 40 MB of blanks pack to some 40 KB.
        let bomb = try ArchiveBuilder.workbook(String(repeating: " ", count: 40 << 20))
        #expect(bomb.count < 200_000)
        #expect(Self.failure(bomb) == .tooDense(limit: 250))
        let isTooLarge = Self.failure(bomb) {
            $0.ratio = 2_000
            $0.unpackedBytes = 1 << 20
        }
        #expect(isTooLarge == .tooLarge(limitBytes: 1 << 20))
    }

    @Test func `shared texts, rows, columns and cells have their bounds`() throws {
        let texts = try ArchiveBuilder.workbook(
            "",
            sharedStrings: String(repeating: "<si><t>abcdef</t></si>", count: 99)
        )
        #expect(Self.failure(texts) { $0.sharedStringBytes = 1_000 } == .tooMuchText(limitBytes: 1_000))
        let rows = try ArchiveBuilder.workbook(String(repeating: "<row><c><v>1</v></c></row>", count: 11))
        #expect(Self.failure(rows) { $0.rows = 10 } == .tooManyRows(limit: 10))
        let far = try ArchiveBuilder.workbook(#"<row r="7"><c r="XFD7"><v>1</v></c></row>"#)
        #expect(Self.failure(far) == .tooManyColumns(row: 7, limit: 1_000))
        let long = try ArchiveBuilder.workbook(
            "<row><c t=\"str\"><v>\(String(repeating: "x", count: 200_000))</v></c></row>"
        )
        #expect(Self.failure(long) == .cellTooLong(row: 1))
        let field = Array(String(repeating: "x", count: 200_000).utf8)
        #expect(Self.failure(field) == .fieldTooLong(row: 1))
        for language in Language.allCases {
            let words = SpreadsheetError.cellTooLong(row: 1).words.text(in: language)
            #expect(!words.contains("ngoặc") && !words.contains("quote"), "a sheet has no quotes to forget")
        }
        #expect(Self.failure(Array(String(repeating: ",", count: 2_000).utf8)) == .tooManyColumns(row: 1, limit: 1_000))
        #expect(Self.failure(Array("a,b\n1,2\n3,4\n".utf8)) { $0.rows = 2 } == .tooManyRows(limit: 2))
        #expect(Self.failure(Array("abcdefghijk".utf8)) { $0.unpackedBytes = 10 } == .tooLarge(limitBytes: 10))
    }

    @Test func `a document type and an endless tag are refused`() throws {
        let laughing = try ArchiveBuilder.archive([
            ("xl/workbook.xml", #"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>"#)
        ])
        #expect(Self.failure(laughing) == .damaged(part: "DOCTYPE"))
        let tag = "<row a=\"" + String(repeating: "x", count: 6 << 20) + "\"/>"
        #expect(Self.failure(try ArchiveBuilder.workbook(tag)) != nil)
    }

    @Test(
        arguments: [
            ([], SpreadsheetError.empty), (Array("%PDF-1.7".utf8), .unknownFormat),
            (Array("PK\u{5}\u{6}".utf8) + [UInt8](repeating: 0, count: 18), .unknownFormat),
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], .oldOrLockedWorkbook), (Array("  <HTML><table>".utf8), .webPage),
            ([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13], .unknownFormat),
            (Array("PK\u{3}\u{4}nothing".utf8), .damaged(part: "ZIP")),
            (Array("a,\"b\nc,d\n".utf8), .unclosedQuote(row: 1)),
        ] as [([UInt8], SpreadsheetError)]
    )
    func `what is no spreadsheet is named`(bytes: [UInt8], error: SpreadsheetError) {
        #expect(Self.failure(bytes) == error)
    }

    @Test func `another archive, and a file that is not there, are named`() throws {
        let document = try ArchiveBuilder.archive([("word/document.xml", "<w/>")])
        #expect(Self.failure(document) == .noSheet)
        #expect(throws: SpreadsheetError.unreadable(path: "/nowhere.csv")) {
            try SpreadsheetReader(path: "/nowhere.csv").forEachRow { _, _ in }
        }
    }

    @Test(
        arguments: [
            .unreadable(path: "x"), .empty, .unknownFormat, .oldOrLockedWorkbook, .webPage, .noSheet,
            .damaged(part: "p"),
            .tooLarge(limitBytes: 1), .tooDense(limit: 1), .tooMuchText(limitBytes: 1), .tooManyRows(limit: 1),
            .tooManyColumns(row: 1, limit: 1), .cellTooLong(row: 1),
            .fieldTooLong(row: 1), .unclosedQuote(row: 1), .notWritten(reason: "r"),
        ] as [SpreadsheetError]
    )
    func `every refusal says what is wrong and what to do`(error: SpreadsheetError) {
        for language in Language.allCases {
            #expect(error.words.text(in: language).split(separator: ". ").count == 2)
        }
    }
}
