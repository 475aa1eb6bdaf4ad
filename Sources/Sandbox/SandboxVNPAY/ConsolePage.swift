import Kernel
import Markup
import SandboxKit
import Storage
import VNPAY

/// What the console shows: the latest of everything.
struct Console: Sendable {
    struct Delivery: Sendable {
        let token, kind, answer: String
        let number: Int64
        let calledAt: Timestamp
        let status: Int64?
    }

    struct Fault: Sendable {
        let name: String
        let value: FaultValue
    }

    struct Question: Sendable {
        let command, reference, code, note: String
        let receivedAt: Timestamp
    }

    struct Refund: Sendable {
        let number, reference, type, status: String
        let amountDong: Int64
        let acceptedAt: Timestamp
        var isUnderWay: Bool { status == "05" || status == "06" }
    }

    let records: [TransactionRecord]
    let refunds: [Refund]
    let noticeStates: [String: String]
    let deliveries: [Delivery]
    let questions: [Question]
    let faults: [Fault]

    init(on connection: any SQLConnection) throws {
        records = try TransactionRecord.latest(50, on: connection)
        noticeStates = Dictionary(
            try connection.rows("SELECT token, state FROM ipn_notice ORDER BY created_at DESC LIMIT 200")
                .map { (try $0.text("token"), try $0.text("state")) },
            uniquingKeysWith: { first, _ in first }
        )
        deliveries = try connection.rows(
            """
            SELECT n.token, d.kind, d.call_number, d.called_at, d.http_status, d.answer
            FROM ipn_delivery d JOIN ipn_notice n ON n.id = d.notice_id
            ORDER BY d.called_at DESC, d.call_number DESC, d.id LIMIT 200
            """
        ).map { row in
            Delivery(
                token: try row.text("token"),
                kind: try row.text("kind"),
                answer: try row.textIfPresent("answer") ?? "",
                number: try row.integer("call_number"),
                calledAt: try row.timestamp("called_at"),
                status: try row.integerIfPresent("http_status")
            )
        }
        questions = try connection.rows(
            """
            SELECT command, txn_ref, response_code, note, received_at FROM service_request
            ORDER BY received_at DESC, id LIMIT 30
            """
        ).map { row in
            Question(
                command: try row.text("command"),
                reference: try row.text("txn_ref"),
                code: try row.text("response_code"),
                note: try row.text("note"),
                receivedAt: try row.timestamp("received_at")
            )
        }
        refunds = try connection.rows(
            """
            SELECT transaction_no, txn_ref, transaction_type, status, amount_dong, accepted_at FROM refund
            ORDER BY accepted_at DESC, transaction_no DESC LIMIT 30
            """
        ).map { row in
            Refund(
                number: try row.text("transaction_no"),
                reference: try row.text("txn_ref"),
                type: try row.text("transaction_type"),
                status: try row.text("status"),
                amountDong: try row.integer("amount_dong"),
                acceptedAt: try row.timestamp("accepted_at")
            )
        }
        faults = try Self.faults(on: connection)
    }

    static func faults(on connection: any SQLConnection) throws -> [Fault] {
        try connection.rows(
            "SELECT name, value, remaining FROM fault_order WHERE remaining IS NULL OR remaining > 0 ORDER BY name"
        ).map { row in
            Fault(
                name: try row.text("name"),
                value: FaultValue(value: try row.text("value"), times: try row.integerIfPresent("remaining"))
            )
        }
    }
}

/// `/sandbox/vnpay`.
struct ConsolePage {
    let language: Language
    let console: Console
    let settings: VNPAYSandboxSettings
    /// Whose files are offered.
    let settlementDay: Day

    var page: SandboxPage {
        SandboxPage(
            title: language("VNPAY mô phỏng", "Imitated VNPAY"),
            language: language,
            links: [
                SandboxLink(language("English", "Tiếng Việt"), "/sandbox/vnpay?lang=" + language("en", "vi")),
                SandboxLink(language("Khoản đã thu (JSON)", "Charges (JSON)"), "/sandbox/vnpay/charges"),
            ]
        ) { body }
    }

    private var body: HTML {
        """
        \(terminals)
        \(faults)
        \(SettlementSection(language: language, day: settlementDay).html)
        <h2>\(language("Giao dịch", "Payments"))</h2>
        \(console.records.isEmpty ? empty : "")
        \(console.records, payment)
        \(RefundSection(language: language, refunds: console.refunds).html)
        <h2>\(language("Truy vấn và hoàn tiền", "querydr and refund"))</h2>
        \(console.questions.isEmpty ? empty : questions)
        """
    }

    private var empty: HTML { "<p class=\"quiet\">\(language("Chưa có gì.", "Nothing yet."))</p>" }

    /// A table with these words above its columns.
    private func table(_ heads: [String], _ rows: HTML) -> HTML {
        let head = heads.reduce(into: HTML()) { $0 += "<th scope=\"col\">\($1)</th>" }
        return """
            <div class="scroll" tabindex="0"><table><thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private func row(_ cells: [String]) -> HTML {
        "<tr>" + cells.reduce(into: HTML()) { $0 += "<td>\($1)</td>" } + "</tr>"
    }

    private func rows(_ rows: [[String]]) -> HTML { rows.reduce(into: HTML()) { $0 += row($1) } }

    private var terminals: HTML {
        let lines = settings.terminals.map {
            [$0.code, $0.merchantName, $0.ipnURL ?? language("chưa cấu hình", "not set")]
        }
        return "<h2>\(language("Website bán hàng", "Terminals"))</h2>"
            + table(["vnp_TmnCode", language("Tên", "Name"), "IPN URL"], rows(lines))
    }

    private var languageField: HTML { "<input type=\"hidden\" name=\"lang\" value=\"\(language.rawValue)\">" }

    private var faults: HTML {
        """
        <h2>\(language("Lỗi được đặt trước", "Ordered faults"))</h2>
        <form method="post" action="/sandbox/vnpay/fault">\(languageField)
        <label>\(language("Lỗi", "Fault"))<select name="name">\(FaultOrder.allCases, option)</select></label>
        <label>\(language("Giá trị", "Value"))<input name="value" value="1" size="14"></label>
        <label>\(language("Số lần (trống: mãi)", "Times (empty: for good)"))\
        <input name="times" inputmode="numeric" size="6"></label>
        <button type="submit">\(language("Đặt", "Order"))</button></form>
        \(console.faults.isEmpty ? empty : "")
        <ul>\(console.faults, item)</ul>
        """
    }

    private func option(_ order: FaultOrder) -> HTML { "<option>\(order.rawValue)</option>" }

    private func item(_ fault: Console.Fault) -> HTML {
        let left = fault.value.times.map { language(" (còn \($0) lần)", " (\($0) left)") } ?? ""
        return "<li><strong>\(fault.name)</strong> = \(fault.value.value)\(left)</li>"
    }

    private func payment(_ record: TransactionRecord) -> HTML {
        let deliveries = console.deliveries.filter { $0.token == record.token }
        return """
            <section class="card"><h3>\(record.reference) · \(HostedLayout.amount(record.amountDong))</h3>
            <dl><dt>\(language("Trạng thái", "State"))</dt>\
            <dd class="\(record.state == .paid ? "good" : "")">\(record.state.rawValue) \
            \(record.responseCode ?? "") / \(record.transactionStatus)</dd>
            <dt>\(language("Mở lúc", "Opened"))</dt><dd>\(record.openedAt.displayWithSeconds)</dd>
            <dt>\(language("Số giao dịch", "Transaction"))</dt><dd>\(record.transactionNumber ?? "–") · \
            \(record.bankCode ?? "–")</dd>
            <dt>IPN</dt><dd>\(console.noticeStates[record.token] ?? "–")</dd></dl>
            \(deliveries.isEmpty ? "" : calls(deliveries))
            \(console.noticeStates[record.token] == nil ? "" : buttons(record))
            </section>
            """
    }

    private func calls(_ deliveries: [Console.Delivery]) -> HTML {
        let lines = deliveries.map { delivery in
            [
                "\(delivery.number) \(delivery.kind)", delivery.calledAt.displayWithSeconds,
                delivery.status.map { String($0) } ?? "–", String(delivery.answer.prefix(200)),
            ]
        }
        return table(
            [language("Lần", "Call"), language("Lúc", "At"), "HTTP", language("Trả lời", "Answer")],
            rows(lines)
        )
    }

    private func buttons(_ record: TransactionRecord) -> HTML {
        let kinds = [
            ("resend", language("Gửi lại IPN", "Send the IPN again")),
            ("forged", language("Giả mạo chữ ký", "Forge the signature")),
            ("amount", language("Sai số tiền", "Wrong amount")),
            ("unknown", language("Mã lạ", "Unknown reference")),
            ("terminal", language("Website khác", "Other terminal")),
            ("currency", language("Ngoại tệ", "Other currency")),
            ("replay", language("Phát lại thông báo cũ", "Replay an old one")),
        ]
        let buttons = kinds.reduce(into: HTML()) {
            $0 += "<button type=\"submit\" name=\"kind\" value=\"\($1.0)\">\($1.1)</button>"
        }
        return """
            <form method="post" action="/sandbox/vnpay/call">\(languageField)\
            <input type="hidden" name="token" value="\(record.token)">\(buttons)</form>
            """
    }

    private var questions: HTML {
        let lines = console.questions.map { question in
            [
                question.receivedAt.displayWithSeconds, question.command, question.reference, question.code,
                question.note,
            ]
        }
        let heads = [
            language("Lúc", "At"), "vnp_Command", "vnp_TxnRef", language("Mã", "Code"), language("Vì sao", "Why"),
        ]
        return table(heads, rows(lines))
    }
}
