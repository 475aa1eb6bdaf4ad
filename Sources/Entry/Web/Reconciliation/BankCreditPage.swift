import Kernel
import Markup

/// `/quan-ly/doi-soat/ngan-hang`: VNPAY's transfers on the bank's statement, against the net of closed days.
struct BankCreditPage: Page {
    struct Row: Sendable {
        let number: String
        let credited: String
        let bankReference: String
        let days: String
        let amount: String
        let expected: String
        let difference: String
        let explanation: String
        let state: Badge
        let who: String
        let mayConfirm: Bool
        let mayWithdraw: Bool
        /// Who wants it taken back, and why.
        var reversal: String?
        var mayAskReversal = false
        var mayAgreeToReversal = false
        var mayDropReversal = false
    }

    struct OpenDay: Sendable {
        /// `2026-11-22`
        let id: String
        let label: String
        let isChosen: Bool
    }

    let around: Surroundings
    let rows: [Row]
    let openDays: [OpenDay]
    let values: [String: String]
    let mayRecord: Bool
    var news: String?
    var problem: String?

    var title: String { language("Báo có từ VNPAY", "Bank credits from VNPAY") }
    var frame: Frame { .staff(.reconciliation) }

    var main: HTML {
        """
        \(staffHead(title))
        \(ReconciliationTab.tabs(.bank, language))
        \(news.map { notice(.good, title: $0) })
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        <div class="two"><div class="stack">\(rows.isEmpty ? empty : rows.markup(card))</div>
        <aside class="stack">\(mayRecord ? form : "")</aside></div>
        """
    }

    private var empty: HTML {
        emptyState(
            .invoice,
            title: language("Chưa có báo có nào", "No credits yet"),
            words: language(
                "Khi VNPAY chuyển tiền, ghi lại dòng sao kê và các ngày mà nó trả.",
                "When VNPAY has paid, write down the line of the statement and the days it is for."
            )
        )
    }

    private func card(_ row: Row) -> HTML {
        panel(
            "\(row.credited) · \(row.amount)",
            id: "credit-\(row.number)",
            """
            \(facts([
                Fact(language("Trạng thái", "State"), markup: row.state.html),
                Fact(language("Số bút toán ngân hàng", "Bank reference"), number: row.bankReference),
                Fact(language("Các ngày", "Days"), row.days),
                Fact(language("Thực nhận theo đối soát", "Net by reconciliation"), number: row.expected),
                Fact(language("Chênh lệch", "Difference"), number: row.difference),
                Fact(language("Giải thích", "Explanation"), row.explanation),
                Fact(language("Người ghi", "Recorded by"), row.who),
            ] + (row.reversal.map { [Fact(language("Đảo bút toán", "Reversal"), $0)] } ?? [])))
            <div class="row">\(row.mayConfirm ? postForm(.confirmBankCredit(row.number), around, button(language("Đã thấy trên sao kê, xác nhận", "Seen on the statement: confirm"), .primary)) : "")\
            \(row.mayWithdraw ? confirmation(language("Hủy ghi nhận", "Withdraw"), postForm(.withdrawBankCredit(row.number), around, button(language("Hủy ghi nhận này", "Withdraw this"), .danger))) : "")\
            \(reversal(row))</div>
            """
        )
    }

    /// Taking a confirmed credit back: one asks, another agrees.
    private func reversal(_ row: Row) -> HTML {
        let ask = confirmation(
            language("Đảo bút toán", "Reverse"),
            postForm(
                .bankCreditReversal(row.number, "de-nghi"),
                around,
                """
                \(Field(
                    name: "reason-\(row.number)", label: language("Lý do", "Reason"),
                    hint: language("Người thứ hai đồng ý thì sổ ghi bút toán ngược lại.", "When a second person agrees, the opposite entry is booked."),
                    kind: .area, maximumLength: 2000
                ).html(language))\(button(language("Đề nghị đảo bút toán", "Ask to reverse"), .danger))
                """
            )
        )
        let agree = postForm(
            .bankCreditReversal(row.number, "dong-y"),
            around,
            button(language("Đồng ý đảo bút toán", "Agree to reverse"), .danger)
        )
        let drop = postForm(
            .bankCreditReversal(row.number, "bo"),
            around,
            button(language("Giữ nguyên báo có", "Let it stand"), .quiet)
        )
        return
            "\(row.mayAskReversal ? ask : "")\(row.mayAgreeToReversal ? agree : "")\(row.mayDropReversal ? drop : "")"
    }

    private var form: HTML {
        panel(
            language("Ghi nhận báo có", "Record a credit"),
            id: "record",
            openDays.isEmpty
                ? "<p class=\"muted\">\(language("Không có ngày đã chốt nào chờ tiền.", "No closed day waits for money."))</p>"
                : postForm(
                    .bankCredits,
                    around,
                    """
                    <fieldset><legend>\(language("Các ngày mà khoản tiền này trả", "The days it is for"))</legend>\(openDays.markup { day in
                        Choice(kind: .checkbox, name: "days", value: day.id, label: .text(day.label), isChosen: day.isChosen).html
                    })</fieldset>
                    \(field("credited", language("Ngày báo có", "Credited on"), kind: .date))
                    \(field("amount", language("Số tiền trên sao kê", "Amount on the statement")))
                    \(field("reference", language("Số bút toán ngân hàng", "Bank reference")))
                    \(Select(
                        name: "treatment", label: language("Nếu có chênh lệch", "If there is a difference"),
                        options: [
                            .init("keep", language("Giữ là khoản phải thu VNPAY", "Keep it as a claim on VNPAY")),
                            .init("write_off", language("Hạch toán vào chi phí", "Write it off as a cost")),
                        ], value: values["treatment"] ?? ""
                    ).html(language))
                    \(Field(
                        name: "explanation", label: language("Giải thích chênh lệch", "Explanation of the difference"),
                        value: values["explanation"] ?? "", kind: .area, isRequired: false, maximumLength: 2000
                    ).html(language))
                    \(button(language("Ghi nhận", "Record"), .primary))
                    """
                )
        )
    }

    private func field(_ name: String, _ label: String, kind: Field.Kind = .text) -> HTML {
        Field(name: name, label: label, value: values[name] ?? "", kind: kind, maximumLength: 100).html(language)
    }
}
