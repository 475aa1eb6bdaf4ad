import Kernel
import Markup

/// `/design`: every token and component, in both themes. Not linked; for those who build.
struct DesignPage: Page {
    let around: Surroundings

    var title: String { language("Hệ thống thiết kế", "Design system") }
    var frame: Frame { .bare }

    var main: HTML {
        """
        <div class="wrap stack"><h1>\(title)</h1></div>
        \(specimen("light", language("Sáng", "Light")))\(specimen("dark", language("Tối", "Dark")))
        """
    }

    private func specimen(_ theme: String, _ name: String) -> HTML {
        """
        <section class="skin" data-theme="\(theme)" aria-labelledby="t-\(theme)"><div class="wrap stack loose specimen">
        <h2 id="t-\(theme)">\(name)</h2>
        \(part(language("Màu", "Colours"), swatches))
        \(part(language("Chữ", "Type"), type))
        \(part(language("Nút", "Buttons"), buttons))
        \(part(language("Ô nhập", "Fields"), fields(theme)))
        \(part(language("Trạng thái và thông báo", "Badges and notices"), notices))
        \(part(language("Các bước và diễn biến", "Steps and timeline"), ways))
        \(part(language("Giá, thông tin và thời hạn", "Price, facts and term"), figures))
        \(part(language("So sánh gói", "Plan comparison"), plans))
        \(part(language("Bảng", "Table"), table(name)))
        \(part(language("Thẻ điều hướng", "Tabs"), tabs))
        \(part(language("Hình", "Pictures"), "<div class=\"row\">\(Picture.allCases.markup(\.html))</div>"))
        \(part(language("Biểu tượng", "Icons"), "<div class=\"row\">\(Icon.allCases.markup(\.html))</div>"))
        \(part(language("Trống", "Empty"), emptyState(.cloud, title: language("Chưa có gì", "Nothing yet"), words: language("Và việc có thể làm.", "And what can be done."), action: linkButton(language("Bắt đầu", "Begin"), to: .design))))
        </div></section>

        """
    }

    private func part(_ name: String, _ content: HTML) -> HTML {
        "<div class=\"stack\"><h3>\(name)</h3>\(content)</div>\n"
    }

    private var swatches: HTML {
        let names = ["ground", "surface", "ink", "muted", "brand", "spark", "good", "warn", "bad"]
        return """
            <ul class="swatches">\(names.markup { "<li><span class=\"swatch s-\($0)\"></span>\($0)</li>" })</ul>
            """
    }

    private var type: HTML {
        """
        <p class="price huge"><span class="total">1.105.021 ₫</span></p>
        <p class="lead">Nghiêng nghiêng, khuỷu tay, ngoằn ngoèo, quỹ, ưỡn ẹo, Đặng Thị Thủy</p>
        <p>\(language("Chữ thường, dùng cho mọi câu.", "Plain text, for every sentence.")) \
        <a href="\(Address.design)">\(language("Một đường dẫn", "A link"))</a> <span class="code">QLDV2026112300017</span></p>
        """
    }

    private var buttons: HTML {
        """
        <div class="row">\(linkButton(language("Thanh toán", "Pay"), to: .design, icon: .card))\
        \(linkButton(language("Quay lại", "Back"), .quiet, to: .design))\
        \(linkButton(language("Bỏ qua", "Skip"), .plain, to: .design))\
        \(linkButton(language("Thu hồi", "Revoke"), .danger, to: .design))\
        <button type="button" class="button" disabled>\(language("Không dùng được", "Disabled"))</button>\
        <button type="button" class="button" aria-busy="true">\(language("Đang gửi", "Sending"))</button></div>
        """
    }

    private func fields(_ theme: String) -> HTML {
        """
        <div class="fields-2">\
        \(Field(name: "name-\(theme)", label: language("Họ và tên", "Name"), value: "Đặng Thị Thủy").html(language))\
        \(Field(
            name: "mst-\(theme)", label: language("Mã số thuế", "Tax code"), value: "0100686200",
            hint: language("10 hoặc 12 chữ số", "10 or 12 digits"),
            error: language("Mã số thuế sai chữ số kiểm tra.", "The check digit is wrong.")
        ).html(language))\
        \(Field(name: "code-\(theme)", label: language("Mã xác nhận", "Code"), value: "204816", kind: .digits).html(language))\
        \(Choice(kind: .checkbox, name: "c-\(theme)", value: "1", label: "\(language("Tôi đồng ý", "I accept"))", isChosen: true).html)</div>
        """
    }

    private var notices: HTML {
        """
        <div class="row">\(Badge(language("Đang dùng", "Active"), .good).html)\(Badge(language("Chờ thanh toán", "Awaiting payment"), .brand).html)\
        \(Badge(language("Sắp hết hạn", "Ends soon"), .warn).html)\(Badge(language("Bị từ chối", "Declined"), .bad).html)\
        \(Badge(language("Đã kết thúc", "Ended"), .calm).html)</div>
        \([Tone.brand, .good, .warn, .bad].markup { notice($0, title: language("Một thông báo", "A notice"), body: "<p>\(language("và điều nên làm tiếp.", "and what to do next."))</p>") })
        """
    }

    private var ways: HTML {
        """
        \(buyingSteps(2, in: language))
        \(timeline([
            Happening(state: .done, words: language("Đã nhận thanh toán", "Payment received"), time: "23/11/2026 14:05"),
            Happening(state: .now, words: language("Đang kích hoạt", "Activating")),
            Happening(state: .stuck, words: language("Hóa đơn cần người xem", "The invoice needs a person")),
            Happening(state: .next, words: language("Gửi hóa đơn", "Send the invoice")),
        ]))
        """
    }

    private var price: Price {
        Price(net: "1.200.000 ₫", vatLabel: language("Thuế GTGT 8 %", "VAT 8 %"), vat: "96.000 ₫", total: "1.296.000 ₫")
    }

    private var figures: HTML {
        """
        <div class="fields-2"><div class="card">\(price.html(language, isHuge: true))</div>\
        <div class="card">\(facts(price.facts(language)))</div>\
        <div class="card">\(TermBar(span: "23/11/2026 – 23/11/2027", left: language("còn 300 ngày", "300 days left"), percentLeft: 82, isLow: false).html(language))</div>\
        <div class="card">\(TermBar(span: "23/12/2025 – 23/12/2026", left: language("còn 12 ngày", "12 days left"), percentLeft: 4, isLow: true).html(language))</div></div>
        """
    }

    private var plans: HTML {
        """
        <ul class="plans"><li class="card plan"><div class="top"><h4>12 \(language("tháng", "months"))</h4></div>\(price.html(language))\
        <p class="muted">\(language("Có kèm token", "With a token"))</p>\(linkButton(language("Đăng ký", "Sign up"), .quiet, to: .design))</li>\
        <li class="card plan best"><div class="top">\(Badge(language("Tiết kiệm nhất", "Best value"), .brand).html)<h4>36 \(language("tháng", "months"))</h4></div>\
        \(price.html(language))<p class="muted">\(language("Có kèm token", "With a token"))</p>\(linkButton(language("Đăng ký", "Sign up"), to: .design))</li></ul>
        """
    }

    private func table(_ theme: String) -> HTML {
        Table(
            caption: language("Thanh toán", "Payments") + " · \(theme)",
            columns: [
                .init(name: language("Thời điểm", "Time"), sortAddress: .design, order: .descending),
                .init(name: language("Trạng thái", "State")),
                .init(name: language("Số tiền", "Amount"), isAmount: true, sortAddress: .design),
            ],
            rows: [
                ["23/11/2026 14:05", Badge(language("Đã thanh toán", "Paid"), .good).html, "1.296.000 ₫"],
                ["20/11/2026 09:12", Badge(language("Bị từ chối", "Declined"), .bad).html, "1.296.000 ₫"],
            ],
            totals: ["\(language("Cộng", "Total"))", "", "1.296.000 ₫"]
        ).html
            + Pager(position: language("1–2 trong 134", "1–2 of 134"), earlier: nil, later: .design, list: theme)
            .html(language)
    }

    private var tabs: HTML {
        """
        <div class="tabs"><a href="\(Address.design)" aria-current="page">\(Icon.box.html)\(language("Gói", "Packages"))</a>\
        <a href="\(Address.design)">\(Icon.card.html)\(language("Thanh toán", "Payments"))</a></div>
        """
    }
}
