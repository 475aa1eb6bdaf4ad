/// The part of Markdown that our guides are written in: headings, paragraphs, lists, notes, pictures, strong words and
/// links. Anything else, and all HTML, is text. A comment on lines of its own is left out.
struct Markdown: Hashable, Sendable {
    indirect enum Block: Hashable, Sendable {
        case heading(level: Int, anchor: String, [Span])
        case paragraph([Span])
        case list(isOrdered: Bool, start: Int, items: [[Block]])
        case note([Block])
        /// The file stands beside the guide: `hinh/buoc-1.webp`.
        case picture(file: String, words: String)
    }

    indirect enum Span: Hashable, Sendable {
        case text(String)
        case strong([Span])
        case link(Target, [Span])
    }

    /// Where a link may lead: to our own pages only.
    enum Target: Hashable, Sendable {
        case path(String)
        case guide(name: String, anchor: String)
        case anchor(String)
    }

    let blocks: [Block]

    init(_ text: String) {
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        var reader = MarkdownReader(lines: lines.map(String.init), depth: 0)
        var anchors: [String: Int] = [:]
        blocks = reader.read().map { block in
            guard case .heading(let level, let anchor, let spans) = block else { return block }
            let count = anchors[anchor, default: 0]
            anchors[anchor] = count + 1
            return .heading(level: level, anchor: count == 0 ? anchor : "\(anchor)-\(count)", spans)
        }
    }
}

extension Markdown {
    /// The heading of the first rank.
    var title: String {
        for case .heading(1, _, let spans) in blocks { return spans.plain }
        return ""
    }

    /// The first paragraph: what a search engine and the index tell of the guide.
    var summary: String {
        for case .paragraph(let spans) in blocks { return spans.plain }
        return ""
    }

    /// What comes after the title and the first paragraph.
    var body: [Block] {
        var rest = blocks[...]
        if case .heading(1, _, _) = rest.first { rest.removeFirst() }
        if case .paragraph = rest.first { rest.removeFirst() }
        return Array(rest)
    }

    var sections: [(anchor: String, words: String)] {
        blocks.compactMap { block in
            guard case .heading(2, let anchor, let spans) = block else { return nil }
            return (anchor, spans.plain)
        }
    }

    /// Every picture, however deep.
    var pictures: [(file: String, words: String)] { Self.pictures(in: blocks) }
    /// Every link, however deep.
    var targets: [Target] { Self.spans(in: blocks).flatMap(\.targets) }

    private static func pictures(in blocks: [Block]) -> [(file: String, words: String)] {
        blocks.flatMap { block -> [(file: String, words: String)] in
            switch block {
            case .heading, .paragraph: []
            case .list(_, _, let items): items.flatMap(pictures)
            case .note(let blocks): pictures(in: blocks)
            case .picture(let file, let words): [(file, words)]
            }
        }
    }

    private static func spans(in blocks: [Block]) -> [Span] {
        blocks.flatMap { block -> [Span] in
            switch block {
            case .heading(_, _, let spans), .paragraph(let spans): spans
            case .list(_, _, let items): items.flatMap(spans)
            case .note(let blocks): spans(in: blocks)
            case .picture: []
            }
        }
    }
}

extension Markdown.Span {
    var plain: String {
        switch self {
        case .text(let text): text
        case .strong(let spans), .link(_, let spans): spans.plain
        }
    }

    var targets: [Markdown.Target] {
        switch self {
        case .text: []
        case .strong(let spans): spans.flatMap(\.targets)
        case .link(let target, _): [target]
        }
    }
}

extension [Markdown.Span] {
    var plain: String { map(\.plain).joined() }
}

extension Markdown.Target {
    /// `nil` for whatever does not lead to a page of ours.
    init?(_ text: String) {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let anchor = parts.count == 2 ? parts[1] : ""
        guard anchor.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else { return nil }
        if text.hasPrefix("#"), !anchor.isEmpty {
            self = .anchor(anchor)
        } else if parts[0].hasSuffix(".md") {
            let name = String(parts[0].dropLast(3))
            guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
            else { return nil }
            self = .guide(name: name, anchor: anchor)
        } else {
            let isOurs = text.hasPrefix("/") && !text.hasPrefix("//")
            guard isOurs, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "/-_?=&.".contains($0)) })
            else { return nil }
            self = .path(text)
        }
    }
}
