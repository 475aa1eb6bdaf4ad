/// `vnp_TransactionStatus`: how a transaction stands at VNPAY. An unknown one is kept as it came.
public struct VNPAYTransactionStatus: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ code: String) { rawValue = code }

    public static let success = Self("00")
    public static let unfinished = Self("01")
    public static let failed = Self("02")
    public static let reversed = Self("04")
    public static let refundProcessing = Self("05")
    public static let refundAtBank = Self("06")
    public static let suspicious = Self("07")
    public static let timeOut = Self("08")
    public static let refundRefused = Self("09")
    public static let cancelled = Self("11")

    public static let documented: [Self] = [
        .success, .unfinished, .failed, .reversed, .refundProcessing, .refundAtBank, .suspicious, .refundRefused,
    ]

    /// No money was taken, and that will not change. 08 and 11 stand in the technical PDF only.
    public var isFinalFailure: Bool { [.failed, .timeOut, .cancelled].contains(self) }

    public var meaning: VNPAYWords {
        switch rawValue {
        case "00": VNPAYWords("Giao dịch thành công", "Successful")
        case "01": VNPAYWords("Giao dịch chưa hoàn tất", "Not finished")
        case "02": VNPAYWords("Giao dịch bị lỗi", "Failed")
        case "04":
            VNPAYWords(
                "Giao dịch đảo: khách đã bị trừ tiền tại ngân hàng nhưng chưa thành công ở VNPAY",
                "Reversed: charged at the bank, but not successful at VNPAY"
            )
        case "05": VNPAYWords("VNPAY đang xử lý hoàn tiền", "VNPAY is processing the refund")
        case "06": VNPAYWords("VNPAY đã gửi yêu cầu hoàn tiền sang ngân hàng", "Refund request sent to the bank")
        case "07": VNPAYWords("Giao dịch bị nghi ngờ gian lận", "Suspected of fraud")
        case "08": VNPAYWords("Quá thời gian thanh toán", "The time to pay ran out")
        case "09": VNPAYWords("Yêu cầu hoàn tiền bị từ chối", "The refund was refused")
        case "10": VNPAYWords("Đã giao hàng", "Delivered")
        case "11": VNPAYWords("Giao dịch bị hủy", "Cancelled")
        case "20": VNPAYWords("Đã thanh quyết toán cho đơn vị bán hàng", "Settled to the merchant")
        default: VNPAYWords("Trạng thái chưa được công bố: \(rawValue)", "Undocumented status: \(rawValue)")
        }
    }
}

/// `vnp_TransactionType`.
public enum VNPAYTransactionType: String, Hashable, Sendable, CaseIterable {
    case payment = "01"
    case fullRefund = "02"
    case partialRefund = "03"
}
