import CZip
import Glibc

/// Makes ZIP archives by hand: workbooks as other programs write them, and ones that nobody should write.
enum ArchiveBuilder {
    struct Failure: Error { let code: Int32 }

    static func archive(_ parts: [(name: String, text: String)]) throws -> [UInt8] {
        var template = Array("/tmp/qldv-test-XXXXXX".utf8CString)
        close(mkstemp(&template))
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else { throw Failure(code: code) }
        for part in parts {
            let bytes = Array(part.text.utf8)
            let copy = UnsafeMutableRawBufferPointer(start: malloc(max(1, bytes.count)), count: bytes.count)
            copy.copyBytes(from: bytes)
            let source = zip_source_buffer(archive, copy.baseAddress, UInt64(bytes.count), 1)
            zip_file_add(archive, part.name, source, UInt32(ZIP_FL_OVERWRITE))
        }
        guard zip_close(archive) == 0 else { throw Failure(code: -1) }
        return try bytes(ofFile: path)
    }

    /// A new folder of its own.
    static func folder() throws -> String {
        var template = Array("/tmp/qldv-folder-XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw Failure(code: errno) }
        return String(cString: path)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "wb") else { throw Failure(code: errno) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure(code: errno) }
    }

    static func bytes(ofFile path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Failure(code: errno) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }

    /// A workbook around the XML of a sheet's rows.
    static func workbook(
        _ rows: String,
        sharedStrings: String = "",
        styles: String = "",
        workbook: String = #"<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>"#
    ) throws -> [UInt8] {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let main = #"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="\#(office)""#
        return try archive([
            (
                "_rels/.rels",
                #"<Relationships><Relationship Id="a" Type="\#(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
            ("xl/workbook.xml", "<workbook \(main)>\(workbook)</workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                """
                <Relationships>
                <Relationship Id="rId2" Type="\(office)/worksheet" Target="worksheets/other.xml"/>
                <Relationship Id="rId1" Type="\(office)/worksheet" Target="/xl/worksheets/first.xml"/>
                <Relationship Id="rId3" Type="\(office)/sharedStrings" Target="sharedStrings.xml"/>
                <Relationship Id="rId4" Type="\(office)/styles" Target="./styles.xml"/>
                </Relationships>
                """
            ),
            ("xl/worksheets/other.xml", "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>"),
            (
                "xl/worksheets/first.xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet \(main)><sheetData>\(rows)</sheetData></worksheet>"
            ),
            ("xl/sharedStrings.xml", "<sst>\(sharedStrings)</sst>"),
            ("xl/styles.xml", "<styleSheet>\(styles)</styleSheet>"),
        ])
    }
}
