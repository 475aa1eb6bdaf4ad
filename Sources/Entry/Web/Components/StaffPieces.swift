import Kernel
import Markup

/// The head of a staff page: what it is, how it stands, and what can be done.
func staffHead(_ title: String, badge: Badge? = nil, lead: String? = nil, actions: HTML = "") -> HTML {
    """
    <div class="row apart"><div class="stack tight"><div class="row"><h1>\(title)</h1>\(badge.map(\.html))</div>\
    \(lead.map { "<p class=\"muted\">\($0)</p>" })</div><div class="row">\(actions)</div></div>

    """
}

/// A part of a staff page under a heading of its own.
func panel(_ title: String, id: String, _ content: HTML, actions: HTML = "") -> HTML {
    """
    <section class="card stack" aria-labelledby="\(id)"><div class="row apart"><h2 id="\(id)">\(title)</h2>\
    <div class="row">\(actions)</div></div>
    \(content)</section>

    """
}

/// A number that somebody looks for first, with a way to what it counts.
struct Figure: Sendable {
    let value: String
    let label: String
    var address: Address?
    var tone = Tone.calm

    var html: HTML {
        let content: HTML = "<strong class=\"number\">\(value)</strong><span class=\"muted\">\(label)</span>"
        guard let address else { return "<div class=\"card figure \(tone.rawValue)\">\(content)</div>" }
        return "<a class=\"card figure \(tone.rawValue)\" href=\"\(address)\">\(content)</a>"
    }
}

func figures(_ figures: [Figure]) -> HTML { "<div class=\"kpis\">\(figures.markup(\.html))</div>" }

/// A row of choices above a list, each with how many there are; one is chosen.
struct TabLink: Sendable {
    let words: String
    let address: Address
    let isHere: Bool
    var count: String?
}

func tabs(_ links: [TabLink], label: String) -> HTML {
    """
    <nav class="tabs" aria-label="\(label)">\(links.markup { link in
        "<a href=\"\(link.address)\"\(current(link.isHere))>\(link.words)\(link.count.map { " <span class=\"muted\">\($0)</span>" })</a>"
    })</nav>
    """
}

/// Something that cannot be taken back: opens to the form that does it.
func confirmation(_ words: String, _ content: HTML, look: ButtonLook = .quiet) -> HTML {
    "<details class=\"confirm\"><summary class=\"button \(look.rawValue)\">\(words)</summary><div class=\"card stack\">\(content)</div></details>"
}

/// A list as a file, in both formats, by the address that takes `dang`.
func exportLinks(_ address: Address) -> HTML {
    linkButton("CSV", .quiet, to: address.asking("dang", "csv"), icon: .download)
        + linkButton("Excel", .quiet, to: address.asking("dang", "xlsx"), icon: .download)
}
