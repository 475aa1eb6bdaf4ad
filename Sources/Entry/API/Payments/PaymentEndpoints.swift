import Contracts
import Kernel
import Organisation
import Payments
import Storage

/// One attempt to pay.
struct PaymentBody: Described {
    let reference: String
    let contractID: String
    let contractNumber: String
    let amountDong: Int64
    let state: String
    var declineCode: String?
    var transactionNumber: String?
    var bankCode: String?
    var cardType: String?
    var bankTransactionNumber: String?
    var paidAt: String?
    /// What the money was good for.
    var use: String?
    var reconciledOn: String?
    let createdAt: String
    let expiresAt: String

    init(_ story: AttemptStory) {
        let attempt = story.attempt
        reference = attempt.reference
        contractID = "\(story.contract.id)"
        contractNumber = story.contract.number
        amountDong = attempt.amount.dong
        switch attempt.state {
        case .redirected: state = AttemptFilter.Standing.redirected.rawValue
        case .unresolved: state = AttemptFilter.Standing.unresolved.rawValue
        case .paid: state = AttemptFilter.Standing.paid.rawValue
        case .declined(let code):
            state = AttemptFilter.Standing.declined.rawValue
            declineCode = code
        }
        if let receipt = attempt.state.receipt {
            transactionNumber = receipt.transactionNumber
            bankCode = receipt.bankCode
            cardType = receipt.cardType
            bankTransactionNumber = receipt.bankTransactionNumber
            paidAt = receipt.paidAt.iso8601
        }
        use = story.use?.rawValue
        reconciledOn = story.reconciledOn?.iso8601
        createdAt = attempt.createdAt.iso8601
        expiresAt = attempt.expiresAt.iso8601
    }

    private init() {
        reference = "HD-2026-KV1-00054-01"
        contractID = SpecimenID.contract
        contractNumber = "HD-2026-KV1-00054"
        amountDong = 2_462_400
        state = "paid"
        declineCode = "51"
        transactionNumber = "14600001"
        bankCode = "NCB"
        cardType = "ATM"
        bankTransactionNumber = "VNP14600001"
        paidAt = SpecimenID.instant
        use = Payment.Use.request.rawValue
        reconciledOn = SpecimenID.day
        createdAt = SpecimenID.instant
        expiresAt = SpecimenID.instant
    }

    static let shape = Shape(
        "Payment",
        "Một lần thanh toán qua VNPAY",
        "One trip to VNPAY",
        [
            .always("reference", .text(1...100), "vnp_TxnRef", "vnp_TxnRef"),
            .always("contract_id", .id, "Hợp đồng", "The contract"),
            .always("contract_number", .text(1...100), "Số hợp đồng", "Its number"),
            .always("amount_dong", .amount, "Số tiền", "Amount"),
            .always(
                "state",
                .choice(of: AttemptFilter.Standing.self),
                "unresolved là chưa biết kết quả: hệ thống đang hỏi VNPAY",
                "unresolved is not known yet: VNPAY is being asked"
            ),
            .maybe("decline_code", .text(0...20), "Mã từ chối của VNPAY", "VNPAY's code of refusal"),
            .maybe("transaction_number", .text(0...100), "vnp_TransactionNo", "vnp_TransactionNo"),
            .maybe("bank_code", .text(0...40), "Ngân hàng", "Bank"),
            .maybe("card_type", .text(0...40), "Loại thẻ", "Card"),
            .maybe("bank_transaction_number", .text(0...255), "vnp_BankTranNo", "vnp_BankTranNo"),
            .maybe("paid_at", .instant, "Thanh toán lúc", "Paid"),
            .maybe(
                "use",
                .choice(["request", "overpayment"]),
                "Dùng cho yêu cầu, hay tiền thừa",
                "What it was good for"
            ),
            .maybe("reconciled_on", .day, "Ngày đối soát", "Reconciled"),
            .always("created_at", .instant, "Bắt đầu lúc", "Begun"),
            .always("expires_at", .instant, "Hết hạn trên trang VNPAY", "Over at VNPAY's page"),
        ]
    )

    static var specimen: PaymentBody { PaymentBody() }
}

let paymentEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "payments"),
        .viewPayments,
        ("Các lần thanh toán", "Payments"),
        query: listParameters + [
            .maybe("state", .choice(of: AttemptFilter.Standing.self), "Trạng thái", "State"),
            .maybe("contract_id", .id, "Hợp đồng", "The contract"),
            .maybe("from", .day, "Từ ngày", "First day"), .maybe("through", .day, "Đến hết ngày", "Last day"),
        ],
        outputs: [(200, .json(PageBody<PaymentBody>.shape))]
    ) { context in
        var filter = AttemptFilter()
        filter.standing = context.choice("state")
        filter.contract = context.asked("contract_id")
        filter.from = context.query["from"].flatMap { Day(iso8601: $0) }
        filter.through = context.query["through"].flatMap { Day(iso8601: $0) }
        let window = try context.window()
        let part = try await context.database.read { [filter] in
            try AttemptStory.list(filter, for: context.member, window, on: $0)
        }
        return try context.page(part, PaymentBody.init)
    },
    Endpoint(
        (.get, "payments/{reference}"),
        .viewPayments,
        ("Một lần thanh toán theo vnp_TxnRef", "One payment by its vnp_TxnRef"),
        outputs: [(200, .json(PaymentBody.shape))]
    ) { context in
        let reference = context.pathParameters["reference"] ?? ""
        guard FieldKind.text(1...100).holds(reference) else { throw Problem(.notFound) }
        let story = try await context.database.read { try AttemptStory.find(reference: reference, on: $0) }
        guard let story, context.member.may(.viewPayments, on: story.contract.belonging) else {
            throw Problem(.notFound)
        }
        return try .ok(PaymentBody(story))
    },
]
