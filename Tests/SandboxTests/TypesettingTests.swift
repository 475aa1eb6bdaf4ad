import Foundation
import Testing
import Typesetting

/// Reads PDFs with another program than the one that wrote them.
enum Poppler {
    static func text(of pdf: [UInt8]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "qldv-pdf-\(pdf.hashValue.magnitude)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "document.pdf")
        try Data(pdf).write(to: file)
        // `KEEP_PDF=folder` leaves a copy to look at.
        if let kept = ProcessInfo.processInfo.environment["KEEP_PDF"] {
            try Data(pdf).write(to: URL(filePath: kept).appending(path: "document-\(pdf.count).pdf"))
        }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/pdftotext")
        process.arguments = ["-layout", file.path, "-"]
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).precomposedStringWithCanonicalMapping
    }
}

@Suite struct TypesettingTests {
    @Test func `every Vietnamese letter can be read back`() throws {
        let letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ₫"
        var document = PDFDocument(title: "Chữ", createdAt: "2026-11-23T12:00:00+07:00")
        document.paragraph(PDFText(letters))
        document.paragraph(PDFText(letters.uppercased()).bold.italic)
        let text = try Poppler.text(of: try #require(document.bytes()))
        #expect(text.contains(letters))
        #expect(text.contains(letters.uppercased()))
    }

    @Test func `a long table repeats its head and loses no row`() throws {
        var document = PDFDocument(title: "Bảng", createdAt: "2026-11-23T12:00:00+07:00") { page, pages in
            PDFText("Trang \(page)/\(pages)")
        }
        document.table(
            PDFTable(
                [.init(1, .right), .init(9)],
                head: ["STT", "Diễn giải"],
                rows: (1...200).map { [.init(PDFText("#\($0)#")), "Kỳ cước"] }
            )
        )
        let text = try Poppler.text(of: try #require(document.bytes()))
        for number in 1...200 { #expect(text.contains("#\(number)#")) }
        let pages = text.split(separator: "\u{0C}").filter { $0.contains("Trang") }
        #expect(pages.count > 1)
        #expect(pages.allSatisfy { $0.contains("Diễn giải") && $0.contains("/\(pages.count)") })
    }

    @Test func `what stands in a text is shown, not obeyed`() throws {
        var document = PDFDocument(title: "<b>", createdAt: "2026-11-23T12:00:00+07:00")
        document.paragraph(PDFText("<b>a & b</b> \u{1}\u{8} </span>"))
        let text = try Poppler.text(of: try #require(document.bytes()))
        #expect(text.contains("<b>a & b</b>"))
        #expect(text.contains("</span>"))
    }
}
