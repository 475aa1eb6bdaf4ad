import Contracts
import Kernel
import Organisation
import Payments
import Refunds
import Storage

/// Money that somebody has to decide about.
struct RefundCaseBody: Described {
    let id: String
    let kind: String
    let reference: String
    var contractID: String?
    var contractNumber: String?
    var amountDong: Int64?
    let state: String
    var way: String?
    var refundDong: Int64?
    let openedAt: String
    var closedAt: String?

    init(_ item: RefundCaseItem) {
        id = "\(item.id)"
        kind = item.kind.rawValue
        reference = item.reference
        contractID = item.contract.map { "\($0)" }
        contractNumber = item.contractNumber
        amountDong = item.amount?.dong
        state = item.standing.rawValue
        way = item.way?.rawValue
        refundDong = item.refundAmount?.dong
        openedAt = item.openedAt.iso8601
        closedAt = item.closedAt?.iso8601
    }

    private init() {
        id = SpecimenID.other
        kind = PaymentCaseKind.rejectedContract.rawValue
        reference = "HD-2026-KV1-00054-01"
        contractID = SpecimenID.contract
        contractNumber = "HD-2026-KV1-00054"
        amountDong = 2_462_400
        state = PaymentCase.Standing.underWay.rawValue
        way = Refund.Way.Name.vnpay.rawValue
        refundDong = 2_462_400
        openedAt = SpecimenID.instant
        closedAt = SpecimenID.instant
    }

    fileprivate static let fields: [ShapeField] = [
        .always("id", .id, "Mã", "Identifier"),
        .always("kind", .choice(of: PaymentCaseKind.self), "Vì sao mở", "Why it was opened"),
        .always("reference", .text(1...100), "vnp_TxnRef", "vnp_TxnRef"),
        .maybe("contract_id", .id, "Hợp đồng", "The contract"),
        .maybe("contract_number", .text(1...100), "Số hợp đồng", "Its number"),
        .maybe("amount_dong", .amount, "Số tiền của hồ sơ", "What the case is about"),
        .always(
            "state",
            .choice(of: PaymentCase.Standing.self),
            "open chờ đề xuất; proposed chờ người thứ hai; unclear cần người xem",
            "open waits for a proposal, proposed for a second person; unclear needs a person"
        ),
        .maybe("way", .choice(of: Refund.Way.Name.self), "Cách của đề xuất mới nhất", "How, by the latest proposal"),
        .maybe("refund_dong", .amount, "Số tiền của đề xuất mới nhất", "How much, by the latest proposal"),
        .always("opened_at", .instant, "Mở lúc", "Opened"), .maybe("closed_at", .instant, "Đóng lúc", "Closed"),
    ]

    static let shape = Shape("RefundCase", "Hồ sơ hoàn tiền", "A refund case", fields)

    static var specimen: RefundCaseBody { RefundCaseBody() }
}

/// One way in which a case is settled.
struct RefundBody: Described {
    let id: String
    let way: String
    let extent: String
    let amountDong: Int64
    let state: String
    var code: String?
    let reason: String
    var bankReference: String?
    var bankDay: String?
    var gatewayNumber: String?
    let tries: Int64
    let proposedBy: String
    let proposedAt: String
    var decidedBy: String?
    var decidedAt: String?

    init(_ refund: Refund) {
        id = "\(refund.id)"
        way = refund.way.name.rawValue
        extent = refund.extent.rawValue
        amountDong = refund.amount.dong
        state = refund.state.name.rawValue
        code = refund.state.code
        reason = refund.reason
        if case .outside(let reference, let day) = refund.way {
            bankReference = reference
            bankDay = day.iso8601
        }
        gatewayNumber = refund.gatewayNumber
        tries = refund.tries
        proposedBy = "\(refund.proposedBy)"
        proposedAt = refund.proposedAt.iso8601
        decidedBy = refund.decidedBy.map { "\($0)" }
        decidedAt = refund.decidedAt?.iso8601
    }

    private init() {
        id = SpecimenID.other
        way = Refund.Way.Name.vnpay.rawValue
        extent = Refund.Extent.full.rawValue
        amountDong = 2_462_400
        state = RefundState.Name.refused.rawValue
        code = "09"
        reason = "Hợp đồng bị từ chối."
        bankReference = "FT26328000123"
        bankDay = SpecimenID.day
        gatewayNumber = "14600009"
        tries = 1
        proposedBy = SpecimenID.token
        proposedAt = SpecimenID.instant
        decidedBy = SpecimenID.other
        decidedAt = SpecimenID.instant
    }

    static let shape = Shape(
        "Refund",
        "Một lần xử lý hồ sơ hoàn tiền",
        "One way in which a case is settled",
        [
            .always("id", .id, "Mã", "Identifier"),
            .always("way", .choice(of: Refund.Way.Name.self), "Cách xử lý", "How"),
            .always("extent", .choice(["full", "partial"]), "Toàn phần hay một phần", "All of the payment, or part"),
            .always("amount_dong", .amount, "Số tiền", "Amount"),
            .always(
                "state",
                .choice(of: RefundState.Name.self),
                "unanswered: chưa biết, đang hỏi VNPAY",
                "unanswered is not known: VNPAY is being asked"
            ),
            .maybe("code", .text(0...100), "Mã của VNPAY", "VNPAY's code"),
            .always("reason", .text(0...1000), "Lý do", "Why"),
            .maybe("bank_reference", .text(1...100), "Tham chiếu chuyển khoản", "The bank's reference"),
            .maybe("bank_day", .day, "Ngày chuyển khoản", "Day of the transfer"),
            .maybe("gateway_number", .text(0...100), "Số hoàn tiền của VNPAY", "VNPAY's number of the refund"),
            .always("tries", .integer(0...1000), "Số lần gửi VNPAY", "How often it left for VNPAY"),
            .always("proposed_by", .id, "Người đề xuất", "Who proposed it"),
            .always("proposed_at", .instant, "Đề xuất lúc", "When"),
            .maybe("decided_by", .id, "Người quyết định", "Who decided"),
            .maybe("decided_at", .instant, "Quyết định lúc", "When"),
        ]
    )

    static var specimen: RefundBody { RefundBody() }
}

let refundEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "refund_cases"),
        .viewRefunds,
        ("Các hồ sơ hoàn tiền", "Refund cases"),
        query: listParameters + [
            .maybe("state", .choice(of: PaymentCase.Standing.self), "Trạng thái", "State"),
            .maybe("contract_id", .id, "Hợp đồng", "The contract"),
        ],
        outputs: [(200, .json(PageBody<RefundCaseBody>.shape))]
    ) { context in
        var filter = RefundFilter()
        filter.standing = context.choice("state")
        filter.contract = context.asked("contract_id")
        let window = try context.window()
        let part = try await context.database.read { [filter] in
            try RefundCaseItem.list(filter, for: context.member, window, on: $0)
        }
        return try context.page(part, RefundCaseBody.init)
    },
    Endpoint(
        (.get, "refund_cases/{id}"),
        .viewRefunds,
        ("Một hồ sơ hoàn tiền", "One refund case"),
        outputs: [(200, .json(RefundCaseBody.shape))]
    ) { context in
        let dossier = try await refundDossier(context)
        return try .ok(RefundCaseBody(RefundCaseItem(dossier)))
    },
    Endpoint(
        (.get, "refund_cases/{id}/refunds"),
        .viewRefunds,
        ("Các lần xử lý của một hồ sơ, mới nhất trước", "How a case was settled, the newest first"),
        outputs: [(200, .json(ListBody<RefundBody>.shape))]
    ) { context in
        let dossier = try await refundDossier(context)
        return try .ok(ListBody(items: dossier.known.refunds.map(RefundBody.init)))
    },
]

/// The case of the path, when the caller may do that to it; otherwise it is not there.
func refundDossier(_ context: APIContext, for action: Action = .viewRefunds) async throws -> RefundDossier {
    guard let id = PaymentCase.ID(context.pathParameters["id"] ?? "") else { throw Problem(.notFound) }
    let found = try await context.database.read { try RefundDossier.find(id, on: $0) }
    guard let found, found.may(context.member, action) else { throw Problem(.notFound) }
    return found
}
