import Kernel

/// What was made of an answer of VNPAY, as the journal of messages keeps it: a word, and what came with it.
struct GatewayAnswerWords: Sendable {
    let language: Language

    func callAsFunction(_ text: String) -> String {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let more = parts.count > 1 ? " · \(parts[1])" : ""
        return parts.first.flatMap(word).map { $0 + more } ?? text
    }

    private func word(_ text: String) -> String? {
        switch text {
        case "known": language("đã trả lời", "answered")
        case "not_found": language("VNPAY không thấy giao dịch", "VNPAY knows of no such payment")
        case "processing": language("VNPAY đang xử lý (05)", "VNPAY is at work (05)")
        case "at_bank": language("ngân hàng đang xử lý (06)", "at the bank (06)")
        case "refunded": language("đã hoàn (00)", "paid back (00)")
        case "refused": language("bị từ chối", "refused")
        case "declined": language("không nhận yêu cầu", "not accepted")
        case "doubtful": language("chưa rõ đã nhận hay chưa", "taken or not, it does not say")
        case "absent": language("chưa có yêu cầu hoàn này", "knows of no such refund")
        case "throttled": language("hỏi quá nhanh (94)", "asked too often (94)")
        case "strange": language("mã chưa công bố", "an undocumented code")
        case "none:": language("không có trả lời tin được", "no answer that can be trusted")
        default: nil
        }
    }
}
