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
        case .customerCredits: language("Khách hàng được ghi có", "Customer credits")
        case .badDebt: language("Chi phí nợ khó đòi", "Bad debt")
        }
    }

    /// What was booked. A kind that this page does not know is shown by its name rather than not at all.
    func kind(_ kind: String) -> String {
        switch kind {
        case "prepaid_received": language("Nhận tiền trả trước", "Prepayment received")
        case "overpaid": language("Nhận tiền trả thừa", "Overpayment received")
        case "revenue_recognised": language("Ghi nhận doanh thu kỳ trả trước", "Prepaid term earned")
        case "refund_due": language("Phải hoàn tiền", "Refund due")
        case "refund_owed": language("Đồng ý hoàn tiền", "Refund agreed")
        case "refund_paid": language("Đã hoàn tiền", "Refund made")
        case "refund_kept": language("Tiền không hoàn lại", "Money kept")
        case "statement_issued": language("Phát hành thông báo cước", "Statement issued")
        case "statements_paid": language("Nhận tiền cước", "Statements paid")
        case "statement_written_off": language("Xóa nợ khó đòi", "Written off as bad debt")
        case "write_off_undone": language("Khôi phục nợ đã xóa", "Write-off taken back")
        case "credit_granted": language("Ghi có cho khách hàng", "Customer credited")
        case "credit_set_off": language("Cấn trừ vào cước", "Credit set off")
        case "gateway_fee": language("Phí VNPAY của một ngày", "VNPAY’s fee of a day")
        case "fee_difference": language("Chênh lệch phí", "Fee difference")
        case "amount_difference": language("Chênh lệch số tiền", "Amount difference")
        case "stray_money": language("Tiền không rõ nguồn", "Stray money")
        case "bank_credit": language("VNPAY chuyển tiền về ngân hàng", "VNPAY’s transfer to the bank")
        case let kind where kind.hasSuffix("_reversed"):
            language("Đảo: ", "Reversed: ") + self.kind(String(kind.dropLast("_reversed".count)))
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

    /// A balance, debit less credit: `1.296.000 N` stands on the debit side, `1.296.000 C` on the credit side.
    func balance(_ dong: Int64) -> String {
        guard dong != 0 else { return "0" }
        let side = dong > 0 ? language("Nợ", "Dr") : language("Có", "Cr")
        return "\(sum(Int64(clamping: dong.magnitude))) \(side)"
    }

    /// A sum with marks between the thousands; one that no account could have is shown as it is.
    func sum(_ dong: Int64) -> String { (try? Money(dong: dong))?.grouped ?? "\(dong)" }
}
