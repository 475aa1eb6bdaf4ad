package import Kernel

/// Every letter that leaves the house, as a function of finished words.
package struct Letters: Sendable {
    private let head: Letterhead
    package let language: Language
    private let name: String

    /// - Parameter name: Whom the letter greets.
    package init(head: Letterhead, language: Language, name: String) {
        self.head = head
        self.language = language
        self.name = name
    }

    package func confirmEmail(code: String, link: String, order: String, minutes: Int64) -> Letter {
        letter(
            language("\(code) là mã xác nhận đơn đăng ký của bạn", "\(code) is your confirmation code"),
            [
                .paragraph(
                    language(
                        "Cảm ơn bạn đã đăng ký. Nhập mã dưới đây để xác nhận địa chỉ thư và tiếp tục thanh toán.",
                        "Thank you for registering. Enter this code to confirm your address and go on to payment."
                    )
                ),
                .code(code),
                .button(language("Xác nhận bằng đường dẫn", "Confirm by link"), address: link),
                .facts([(language("Đơn đăng ký", "Order"), order)]),
                .note(
                    language(
                        "Mã có hiệu lực trong \(minutes) phút. Nếu bạn không đăng ký, hãy bỏ qua thư này.",
                        "The code is good for \(minutes) minutes. If you did not register, ignore this letter."
                    )
                ),
            ]
        )
    }

    package func signInLink(_ link: String, minutes: Int64) -> Letter {
        letter(
            language("Đường dẫn đăng nhập của bạn", "Your sign-in link"),
            [
                .paragraph(
                    language("Dùng đường dẫn dưới đây để đăng nhập.", "Use the link below to sign in.")
                ),
                .button(language("Đăng nhập", "Sign in"), address: link),
                .note(
                    language(
                        "Đường dẫn dùng được một lần, trong \(minutes) phút. Nếu không phải bạn yêu cầu, hãy bỏ qua thư này.",
                        "The link works once, within \(minutes) minutes. If it was not you, ignore this letter."
                    )
                ),
            ]
        )
    }

    /// Step B2: what is owed, for what, until when, and the button.
    package func paymentLink(_ request: PaymentRequestWords, link: String, until: String) -> Letter {
        let (amount, contract) = (request.amount, request.contract)
        var facts = [
            (language("Hợp đồng", "Contract"), contract), (language("Khách hàng", "Customer"), request.customer),
        ]
        facts += request.lines
        facts.append((language("Tổng thanh toán", "Total to pay"), amount))
        if let due = request.due { facts.append((language("Hạn thanh toán", "Due"), due)) }
        facts.append((language("Đường dẫn dùng được đến", "The link works until"), until))
        return letter(
            language("Thanh toán hợp đồng \(contract): \(amount)", "Payment for contract \(contract): \(amount)"),
            [
                .paragraph(
                    language(
                        "Số tiền cần thanh toán là \(amount) (\(request.words)). Dùng nút dưới đây để kiểm tra thông tin và thanh toán qua VNPAY.",
                        "The amount to pay is \(amount). Use the button below to check the details and pay through VNPAY."
                    )
                ),
                .button(language("Thanh toán", "Pay"), address: link), .facts(facts),
                .note(
                    language(
                        "Nội dung chưa đúng? Mở đường dẫn và chọn “Nội dung chưa đúng”, đừng thanh toán. Chúng tôi không bao giờ hỏi số thẻ hay mã OTP qua thư hoặc điện thoại.",
                        "Something wrong? Open the link and choose “Something is wrong”; do not pay. We never ask for card numbers or codes by mail or telephone."
                    )
                ),
            ]
        )
    }

    /// - Parameter approvalDays: For a contract that people still have to approve: how many working days that takes as
    ///   a rule.
    package func paymentReceived(
        amount: String,
        words: String,
        facts: [(name: String, value: String)],
        link: String,
        approvalDays: Int64? = nil
    ) -> Letter {
        letter(
            language("Đã nhận thanh toán \(amount)", "Payment received: \(amount)"),
            [
                .paragraph(approvalDays.map { waiting(amount, words, $0) } ?? activating(amount, words)),
                .facts(facts),
                .button(language("Xem biên nhận", "See the receipt"), address: link),
            ]
        )
    }

    private func activating(_ amount: String, _ words: String) -> String {
        language(
            "Chúng tôi đã nhận đủ \(amount) (\(words)) qua VNPAY. Gói dịch vụ đang được kích hoạt, hóa đơn sẽ được gửi sau.",
            "We have received \(amount) through VNPAY. Your package is being activated; the invoice follows."
        )
    }

    private func waiting(_ amount: String, _ words: String, _ days: Int64) -> String {
        language(
            "Chúng tôi đã nhận đủ \(amount) (\(words)) qua VNPAY. Hợp đồng đang được công ty khu vực rồi Trung tâm CNTT phê duyệt, thường trong \(days) ngày làm việc. Sau đó gói dịch vụ được kích hoạt, hóa đơn được gửi, và bạn nhận thư ở từng bước.",
            "We have received \(amount) through VNPAY. The contract is now approved by the regional company and then by the IT centre, usually within \(days) working days. After that your package is activated and the invoice sent; you hear of each step by mail."
        )
    }

    package func packageActivated(package: String, facts: [(name: String, value: String)], link: String) -> Letter {
        letter(
            language("Gói \(package) đã được kích hoạt", "\(package) is active"),
            [
                .paragraph(
                    language("Bạn có thể sử dụng dịch vụ ngay bây giờ.", "You can use the service right now.")
                ),
                .facts(facts),
                .button(language("Mở gói của tôi", "Open my package"), address: link),
                .note(
                    language(
                        "Vì an toàn, mật khẩu và khóa chỉ hiện trong trang khách hàng.",
                        "For your safety, passwords and keys are shown in the customer portal only."
                    )
                ),
            ]
        )
    }

    package func invoiceIssued(number: String, facts: [(name: String, value: String)], link: String) -> Letter {
        letter(
            language("Hóa đơn điện tử số \(number)", "E-invoice no. \(number)"),
            [
                .paragraph(
                    language(
                        "Hóa đơn điện tử của bạn đã được phát hành và có mã của cơ quan thuế. Bản thể hiện PDF và bản gốc XML được đính kèm.",
                        "Your e-invoice has been issued with the tax authority’s code. The PDF rendering and the XML original are attached."
                    )
                ),
                .facts(facts),
                .button(language("Xem hóa đơn", "See my invoices"), address: link),
            ]
        )
    }

    func letter(_ subject: String, _ parts: [LetterPart]) -> Letter {
        Letter(
            subject: subject,
            greeting: language("Kính gửi \(name),", "Dear \(name),"),
            parts: parts,
            head: head,
            language: language
        )
    }
}

/// What a letter says about a payment request, in finished words.
package struct PaymentRequestWords: Hashable, Sendable {
    package let contract: String
    package let customer: String
    package let amount: String
    /// The amount in words.
    package let words: String
    /// `23/11/2026`
    package let due: String?
    private let items: [Item]

    private struct Item: Hashable, Sendable {
        let name: String
        let amount: String
    }

    package init(
        contract: String,
        customer: String,
        amount: (digits: String, words: String),
        due: String?,
        lines: [(name: String, value: String)]
    ) {
        self.contract = contract
        self.customer = customer
        (self.amount, words) = amount
        self.due = due
        items = lines.map { Item(name: $0.name, amount: $0.value) }
    }

    package var lines: [(name: String, value: String)] { items.map { ($0.name, $0.amount) } }
}
