/// A document in A4, as a list of blocks from top to bottom; `bytes()` draws it. Set in Noto Sans, which has all of
/// Vietnamese. Geometry is in points, 72 to the inch: the only fractions in this system, and never money.
package struct PDFDocument: Sendable {
    package var title: String
    /// ISO 8601, written into the file, so that the same document is the same bytes.
    package var createdAt: String
    package var blocks: [PDFBlock] = []
    /// At the foot of each page, given its number and the number of pages.
    package var footer: @Sendable (_ page: Int, _ pages: Int) -> PDFText
    /// Pale and large behind everything.
    package var watermark: String?
    /// The size of plain text.
    package var fontSize: Double = 9.5

    package init(
        title: String,
        createdAt: String,
        footer: @escaping @Sendable (_ page: Int, _ pages: Int) -> PDFText = { PDFText("\($0)/\($1)") }
    ) {
        self.title = title
        self.createdAt = createdAt
        self.footer = footer
    }

    package mutating func paragraph(_ text: PDFText, _ alignment: PDFAlignment = .left, percent: Int = 100) {
        blocks.append(.paragraph(text.sized(percent: percent), alignment))
    }

    package mutating func rule() { blocks.append(.rule) }
    package mutating func space(points: Double) { blocks.append(.space(points: points)) }
    package mutating func table(_ table: PDFTable) { blocks.append(.table(table)) }

    /// The file. `nil` when the system has no font or no memory for it.
    package func bytes() -> [UInt8]? {
        // Drawn twice: the first time tells how many pages there are.
        guard let draft = PDFRenderer(self, pageTotal: nil), let draftPages = draft.draw()?.pageCount else {
            return nil
        }
        return PDFRenderer(self, pageTotal: draftPages)?.draw()?.bytes
    }
}

package enum PDFAlignment: Sendable { case left, centre, right }

/// What stands in a document.
package enum PDFBlock: Sendable {
    case paragraph(PDFText, PDFAlignment)
    case table(PDFTable)
    case rule
    case space(points: Double)
}

/// Rows under a head that is repeated on every page it runs over. A row is never torn apart.
package struct PDFTable: Sendable {
    package struct Column: Sendable {
        let share: Int
        let alignment: PDFAlignment

        /// - Parameter share: its part of the width, relative to the other columns.
        package init(_ share: Int, _ alignment: PDFAlignment = .left) {
            self.share = max(1, share)
            self.alignment = alignment
        }
    }

    package struct Cell: Sendable, ExpressibleByStringLiteral {
        let text: PDFText
        let span: Int
        let alignment: PDFAlignment?

        /// - Parameter span: how many columns it covers.
        package init(_ text: PDFText, span: Int = 1, _ alignment: PDFAlignment? = nil) {
            self.text = text
            self.span = max(1, span)
            self.alignment = alignment
        }

        package init(stringLiteral text: String) { self.init(PDFText(text)) }
    }

    package enum Border: Sendable { case grid, none }

    package var columns: [Column]
    package var head: [Cell]
    package var rows: [[Cell]]
    package var border: Border

    package init(_ columns: [Column], head: [Cell] = [], rows: [[Cell]], border: Border = .grid) {
        self.columns = columns
        self.head = head
        self.rows = rows
        self.border = border
    }
}
