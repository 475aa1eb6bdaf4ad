import Kernel

/// A refund as letters name it, in finished words.
package struct RefundInLetter: Hashable, Sendable {
    package let amount: String
    /// Our name of the payment.
    package let reference: String
    /// The bank's reference of a transfer; `nil` when it goes by VNPAY.
    package let bankReference: String?

    package init(amount: String, reference: String, bankReference: String?) {
        self.amount = amount
        self.reference = reference
        self.bankReference = bankReference
    }

    fileprivate func facts(_ contract: ContractInLetter, _ language: Language) -> [(name: String, value: String)] {
        [
            (language("Hợp đồng", "Contract"), contract.number), (language("Số tiền hoàn", "Refund"), amount),
            (language("Mã tham chiếu", "Reference"), reference),
        ] + (bankReference.map { [(language("Tham chiếu ngân hàng", "Bank’s reference"), $0)] } ?? [])
    }
}

// Letters to customers about money that goes back.
extension Letters {
    package func refundAccepted(_ contract: ContractInLetter, _ refund: RefundInLetter, phone: String) -> Letter {
        letter(
            language("Chúng tôi đang hoàn \(refund.amount) cho bạn", "We are giving \(refund.amount) back to you"),
            [
                .paragraph(
                    language(
                        "Yêu cầu hoàn tiền đã được chấp thuận và được chuyển qua VNPAY về thẻ hoặc tài khoản bạn đã dùng. Ngân hàng có thể cần vài ngày làm việc. Chúng tôi sẽ báo khi tiền đã về.",
                        "Your refund has been agreed, and goes through VNPAY to the card or account that you used. Banks may take some working days. We shall write when the money is back."
                    )
                ),
                .facts(refund.facts(contract, language)),
                .note(language("Cần giúp? Gọi \(phone).", "Need help? Call \(phone).")),
            ]
        )
    }

    package func refundMade(_ contract: ContractInLetter, _ refund: RefundInLetter, phone: String) -> Letter {
        letter(
            language("Đã hoàn \(refund.amount) cho bạn", "\(refund.amount) has been refunded"),
            [
                .paragraph(
                    refund.bankReference == nil
                        ? language(
                            "VNPAY báo tiền đã được hoàn về thẻ hoặc tài khoản bạn đã dùng để thanh toán.",
                            "VNPAY has told us that the money is back on the card or account you paid with."
                        )
                        : language(
                            "Chúng tôi đã chuyển khoản số tiền này vào tài khoản của bạn.",
                            "We have transferred the money to your bank account."
                        )
                ),
                .facts(refund.facts(contract, language)),
                .note(
                    language(
                        "Chưa thấy tiền sau 3 ngày làm việc? Gọi \(phone).",
                        "Not there after three working days? Call \(phone)."
                    )
                ),
            ]
        )
    }

    package func refundRefused(
        _ contract: ContractInLetter,
        _ refund: RefundInLetter,
        phone: String,
        email: String
    ) -> Letter {
        letter(
            language("Cần số tài khoản để hoàn \(refund.amount)", "Bank details needed to refund \(refund.amount)"),
            [
                .paragraph(
                    language(
                        "Ngân hàng không nhận lại được tiền về thẻ hoặc tài khoản bạn đã dùng. Số tiền vẫn là của bạn. Hãy gửi cho chúng tôi tên ngân hàng, số tài khoản và tên chủ tài khoản đến \(email), hoặc gọi \(phone).",
                        "The bank could not return the money to the card or account you used. It is still yours. Please send the bank’s name, the account number and the account holder’s name to \(email), or call \(phone)."
                    )
                ),
                .facts(refund.facts(contract, language)),
                .note(
                    language(
                        "Chúng tôi không bao giờ hỏi số thẻ, mật khẩu hay mã OTP của bạn.",
                        "We never ask for your card number, password or one-time code."
                    )
                ),
            ]
        )
    }
}
