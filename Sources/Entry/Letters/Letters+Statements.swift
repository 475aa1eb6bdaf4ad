import Kernel

/// What a letter says about a month, in finished words.
package struct StatementInLetter: Sendable {
    package let number: String
    /// `11/2026`
    package let month: String
    package let contract: String
    package let customer: String
    package let amount: String
    package let words: String
    package let due: String
    package let lines: [(name: String, value: String)]

    package init(
        number: String,
        month: String,
        of party: (contract: String, customer: String),
        amount: (digits: String, words: String),
        due: String,
        lines: [(name: String, value: String)]
    ) {
        self.number = number
        self.month = month
        (contract, customer) = party
        (self.amount, words) = amount
        self.due = due
        self.lines = lines
    }
}

// Letters about months of contracts that are paid month by month (process C).
extension Letters {
    /// Step C1: what the month costs, until when it is to be paid, and the button.
    package func statementIssued(_ statement: StatementInLetter, link: String) -> Letter {
        let (amount, month) = (statement.amount, statement.month)
        return letter(
            language(
                "Thông báo cước tháng \(month): \(amount), hạn \(statement.due)",
                "Statement for \(month): \(amount), due \(statement.due)"
            ),
            [
                .paragraph(
                    language(
                        "Cước tháng \(month) của hợp đồng \(statement.contract) là \(amount) (\(statement.words)). Bản thông báo cước được đính kèm.",
                        "The fee of contract \(statement.contract) for \(month) is \(amount). The statement is attached."
                    )
                ),
                .button(language("Xem và thanh toán", "See and pay"), address: link),
                .facts(
                    [
                        (language("Thông báo", "Statement"), statement.number),
                        (language("Khách hàng", "Customer"), statement.customer),
                    ] + statement.lines + [
                        (language("Tổng thanh toán", "Total to pay"), amount),
                        (language("Hạn thanh toán", "Due"), statement.due),
                    ]
                ),
                .note(
                    language(
                        "Nội dung chưa đúng? Mở đường dẫn và chọn “Nội dung chưa đúng”, đừng thanh toán. Chúng tôi không bao giờ hỏi số thẻ hay mã OTP qua thư hoặc điện thoại.",
                        "Something wrong? Open the link and choose “Something is wrong”; do not pay. We never ask for card numbers or codes by mail or telephone."
                    )
                ),
            ]
        )
    }

    /// Step C3: the money has come.
    ///
    /// - Parameter months: `11/2026`, or several of them.
    package func statementsPaid(
        months: String,
        amount: (digits: String, words: String),
        facts: [(name: String, value: String)],
        link: String
    ) -> Letter {
        letter(
            language(
                "Đã thanh toán cước tháng \(months): \(amount.digits)",
                "Paid for \(months): \(amount.digits)"
            ),
            [
                .paragraph(
                    language(
                        "Chúng tôi đã nhận đủ \(amount.digits) (\(amount.words)) cước tháng \(months) qua VNPAY. Hóa đơn điện tử sẽ được gửi sau khi đối soát.",
                        "We have received \(amount.digits) for \(months) through VNPAY. The e-invoice follows after reconciliation."
                    )
                ),
                .facts(facts),
                .button(language("Xem biên nhận", "See the receipt"), address: link),
            ]
        )
    }
}
