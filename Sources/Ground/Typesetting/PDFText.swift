/// Text with emphasis, for one paragraph or one cell. Whatever stands in it is shown; nothing in it is a command.
package struct PDFText: Sendable, ExpressibleByStringLiteral {
    private struct Run: Sendable {
        var text: String
        var bold = false
        var italic = false
        var colour: String?
        var sizePercent: Int?
    }

    private var runs: [Run]

    package init(_ text: String) { runs = [Run(text: text)] }
    package init(stringLiteral text: String) { self.init(text) }

    package var bold: PDFText { changed { $0.bold = true } }
    package var italic: PDFText { changed { $0.italic = true } }

    /// - Parameter hex: six hexadecimal digits, such as `a3141f`; anything else leaves the colour as it is.
    package func coloured(_ hex: String) -> PDFText {
        guard hex.utf8.count == 6, hex.allSatisfy(\.isHexDigit) else { return self }
        return changed { $0.colour = hex }
    }

    /// Relative to the paragraph's size.
    package func sized(percent: Int) -> PDFText { changed { $0.sizePercent = min(400, max(25, percent)) } }

    package static func + (left: PDFText, right: PDFText) -> PDFText {
        var sum = left
        sum.runs += right.runs
        return sum
    }

    private func changed(_ change: (inout Run) -> Void) -> PDFText {
        var copy = self
        for index in copy.runs.indices { change(&copy.runs[index]) }
        return copy
    }

    /// Pango's markup. A code that is broken over two lines gets no hyphen that is not its own.
    var markup: String { "<span insert_hyphens=\"false\">\(runsMarkup)</span>" }

    private var runsMarkup: String {
        runs.map { run in
            var attributes = ""
            if run.bold { attributes += " weight=\"bold\"" }
            if run.italic { attributes += " style=\"italic\"" }
            if let colour = run.colour { attributes += " foreground=\"#\(colour)\"" }
            if let percent = run.sizePercent { attributes += " size=\"\(percent)%\"" }
            return attributes.isEmpty ? Self.escape(run.text) : "<span\(attributes)>\(Self.escape(run.text))</span>"
        }.joined()
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            // XML, and so Pango, knows no other control characters.
            default: if scalar.value >= 0x20, scalar.value != 0x7F { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }
}
