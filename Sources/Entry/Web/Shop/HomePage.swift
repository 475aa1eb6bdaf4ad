import Kernel
import Markup

/// `/`: what is sold, by kind, to be narrowed down by kind, by customer and by words.
struct HomePage: Page {
    struct Category: Sendable {
        let code: String
        let name: String
        let products: [Product]
    }
    struct Product: Sendable {
        let code: String
        let name: String
        let category: String
        let planCount: String
        /// `150.000 ₫`
        let lowestPrice: String
        /// `Cá nhân`, `Doanh nghiệp`
        let audiences: [String]
    }
    /// What the person has asked to see.
    struct Wish: Sendable {
        var category = ""
        var audience = ""
        var words = ""
        var isEmpty: Bool { category.isEmpty && audience.isEmpty && words.isEmpty }
    }

    let around: Surroundings
    let tabs: [(code: String, name: String)]
    let categories: [Category]
    let wish: Wish

    var title: String { language("Dịch vụ công nghệ thông tin", "IT services") }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        \(wish.isEmpty ? hero : "")<div class="wrap stack loose">
        <section class="stack" aria-labelledby="find">
        \(heading)
        \(search)
        <nav class="tabs wrap" aria-label="\(language("Nhóm dịch vụ", "Kinds of service"))">
        \(tab("", language("Tất cả", "All")))\(tabs.markup { tab($0.code, $0.name) })</nav>
        </section>
        \(categories.isEmpty ? nothing : shelf)
        </div>
        """
    }

    private var heading: HTML {
        wish.isEmpty
            ? "<h2 id=\"find\">\(language("Bạn cần dịch vụ nào?", "What do you need?"))</h2>"
            : "<h1 id=\"find\">\(language("Tìm dịch vụ", "Find a service"))</h1>"
    }

    private var hero: HTML {
        """
        <section class="hero"><div class="wrap"><div class="stack">
        <h1>\(language("Đăng ký, thanh toán, dùng ngay", "Sign up, pay, start at once"))</h1>
        <p class="lead">\(language(
            "Chữ ký số, hóa đơn điện tử, camera, giáo dục số… Thanh toán qua VNPAY, gói được kích hoạt tự động và hóa đơn gửi về email của bạn.",
            "Digital signatures, e-invoices, cameras, digital schools… Pay through VNPAY; your package starts by itself and the invoice comes by e-mail."
        ))</p>
        <ul class="row promise">\(promises.markup { "<li>\(Icon.check.html) \($0)</li>" })</ul>
        </div>\(heroScene)</div></section>

        """
    }

    private var promises: [String] {
        [
            language("Giá đã rõ thuế", "VAT shown before you pay"),
            language("Kích hoạt trong ít phút", "Active within minutes"),
            language("Hóa đơn có mã của cơ quan thuế", "Invoices with the tax authority's code"),
        ]
    }

    private var search: HTML {
        filters(
            .home,
            language,
            fields: """
                \(wish.category.isEmpty ? "" : hidden("nhom", wish.category))
                \(Field(
                    name: "tim", label: language("Tên dịch vụ", "Name of the service"), value: wish.words,
                    kind: .search, isRequired: true, maximumLength: 60
                ).searchHTML)
                <div class="field"><label for="f-khach">\(language("Dành cho", "For"))</label>
                <select class="input" id="f-khach" name="khach">
                \(audienceOption("", language("Mọi khách hàng", "Everybody")))
                \(audienceOption("KHCN", language("Cá nhân", "Individuals")))
                \(audienceOption("KHDN", language("Doanh nghiệp", "Enterprises")))
                </select></div>
                """
        )
    }

    private func audienceOption(_ value: String, _ words: String) -> HTML {
        "<option value=\"\(value)\"\(value == wish.audience ? " selected" : "")>\(words)</option>"
    }

    private func tab(_ code: String, _ name: String) -> HTML {
        let address = Address.home.asking("nhom", code).asking("khach", wish.audience).asking("tim", wish.words)
        return "<a href=\"\(address)\"\(current(code == wish.category))>\(name)</a>\n"
    }

    /// All that fits, on one shelf: most kinds have a single product, and a shelf for each would be mostly empty.
    private var shelf: HTML {
        """
        <section aria-labelledby="shelf"><h2 id="shelf" class="unseen">\(language("Các dịch vụ", "Services"))</h2>
        <div class="grid">\(categories.markup { category in category.products.markup { card($0, of: category) } })</div>
        </section>

        """
    }

    private func card(_ product: Product, of category: Category) -> HTML {
        """
        <article class="card link row nowrap">\(Picture(category: product.category).html)<div class="stack tight">
        <p class="muted small">\(category.name)</p>
        <h3><a href="\(Address.product(product.code))">\(product.name)</a></h3>
        <p>\(language("từ", "from")) <strong class="number">\(product.lowestPrice)</strong> \
        <span class="muted small">· \(product.planCount)</span></p>
        <p class="row tight">\(product.audiences.markup { "<span class=\"badge plain\">\($0)</span>" })</p>
        </div></article>

        """
    }

    private var nothing: HTML {
        emptyState(
            .other,
            title: language("Không tìm thấy dịch vụ phù hợp", "No service matches"),
            words: language(
                "Hãy thử từ khóa khác hoặc bỏ bớt điều kiện lọc.",
                "Try other words, or take away a filter."
            ),
            action: linkButton(language("Xem tất cả dịch vụ", "See all services"), .quiet, to: .home)
        )
    }
}

extension Field {
    /// In a search box nothing is required and nothing is marked optional.
    fileprivate var searchHTML: HTML {
        """
        <div class="field"><label for="\(id)">\(label)</label><input class="input" type="search" id="\(id)" \
        name="\(name)" value="\(value)" maxlength="\(maximumLength)"></div>
        """
    }
}

/// The way of the money in one picture: phone, payment, service, invoice.
private let heroScene: HTML = """
    <svg class="scene picture" viewBox="0 0 360 280" aria-hidden="true">\
    <path class="p-a" d="M40 220a140 140 0 0 1 280 0z"/><path class="p-l" d="M76 220a104 104 0 0 1 208 0"/>\
    <path class="p-l" d="M112 220a68 68 0 0 1 136 0"/><rect class="p-b" x="132" y="58" width="96" height="176" rx="16"/>\
    <rect class="p-d" x="139" y="70" width="82" height="146" rx="8"/><rect class="p-a" x="149" y="84" width="62" height="34" rx="6"/>\
    <path class="p-l" d="M150 134h46M150 148h60M150 162h34"/><rect class="p-c" x="150" y="180" width="60" height="22" rx="11"/>\
    <circle class="p-c" cx="72" cy="92" r="30"/><path class="p-d" d="M58 92l10 10 18-20 5 5-23 25-15-15z"/>\
    <path class="p-d" d="M262 70h56v76l-9-6-9 6-10-6-10 6-9-6-9 6z"/><path class="p-l" d="M274 88h30M274 102h32M274 116h18"/>\
    <path class="p-l" d="M30 236h300"/></svg>
    """
