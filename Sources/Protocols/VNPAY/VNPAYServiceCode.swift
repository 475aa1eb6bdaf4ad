/// What VNPAY's own interfaces answer: the pages that refuse a payment, querydr and refund.
public enum VNPAYServiceCode {
    /// `Error.html?code=NN`, to which the payer is sent when the pay address is refused. There is no way back to the
    /// merchant from there.
    public static func errorPage(_ code: String) -> VNPAYWords {
        switch code {
        case "01": VNPAYWords("Mã tham chiếu giao dịch đã được sử dụng", "The transaction reference has been used")
        case "03": VNPAYWords("Dữ liệu gửi sang không đúng định dạng", "The data has the wrong format")
        case "15":
            VNPAYWords("Giao dịch đã quá thời gian chờ thanh toán", "The time to pay this transaction has run out")
        case "70": VNPAYWords("Sai chữ ký", "Wrong signature")
        case "71": VNPAYWords("Website chưa được phê duyệt", "The website has not been approved")
        case "72": VNPAYWords("Không tìm thấy đơn vị bán hàng", "The merchant was not found")
        case "76":
            VNPAYWords(
                "Ngân hàng hoặc phương thức này chưa được mở",
                "This bank or method of payment is not enabled"
            )
        case "99": VNPAYWords("Lỗi khác", "Other error")
        default: VNPAYWords("Mã chưa được công bố: \(code)", "Undocumented code: \(code)")
        }
    }

    public static func query(_ code: String) -> VNPAYWords {
        switch code {
        case "00":
            VNPAYWords(
                "Truy vấn thành công (không có nghĩa là đã thanh toán)",
                "The query succeeded (which says nothing of the payment)"
            )
        case "91": VNPAYWords("Không tìm thấy giao dịch", "Transaction not found")
        case "94":
            VNPAYWords(
                "Yêu cầu bị trùng trong thời gian giới hạn của API: chờ 5 phút",
                "Repeated within the limit of the interface: wait five minutes"
            )
        default: common(code)
        }
    }

    /// Two generations of the table are about; where they differ, both readings are given.
    public static func refund(_ code: String) -> VNPAYWords {
        switch code {
        case "00":
            VNPAYWords(
                "VNPAY đã nhận yêu cầu hoàn tiền (chưa phải là đã hoàn)",
                "The refund was accepted (which is not yet paid back)"
            )
        case "02":
            VNPAYWords(
                "Sai mã website (bảng mã cũ: tổng số tiền hoàn vượt số tiền gốc)",
                "Unknown terminal (older table: the refunds exceed the original amount)"
            )
        case "04":
            VNPAYWords(
                "Không được hoàn toàn phần sau khi đã hoàn một phần",
                "No full refund after a partial one"
            )
        case "13": VNPAYWords("Chỉ được hoàn một phần", "Only a partial refund is allowed")
        case "91": VNPAYWords("Không tìm thấy giao dịch cần hoàn", "The payment to refund was not found")
        case "93":
            VNPAYWords("Số tiền hoàn không hợp lệ", "The amount to refund is not valid")
        case "94":
            VNPAYWords(
                "Đã có yêu cầu hoàn tiền cho giao dịch này và đang được xử lý",
                "A refund of this payment has been requested already and is being processed"
            )
        case "95":
            VNPAYWords(
                "Giao dịch gốc không thành công nên không thể hoàn",
                "The payment was not successful, so it cannot be refunded"
            )
        case "98": VNPAYWords("Hết thời gian xử lý", "Timed out")
        default: common(code)
        }
    }

    private static func common(_ code: String) -> VNPAYWords {
        switch code {
        case "02": VNPAYWords("Mã website không hợp lệ", "Unknown terminal")
        case "03": VNPAYWords("Dữ liệu không đúng định dạng", "Wrong format")
        case "97": VNPAYWords("Sai chữ ký", "Wrong signature")
        case "99": VNPAYWords("Lỗi khác", "Other error")
        default: VNPAYWords("Mã chưa được công bố: \(code)", "Undocumented code: \(code)")
        }
    }
}

/// A merchant's answer to an IPN. VNPAY stops calling after `confirmed` and `alreadyConfirmed`, and repeats after the
/// rest; none of them undoes a payment.
public enum VNPAYIPNAnswer: String, Hashable, Sendable, CaseIterable {
    case confirmed = "00"
    case orderNotFound = "01"
    case alreadyConfirmed = "02"
    case invalidAmount = "04"
    case invalidSignature = "97"
    case unknownError = "99"

    public var message: String {
        switch self {
        case .confirmed: "Confirm Success"
        case .orderNotFound: "Order not found"
        case .alreadyConfirmed: "Order already confirmed"
        case .invalidAmount: "Invalid amount"
        case .invalidSignature: "Invalid signature"
        case .unknownError: "Unknown error"
        }
    }

    /// The body, with exactly the two keys that VNPAY reads. Sent as HTTP 200 whatever it says.
    public var json: String { #"{"RspCode":"\#(rawValue)","Message":"\#(message)"}"# }

    public var stopsRepetition: Bool { self == .confirmed || self == .alreadyConfirmed }
}
