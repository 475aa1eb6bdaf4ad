package import Kernel

extension SystemProof.Rule {
    /// What must hold, as staff read it: on pages, in letters, and in the words of an alarm.
    package var words: Bilingual {
        switch self {
        case .transactionsBalance:
            Bilingual(vietnamese: "Mỗi bút toán có nợ bằng có", english: "Every transaction balances")
        case .paymentsAreBooked:
            Bilingual(
                vietnamese: "Mỗi khoản tiền có đúng một bút toán, đúng số tiền",
                english: "Every payment is booked once, in its amount"
            )
        case .bookingsArePayments:
            Bilingual(
                vietnamese: "Mỗi bút toán thu tiền có một khoản tiền",
                english: "Every booked payment is a payment"
            )
        case .attemptsMatchPayments:
            Bilingual(
                vietnamese: "Lần thanh toán thành công khớp khoản tiền",
                english: "Paid attempts and payments agree"
            )
        case .paidRequestsHavePayments:
            Bilingual(
                vietnamese: "Yêu cầu đã trả khi và chỉ khi có tiền",
                english: "A request is paid when, and only when, money came"
            )
        case .contractsPastPaymentArePaid:
            Bilingual(
                vietnamese: "Không hợp đồng nào qua bước trả tiền mà chưa trả",
                english: "No contract is past payment unpaid"
            )
        case .activatedContractsArePaid:
            Bilingual(
                vietnamese: "Không kích hoạt hợp đồng trả trước chưa trả tiền",
                english: "Nothing unpaid and prepaid is activated"
            )
        case .openApprovalsAreAwaited:
            Bilingual(
                vietnamese: "Mỗi phê duyệt đang mở có hợp đồng đang chờ",
                english: "Every open approval has a contract that waits"
            )
        case .statementsAreBooked:
            Bilingual(
                vietnamese: "Mỗi thông báo cước được ghi sổ một lần, đúng số tiền",
                english: "Each statement is booked once, in its amount"
            )
        case .receivablesMatchStatements:
            Bilingual(
                vietnamese: "Công nợ cước trong sổ bằng tổng các thông báo chưa thanh toán",
                english: "Monthly fees owed in the books are the unpaid statements"
            )
        case .badDebtMatchesStatements:
            Bilingual(
                vietnamese: "Chi phí nợ khó đòi bằng tổng cước đã xóa nợ",
                english: "Bad debt is the sum of the months written off"
            )
        case .creditsMatchBooks:
            Bilingual(vietnamese: "Khoản ghi có còn lại khớp sổ sách", english: "Credits left match the books")
        case .earnedTermsAreBooked:
            Bilingual(
                vietnamese: "Doanh thu đã ghi nhận của kỳ trả trước khớp sổ, không vượt số đã thu",
                english: "Earned prepaid terms are booked, and no more than was received"
            )
        case .bankCreditsAreBooked:
            Bilingual(
                vietnamese: "Mỗi báo có đã xác nhận đứng đúng trong sổ",
                english: "Every confirmed bank credit stands in the books"
            )
        case .refundsMatchCases:
            Bilingual(
                vietnamese: "Khoản phải hoàn khớp các trường hợp đang mở",
                english: "Refunds owed equal the open cases"
            )
        case .refundsAreBooked:
            Bilingual(
                vietnamese: "Mỗi lần hoàn tiền có đủ bút toán, đúng số tiền",
                english: "Every refund is booked, in its amount"
            )
        case .refundsWithinPayments:
            Bilingual(vietnamese: "Không hoàn quá số đã thu", english: "No more is refunded than was paid")
        case .invoicesMatchTotals:
            Bilingual(
                vietnamese: "Hóa đơn đúng tổng tiền của hợp đồng hoặc tháng cước",
                english: "Invoices say what they are for"
            )
        case .invoicedIsPaid:
            Bilingual(vietnamese: "Chỉ xuất hóa đơn khi đã thu tiền", english: "Nothing unpaid is invoiced")
        case .restsMatchContracts:
            Bilingual(
                vietnamese: "Dịch vụ tạm ngưng khi và chỉ khi hợp đồng tạm ngưng",
                english: "Services rest as their contracts say"
            )
        case .monthsDoNotOverlap:
            Bilingual(vietnamese: "Không ngày nào bị tính cước hai lần", english: "No day is billed twice")
        case .setOffsMatchCredits:
            Bilingual(
                vietnamese: "Số đã đối trừ của tháng bằng số lấy từ ghi có",
                english: "Set-offs are what was taken out of credits"
            )
        case .activeContractsWork:
            Bilingual(
                vietnamese: "Hợp đồng đang hoạt động có mọi gói đã kích hoạt",
                english: "Active contracts have every plan activated"
            )
        }
    }
}

extension WatchSystem.Watched {
    package var words: Bilingual {
        switch self {
        case .rule(let rule): rule.words
        case .auditChain:
            Bilingual(
                vietnamese: "Nhật ký không bị sửa hoặc xóa",
                english: "Nothing in the audit log was changed or removed"
            )
        case .ledgerChain:
            Bilingual(vietnamese: "Bút toán không bị sửa hoặc xóa", english: "No booking was changed or removed")
        }
    }
}
