/// The same sentence in Vietnamese and in English.
public struct VNPAYWords: Hashable, Sendable {
    public let vietnamese: String
    public let english: String

    public init(_ vietnamese: String, _ english: String) {
        self.vietnamese = vietnamese
        self.english = english
    }
}

/// What the payer can do now.
public enum VNPAYAdvice: String, Hashable, Sendable, CaseIterable {
    case nothing
    case tryAgain
    case otherBank
    case callBank
    case wait
    case askSeller

    public var words: VNPAYWords {
        switch self {
        case .nothing: VNPAYWords("Bạn không cần làm gì thêm.", "There is nothing more to do.")
        case .tryAgain: VNPAYWords("Bạn có thể thanh toán lại ngay bây giờ.", "You can try to pay again now.")
        case .otherBank:
            VNPAYWords(
                "Hãy thanh toán lại bằng thẻ hoặc tài khoản khác, hoặc nạp thêm tiền rồi thử lại.",
                "Pay again with another card or account, or top up and try again."
            )
        case .callBank:
            VNPAYWords(
                "Hãy gọi ngân hàng phát hành thẻ theo số ở mặt sau thẻ, hoặc thanh toán bằng ngân hàng khác.",
                "Call your bank at the number on the back of the card, or pay with another bank."
            )
        case .wait:
            VNPAYWords(
                "Vui lòng chờ và đừng thanh toán lại: chúng tôi đang kiểm tra.",
                "Please wait and do not pay again: we are checking."
            )
        case .askSeller:
            VNPAYWords(
                "Đừng thanh toán lại. Hãy liên hệ với chúng tôi: tiền có thể đã bị trừ.",
                "Do not pay again. Please contact us: the money may have been taken."
            )
        }
    }
}
