/// `vnp_ResponseCode` of a return or an IPN. A code nobody has heard of is kept as it came.
public struct VNPAYResponseCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ code: String) { rawValue = code }

    public static let success = Self("00")
    public static let suspicious = Self("07")
    public static let notRegistered = Self("09")
    public static let wrongCardData = Self("10")
    public static let timeOut = Self("11")
    public static let locked = Self("12")
    public static let wrongOTP = Self("13")
    public static let cancelled = Self("24")
    public static let insufficientBalance = Self("51")
    public static let dailyLimit = Self("65")
    public static let bankMaintenance = Self("75")
    public static let wrongPassword = Self("79")
    public static let other = Self("99")

    /// The codes of the current documentation.
    public static let documented: [Self] = [
        .success, .suspicious, .notRegistered, .wrongCardData, .timeOut, .locked, .wrongOTP, .cancelled,
        .insufficientBalance, .dailyLimit, .bankMaintenance, .wrongPassword, .other,
    ]

    /// For staff: what VNPAY says.
    public var meaning: VNPAYWords { entry.meaning }
    /// For the payer: what happened, in plain words.
    public var payerWords: VNPAYWords { entry.payer }
    public var advice: VNPAYAdvice { entry.advice }
    public var isDocumented: Bool { Self.documented.contains(self) }

    private struct Entry {
        let meaning: VNPAYWords
        let payer: VNPAYWords
        let advice: VNPAYAdvice
    }

    private var entry: Entry { Self.entries[rawValue] ?? Self.unknown(rawValue) }

    private static func unknown(_ code: String) -> Entry {
        Entry(
            meaning: VNPAYWords("Mã chưa được công bố: \(code)", "Undocumented code: \(code)"),
            payer: VNPAYWords(
                "Thanh toán không thành công vì lý do ngân hàng không nêu rõ.",
                "The payment did not go through, for a reason that the bank did not give."
            ),
            advice: .tryAgain
        )
    }

    private static func entry(_ advice: VNPAYAdvice, _ meaning: VNPAYWords, payer: VNPAYWords) -> Entry {
        Entry(meaning: meaning, payer: payer, advice: advice)
    }

    private static let entries: [String: Entry] = moneyEntries.merging(cardEntries) { first, _ in first }

    private static let moneyEntries: [String: Entry] = [
        "00": entry(
            .nothing,
            VNPAYWords("Giao dịch thành công", "Successful"),
            payer: VNPAYWords("Thanh toán thành công.", "The payment succeeded.")
        ),
        "07": entry(
            .askSeller,
            VNPAYWords(
                "Đã trừ tiền nhưng giao dịch bị nghi ngờ gian lận hoặc bất thường; cần xác nhận trên trang quản trị",
                "Money taken, but the transaction looks fraudulent or abnormal; confirm or reject it in the portal"
            ),
            payer: VNPAYWords(
                "Tiền đã bị trừ nhưng VNPAY cần kiểm tra thêm giao dịch này.",
                "The money was taken, but VNPAY has to look into this transaction."
            )
        ),
        "11": entry(
            .tryAgain,
            VNPAYWords("Hết thời gian chờ thanh toán", "The time to pay ran out"),
            payer: VNPAYWords(
                "Đã hết thời gian thanh toán. Bạn chưa bị trừ tiền.",
                "Time ran out. Nothing was charged."
            )
        ),
        "24": entry(
            .tryAgain,
            VNPAYWords("Khách hàng hủy giao dịch", "Cancelled by the customer"),
            payer: VNPAYWords(
                "Bạn đã hủy thanh toán. Bạn chưa bị trừ tiền.",
                "You cancelled the payment. Nothing was charged."
            )
        ),
        "51": entry(
            .otherBank,
            VNPAYWords("Tài khoản không đủ số dư", "Insufficient balance"),
            payer: VNPAYWords(
                "Tài khoản không đủ số dư để thanh toán.",
                "There is not enough money in the account."
            )
        ),
        "65": entry(
            .otherBank,
            VNPAYWords("Vượt quá hạn mức giao dịch trong ngày", "Daily limit exceeded"),
            payer: VNPAYWords(
                "Tài khoản đã vượt hạn mức thanh toán trong ngày.",
                "The account has reached its limit for today."
            )
        ),
        "75": entry(
            .otherBank,
            VNPAYWords("Ngân hàng thanh toán đang bảo trì", "The paying bank is under maintenance"),
            payer: VNPAYWords("Ngân hàng của bạn đang bảo trì.", "Your bank is under maintenance at the moment.")
        ),
        "99": entry(
            .tryAgain,
            VNPAYWords("Lỗi khác", "Other error"),
            payer: VNPAYWords("Thanh toán không thành công.", "The payment did not go through.")
        ),
    ]

    private static let cardEntries: [String: Entry] = [
        "09": entry(
            .callBank,
            VNPAYWords(
                "Thẻ/tài khoản chưa đăng ký dịch vụ Internet Banking",
                "Card or account not registered for Internet Banking"
            ),
            payer: VNPAYWords(
                "Thẻ hoặc tài khoản này chưa đăng ký thanh toán trực tuyến.",
                "This card or account is not enabled for online payment."
            )
        ),
        "10": entry(
            .tryAgain,
            VNPAYWords(
                "Xác thực thông tin thẻ/tài khoản sai quá 3 lần",
                "Card or account data entered wrongly more than three times"
            ),
            payer: VNPAYWords(
                "Thông tin thẻ hoặc tài khoản không đúng quá 3 lần.",
                "The card or account details were wrong more than three times."
            )
        ),
        "12": entry(
            .callBank,
            VNPAYWords("Thẻ/tài khoản bị khóa", "Card or account locked"),
            payer: VNPAYWords("Thẻ hoặc tài khoản này đang bị khóa.", "This card or account is locked.")
        ),
        "13": entry(
            .tryAgain,
            VNPAYWords("Nhập sai mật khẩu xác thực (OTP)", "Wrong one-time password (OTP)"),
            payer: VNPAYWords("Mã xác thực OTP không đúng.", "The one-time password was wrong.")
        ),
        "79": entry(
            .tryAgain,
            VNPAYWords("Nhập sai mật khẩu thanh toán quá số lần quy định", "Payment password wrong too many times"),
            payer: VNPAYWords(
                "Mật khẩu thanh toán đã bị nhập sai quá số lần quy định.",
                "The payment password was entered wrongly too many times."
            )
        ),
    ]
}
