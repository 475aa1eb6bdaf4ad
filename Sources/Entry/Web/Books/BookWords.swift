import Accounting
import Kernel

/// The books in words.
struct BookWords: Sendable {
    let language: Language

    func account(_ account: LedgerAccount) -> String {
        switch account {
        case .receivable: language("Phải thu khách hàng", "Receivable")
        case .vnpayClearing: language("Tiền VNPAY giữ hộ", "VNPAY clearing")
        case .bank: language("Tiền gửi ngân hàng", "Bank")
        case .deferredRevenue: language("Doanh thu chờ phân bổ", "Deferred revenue")
        case .revenue: language("Doanh thu dịch vụ", "Revenue")
        case .vatPayable: language("Thuế GTGT phải nộp", "VAT payable")
        case .gatewayFees: language("Phí cổng thanh toán", "Gateway fees")
        case .refundsPayable: language("Phải hoàn khách hàng", "Refunds payable")
        case .overpayments: language("Khách hàng trả thừa", "Overpayments")
        }
    }

    /// What was booked. A kind that this page does not know is shown by its name rather than not at all.
    func kind(_ kind: String) -> String {
        switch kind {
        case "prepaid_received": language("Nhận tiền trả trước", "Prepayment received")
        case "overpaid": language("Nhận tiền trả thừa", "Overpayment received")
        case "refund_due": language("Phải hoàn tiền", "Refund due")
        default: kind.replacing("_", with: " ")
        }
    }

    func postings(_ booked: BookedTransaction) -> [(account: String, debit: String, credit: String)] {
        booked.postings.map { posting in
            switch posting.side {
            case .debit: (account(posting.account), posting.amount.grouped, "")
            case .credit: (account(posting.account), "", posting.amount.grouped)
            }
        }
    }
}
