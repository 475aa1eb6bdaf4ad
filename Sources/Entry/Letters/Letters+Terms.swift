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
}
