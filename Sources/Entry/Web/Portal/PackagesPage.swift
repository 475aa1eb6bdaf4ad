import Kernel
import Markup

/// How a package stands, in one word.
struct PackageCard: Sendable {
    let id: String
    let planName: String
    let productName: String
    let category: String
    let contractNumber: String
    let state: Badge
    var term: TermBar?
    /// A sentence for states without a term: `Đang kích hoạt, thường mất ít phút.`
    var note: String?
    /// What the person may do now, such as pay.
    var action: (words: String, address: Address)?
}

/// How much of the term is left, as a bar and in words.
struct TermBar: Sendable {
    /// `23/11/2026 – 23/11/2027`
    let span: String
    /// `còn 365 ngày`
    let left: String
    /// 0 to 100: the part that is left.
    let percentLeft: Int
    /// Soon over.
    let isLow: Bool

    func html(_ language: Language) -> HTML {
        """
        <div class="term\(isLow ? " low" : "")"><div class="row apart"><span class="muted small number">\(span)</span>\
        <strong class="number">\(left)</strong></div><progress max="100" value="\(percentLeft)" \
        aria-label="\(language("Thời hạn còn lại", "Term left"))">\(left)</progress></div>
        """
    }
}

/// `/tai-khoan`: my packages.
struct PackagesPage: Page {
    let around: Surroundings
    let packages: [PackageCard]
    /// Something that has just happened, such as a sign-in: said once.
    var news: String?

    var title: String { language("Gói của tôi", "My packages") }
    var frame: Frame { .portal(.packages) }

    var main: HTML {
        """
        <div class="stack"><h1>\(title)</h1>
        \(news.map { notice(.good, title: $0) })
        \(packages.isEmpty ? nothing : "<div class=\"stack\">\(packages.markup(card))</div>")
        </div>
        """
    }

    private func card(_ package: PackageCard) -> HTML {
        """
        <article class="card stack"><div class="row nowrap">\(Picture(category: package.category).html)<div class="stack tight grow">
        <div class="row apart"><h2 class="h3"><a href="\(Address.package(package.id))">\(package.planName)</a></h2>\
        \(package.state.html)</div>
        <p class="muted small">\(package.productName) · \(language("Hợp đồng", "Contract")) \(package.contractNumber)</p>
        </div></div>
        \(package.term.map { $0.html(language) })\(package.note.map { "<p>\($0)</p>" })
        <p class="row">\(package.action.map { linkButton($0.words, to: $0.address) })\
        <a class="button quiet" href="\(Address.package(package.id))">\(language("Xem chi tiết", "Details"))\
        <span class="unseen"> \(package.planName)</span></a></p></article>

        """
    }

    private var nothing: HTML {
        emptyState(
            .other,
            title: language("Bạn chưa có gói nào", "You have no package yet"),
            words: language(
                "Gói bạn đăng ký và thanh toán sẽ hiện ở đây, cùng thời hạn và thông tin truy cập.",
                "What you sign up and pay for shows up here, with its term and access details."
            ),
            action: linkButton(language("Xem các dịch vụ", "See the services"), to: .home)
        )
    }
}
