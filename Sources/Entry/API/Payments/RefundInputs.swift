import Kernel
import Organisation
import Refunds

/// A refund case that a person opens.
struct RefundCaseInput: Described {
    let reference: String
    let amountDong: Int64
    let reason: String

    static let shape = Shape(
        "RefundCaseInput",
        "Hồ sơ hoàn tiền cần mở",
        "A refund case to open",
        [
            .always("reference", .text(1...100), "vnp_TxnRef của khoản thanh toán", "vnp_TxnRef of the payment"),
            .always("amount_dong", .integer(1...Money.limit), "Số tiền", "How much"),
            .always("reason", .text(1...1_000), "Lý do", "Why"),
        ]
    )

    static var specimen: RefundCaseInput {
        RefundCaseInput(reference: "HD-2026-KV1-00054-01", amountDong: 500_000, reason: "Khách trả trùng.")
    }
}

/// How a case shall be settled.
struct RefundProposalInput: Described {
    let way: String
    var amountDong: Int64?
    let reason: String
    var keeping: String?
    var bankReference: String?
    var bankDay: String?

    static let shape = Shape(
        "RefundProposal",
        "Đề xuất xử lý hồ sơ hoàn tiền",
        "How a refund case shall be settled",
        [
            .always(
                "way",
                .choice(of: Refund.Way.Name.self),
                "vnpay hoàn qua VNPAY, outside đã chuyển khoản, kept không hoàn",
                "vnpay gives it back through VNPAY, outside by a bank transfer that was made, kept not at all"
            ),
            .maybe("amount_dong", .integer(1...Money.limit), "Số tiền; bỏ qua khi kept", "How much; unless kept"),
            .always("reason", .text(1...1_000), "Lý do", "Why"),
            .maybe("keeping", .choice(of: Refund.Keeping.self), "Vì sao giữ lại, khi kept", "Why it stays, when kept"),
            .maybe(
                "bank_reference",
                .text(1...100),
                "Tham chiếu chuyển khoản, khi outside",
                "The bank's, when outside"
            ),
            .maybe("bank_day", .day, "Ngày chuyển khoản, khi outside", "Day of the transfer, when outside"),
        ]
    )

    static var specimen: RefundProposalInput {
        RefundProposalInput(
            way: Refund.Way.Name.vnpay.rawValue,
            amountDong: 500_000,
            reason: "Khách trả trùng.",
            keeping: Refund.Keeping.leftToUs.rawValue,
            bankReference: "FT26328000123",
            bankDay: SpecimenID.day
        )
    }

    var form: ProposeRefund.Form {
        get throws {
            guard let way = Refund.Way.Name(rawValue: way) else { throw Problem(.badRequest) }
            var form = ProposeRefund.Form(way: way)
            form.amount = amountDong.map { "\($0)" } ?? ""
            form.reason = reason
            form.keeping = keeping.flatMap(Refund.Keeping.init(rawValue:))
            form.bankReference = bankReference ?? ""
            form.bankDay = bankDay.flatMap { Day(iso8601: $0) }
            return form
        }
    }
}

/// Which proposal somebody has before the eyes.
struct RefundChoiceInput: Described {
    let refundID: String

    static let shape = Shape(
        "RefundChoice",
        "Đề xuất đã đọc",
        "The proposal that was read",
        [.always("refund_id", .id, "Đề xuất", "The proposal")]
    )
    static var specimen: RefundChoiceInput { RefundChoiceInput(refundID: SpecimenID.other) }

    var refund: Refund.ID {
        get throws {
            guard let id = Refund.ID(refundID) else { throw Problem(.badRequest) }
            return id
        }
    }
}

/// Why a proposal is sent back.
struct RefundRejectionInput: Described {
    let refundID: String
    let reason: String

    static let shape = Shape(
        "RefundRejection",
        "Đề xuất bị trả lại, và lý do",
        "The proposal that is sent back, and why",
        [
            .always("refund_id", .id, "Đề xuất", "The proposal"),
            .always("reason", .text(1...1_000), "Lý do", "Why"),
        ]
    )
    static var specimen: RefundRejectionInput {
        RefundRejectionInput(refundID: SpecimenID.other, reason: "Sai số tiền.")
    }
}

/// What a person decides about an answer that nobody can read.
struct RefundRulingInput: Described {
    let ruling: String
    let reason: String

    static let shape = Shape(
        "RefundRuling",
        "Kết luận về câu trả lời không rõ của VNPAY",
        "What became of the money, as seen at VNPAY or at the bank",
        [
            .always(
                "ruling",
                .choice([RuleRefund.Ruling.made.rawValue, RuleRefund.Ruling.refused.rawValue]),
                "made đã hoàn, refused không hoàn",
                "made: it is back; refused: it will not be"
            ),
            .always("reason", .text(1...1_000), "Căn cứ", "On what grounds"),
        ]
    )
    static var specimen: RefundRulingInput {
        RefundRulingInput(ruling: RuleRefund.Ruling.made.rawValue, reason: "Sao kê ngân hàng ngày 24/11/2026.")
    }
}
