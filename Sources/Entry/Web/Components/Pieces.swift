import Kernel
import Markup

/// How something stands, for badges and notices.
enum Tone: String, Sendable { case brand, good, warn, bad, calm }

/// A state in one word. Colour and shape repeat what the word says.
struct Badge: Sendable {
    let words: String
    let tone: Tone
    init(_ words: String, _ tone: Tone) {
        self.words = words
        self.tone = tone
    }
    var html: HTML { "<span class=\"badge \(tone.rawValue)\">\(words)</span>" }
}

/// Something the person should know now.
func notice(_ tone: Tone, title: String, body: HTML = "", isUrgent: Bool = false) -> HTML {
    let icon: Icon =
        switch tone {
        case .brand, .calm: .info
        case .good: .check
        case .warn, .bad: .warning
        }
    return """
        <div class="notice \(tone.rawValue)" role="\(isUrgent ? "alert" : "status")">\(icon.html)<div class="stack tight">\
        <strong>\(title)</strong>\(body)</div></div>
        """
}

/// Names and values, such as a contract's particulars.
struct Fact: Sendable {
    let name: String
    let value: HTML
    init(_ name: String, _ value: String) {
        self.name = name
        self.value = .text(value)
    }
    init(_ name: String, markup value: HTML) {
        self.name = name
        self.value = value
    }
    /// Digits that keep together.
    init(_ name: String, number: String) {
        self.init(name, markup: "<span class=\"number\">\(number)</span>")
    }
}

func facts(_ facts: [Fact]) -> HTML {
    "<dl class=\"facts\">\(facts.markup { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" })</dl>"
}

/// Where one is on the way through a few steps.
func steps(_ names: [String], current: Int, in language: Language) -> HTML {
    let items = names.enumerated().markup { index, name in
        index < current
            ? "<li class=\"done\">\(name)<span class=\"unseen\"> (\(language("xong", "done")))</span></li>"
            : index == current ? "<li aria-current=\"step\">\(name)</li>" : "<li>\(name)</li>"
    }
    return "<ol class=\"steps\" aria-label=\"\(language("Các bước", "Steps"))\">\(items)</ol>"
}

/// The three steps of buying: who, check and pay, use.
func buyingSteps(_ current: Int, isDeclared: Bool = false, in language: Language) -> HTML {
    steps(
        [
            // A declared contract was signed; an online buyer registered.
            isDeclared ? language("Hợp đồng", "Contract") : language("Đăng ký", "Register"),
            language("Kiểm tra", "Check"), language("Thanh toán", "Pay"),
            language("Sử dụng", "Use"),
        ],
        current: current,
        in: language
    )
}

/// What has happened and what is to come.
struct Happening: Sendable {
    enum State: String, Sendable { case done, now, next, stuck }
    let state: State
    let words: String
    var time: String?
    var detail: HTML = ""
}

func timeline(_ happenings: [Happening]) -> HTML {
    let items = happenings.markup { happening in
        """
        <li class="\(happening.state.rawValue)"><strong>\(happening.words)</strong>\
        \(happening.time.map { "<span class=\"when\">\($0)</span>" })\(happening.detail)</li>

        """
    }
    return "<ol class=\"timeline\">\(items)</ol>"
}

/// Nothing here yet, and what to do about it.
func emptyState(_ picture: Picture, title: String, words: String, action: HTML = "") -> HTML {
    "<div class=\"empty\">\(picture.large)<h2>\(title)</h2><p>\(words)</p>\(action)</div>"
}

/// A price as the law wants it shown: before VAT, the VAT with its rate, and what is paid.
struct Price: Sendable {
    let net: String
    /// `Thuế GTGT 8 %`, or `Không chịu thuế GTGT`.
    let vatLabel: String
    let vat: String
    let total: String

    func html(_ language: Language, isHuge: Bool = false) -> HTML {
        """
        <p class="price\(isHuge ? " huge" : "")"><span class="total">\(total)</span> <span class="parts">\
        \(language("Chưa thuế", "Before VAT")) <span class="number">\(net)</span> · \(vatLabel) \
        <span class="number">\(vat)</span></span></p>
        """
    }

    func facts(_ language: Language) -> [Fact] {
        [
            Fact(language("Chưa thuế", "Before VAT"), number: net), Fact(vatLabel, number: vat),
            Fact(language("Tổng thanh toán", "Total to pay"), number: total),
        ]
    }
}

/// Where a page stands in the site.
func crumbs(_ trail: [(words: String, address: Address)], here: String, in language: Language) -> HTML {
    """
    <nav class="crumbs" aria-label="\(language("Đường dẫn", "Breadcrumb"))"><ol>\
    \(trail.markup { "<li><a href=\"\($0.address)\">\($0.words)</a></li>" })\
    <li aria-current="page">\(here)</li></ol></nav>
    """
}
