import Kernel
import Markup

/// `/quan-ly/don-vi`
struct UnitsPage: Page {
    struct Line: Sendable {
        let code: String
        let name: String
        let kind: String
        let people: String
        /// How its next contract would be numbered, such as `HD-2026-KV1-00001`.
        let example: String
        let officer: String
    }

    let around: Surroundings
    let lines: [Line]

    var title: String { language("Đơn vị", "Units") }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(houseHead(title, .units, language))\
        \(Table(
            caption: title,
            columns: [
                .init(name: language("Mã", "Code")), .init(name: language("Tên", "Name")),
                .init(name: language("Loại", "Kind")), .init(name: language("Người", "People"), isAmount: true),
                .init(name: language("Số hợp đồng", "Contract number")),
                .init(name: language("Đầu mối hóa đơn", "Invoicing officer")),
            ],
            rows: lines.map { line in
                [
                    "<a href=\"\(Address.unit(line.code))\">\(line.code)</a>", .text(line.name), .text(line.kind),
                    "<a href=\"\(Address.people.asking("don-vi", line.code))\">\(line.people)</a>",
                    "<span class=\"code\">\(line.example)</span>", .text(line.officer),
                ]
            }
        ).html)
        """
    }
}

/// `/quan-ly/don-vi/{mã}`
struct UnitPage: Page {
    let around: Surroundings
    let code: String
    let name: String
    let facts: [Fact]
    let pattern: String
    /// What the pattern makes of the next numbers of this year.
    let examples: [String]
    let mayChange: Bool
    var error: String?
    var news: String?

    var title: String { "\(code) · \(name)" }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(crumbs([(language("Đơn vị", "Units"), .house)], here: code, in: language))
        \(houseHead(title, .units, language))\
        \(saved(news))
        <section class="card stack">\(Web.facts(facts))</section>
        \(panel(language("Cách đánh số hợp đồng", "How contracts are numbered"), id: "pattern", numbering))
        """
    }

    private var numbering: HTML {
        let shown: HTML = """
            <p>\(language("Các số tiếp theo sẽ có dạng:", "The next numbers look like this:"))</p>
            <ul>\(examples.markup { "<li class=\"code\">\($0)</li>" })</ul>
            """
        guard mayChange else { return "<p class=\"code\">\(pattern)</p>\(shown)" }
        return """
            \(shown)\
            \(postForm(.unitPattern(code), around, """
                \(Field(
                    name: "pattern", label: language("Mẫu số", "Pattern"), value: pattern,
                    hint: language("Phải có {year}, {unit} và {number}; chỉ chữ không dấu, số và - . _", "It must hold {year}, {unit} and {number}; otherwise plain letters, digits and - . _"),
                    error: error, maximumLength: 80
                ).html(language))\
                <div class="row">\(button(language("Xem trước", "Preview"), .quiet, name: "buoc", value: "xem"))\
                \(button(language("Lưu mẫu số", "Save the pattern"), .primary, name: "buoc", value: "luu"))</div>
                <p class="muted small">\(language("Áp dụng từ hợp đồng kế tiếp; số đã cấp không đổi.", "Holds from the next contract on; numbers that were given stay."))</p>
                """))
            """
    }
}
