import Billing
import Contracts
import Invoicing
import Kernel
import Payments
import VNPAY

/// Payments in the words of staff.
struct PaymentLookUpWords: Sendable {
    let language: Language

    private var words: Words { Words(language: language) }

    func state(_ state: PaymentFilter.State) -> Badge {
        switch state {
        case .redirected: Badge(language("Đang ở VNPAY", "At VNPAY"), .brand)
        case .unresolved: Badge(language("Chưa rõ kết quả", "Unresolved"), .warn)
        case .paid: Badge(language("Đã thanh toán", "Paid"), .good)
        case .declined: Badge(language("Không thành công", "Declined"), .calm)
        }
    }

    /// Why it was not paid: the code, and what VNPAY says it means.
    func decline(_ code: String) -> String { "\(code) · \(words.said(VNPAYResponseCode(code).meaning))" }

    func bank(_ code: String?, _ cardType: String?) -> String { code.map { words.bank($0, cardType) } ?? "–" }

    func kind(_ kind: PaymentCaseKind) -> String {
        switch kind {
        case .overpayment: language("Trả thừa: cần hoàn lại", "Overpaid: to be given back")
        case .amountMismatch: language("Số tiền khác yêu cầu", "Another amount than asked for")
        case .secondCharge: language("Một mã, hai lần trừ tiền", "One reference, two charges")
        case .suspectedFraud: language("VNPAY nghi ngờ gian lận (mã 07)", "VNPAY suspects fraud (code 07)")
        case .unknownReference: language("Thành công cho mã không có ở đây", "A success for an unknown reference")
        case .rejectedContract: language("Hợp đồng bị từ chối: cần hoàn tiền", "Contract refused: refund due")
        case .requested: language("Mở theo yêu cầu", "Opened on request")
        }
    }

    func channel(_ message: KeptMessage) -> String {
        switch message.channel {
        case .notice: language("VNPAY báo kết quả (IPN)", "VNPAY’s notice (IPN)")
        case .back: language("Trình duyệt của khách quay về", "The payer’s browser came back")
        case .query: language("VNPAY trả lời câu hỏi (querydr)", "VNPAY’s answer (querydr)")
        }
    }

    /// What we made of a message.
    func verdict(_ message: KeptMessage) -> Badge {
        guard message.isProven else { return Badge(language("Không chứng thực được", "Unproven"), .bad) }
        switch message.channel {
        case .notice:
            let answer = TakeNotice.Answer(rawValue: message.verdict)
            switch answer {
            case .recorded: return Badge(language("Đã ghi nhận (00)", "Recorded (00)"), .good)
            case .knownAlready: return Badge(language("Đã biết (02)", "Known already (02)"), .calm)
            case .wrongAmount: return Badge(language("Sai số tiền (04)", "Wrong amount (04)"), .bad)
            case .unknownReference: return Badge(language("Không có mã này (01)", "Unknown reference (01)"), .bad)
            case .badSignature: return Badge(language("Chữ ký sai (97)", "Bad signature (97)"), .bad)
            case .ourFault, nil: return Badge(language("Lỗi của hệ thống (99)", "Our fault (99)"), .warn)
            }
        case .back: return Badge(language("Chỉ để tham khảo", "For information only"), .calm)
        case .query:
            switch message.verdict {
            case "known": return Badge(language("Có kết quả", "Answered"), .good)
            case "not_found": return Badge(language("VNPAY không có giao dịch", "Not found at VNPAY"), .warn)
            default: return Badge(language("VNPAY bận (94)", "VNPAY is busy (94)"), .calm)
            }
        }
    }

    func invoice(_ state: InvoiceRequest.State) -> Badge {
        switch state {
        case .pending, .unknown: Badge(language("Đang gửi", "Being sent"), .brand)
        case .submitted: Badge(language("Đã lập nháp", "Drafted"), .brand)
        case .signed: Badge(language("Đã ký, chờ mã", "Signed, code awaited"), .brand)
        case .accepted: Badge(language("Đã phát hành", "Issued"), .good)
        case .needsPerson: Badge(language("Cần người xử lý", "Needs a person"), .bad)
        case .refused: Badge(language("Bị từ chối", "Refused"), .bad)
        }
    }

    func request(_ story: PaymentStory) -> Badge {
        switch story.request.state {
        case .open: Badge(language("Chờ thanh toán", "Open"), .warn)
        case .paid: Badge(language("Đã thanh toán", "Paid"), .good)
        case .cancelled: Badge(language("Đã hủy", "Cancelled"), .calm)
        case .superseded: Badge(language("Đã thay bằng yêu cầu khác", "Replaced"), .calm)
        }
    }

    func use(_ use: Payment.Use?) -> String? {
        switch use {
        case .request: language("Trả cho yêu cầu thanh toán", "Paid the request")
        case .overpayment: language("Trả thừa, chờ hoàn", "Overpayment, to be given back")
        case nil: nil
        }
    }
}

extension PaymentFilter.State {
    init(_ state: PaymentAttemptState) {
        switch state {
        case .redirected: self = .redirected
        case .unresolved: self = .unresolved
        case .paid: self = .paid
        case .declined: self = .declined
        }
    }
}
