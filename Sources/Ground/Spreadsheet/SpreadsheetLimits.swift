/// How much a file from outside may ask of us. A small archive can unpack to a large one, and a header can claim a
/// billion columns: each bound ends the reading with a `SpreadsheetError` that says what to do.
package struct SpreadsheetLimits: Hashable, Sendable {
    /// Bytes unpacked from one workbook, or bytes of one CSV file.
    package var unpackedBytes: Int64 = 4 << 30
    /// Unpacked bytes for each packed one. A sheet of equal rows stays below 100; deflate could reach 1,032.
    package var ratio: Int64 = 250
    /// Text that a workbook keeps apart from its cells: the only part of a file that is held in memory.
    package var sharedStringBytes = 256 << 20
    /// Excel itself has 16,384; VNPAY's fee report has 45.
    package var columns = 1_000
    /// One cell, in bytes of UTF-8. Excel's own limit is 32,767 characters.
    package var cellBytes = 131_072
    /// Excel's own limit.
    package var rows = 1_048_576

    package static let standard = SpreadsheetLimits()

    package init() {}

    /// Below this an archive may be as dense as it likes.
    static let harmlessBytes: Int64 = 16 << 20
}
