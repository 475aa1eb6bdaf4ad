import Kernel
import Reconciliation

/// A transfer of VNPAY on the bank's statement.
struct BankCreditBody: Described {
    /// One day that the transfer pays for.
    struct Covered: Described {
        let day: String
        let netDong: Int64

        static let shape = Shape(
            "BankCreditDay",
            "Một ngày mà khoản báo có trả",
            "A day that the transfer pays for",
            [
                .always("day", .day, "Ngày", "Day"),
                .always("net_dong", .signedAmount, "Thực nhận của ngày", "The day's net"),
            ]
        )
        static var specimen: Covered { Covered(day: SpecimenID.day, netDong: 238_020_000) }
    }

    /// Somebody wants a confirmed one taken back.
    struct Reversal: Described {
        let reason: String
        let askedByID: String
        var agreedByID: String?

        static let shape = Shape(
            "BankCreditReversal",
            "Đề nghị đảo bút toán",
            "The wish to take it back",
            [
                .always("reason", .longText, "Lý do", "Why"),
                .always("asked_by_id", .id, "Người đề nghị", "Who asked"),
                .maybe("agreed_by_id", .id, "Người đồng ý; vắng mặt khi còn chờ", "Who agreed; absent while it waits"),
            ]
        )
        static var specimen: Reversal {
            Reversal(reason: "Ghi nhầm ngày.", askedByID: SpecimenID.staff, agreedByID: SpecimenID.other)
        }
    }

    let number: Int64
    let creditedOn: String
    let amountDong: Int64
    let bankReference: String
    let days: [Covered]
    let expectedDong: Int64
    let differenceDong: Int64
    let treatment: String
    let explanation: String
    let state: String
    let recordedByID: String
    let recordedAt: String
    var decidedByID: String?
    var reversal: Reversal?

    init(_ credit: BankCredit) {
        number = credit.number
        creditedOn = credit.creditedOn.iso8601
        amountDong = credit.amount.dong
        bankReference = credit.bankReference
        days = credit.days.map { Covered(day: $0.day.iso8601, netDong: $0.netDong) }
        expectedDong = credit.expectedDong
        differenceDong = credit.differenceDong
        treatment = credit.treatment.rawValue
        explanation = credit.explanation
        state = credit.state.rawValue
        recordedByID = "\(credit.recordedBy)"
        recordedAt = credit.recordedAt.iso8601
        decidedByID = credit.decidedBy.map { "\($0)" }
        reversal = credit.reversal.map { reversal in
            Reversal(
                reason: reversal.reason,
                askedByID: "\(reversal.askedBy)",
                agreedByID: reversal.agreedBy.map { "\($0)" }
            )
        }
    }

    private init() {
        number = 7
        creditedOn = SpecimenID.day
        amountDong = 238_000_000
        bankReference = "FT26335000123"
        days = [.specimen]
        (expectedDong, differenceDong) = (238_020_000, -20_000)
        treatment = BankCredit.Treatment.keep.rawValue
        explanation = "Ngân hàng trừ phí chuyển tiền."
        state = BankCredit.State.confirmed.rawValue
        recordedByID = SpecimenID.staff
        recordedAt = SpecimenID.instant
        decidedByID = SpecimenID.other
        reversal = .specimen
    }

    static let shape = Shape(
        "BankCredit",
        "Tiền VNPAY chuyển về, trên sao kê ngân hàng",
        "A transfer of VNPAY on the bank's statement",
        [
            .always("number", .integer(1...Int64.max), "Số", "Number"),
            .always("credited_on", .day, "Ngày báo có", "Day of the credit"),
            .always("amount_dong", .amount, "Số tiền", "Amount"),
            .always("bank_reference", .text(1...100), "Số bút toán của ngân hàng", "The bank's reference"),
            .always("days", .list(.object(Covered.shape), 0...31), "Các ngày được trả", "The days it pays for"),
            .always("expected_dong", .signedAmount, "Thực nhận của các ngày", "The days' net"),
            .always("difference_dong", .signedAmount, "Chênh lệch", "How much it differs"),
            .always(
                "treatment",
                .choice(of: BankCredit.Treatment.self),
                "Chênh lệch: keep còn phải thu, write_off ghi chi phí",
                "The difference: keep stays a claim, write_off is a cost"
            ),
            .always("explanation", .longText, "Giải thích chênh lệch", "Why it differs"),
            .always(
                "state",
                .choice(of: BankCredit.State.self),
                "recorded chờ người thứ hai xác nhận; reversed đã đảo bút toán",
                "recorded waits for a second person; reversed was taken back"
            ),
            .always("recorded_by_id", .id, "Người ghi", "Who recorded it"),
            .always("recorded_at", .instant, "Ghi lúc", "When"),
            .maybe("decided_by_id", .id, "Người xác nhận hoặc rút", "Who confirmed or withdrew it"),
            .maybe("reversal", .object(Reversal.shape), "Đề nghị đảo bút toán", "The wish to take it back"),
        ]
    )

    static var specimen: BankCreditBody { BankCreditBody() }
}

/// A transfer to write down.
struct BankCreditInput: Described {
    let creditedOn: String
    let amountDong: Int64
    let bankReference: String
    let days: [String]
    var treatment: String?
    var explanation: String?

    static let shape = Shape(
        "BankCreditInput",
        "Khoản báo có cần ghi",
        "A transfer to write down",
        [
            .always("credited_on", .day, "Ngày báo có", "Day of the credit"),
            .always("amount_dong", .integer(1...BankCredit.limit), "Số tiền", "Amount"),
            .always("bank_reference", .text(1...100), "Số bút toán của ngân hàng", "The bank's reference"),
            .always("days", .list(.day, 1...31), "Các ngày đã chốt được trả", "The closed days it pays for"),
            .maybe(
                "treatment",
                .choice(of: BankCredit.Treatment.self),
                "Cách xử lý chênh lệch, mặc định keep",
                "What is done with a difference, keep if not said"
            ),
            .maybe("explanation", .text(0...2_000), "Giải thích chênh lệch, nếu có", "Why it differs, if it does"),
        ]
    )

    static var specimen: BankCreditInput {
        BankCreditInput(
            creditedOn: SpecimenID.day,
            amountDong: 238_000_000,
            bankReference: "FT26335000123",
            days: ["2026-11-30"],
            treatment: BankCredit.Treatment.keep.rawValue,
            explanation: "Ngân hàng trừ phí chuyển tiền."
        )
    }

    var form: RecordBankCredit.Form {
        var form = RecordBankCredit.Form(
            creditedOn: Day(iso8601: creditedOn),
            amount: "\(amountDong)",
            bankReference: bankReference,
            days: days.compactMap { Day(iso8601: $0) }
        )
        form.treatment = treatment.flatMap(BankCredit.Treatment.init(rawValue:)) ?? .keep
        form.explanation = explanation ?? ""
        return form
    }
}
