import Kernel

/// A contract as letters name it, in finished words.
package struct ContractInLetter: Hashable, Sendable {
    package let number: String
    package let customer: String
    package let amount: String
    /// Whether it is paid for before it is approved; else month by month, once it is active.
    let isPrepaid: Bool

    package init(number: String, customer: String, amount: String, isPrepaid: Bool = true) {
        self.isPrepaid = isPrepaid
        self.number = number
        self.customer = customer
        self.amount = amount
    }

    func facts(_ language: Language) -> [(name: String, value: String)] {
        [
            (language("Hợp đồng", "Contract"), number), (language("Khách hàng", "Customer"), customer),
            (
                isPrepaid ? language("Giá trị", "Value") : language("Cước cố định mỗi tháng", "Fixed fee a month"),
                amount
            ),
        ]
    }
}

// Letters to our own people.
extension Letters {
    package func staffInvitation(unit: String, link: String, until: String) -> Letter {
        letter(
            language("Lời mời vào hệ thống QLDV", "Your invitation to QLDV"),
            [
                .paragraph(
                    language(
                        "Bạn được mời sử dụng hệ thống quản lý dịch vụ của \(unit). Hãy đặt mật khẩu để bắt đầu.",
                        "You are invited to the service management system of \(unit). Set a password to begin."
                    )
                ),
                .button(language("Đặt mật khẩu", "Set my password"), address: link),
                .note(language("Đường dẫn dùng được một lần, đến \(until).", "The link works once, until \(until).")),
            ]
        )
    }

    package func staffPasswordReset(link: String, until: String) -> Letter {
        letter(
            language("Đặt lại mật khẩu QLDV", "Set a new QLDV password"),
            [
                .paragraph(
                    language(
                        "Dùng đường dẫn dưới đây để đặt mật khẩu mới.",
                        "Use the link below to set a new password."
                    )
                ),
                .button(language("Đặt mật khẩu mới", "Set a new password"), address: link),
                .note(
                    language(
                        "Đường dẫn dùng được một lần, đến \(until). Nếu không phải bạn yêu cầu, hãy báo quản trị hệ thống.",
                        "The link works once, until \(until). If it was not you, tell the administrator."
                    )
                ),
            ]
        )
    }

    package func staffContractPaid(
        _ contract: ContractInLetter,
        facts: [(name: String, value: String)],
        link: String
    ) -> Letter {
        letter(
            language(
                "Hợp đồng \(contract.number) đã thanh toán \(contract.amount)",
                "Contract \(contract.number): \(contract.amount) paid"
            ),
            [
                .paragraph(
                    language(
                        "Khách hàng \(contract.customer) đã thanh toán đủ qua VNPAY. Hợp đồng đang chờ phê duyệt.",
                        "\(contract.customer) has paid in full through VNPAY. The contract now waits for approval."
                    )
                ),
                .facts(contract.facts(language) + facts),
                .button(language("Mở hợp đồng", "Open the contract"), address: link),
            ]
        )
    }

    package func staffApprovalWaiting(_ contract: ContractInLetter, step: String, due: String, link: String) -> Letter {
        letter(
            language(
                "Chờ bạn phê duyệt: hợp đồng \(contract.number)",
                "For your approval: contract \(contract.number)"
            ),
            [
                .paragraph(
                    contract.isPrepaid
                        ? language(
                            "Hợp đồng đã được thanh toán và chờ phê duyệt ở bước \(step), hạn \(due).",
                            "The contract has been paid and waits for approval (\(step)) until \(due)."
                        )
                        : language(
                            "Hợp đồng trả sau chờ phê duyệt ở bước \(step), hạn \(due).",
                            "The postpaid contract waits for approval (\(step)) until \(due)."
                        )
                ),
                .facts(contract.facts(language)),
                .button(language("Xem và quyết định", "Look and decide"), address: link),
            ]
        )
    }

    package func staffApprovalOverdue(_ contract: ContractInLetter, step: String, due: String, link: String) -> Letter {
        letter(
            language(
                "Nhắc phê duyệt: hợp đồng \(contract.number), hạn \(due)",
                "Approval reminder: contract \(contract.number), due \(due)"
            ),
            [
                .paragraph(
                    contract.isPrepaid
                        ? language(
                            "Bước \(step) chưa có quyết định. Khách hàng đã trả tiền và đang chờ dịch vụ.",
                            "The step \(step) is not decided. The customer has paid and waits for the service."
                        )
                        : language(
                            "Bước \(step) chưa có quyết định. Khách hàng đang chờ dịch vụ.",
                            "The step \(step) is not decided. The customer waits for the service."
                        )
                ),
                .facts(contract.facts(language) + [(language("Hạn xử lý", "Due"), due)]),
                .button(language("Mở phê duyệt", "Open the approval"), address: link),
            ]
        )
    }

    package func staffApprovalsDelegated(absent: String, days: String, reason: String, link: String) -> Letter {
        letter(
            language("Bạn phê duyệt thay \(absent)", "You decide for \(absent)"),
            [
                .paragraph(
                    language(
                        "\(absent) vắng mặt và ủy quyền cho bạn phê duyệt hợp đồng trong những ngày đó.",
                        "\(absent) is away and asks you to decide about contracts on those days."
                    )
                ),
                .facts(
                    [(language("Những ngày", "Days"), days)]
                        + (reason.isEmpty ? [] : [(language("Lý do", "Reason"), reason)])
                ),
                .button(language("Xem hợp đồng chờ duyệt", "See what waits"), address: link),
            ]
        )
    }

    /// - Parameter reason: Why it was refused; `nil` when it was approved.
    package func staffContractDecided(_ contract: ContractInLetter, reason: String?, link: String) -> Letter {
        let subject =
            reason == nil
            ? language("Hợp đồng \(contract.number) đã được phê duyệt", "Contract \(contract.number) is approved")
            : language("Hợp đồng \(contract.number) bị từ chối", "Contract \(contract.number) was refused")
        let words =
            reason.map { reason in
                contract.isPrepaid
                    ? language(
                        "Hợp đồng bị từ chối với lý do: \(reason). Yêu cầu hoàn tiền đã được mở.",
                        "The contract was refused: \(reason). A refund case has been opened."
                    )
                    : language("Hợp đồng bị từ chối với lý do: \(reason).", "The contract was refused: \(reason).")
            }
            ?? language(
                "Hợp đồng đã qua hai cấp phê duyệt. Gói dịch vụ đang được kích hoạt.",
                "The contract has passed both approvals. The package is being activated."
            )
        return letter(
            subject,
            [
                .paragraph(words), .facts(contract.facts(language)),
                .button(language("Mở hợp đồng", "Open the contract"), address: link),
            ]
        )
    }

    package func staffDisputeOpened(
        _ contract: ContractInLetter,
        message: String,
        contact: String,
        link: String
    ) -> Letter {
        letter(
            language(
                "Khách hàng báo nội dung chưa đúng: \(contract.number)",
                "The customer disputes contract \(contract.number)"
            ),
            [
                .paragraph(language("Khách hàng viết:", "The customer writes:")), .paragraph("“\(message)”"),
                .facts(
                    contract.facts(language)
                        + (contact.isEmpty ? [] : [(language("Liên hệ", "Contact"), contact)])
                ),
                .button(language("Trả lời hoặc sửa", "Answer or correct"), address: link),
            ]
        )
    }

    /// - Parameter count: How many alarms one look has raised.
    package func staffAlarmRaised(rule: String, offender: String, count: String, link: String) -> Letter {
        letter(
            language("Cảnh báo: \(offender)", "Alarm: \(offender)"),
            [
                .paragraph(
                    language(
                        "Một quy tắc của hệ thống bị sai. Hợp đồng liên quan dừng lại cho đến khi hai kế toán gỡ.",
                        "A rule of the house is broken. The contract is frozen until two accountants release it."
                    )
                ),
                .facts([
                    (language("Quy tắc", "Rule"), rule),
                    (language("Điều sai đầu tiên", "The first offender"), offender),
                    (language("Số cảnh báo", "Alarms"), count),
                ]),
                .button(language("Mở trang cảnh báo", "Open the alarms"), address: link),
            ]
        )
    }

    package func staffLetterBounced(_ contract: ContractInLetter, recipient: String, link: String) -> Letter {
        letter(
            language(
                "Thư thanh toán không đến nơi: \(contract.number)",
                "A payment letter did not arrive: \(contract.number)"
            ),
            [
                .paragraph(
                    language(
                        "Thư gửi đến \(recipient) bị trả lại. Hãy kiểm tra địa chỉ với khách hàng, sửa và gửi lại.",
                        "The letter to \(recipient) came back. Please check the address with the customer and send again."
                    )
                ),
                .facts(contract.facts(language)),
                .button(language("Mở hợp đồng", "Open the contract"), address: link),
            ]
        )
    }

    package func staffRenewalDue(_ contract: ContractInLetter, ends: String, link: String) -> Letter {
        letter(
            language(
                "Hợp đồng \(contract.number) hết hạn ngày \(ends)",
                "Contract \(contract.number) ends on \(ends)"
            ),
            [
                .paragraph(
                    language(
                        "Bản nháp gia hạn theo giá hiện hành đã được tạo. Hãy kiểm tra và trình khách hàng.",
                        "A renewal at today’s prices has been drafted. Please check it and hand it in."
                    )
                ),
                .facts(contract.facts(language) + [(language("Ngày hết hạn", "Ends on"), ends)]),
                .button(language("Mở hợp đồng", "Open the contract"), address: link),
            ]
        )
    }

    // MARK: To customers, about what staff did

    package func contractRejected(_ contract: ContractInLetter, reason: String, phone: String) -> Letter {
        letter(
            language(
                "Hợp đồng \(contract.number) không được chấp thuận",
                "Contract \(contract.number) could not be accepted"
            ),
            [
                .paragraph(
                    language(
                        "Rất tiếc, hợp đồng của bạn không được chấp thuận. Số tiền \(contract.amount) bạn đã thanh toán sẽ được hoàn lại vào thẻ hoặc tài khoản đã dùng.",
                        "We are sorry: your contract could not be accepted. The \(contract.amount) that you paid will be returned to the card or account you used."
                    )
                ),
                .facts(
                    contract.facts(language) + (reason.isEmpty ? [] : [(language("Lý do", "Reason"), reason)])
                ),
                .note(language("Cần giúp? Gọi \(phone).", "Need help? Call \(phone).")),
            ]
        )
    }

    package func disputeAnswered(
        _ contract: ContractInLetter,
        question: String,
        answer: String,
        files: [String] = [],
        link: String?
    ) -> Letter {
        letter(
            language("Trả lời về hợp đồng \(contract.number)", "About contract \(contract.number)"),
            [.paragraph(language("Bạn đã hỏi:", "You asked:")), .note("“\(question)”"), .paragraph(answer)]
                + (files.isEmpty
                    ? []
                    : [
                        .note(
                            language(
                                "Tệp đính kèm: \(files.joined(separator: ", "))",
                                "Attached: \(files.joined(separator: ", "))"
                            )
                        )
                    ])
                + (link.map { [.button(language("Kiểm tra và thanh toán", "Check and pay"), address: $0)] } ?? [])
                + [.facts(contract.facts(language))]
        )
    }
}
