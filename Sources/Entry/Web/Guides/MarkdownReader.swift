import People

/// Reads lines into blocks. Written for our own guides, but nothing that it is given can make it fail, run for ever or
/// let markup through.
struct MarkdownReader {
    /// Lists in notes in lists …: deeper than this, everything is a paragraph.
    static let deepest = 4

    private let lines: [String]
    private let depth: Int
    private var position = 0

    init(lines: [String], depth: Int) {
        self.lines = lines
        self.depth = depth
    }

    mutating func read() -> [Markdown.Block] {
        var blocks: [Markdown.Block] = []
        while position < lines.count {
            let line = lines[position]
            if line.isBlank {
                position += 1
            } else if line.trimmed.hasPrefix("<!--") {
                skipComment()
            } else {
                blocks.append(block(line))
            }
        }
        return blocks
    }

    private mutating func skipComment() {
        while position < lines.count {
            position += 1
            if lines[position - 1].contains("-->") { return }
        }
    }

    private mutating func block(_ line: String) -> Markdown.Block {
        if let heading = heading(line) {
            position += 1
            return heading
        }
        if let picture = picture(line.trimmed) {
            position += 1
            return picture
        }
        if depth < Self.deepest {
            if line.hasPrefix(">") { return note() }
            if let marker = Marker(line) { return list(marker) }
        }
        return paragraph()
    }

    private func heading(_ line: String) -> Markdown.Block? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...3).contains(level), line.dropFirst(level).hasPrefix(" ") else { return nil }
        let spans = MarkdownSpans.read(String(line.dropFirst(level)).trimmed)
        return .heading(level: level, anchor: Self.anchor(spans.plain), spans)
    }

    /// As the forges make it, so that a link to a heading works there too.
    static func anchor(_ words: String) -> String {
        String(words.lowercased().compactMap { $0 == " " ? "-" : $0.isLetter || $0.isNumber || $0 == "-" ? $0 : nil })
    }

    private func picture(_ line: String) -> Markdown.Block? {
        guard line.hasPrefix("!["), line.hasSuffix(")"), let middle = line.firstRange(of: "](") else { return nil }
        let words = line[..<middle.lowerBound].dropFirst(2)
        let file = line[middle.upperBound...].dropLast()
        let isHarmless = file.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/-.".contains($0)) }
        guard isHarmless, !file.hasPrefix("/"), !file.contains("..") else { return nil }
        return .picture(file: String(file), words: String(words))
    }

    private mutating func note() -> Markdown.Block {
        var inside: [String] = []
        while position < lines.count, lines[position].hasPrefix(">") {
            let rest = lines[position].dropFirst()
            inside.append(String(rest.hasPrefix(" ") ? rest.dropFirst() : rest))
            position += 1
        }
        var reader = MarkdownReader(lines: inside, depth: depth + 1)
        return .note(reader.read())
    }

    /// `- ` or `12. `, and how far in the item's words begin.
    private struct Marker {
        let number: Int?
        let width: Int

        init?(_ line: String) {
            if line.hasPrefix("- ") {
                number = nil
                width = 2
                return
            }
            let digits = line.prefix { $0.isASCII && $0.isNumber }
            guard (1...3).contains(digits.count), line.dropFirst(digits.count).hasPrefix(". "),
                let number = Int(digits)
            else { return nil }
            self.number = number
            width = digits.count + 2
        }
    }

    private mutating func list(_ first: Marker) -> Markdown.Block {
        var items: [[Markdown.Block]] = []
        while position < lines.count, let marker = Marker(lines[position]),
            (marker.number == nil) == (first.number == nil)
        {
            var inside = [String(lines[position].dropFirst(marker.width))]
            position += 1
            let indentation = String(repeating: " ", count: marker.width)
            while position < lines.count, lines[position].isBlank || lines[position].hasPrefix(indentation) {
                inside.append(String(lines[position].dropFirst(marker.width)))
                position += 1
            }
            var reader = MarkdownReader(lines: inside, depth: depth + 1)
            items.append(reader.read())
        }
        return .list(isOrdered: first.number != nil, start: first.number ?? 1, items: items)
    }

    private mutating func paragraph() -> Markdown.Block {
        var words = [lines[position].trimmed]
        position += 1
        while position < lines.count, !startsBlock(lines[position]) {
            words.append(lines[position].trimmed)
            position += 1
        }
        return .paragraph(MarkdownSpans.read(words.joined(separator: " ")))
    }

    private func startsBlock(_ line: String) -> Bool {
        line.isBlank || heading(line) != nil || picture(line.trimmed) != nil || line.trimmed.hasPrefix("<!--")
            || depth < Self.deepest && (line.hasPrefix(">") || Marker(line) != nil)
    }
}

/// Strong words and links within a paragraph.
enum MarkdownSpans {
    static func read(_ text: String, isInside: Bool = false) -> [Markdown.Span] {
        var spans: [Markdown.Span] = []
        var plain = ""
        var rest = text[...]
        func flush() {
            if !plain.isEmpty { spans.append(.text(plain)) }
            plain = ""
        }
        while let character = rest.first {
            if let (words, after) = strong(rest) {
                flush()
                spans.append(.strong(isInside ? [.text(words)] : read(words, isInside: true)))
                rest = after
            } else if let (words, target, after) = link(rest) {
                flush()
                let inside = isInside ? [.text(words)] : read(words, isInside: true)
                // A link that leads elsewhere is told as its words.
                spans += target.map { [.link($0, inside)] } ?? inside
                rest = after
            } else {
                plain.append(character)
                rest.removeFirst()
            }
        }
        flush()
        return spans
    }

    private static func strong(_ text: Substring) -> (String, Substring)? {
        guard text.hasPrefix("**"), let end = text.dropFirst(2).firstRange(of: "**") else { return nil }
        let words = text[text.index(text.startIndex, offsetBy: 2)..<end.lowerBound]
        return words.isEmpty ? nil : (String(words), text[end.upperBound...])
    }

    private static func link(_ text: Substring) -> (String, Markdown.Target?, Substring)? {
        guard text.hasPrefix("["), let middle = text.firstRange(of: "]("),
            let end = text[middle.upperBound...].firstIndex(of: ")")
        else { return nil }
        let words = text[text.index(after: text.startIndex)..<middle.lowerBound]
        guard !words.contains("[") else { return nil }
        return (String(words), Markdown.Target(String(text[middle.upperBound..<end])), text[text.index(after: end)...])
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
