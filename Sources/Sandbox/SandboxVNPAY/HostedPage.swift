import Hummingbird
import Kernel
import Markup
import SandboxKit
import VNPAY

/// One page of the hosted payment, in the layout that all of them share.
protocol HostedPage: Sendable {
    var visit: Visit { get }
    var title: String { get }
    var main: HTML { get }
    /// What of its address a change of language must keep.
    var addressRest: String { get }
}

extension HostedPage {
    var language: Language { visit.language }
    var addressRest: String { "" }
    var isFinished: Bool { visit.record.state != .open }

    /// What a form of this page sends along.
    var tokenField: HTML { "<input type=\"hidden\" name=\"token\" value=\"\(visit.record.token)\">" }

    func address(_ step: Step, _ more: String = "") -> String { step.address(visit.record.token, more) }

    func response(status: HTTPResponse.Status = .ok) -> Response {
        HostedLayout(language: language, title: title, top: top, main: columns).html
            .response(status: status, policy: HostedLayout.policy)
    }

    private var top: HTML {
        let other: Language = language == .vietnamese ? .english : .vietnamese
        let rest = addressRest.isEmpty ? "" : "&" + addressRest
        return isFinished
            ? ""
            : """
            <a class="language" lang="\(other.rawValue)" hreflang="\(other.rawValue)" \
            href="\(address(visit.step, "lang=" + other.rawValue + rest))">\(other("Tiếng Việt", "English"))</a>
            """
    }

    private var columns: HTML {
        """
        <div class="columns">
        <section class="order" aria-labelledby="order-title">
        <h2 id="order-title">\(language("Thông tin đơn hàng", "Your order"))</h2>
        <dl>
        <dt>\(language("Số tiền thanh toán", "Amount to pay"))</dt>
        <dd class="total">\(HostedLayout.amount(visit.record.amountDong))</dd>
        <dt>\(language("Nhà cung cấp", "Merchant"))</dt><dd>\(visit.terminal.merchantName)</dd>
        <dt>\(language("Mã đơn hàng", "Reference"))</dt><dd>\(visit.record.reference)</dd>
        <dt>\(language("Nội dung", "Description"))</dt><dd>\(visit.record.orderInfo)</dd>
        </dl>
        \(countdown)
        </section>
        <section class="work" aria-labelledby="title">
        <h1 id="title">\(title)</h1>
        \(main)
        </section>
        </div>
        """
    }

    private var countdown: HTML {
        let seconds = visit.record.secondsLeft(at: visit.time)
        let text = Int64(seconds / 60).padded(2) + ":" + Int64(seconds % 60).padded(2)
        return isFinished
            ? ""
            : """
            <p class="countdown">\(language("Giao dịch hết hạn sau", "Time left")) \
            <strong id="countdown" data-seconds="\(seconds)" \
            data-expired="/paymentv2/Payment/Error.html?code=15&amp;lang=\(language.rawValue)">\(text)</strong></p>
            """
    }

    /// The two ways out at the foot of a form.
    func ways(back: String?) -> HTML {
        let backLink: HTML? = back.map { address in
            "<a class=\"quiet-button\" href=\"\(address)\">\(language("Quay lại", "Back"))</a>"
        }
        return """
            <p class="ways">\(backLink)<a class="quiet-button" id="btnCancel" href="\(address(.cancel))">\
            \(language("Hủy thanh toán", "Cancel payment"))</a></p>
            """
    }

    func alert(_ message: String?) -> HTML? {
        message.map { "<p class=\"alert\" role=\"alert\" id=\"lb_message_error\">\($0)</p>" }
    }
}

/// The frame around hosted pages and the error page.
struct HostedLayout: Sendable {
    let language: Language
    let title: String
    var top: HTML = ""
    let main: HTML

    /// A form may lead to the merchant: browsers apply `form-action` to where a POST is redirected, too.
    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'"

    /// `1.105.021 VND`.
    static func amount(_ dong: Int64) -> String {
        ((try? Money(dong: dong))?.grouped ?? String(dong)) + " VND"
    }

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>\(title) – VNPAY (\(language("mô phỏng", "imitation")))</title>
        <link rel="stylesheet" href="/paymentv2/assets/pay.css">
        <link rel="icon" href="data:,">
        </head>
        <body>
        <a class="skip" href="#main">\(language("Đến nội dung", "Skip to content"))</a>
        <header><p class="brand"><span class="brand-vn">VN</span><span class="brand-pay">PAY</span>
        <span class="brand-note">\(language("Cổng thanh toán mô phỏng", "Imitated payment gateway"))</span></p>\
        \(top)</header>
        <main id="main">
        \(main)
        </main>
        <footer><p>\(language("Hỗ trợ:", "Support:")) 1900 55 55 77 · hotro@vnpay.vn</p>
        <p>\(language(
            "Đây là trang mô phỏng để thử nghiệm, không phải VNPAY. Đừng nhập thẻ thật.",
            "This page imitates VNPAY for trials. Do not enter a real card."
        ))</p></footer>
        <script src="/paymentv2/assets/pay.js" defer></script>
        </body>
        </html>
        """
    }
}

/// `/paymentv2/Payment/Error.html`: the end of the road. VNPAY gives the code and a sentence; this one also says why.
struct ErrorPage: Sendable {
    let language: Language
    let code: String
    let id: String
    var explanation: String?
    var rightData: String?
    var wrongData: String?
    var reference: String?

    private var words: VNPAYWords { VNPAYServiceCode.errorPage(code) }

    func response(status: HTTPResponse.Status = .ok) -> Response {
        let title = language(words.vietnamese, words.english)
        let other: Language = language == .vietnamese ? .english : .vietnamese
        let top: HTML = """
            <a class="language" lang="\(other.rawValue)" hreflang="\(other.rawValue)" \
            href="/paymentv2/Payment/Error.html?code=\(code)&amp;id=\(id)&amp;lang=\(other.rawValue)">\
            \(other("Tiếng Việt", "English"))</a>
            """
        return HostedLayout(language: language, title: title, top: top, main: main(title)).html
            .response(status: status, policy: HostedLayout.policy)
    }

    private func main(_ title: String) -> HTML {
        """
        <section class="work narrow" aria-labelledby="title">
        <p class="mark-bad" aria-hidden="true">!</p>
        <h1 id="title">\(title)</h1>
        <p>\(language("Mã lỗi", "Error code")): <strong id="error-code">\(code)</strong></p>
        \(reference.flatMap { $0.isEmpty ? nil : $0 }.map { text -> HTML in
            "<p>\(language("Mã tham chiếu", "Reference")): <strong>\(text)</strong></p>"
        })
        <p>\(language(
            "Vui lòng quay lại trang của nhà cung cấp để thực hiện lại giao dịch.",
            "Please go back to the merchant's site and start the payment again."
        ))</p>
        \(explanation.map(explain))
        </section>
        """
    }

    private func explain(_ text: String) -> HTML {
        """
        <section class="explain" aria-labelledby="why">
        <h2 id="why">\(language("Dành cho lập trình viên", "For developers"))</h2>
        <p id="explanation">\(text)</p>
        \(compared)
        </section>
        """
    }

    private var compared: HTML? {
        guard let rightData else { return nil }
        let wrong: HTML? = wrongData.map { data in
            """
            <div><h3>\(language("Chuỗi bạn đã ký", "What you signed"))</h3>\
            <pre id="wrong-data" tabindex="0">\(data)</pre></div>
            """
        }
        return """
            <div class="compare"><div><h3>\(language("Chuỗi phải ký", "What had to be signed"))</h3>
            <pre id="right-data" tabindex="0">\(rightData)</pre></div>\(wrong)</div>
            """
    }
}
