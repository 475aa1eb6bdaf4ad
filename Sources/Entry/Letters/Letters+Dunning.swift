import Kernel

/// What a letter says about months that are due, in finished words.
package struct DebtInLetter: Sendable {
    package let customer: String
    /// Number, amount and day of each month, the oldest first.
    package let months: [(name: String, value: String)]
    package let total: (digits: String, words: String)
    /// The earliest day by which something is due.
    package let due: String
    /// Of the oldest month; nothing or less while it is not late.
    package let daysLate: Int64
    /// The day on which service rests unless it is paid; `nil` when it will not.
    package let restsOn: String?

    package init(
        customer: String,
        months: [(name: String, value: String)],
        total: (digits: String, words: String),
        due: (day: String, daysLate: Int64),
        restsOn: String?
    ) {
        self.customer = customer
        self.months = months
        self.total = total
        (self.due, daysLate) = due
        self.restsOn = restsOn
    }
}

// Letters about months that are due soon, or were not paid.
extension Letters {
    /// Before or on the day: a reminder, and no reproach.
    package func dueSoon(_ debt: DebtInLetter, link: String) -> Letter {
        let total = debt.total.digits
        return dunning(
            debt,
            link,
            subject: debt.daysLate < 0
                ? language("Sắp đến hạn thanh toán cước: \(total), hạn \(debt.due)", "Due on \(debt.due): \(total)")
                : language("Hôm nay là hạn thanh toán cước: \(total)", "Due today: \(total)"),
            words: language(
                "Cước dịch vụ \(total) (\(debt.total.words)) có hạn thanh toán ngày \(debt.due). Kính mong Quý khách thu xếp thanh toán đúng hạn. Nếu Quý khách đã thanh toán, xin bỏ qua thư này.",
                "\(total) is to be paid by \(debt.due). If you have paid already, please ignore this letter."
            )
        )
    }

    package func overdue(_ debt: DebtInLetter, link: String) -> Letter {
        let (total, late) = (debt.total.digits, debt.daysLate)
        return dunning(
            debt,
            link,
            subject: language("Cước quá hạn \(late) ngày: \(total)", "\(late) days overdue: \(total)"),
            words: language(
                "Chúng tôi chưa nhận được cước dịch vụ \(total) (\(debt.total.words)), đã quá hạn \(late) ngày. Đề nghị Quý khách thanh toán ngay.",
                "We have not received \(total), which is \(late) days overdue. Please pay now."
            )
        )
    }

    /// The last letter before service rests.
    package func lastWarning(_ debt: DebtInLetter, link: String) -> Letter {
        let (total, late) = (debt.total.digits, debt.daysLate)
        let threat =
            debt.restsOn.map {
                language(
                    " Nếu chưa nhận được tiền, dịch vụ sẽ tạm ngưng từ ngày \($0).",
                    " Unless it is paid, service will rest from \($0)."
                )
            } ?? ""
        return dunning(
            debt,
            link,
            subject: language(
                "Nhắc lần cuối: cước quá hạn \(late) ngày, \(total)",
                "Last reminder: \(total), \(late) days overdue"
            ),
            words: language(
                "Cước dịch vụ \(total) (\(debt.total.words)) đã quá hạn \(late) ngày. Đề nghị Quý khách thanh toán ngay.",
                "\(total) is \(late) days overdue. Please pay now."
            ) + threat
        )
    }

    package func serviceRests(_ debt: DebtInLetter, link: String) -> Letter {
        let (total, late) = (debt.total.digits, debt.daysLate)
        return dunning(
            debt,
            link,
            subject: language(
                "Dịch vụ tạm ngưng vì chưa thanh toán cước: \(total)",
                "Service rests: \(total) is unpaid"
            ),
            words: language(
                "Do cước dịch vụ \(total) (\(debt.total.words)) đã quá hạn \(late) ngày, dịch vụ của Quý khách được tạm ngưng. Dịch vụ hoạt động lại ngay khi chúng tôi nhận đủ tiền.",
                "\(total) is \(late) days overdue, and your service rests. It is back as soon as everything is paid."
            )
        )
    }

    private func dunning(_ debt: DebtInLetter, _ link: String, subject: String, words: String) -> Letter {
        var facts = [(name: language("Khách hàng", "Customer"), value: debt.customer)] + debt.months
        facts.append((language("Tổng phải thanh toán", "Total to pay"), debt.total.digits))
        facts.append((language("Hạn thanh toán", "Due"), debt.due))
        if debt.daysLate > 0 {
            facts.append((language("Quá hạn", "Overdue"), language("\(debt.daysLate) ngày", "\(debt.daysLate) days")))
        }
        return letter(
            subject,
            [
                .paragraph(words), .button(language("Xem và thanh toán", "See and pay"), address: link), .facts(facts),
                .note(
                    language(
                        "Đường dẫn này thay cho các đường dẫn trước. Nội dung chưa đúng? Mở đường dẫn và chọn “Nội dung chưa đúng”, đừng thanh toán. Chúng tôi không bao giờ hỏi số thẻ hay mã OTP qua thư hoặc điện thoại.",
                        "This link takes the place of earlier ones. Something wrong? Open the link and choose “Something is wrong”; do not pay. We never ask for card numbers or codes by mail or telephone."
                    )
                ),
            ]
        )
    }
}
