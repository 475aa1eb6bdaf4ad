import Spreadsheet
import Testing

/// Files that were cut off or altered on their way: they may be refused or misread, but nothing falls over.
@Suite struct MutationTests {
    /// A small generator, so that a failure can be repeated.
    struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    static func samples() throws -> [[UInt8]] {
        let writer = try SpreadsheetWriter(sheetName: "A", columns: WriterTests.columns)
        for _ in 0..<20 { try writer.append(WriterTests.cells) }
        let shared = try ArchiveBuilder.workbook(
            #"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="0"><v>46349.5</v></c></row>"#,
            sharedStrings: "<si><t>một</t></si>",
            styles: #"<cellXfs><xf numFmtId="14"/></cellXfs>"#
        )
        let utf16 = TextEncoding.utf16LittleEndian
        return [
            try writer.finishedBytes(), shared, Array(CSVTests.sentence.utf8),
            utf16.byteOrderMark + utf16.encode(CSVTests.sentence), TextEncoding.windows1258.encode(CSVTests.sentence),
        ]
    }

    private func read(_ bytes: [UInt8]) {
        do {
            try SpreadsheetReader(bytes: bytes).forEachRow { _, cells in #expect(!cells.isEmpty) }
        } catch {
            #expect(error is SpreadsheetError)
        }
    }

    @Test func `files that are cut off`() throws {
        for sample in try Self.samples() {
            for length in stride(from: 0, to: sample.count, by: max(1, sample.count / 200)) {
                read(Array(sample[..<length]))
            }
        }
    }

    @Test func `files with altered bytes`() throws {
        var chance = Chance(state: 20_261_123)
        for sample in try Self.samples() {
            for _ in 0..<400 {
                var bytes = sample
                for _ in 0..<Int.random(in: 1...8, using: &chance) {
                    bytes[Int.random(in: 0..<bytes.count, using: &chance)] = .random(in: 0...255, using: &chance)
                }
                read(bytes)
            }
        }
    }

    @Test func `sheets with altered XML`() throws {
        var chance = Chance(state: 7)
        let rows = Array(
            #"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="0"><v>4.63E4</v></c><c t="inlineStr"><is><t>x</t></is></c></row>"#
                .utf8
        )
        for _ in 0..<400 {
            var altered = rows
            for _ in 0..<3 {
                altered[Int.random(in: 0..<altered.count, using: &chance)] = .random(in: 32...126, using: &chance)
            }
            read(
                try ArchiveBuilder.workbook(
                    String(decoding: altered, as: UTF8.self),
                    sharedStrings: "<si><t>một</t></si>",
                    styles: #"<cellXfs><xf numFmtId="14"/></cellXfs>"#
                )
            )
        }
    }

    @Test func `noise is refused or read, never a fall`() {
        var chance = Chance(state: 99)
        for start in [[], [0x50, 0x4B, 0x03, 0x04], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] {
            for length in stride(from: 1, to: 3_000, by: 97) {
                read(start + (0..<length).map { _ in UInt8.random(in: 0...255, using: &chance) })
            }
        }
    }
}
