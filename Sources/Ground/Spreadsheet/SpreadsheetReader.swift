/// Reads the first sheet of an Excel workbook, or a text file of separated values, row by row. What it is, is seen
/// from its bytes: people name files as they like.
///
/// Memory holds one row and, of a workbook, its shared texts; never all rows. Safe for files from strangers: see
/// `SpreadsheetLimits`.
package struct SpreadsheetReader: Sendable {
    /// What a file turned out to be.
    package enum Format: Hashable, Sendable {
        case workbook
        case text(TextEncoding, separator: Character)
    }

    package struct Summary: Hashable, Sendable {
        package let format: Format
        /// Rows with anything in them.
        package let rowCount: Int
    }

    private let source: ByteSource
    private let limits: SpreadsheetLimits

    package init(bytes: [UInt8], limits: SpreadsheetLimits = .standard) {
        source = .bytes(bytes)
        self.limits = limits
    }

    package init(path: String, limits: SpreadsheetLimits = .standard) {
        source = .file(path: path)
        self.limits = limits
    }

    /// Calls `body` for each row with anything in it. Cells are texts: numbers as plain digits with a point before
    /// a fraction, dates as `dd/MM/yyyy HH:mm:ss`, missing cells empty; a row ends at its last cell.
    ///
    /// - Parameter body: `rowNumber` is what a spreadsheet shows at its left edge, from 1. An error thrown by it ends
    ///   the reading and is passed on.
    /// - Throws: `SpreadsheetError`, also after rows have been given: what was made of them must not be kept then.
    @discardableResult
    package func forEachRow(_ body: (_ rowNumber: Int, _ cells: [String]) throws -> Void) throws -> Summary {
        let opening = try source.opening()
        guard !opening.isEmpty else { throw SpreadsheetError.empty }
        if opening.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            return Summary(format: .workbook, rowCount: try readWorkbook(body))
        }
        if opening.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { throw SpreadsheetError.oldOrLockedWorkbook }
        for sign in ["%PDF", "PK", "\u{7F}ELF", "Rar!"] where opening.starts(with: sign.utf8) {
            throw SpreadsheetError.unknownFormat
        }
        return try readText(body)
    }

    private func readWorkbook(_ body: (Int, [String]) throws -> Void) throws -> Int {
        switch source {
        case .bytes(let bytes):
            try bytes.withUnsafeBytes { bytes in
                try Workbook(ZipArchive(bytes, limits: limits), limits: limits).forEachRow(body)
            }
        case .file(let path):
            try Workbook(ZipArchive(path: path, limits: limits), limits: limits).forEachRow(body)
        }
    }

    private func readText(_ body: (Int, [String]) throws -> Void) throws -> Summary {
        var survey = TextSurvey()
        var total: Int64 = 0
        try source.forEachChunk { chunk in
            total += Int64(chunk.count)
            guard total <= limits.unpackedBytes else {
                throw SpreadsheetError.tooLarge(limitBytes: limits.unpackedBytes)
            }
            survey.take(chunk)
            return true
        }
        let encoding = try survey.encoding()
        let separator = CSVParser.separator(of: try sample(encoding), limits: limits)
        var parser = CSVParser(separator: separator, limits: limits)
        var decoder = TextDecoder(encoding)
        var text: [UInt8] = []
        try source.forEachChunk { chunk in
            text.removeAll(keepingCapacity: true)
            decoder.decode(chunk, into: &text)
            try parser.take(text, body)
            return true
        }
        text.removeAll()
        decoder.finish(into: &text)
        try parser.take(text, body)
        try parser.finish(body)
        let format = Format.text(encoding, separator: Character(Unicode.Scalar(separator)))
        return Summary(format: format, rowCount: parser.rowCount)
    }

    private func sample(_ encoding: TextEncoding) throws -> [UInt8] {
        var decoder = TextDecoder(encoding)
        var text: [UInt8] = []
        try source.opening().withUnsafeBytes { decoder.decode($0, into: &text) }
        return text
    }
}
