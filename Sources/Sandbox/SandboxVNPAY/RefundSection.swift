import Kernel
import Markup

/// Refunds on the console, with buttons that do what time would do, and others for what the next call shall meet.
struct RefundSection {
    let language: Language
    let refunds: [Console.Refund]

    var html: HTML {
        let list: HTML =
            refunds.isEmpty
            ? "<p class=\"quiet\">\(language("Chưa có gì.", "Nothing yet."))</p>"
            : refunds.reduce(into: HTML()) { $0 += row($1) }
        return """
            <h2>\(language("Hoàn tiền", "Refunds"))</h2>
            \(orders)
            \(list)
            """
    }

    private var languageField: HTML { "<input type=\"hidden\" name=\"lang\" value=\"\(language.rawValue)\">" }

    /// What the next refund call meets.
    private var orders: HTML {
        let kinds = [
            ("timeout", language("Lần tới: im lặng", "Next call: stay silent")),
            ("twice", language("Lần tới: trả lời hai lần", "Next call: answer twice")),
            ("reject", language("Lần tới: nhận rồi từ chối", "Next call: accept, later refuse")),
            ("99", language("Lần tới: mã 99", "Next call: code 99")),
        ]
        let buttons = kinds.reduce(into: HTML()) {
            $0 += "<button type=\"submit\" name=\"value\" value=\"\($1.0)\">\($1.1)</button>"
        }
        return """
            <form method="post" action="/sandbox/vnpay/fault">\(languageField)\
            <input type="hidden" name="name" value="refund"><input type="hidden" name="times" value="1">\(buttons)</form>
            """
    }

    private func row(_ refund: Console.Refund) -> HTML {
        """
        <section class="card"><h3>\(refund.reference) · \(HostedLayout.amount(refund.amountDong))</h3>
        <dl><dt>\(language("Số giao dịch", "Transaction"))</dt><dd>\(refund.number) (\(refund.type))</dd>
        <dt>\(language("Trạng thái", "State"))</dt><dd>\(refund.status)</dd>
        <dt>\(language("Nhận lúc", "Accepted"))</dt><dd>\(refund.acceptedAt.displayWithSeconds)</dd></dl>
        \(refund.isUnderWay ? buttons(refund) : "")
        </section>
        """
    }

    private func buttons(_ refund: Console.Refund) -> HTML {
        let kinds = [
            ("advance", language("Một bước tiếp", "One step on")),
            ("accept", language("Đã hoàn (00)", "Paid back (00)")),
            ("refuse", language("Từ chối (09)", "Refuse (09)")),
        ]
        let buttons = kinds.reduce(into: HTML()) {
            $0 += "<button type=\"submit\" name=\"kind\" value=\"\($1.0)\">\($1.1)</button>"
        }
        return """
            <form method="post" action="/sandbox/vnpay/refund">\(languageField)\
            <input type="hidden" name="number" value="\(refund.number)">\(buttons)</form>
            """
    }
}
