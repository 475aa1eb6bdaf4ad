import CQRCode
package import Markup

/// A QR code: a square of dark and light modules.
package struct QRSymbol: Hashable, Sendable {
    /// Modules on a side.
    package let width: Int
    /// Row by row, true where it is dark.
    package let modules: [Bool]

    /// Medium error correction. `nil` when the text is empty, holds a NUL, or is longer than any code can hold (some
    /// 2,300 bytes).
    package init?(_ text: String) {
        guard !text.isEmpty, !text.utf8.contains(0), let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else {
            return nil
        }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width).map { $0 & 1 == 1 }
    }

    package func isDark(row: Int, column: Int) -> Bool { modules[row * width + column] }

    /// The code as one path, black on white whatever the page's colours, with the quiet zone of four modules that
    /// readers need.
    ///
    /// - Parameter label: what a screen reader says instead.
    package func svg(label: String) -> HTML {
        let side = width + 8
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" role="img" aria-label="\(label)" \
            shape-rendering="crispEdges"><rect width="\(side)" height="\(side)" fill="#fff"/>\
            <path fill="#000" d="\(path)"/></svg>
            """
    }

    /// Runs of dark modules, each a rectangle one module high.
    private var path: String {
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                guard isDark(row: row, column: column) else {
                    column += 1
                    continue
                }
                let start = column
                while column < width, isDark(row: row, column: column) { column += 1 }
                path += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z"
            }
        }
        return path
    }
}
