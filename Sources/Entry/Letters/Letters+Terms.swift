import Kernel

/// A running service as letters name it, in finished words.
package struct ServiceInLetter: Hashable, Sendable {
    package let contract: String
    package let names: [String]

    package init(contract: String, names: [String]) {
        self.contract = contract
        self.names = names
    }

    func facts(_ language: Language) -> [(name: String, value: String)] {
        [
            (language("Hợp đồng", "Contract"), contract),
            (language("Dịch vụ", "Service"), names.joined(separator: ", ")),
        ]
    }
}

/// A rest of a service as letters name it, in finished words.
package struct RestInLetter: Hashable, Sendable {
    package let from: String
    package let reason: String
    package let isForDebt: Bool
    package let isCharged: Bool

    package init(from: String, reason: String, isForDebt: Bool, isCharged: Bool) {
        self.from = from
        self.reason = reason
        self.isForDebt = isForDebt
        self.isCharged = isCharged
    }
}

// Letters to customers about what happens to a contract during its term.
extension Letters {
    package func serviceSuspended(
        _ service: ServiceInLetter,
        _ rest: RestInLetter,
        phone: String,
        link: String
    ) -> Letter {
        letter(
            language(
                "Dịch vụ của hợp đồng \(service.contract) tạm ngưng từ \(rest.from)",
                "The service of contract \(service.contract) is suspended from \(rest.from)"
            ),
            [
                .paragraph(
                    rest.isForDebt
                        ? language(
                            "Dịch vụ tạm ngưng vì còn cước chưa thanh toán. Dịch vụ được khôi phục khi bạn thanh toán đủ.",
                            "The service is suspended because statements are unpaid. It comes back once they are paid."
                        )
                        : language(
                            "Dịch vụ tạm ngưng theo yêu cầu của bạn. Dữ liệu và cài đặt được giữ nguyên.",
                            "The service is suspended as you asked. Your data and settings are kept."
                        )
                ),
                .facts(
                    service.facts(language) + [
                        (language("Từ ngày", "From"), rest.from), (language("Lý do", "Reason"), rest.reason),
                        (
                            language("Cước cố định", "Fixed fee"),
                            rest.isCharged
                                ? language("Vẫn tính trong thời gian tạm ngưng", "Runs on during the suspension")
                                : language("Không tính trong thời gian tạm ngưng", "Rests during the suspension")
                        ),
                    ]
                ),
                .button(language("Xem hợp đồng", "See the contract"), address: link),
                .note(language("Cần giúp? Gọi \(phone).", "Need help? Call \(phone).")),
            ]
        )
    }

    package func serviceResumed(_ service: ServiceInLetter, on day: String, link: String) -> Letter {
        letter(
            language(
                "Dịch vụ của hợp đồng \(service.contract) đã được khôi phục",
                "The service of contract \(service.contract) is back"
            ),
            [
                .paragraph(
                    language(
                        "Dịch vụ hoạt động trở lại từ \(day). Thông tin truy cập không thay đổi.",
                        "The service runs again from \(day). Access details have not changed."
                    )
                ),
                .facts(service.facts(language)),
                .button(language("Xem hợp đồng", "See the contract"), address: link),
            ]
        )
    }

    package func contractWillEnd(_ service: ServiceInLetter, last day: String, reason: String, link: String) -> Letter {
        letter(
            language(
                "Hợp đồng \(service.contract) sẽ chấm dứt sau ngày \(day)",
                "Contract \(service.contract) ends after \(day)"
            ),
            [
                .paragraph(
                    language(
                        "Dịch vụ hoạt động đến hết ngày \(day). Tháng cuối được tính cước theo số ngày sử dụng, trong thông báo cước của tháng đó. Hãy sao lưu dữ liệu trước ngày này.",
                        "The service runs through \(day). The last month is billed by days, in that month’s statement. Please save your data before then."
                    )
                ),
                .facts(
                    service.facts(language) + [
                        (language("Ngày cuối cùng", "Last day"), day), (language("Lý do", "Reason"), reason),
                    ]
                ),
                .button(language("Xem hợp đồng", "See the contract"), address: link),
            ]
        )
    }

    package func contractGoesOn(_ service: ServiceInLetter, until day: String?, link: String) -> Letter {
        letter(
            language(
                "Hợp đồng \(service.contract) tiếp tục, không chấm dứt trước hạn",
                "Contract \(service.contract) goes on"
            ),
            [
                .paragraph(
                    day.map {
                        language(
                            "Lịch chấm dứt đã được bỏ. Hợp đồng tiếp tục đến hết ngày \($0).",
                            "The planned end has been withdrawn. The contract runs through \($0)."
                        )
                    }
                        ?? language(
                            "Lịch chấm dứt đã được bỏ. Hợp đồng tiếp tục như trước.",
                            "The planned end has been withdrawn. The contract goes on as before."
                        )
                ),
                .facts(service.facts(language)),
                .button(language("Xem hợp đồng", "See the contract"), address: link),
            ]
        )
    }

    package func contractEnded(_ service: ServiceInLetter, last day: String, link: String) -> Letter {
        letter(
            language("Hợp đồng \(service.contract) đã chấm dứt", "Contract \(service.contract) has ended"),
            [
                .paragraph(
                    language(
                        "Ngày sử dụng cuối cùng là \(day). Thông báo cước cuối cùng được gửi sau khi tháng đó kết thúc; các thông báo chưa trả vẫn thanh toán như thường lệ.",
                        "The last day of service was \(day). The final statement follows when that month is over; unpaid statements are paid as usual."
                    )
                ),
                .facts(service.facts(language)),
                .button(language("Xem hợp đồng", "See the contract"), address: link),
            ]
        )
    }

    package func contractChanged(_ service: ServiceInLetter, _ change: ChangeInLetter, link: String) -> Letter {
        letter(
            language(
                "Phụ lục \(change.ordinal) của hợp đồng \(service.contract), hiệu lực từ \(change.from)",
                "Amendment \(change.ordinal) of contract \(service.contract), from \(change.from)"
            ),
            [
                .paragraph(
                    language(
                        "Nội dung dưới đây có hiệu lực từ ngày \(change.from). Tháng có thay đổi giữa chừng được tính cước theo số ngày.",
                        "The following holds from \(change.from). A month that changes on its way is billed by days."
                    )
                ),
                .facts(
                    [(language("Hợp đồng", "Contract"), service.contract)] + change.lines + [
                        (language("Cước cố định mỗi tháng, gồm thuế", "Fixed fee a month, with VAT"), change.monthly),
                        (language("Lý do", "Reason"), change.reason),
                    ]
                ),
                .button(language("Xem hợp đồng", "See the contract"), address: link),
            ]
        )
    }
}

/// An amendment as letters name it, in finished words.
package struct ChangeInLetter: Sendable {
    package let ordinal: String
    package let from: String
    package let reason: String
    package let lines: [(name: String, value: String)]
    package let monthly: String

    package init(
        ordinal: String,
        from: String,
        reason: String,
        lines: [(name: String, value: String)],
        monthly: String
    ) {
        self.ordinal = ordinal
        self.from = from
        self.reason = reason
        self.lines = lines
        self.monthly = monthly
    }
}
