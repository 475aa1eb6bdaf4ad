import Kernel
import Markup

enum ButtonLook: String, Sendable {
    case primary = ""
    case quiet
    case plain
    case danger
    /// The one thing to do on a page: primary, over the whole width.
    case main = "wide big"
}

/// Sends the form it stands in.
func button(_ words: String, _ look: ButtonLook = .primary, icon: Icon? = nil) -> HTML {
    "<button class=\"button \(look.rawValue)\">\(icon?.html)\(words)</button>"
}

/// Sends the form it stands in, telling which button it was.
func button(_ words: String, _ look: ButtonLook, name: String, value: String) -> HTML {
    "<button class=\"button \(look.rawValue)\" name=\"\(name)\" value=\"\(value)\">\(words)</button>"
}

/// Leads to another page.
func linkButton(_ words: String, _ look: ButtonLook = .primary, to address: Address, icon: Icon? = nil) -> HTML {
    "<a class=\"button \(look.rawValue)\" href=\"\(address)\">\(icon?.html)\(words)</a>"
}

/// Copies a text. Without scripts it is not there; the text beside it can be selected.
func copyButton(_ text: String, of what: String, in language: Language) -> HTML {
    """
    <button type="button" class="button quiet small" hidden data-copy="\(text)" \
    data-done="\(language("Đã sao chép", "Copied"))">\(Icon.copy.html)\(language("Sao chép", "Copy"))\
    <span class="unseen"> \(what)</span></button><span class="copied" role="status"></span>
    """
}

func printButton(_ language: Language) -> HTML {
    """
    <button type="button" class="button quiet no-print" hidden data-print>\(Icon.print.html)\
    \(language("In", "Print"))</button>
    """
}

/// A form that changes something: it carries the token that proves it came from our page.
func postForm(_ address: Address, _ around: Surroundings, _ content: HTML, name: String = "stack") -> HTML {
    """
    <form method="post" action="\(address)" class="\(name)">\(csrfField(around))
    \(content)
    </form>
    """
}

/// A form with a file in it.
func uploadForm(_ address: Address, _ around: Surroundings, _ content: HTML) -> HTML {
    """
    <form method="post" action="\(address)" class="stack" enctype="multipart/form-data">\(csrfField(around))
    \(content)
    </form>
    """
}

/// The name under which forms carry their token.
let csrfFieldName = "csrf"

func csrfField(_ around: Surroundings) -> HTML { hidden(csrfFieldName, around.csrfToken) }

func hidden(_ name: String, _ value: String) -> HTML {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
}
