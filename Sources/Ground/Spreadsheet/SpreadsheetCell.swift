package import Kernel

/// What a cell of an export holds.
package enum SpreadsheetCell: Hashable, Sendable {
    case empty
    case text(String)
    /// Shown with marks between the thousands.
    case integer(Int64)
    /// Shown as `23/11/2026`.
    case day(Day)
    /// Shown as `23/11/2026 14:05:09`, on Vietnam's clock.
    case timestamp(Timestamp)
}

/// A column of an export.
package struct SpreadsheetColumn: Hashable, Sendable {
    package let header: String
    /// In characters of the usual font.
    package let widthCharacters: Int

    package init(_ header: String, widthCharacters: Int = 16) {
        self.header = header
        self.widthCharacters = widthCharacters
    }
}
