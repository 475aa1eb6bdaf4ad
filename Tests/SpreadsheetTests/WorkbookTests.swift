import Spreadsheet
import Testing

@Suite struct WorkbookTests {
    static func rows(_ bytes: [UInt8], limits: SpreadsheetLimits = .standard) throws -> [[String]] {
        var rows: [[String]] = []
        try SpreadsheetReader(bytes: bytes, limits: limits).forEachRow { rows.append($1) }
        return rows
    }

    static func cell(_ xml: String, styles: String = "", workbook: String? = nil) throws -> String {
        let sheets = #"<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>"#
        let bytes = try ArchiveBuilder.workbook(
            "<row>\(xml)</row>",
            sharedStrings: "<si><t>một</t></si><si><r><t>hai </t></r><r><t>ba</t></r><rPh><t>x</t></rPh></si>",
            styles: styles,
            workbook: (workbook ?? "") + sheets
        )
        return try #require(try rows(bytes).first?.first)
    }

    @Test(arguments: [
        (#"<c t="s"><v>0</v></c>"#, "một"), (#"<c t="s"><v>1</v></c>"#, "hai ba"),
        (#"<c t="inlineStr"><is><t>trong ô</t></is></c>"#, "trong ô"),
        (#"<c t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c>"#, "a b"),
        (#"<c t="str"><f>A1&amp;B1</f><v>ghép &amp; nối</v></c>"#, "ghép & nối"), (#"<c t="b"><v>1</v></c>"#, "TRUE"),
        (#"<c t="b"><v>0</v></c>"#, "FALSE"), (#"<c t="e"><v>#N/A</v></c>"#, "#N/A"),
        (#"<c t="str"><v>dòng_x000A_hai</v></c>"#, "dòng\nhai"), (#"<c t="str"><v>a_xyz</v></c>"#, "a_xyz"),
        (#"<c t="d"><v>2026-11-23T10:15:00</v></c>"#, "23/11/2026 10:15:00"), ("<c><v>1105021</v></c>", "1105021"),
        ("<c><v>1.4600001E7</v></c>", "14600001"), ("<c><v>1105021.0</v></c>", "1105021"),
        ("<c><v>-3850</v></c>", "-3850"), ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>123456789012345678</v></c>", "123456789012345678"), ("<c><v>1.5E-3</v></c>", "0.0015"),
        ("<c><v>999999.99999999999</v></c>", "1000000"), ("<c><v>-0.0</v></c>", "0"), ("<c><v>abc</v></c>", "abc"),
        ("<c><v>1E99999</v></c>", "1E99999"), ("<x:c><x:v>7</x:v></x:c>", "7"),
    ])
    func `a cell says what a person sees`(xml: String, text: String) throws {
        let named = xml.hasPrefix("<x:") ? xml.replacing("<x:c>", with: #"<x:c xmlns:x="y">"#) : xml
        #expect(try Self.cell(named) == text)
    }

    @Test(arguments: [
        ("46349.427083333336", "23/11/2026 10:15:00"), ("46349", "23/11/2026 00:00:00"),
        ("46349.99999999", "24/11/2026 00:00:00"), ("0.5", "12:00:00"), ("1", "01/01/1900 00:00:00"),
        ("61", "01/03/1900 00:00:00"), ("2958465", "31/12/9999 00:00:00"), ("2958466", "2958466"), ("-5", "-5"),
    ])
    func `a number in the style of a date is a date`(number: String, text: String) throws {
        let styles =
            #"<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm:ss"/></numFmts>"#
            + #"<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>"#
        #expect(try Self.cell("<c s=\"1\"><v>\(number)</v></c>", styles: styles) == text)
        let plain = try Self.cell("<c s=\"0\"><v>46349</v></c>", styles: styles)
        #expect(plain == "46349")
    }

    @Test(arguments: [
        ("#,##0", false), ("General", false), ("0.00E+00", false), (#"#,##0\ "đ""#, false), (#"#,##0_d"#, false),
        ("[Red]0", false), (#"[$-42A]dd/mm/yyyy"#, true), ("[h]:mm", true), (#"yyyy"-"mm"#, true), ("hh:mm;@", true),
        (#"0;"d""#, false),
    ])
    func `the format tells a date from an amount`(code: String, isDate: Bool) throws {
        let escaped = code.replacing("\"", with: "&quot;")
        let styles =
            "<numFmts><numFmt numFmtId=\"170\" formatCode=\"\(escaped)\"/></numFmts>"
            + #"<cellXfs><xf numFmtId="170"/></cellXfs>"#
        let text = try Self.cell(#"<c s="0"><v>46349</v></c>"#, styles: styles)
        #expect(text == (isDate ? "23/11/2026 00:00:00" : "46349"))
    }

    @Test func `a workbook of an old Mac counts its days from 1904`() throws {
        let styles = #"<cellXfs><xf numFmtId="22"/></cellXfs>"#
        let text = try Self.cell(
            #"<c s="0"><v>44887.5</v></c>"#,
            styles: styles,
            workbook: #"<workbookPr date1904="1"/>"#
        )
        #expect(text == "23/11/2026 12:00:00")
    }

    @Test func `cells stand where their reference says, rows too`() throws {
        let bytes = try ArchiveBuilder.workbook(
            """
            <row r="3"><c r="B3"><v>1</v></c><c r="AA3"><v>2</v></c></row><row r="4"><c r="A4" s="0"/></row>
            <row r="9"><c><v>3</v></c><c><v>4</v></c></row><row><c r="C1"><v>5</v></c><c r="A1"><v>6</v></c></row>
            """
        )
        var found: [Int: [String]] = [:]
        let summary = try SpreadsheetReader(bytes: bytes).forEachRow { found[$0] = $1 }
        #expect(summary.format == .workbook)
        #expect(summary.rowCount == 3)
        #expect(found[3]?.count == 27)
        #expect(found[3]?[1] == "1")
        #expect(found[3]?[26] == "2")
        #expect(found[9] == ["3", "4"])
        #expect(found[10] == ["6", "", "5"])
    }

    @Test func `the first sheet that can be seen is read`() throws {
        let bytes = try ArchiveBuilder.workbook(
            "<row><c><v>1</v></c></row>",
            workbook: """
                <sheets><sheet name="B" sheetId="1" state="veryHidden" r:id="rId1"/>
                <sheet name="A" sheetId="2" r:id="rId2"/></sheets>
                """
        )
        #expect(try Self.rows(bytes) == [["2"]])
    }

    @Test func `an error of the caller ends the reading and comes back`() throws {
        struct Enough: Error {}
        let bytes = try ArchiveBuilder.workbook(String(repeating: "<row><c><v>1</v></c></row>", count: 1_000))
        var count = 0
        #expect(throws: Enough.self) {
            try SpreadsheetReader(bytes: bytes).forEachRow { _, _ in
                count += 1
                if count == 3 { throw Enough() }
            }
        }
        #expect(count == 3)
    }
}
