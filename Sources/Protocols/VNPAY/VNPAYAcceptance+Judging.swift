extension VNPAYAcceptance {
    /// What came back from the merchant's address.
    public struct Reply: Hashable, Sendable {
        public let status: Int
        public let body: String
        public let milliseconds: Int64

        public init(status: Int, body: String, milliseconds: Int64) {
            self.status = status
            self.body = body
            self.milliseconds = milliseconds
        }
    }

    public struct Verdict: Hashable, Sendable {
        public let isPassed: Bool
        /// What was answered: a code, or what came instead of one.
        public let answer: String
        /// What is to be mended or should be known; `nil` when all is as it should be.
        public let remark: VNPAYWords?
    }

    /// Longer than this, VNPAY may have hung up: its own limit is not published.
    public static let slowMilliseconds: Int64 = 5_000

    /// VNPAY reads the answer only of an HTTP 200, and in it the two keys `RspCode` and `Message`.
    ///
    /// - Parameter reply: `nil` when the address did not answer.
    public static func judge(_ trial: Trial, _ reply: Reply?) -> Verdict {
        guard let reply else {
            return failed(
                "–",
                "Không có trả lời: kiểm tra địa chỉ, chứng chỉ, tường lửa.",
                "No answer: look at the address, its certificate and the firewall."
            )
        }
        guard reply.status == 200 else {
            return failed(
                "HTTP \(reply.status)",
                "Phải trả HTTP 200 trong mọi trường hợp: mã khác là không có trả lời, VNPAY gọi lại.",
                "Must be HTTP 200 whatever it says: any other counts as no answer, and VNPAY calls again."
            )
        }
        guard case .object(let members)? = JSONText(reply.body) else {
            return failed("≠ JSON", "Nội dung phải là JSON.", "The body must be JSON.")
        }
        guard let value = members.first(where: { $0.name == "RspCode" })?.value else {
            return failed(
                "∅ RspCode",
                "Khóa phải viết đúng là RspCode, cùng với Message.",
                "The key must be written RspCode, and beside it Message."
            )
        }
        guard case .string(let code) = value else {
            return failed("\(value.scalar ?? "…")", "RspCode phải là chuỗi.", "RspCode must be a string.")
        }
        guard code == trial.expected.rawValue else { return failed(code, mistake(trial.expected, code)) }
        return Verdict(isPassed: true, answer: code, remark: remark(members, reply.milliseconds))
    }

    private static func failed(_ answer: String, _ vietnamese: String, _ english: String) -> Verdict {
        failed(answer, VNPAYWords(vietnamese, english))
    }

    private static func failed(_ answer: String, _ words: VNPAYWords) -> Verdict {
        Verdict(isPassed: false, answer: answer, remark: words)
    }

    /// What a wrong code does.
    private static func mistake(_ expected: VNPAYIPNAnswer, _ code: String) -> VNPAYWords {
        let isFinal = VNPAYIPNAnswer(rawValue: code)?.stopsRepetition ?? false
        return switch (expected.stopsRepetition, isFinal) {
        case (false, true):
            VNPAYWords(
                "Nguy hiểm: đơn vị nhận một thông báo sai. Kiểm tra theo thứ tự chữ ký, đơn hàng, số tiền, trạng thái.",
                "Dangerous: a wrong notice was taken. Check the signature, then the order, the amount, the state."
            )
        case (true, false):
            VNPAYWords(
                "VNPAY sẽ gọi lại 10 lần, cách nhau 5 phút, rồi thôi: tiền đã trừ mà đơn chưa được ghi nhận.",
                "VNPAY calls ten times, five minutes apart, and gives up: money is taken and the order not paid."
            )
        case (true, true):
            VNPAYWords(
                "Ghi nhận lần đầu là 00, các lần sau là 02.",
                "The first time is answered 00, every other time 02."
            )
        case (false, false):
            VNPAYWords(
                "Sai thứ tự kiểm tra: chữ ký (97), đơn hàng (01), số tiền (04), trạng thái (02).",
                "The checks are in the wrong order: signature (97), order (01), amount (04), state (02)."
            )
        }
    }

    private static func remark(_ members: [JSONText.Member], _ milliseconds: Int64) -> VNPAYWords? {
        if Set(members.map(\.name)) != ["RspCode", "Message"] {
            return VNPAYWords("nên chỉ có RspCode và Message", "should have RspCode and Message alone")
        }
        if milliseconds > slowMilliseconds {
            return VNPAYWords("trả lời chậm, nên dưới 5 giây", "slow: should be below 5 seconds")
        }
        return nil
    }
}
