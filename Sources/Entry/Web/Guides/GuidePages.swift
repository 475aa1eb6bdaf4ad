import Kernel
import Markup

/// A guide's blocks as markup. What was text stays text.
struct GuideMarkup: Sendable {
    let book: GuideBook

    func html(_ blocks: [Markdown.Block]) -> HTML { blocks.markup(html) }

    private func html(_ block: Markdown.Block) -> HTML {
        switch block {
        case .heading(let level, let anchor, let spans):
            switch level {
            case 1: "<h1 id=\"\(anchor)\">\(html(spans))</h1>\n"
            case 2: "<h2 id=\"\(anchor)\">\(html(spans))</h2>\n"
            default: "<h3 id=\"\(anchor)\">\(html(spans))</h3>\n"
            }
        case .paragraph(let spans): "<p>\(html(spans))</p>\n"
        case .list(let isOrdered, let start, let items): list(isOrdered, start, items)
        case .note(let blocks):
            "<div class=\"notice brand\" role=\"note\">\(Icon.info.html)<div class=\"stack tight\">\(html(blocks))</div></div>\n"
        case .picture(let file, let words): picture(file, words)
        }
    }

    private func list(_ isOrdered: Bool, _ start: Int, _ items: [[Markdown.Block]]) -> HTML {
        let inside = items.markup { "<li>\(item($0))</li>\n" }
        guard isOrdered else { return "<ul>\n\(inside)</ul>\n" }
        return start == 1 ? "<ol>\n\(inside)</ol>\n" : "<ol start=\"\(start)\">\n\(inside)</ol>\n"
    }

    /// A line of a short list stands without a paragraph of its own.
    private func item(_ blocks: [Markdown.Block]) -> HTML {
        if blocks.count == 1, case .paragraph(let spans) = blocks[0] { return html(spans) }
        return html(blocks)
    }

    /// The picture leads to itself: on a telephone one wants to enlarge it.
    private func picture(_ file: String, _ words: String) -> HTML {
        guard let picture = book.pictures[file] else { return "<p>\(words)</p>\n" }
        let address = Address.guidePicture(picture)
        return """
            <figure class="shot"><a href="\(address)"><img src="\(address)" width="\(picture.size.width)" \
            height="\(picture.size.height)" alt="\(words)" loading="lazy" decoding="async"></a></figure>

            """
    }

    private func html(_ spans: [Markdown.Span]) -> HTML {
        spans.markup { span in
            switch span {
            case .text(let text): .text(text)
            case .strong(let inside): "<strong>\(html(inside))</strong>"
            case .link(let target, let inside): "<a href=\"\(address(target))\">\(html(inside))</a>"
            }
        }
    }

    private func address(_ target: Markdown.Target) -> HTML {
        switch target {
        case .path(let path): "\(Address.here(path))"
        case .anchor(let anchor): "#\(anchor)"
        case .guide(let name, let anchor):
            "\(name == "README" ? Address.guides : .guide(name))\(anchor.isEmpty ? "" : "#\(anchor)" as HTML)"
        }
    }
}

/// `/huong-dan/:name`: one guide.
struct GuidePage: Page {
    let around: Surroundings
    let text: Markdown
    let book: GuideBook

    var title: String { text.title }
    var summary: String { text.summary }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <div class="wrap middle stack">
        \(crumbs([(language("Hướng dẫn", "Guides"), .guides)], here: text.title, in: language))
        \(guideLanguageNote(language))
        <article class="guide" lang="vi">
        <h1>\(text.title)</h1>
        <p class="lead">\(text.summary)</p>
        \(contents)
        \(GuideMarkup(book: book).html(text.body))
        </article>
        <p class="row no-print">\(printButton(language))\(linkButton(language("Mọi hướng dẫn", "All guides"), .quiet, to: .guides))</p>
        </div>
        """
    }

    private var contents: HTML {
        """
        <nav class="card contents no-print" aria-labelledby="contents"><h2 class="h3" id="contents">Nội dung</h2>
        <ol>\(text.sections.markup { "<li><a href=\"#\($0.anchor)\">\($0.words)</a></li>\n" })</ol></nav>
        """
    }
}

/// `/huong-dan`: all of them.
struct GuideIndexPage: Page {
    let around: Surroundings
    let text: Markdown
    let book: GuideBook

    var title: String { text.title }
    var summary: String { text.summary }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <div class="wrap middle stack">
        \(guideLanguageNote(language))
        <article class="guide" lang="vi">
        <h1>\(text.title)</h1>
        <p class="lead">\(text.summary)</p>
        \(GuideMarkup(book: book).html(text.body))
        </article>
        </div>
        """
    }
}

/// The people whom the guides are for read Vietnamese; whoever reads English is told.
private func guideLanguageNote(_ language: Language) -> HTML {
    switch language {
    case .vietnamese: ""
    case .english:
        notice(.calm, title: "This guide is in Vietnamese; the buttons it names are called so on the Vietnamese pages.")
    }
}
