import Kernel
import Markup

/// `/dich-vu/{product}`: what it is, and its plans side by side.
struct ProductPage: Page {
    struct Plan: Sendable {
        let code: String
        let name: String
        /// `12 tháng`, `Không giới hạn thời gian`
        let term: String
        let price: Price
        /// `108.000 ₫ mỗi tháng`
        var perMonth: String?
        /// 1 to 100, of the dearest plan's monthly price: drawn as a bar.
        var perMonthShare = 0
        /// `Tiết kiệm nhất`, `Gia hạn`
        var mark: String?
        var isBest = false
        /// Plans for enterprises with a contract are not bought on the web.
        var canBuyOnline = true
    }

    let around: Surroundings
    let name: String
    let category: (code: String, name: String)
    let audiences: [String]
    /// `Thuế suất GTGT 8 % đến hết 31/12/2026, sau đó 10 %.`
    let vatNote: String
    let plans: [Plan]

    var title: String { name }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <div class="wrap stack loose">
        <div class="stack">
        \(crumbs(
            [
                (language("Dịch vụ", "Services"), .home), (category.name, Address.home.asking("nhom", category.code)),
            ],
            here: name, in: language
        ))
        <div class="row headline">\(Picture(category: category.code).large)<div class="stack tight">
        <h1>\(name)</h1>
        <p class="row tight">\(audiences.markup { "<span class=\"badge plain\">\($0)</span>" })</p>
        <p class="muted">\(vatNote)</p></div></div>
        </div>
        \(plans.isEmpty ? nothing : comparison)
        \(assurances)
        </div>
        """
    }

    private var comparison: HTML {
        """
        <section class="stack" aria-labelledby="plans"><h2 id="plans">\(language("Chọn gói", "Choose a plan"))</h2>
        <ul class="plans">\(plans.markup(planCard))</ul></section>
        """
    }

    private func planCard(_ plan: Plan) -> HTML {
        """
        <li class="card plan\(plan.isBest ? " best" : "")">
        <div class="top">\(plan.mark.map { Badge($0, plan.isBest ? .brand : .calm).html })<h3>\(plan.name)</h3></div>
        \(plan.price.html(language))
        <div class="stack tight"><p class="row tight">\(Icon.calendar.html)\(plan.term)</p>
        \(plan.perMonth.map { monthly($0, share: plan.perMonthShare) })</div>
        \(buy(plan))
        </li>

        """
    }

    private func monthly(_ words: String, share: Int) -> HTML {
        """
        <div class="small muted">\(words)<progress class="bar" max="100" value="\(share)" \
        aria-label="\(language("So với gói đắt nhất theo tháng", "Compared with the dearest per month"))"></progress></div>
        """
    }

    private func buy(_ plan: Plan) -> HTML {
        guard plan.canBuyOnline else {
            return
                "<p class=\"muted small\">\(language("Ký hợp đồng qua nhân viên phụ trách.", "By contract, through an account manager."))</p>"
        }
        return """
            <a class="button\(plan.isBest ? "" : " quiet")" href="\(Address.register(plan.code))">\
            \(language("Đăng ký", "Sign up"))<span class="unseen"> \(plan.name)</span></a>
            """
    }

    private var nothing: HTML {
        emptyState(
            Picture(category: category.code),
            title: language("Chưa mở bán", "Not on sale yet"),
            words: language(
                "Dịch vụ này chưa có gói nào bán trực tuyến.",
                "This service has no plan for sale online yet."
            ),
            action: linkButton(language("Xem dịch vụ khác", "See other services"), .quiet, to: .home)
        )
    }

    private var assurances: HTML {
        let items: [(Icon, String, String)] = [
            (
                .shield, language("Thanh toán an toàn", "Safe payment"),
                language(
                    "Bạn thanh toán trên trang của VNPAY. Chúng tôi không bao giờ thấy số thẻ.",
                    "You pay on VNPAY's own page. We never see your card."
                )
            ),
            (
                .clock, language("Kích hoạt tự động", "Starts by itself"),
                language(
                    "Ngay sau khi thanh toán thành công, thông tin truy cập gửi về email và tài khoản của bạn.",
                    "Right after the payment, the access details arrive by e-mail and in your account."
                )
            ),
            (
                .receipt, language("Hóa đơn điện tử", "E-invoice"),
                language(
                    "Hóa đơn được phát hành và gửi cho bạn, kèm mã tra cứu.",
                    "The invoice is issued and sent to you, with its look-up code."
                )
            ),
        ]
        return """
            <section class="grid" aria-label="\(language("Cam kết", "What we promise"))">\
            \(items.markup { "<div class=\"row nowrap top\">\($0.0.html)<div><h3>\($0.1)</h3><p class=\"muted\">\($0.2)</p></div></div>" })\
            </section>
            """
    }
}
