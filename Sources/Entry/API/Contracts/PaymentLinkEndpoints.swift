import Billing
import Contracts
import Kernel
import Organisation
import Sales
import Storage

/// A secret address under which a request can be paid; here only its life, never the address.
struct LinkBody: Described {
    let id: String
    let createdAt: String
    let expiresAt: String
    var revokedAt: String?
    var openedAt: String?

    init(_ link: PaymentLink) {
        id = "\(link.id)"
        createdAt = link.createdAt.iso8601
        expiresAt = link.expiresAt.iso8601
        revokedAt = link.revokedAt?.iso8601
        openedAt = link.openedAt?.iso8601
    }

    private init() {
        id = SpecimenID.other
        createdAt = SpecimenID.instant
        expiresAt = SpecimenID.instant
        revokedAt = SpecimenID.instant
        openedAt = SpecimenID.instant
    }

    static let shape = Shape(
        "PaymentLink",
        "Đường dẫn thanh toán (không có địa chỉ bí mật)",
        "A payment link, without its secret address",
        [
            .always("id", .id, "Mã", "Identifier"), .always("created_at", .instant, "Tạo lúc", "Created"),
            .always("expires_at", .instant, "Hết hạn", "Expires"),
            .maybe("revoked_at", .instant, "Thu hồi lúc", "Revoked"),
            .maybe("opened_at", .instant, "Mở lần đầu lúc", "First opened"),
        ]
    )

    static var specimen: LinkBody { LinkBody() }
}

/// An amount that the customer owes.
struct PaymentRequestBody: Described {
    let id: String
    let amountDong: Int64
    let state: String
    let createdAt: String
    var due: String?
    let links: [LinkBody]

    init(_ request: PaymentRequest, _ links: [PaymentLink]) {
        id = "\(request.id)"
        amountDong = request.amount.dong
        state = request.state.rawValue
        createdAt = request.createdAt.iso8601
        due = request.due?.iso8601
        self.links = links.map(LinkBody.init)
    }

    private init() {
        id = SpecimenID.other
        amountDong = 2_462_400
        state = PaymentRequest.State.open.rawValue
        createdAt = SpecimenID.instant
        due = SpecimenID.day
        links = [.specimen]
    }

    static let shape = Shape(
        "PaymentRequest",
        "Yêu cầu thanh toán",
        "An amount that the customer owes",
        [
            .always("id", .id, "Mã", "Identifier"), .always("amount_dong", .amount, "Số tiền", "Amount"),
            .always("state", .choice(of: PaymentRequest.State.self), "Trạng thái", "State"),
            .always("created_at", .instant, "Tạo lúc", "Created"), .maybe("due", .day, "Hạn", "Due"),
            .always("links", .list(.object(LinkBody.shape), 0...10_000), "Các đường dẫn, mới trước", "Its links"),
        ]
    )

    static var specimen: PaymentRequestBody { PaymentRequestBody() }

    static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [PaymentRequestBody] {
        try PaymentRequest.all(of: contract, on: connection).map { request in
            PaymentRequestBody(request, try PaymentLink.all(of: request.id, on: connection))
        }
    }
}

/// The address that works now.
struct LiveLinkBody: Described {
    let url: String
    let expiresAt: String

    static let shape = Shape(
        "LivePaymentLink",
        "Đường dẫn đang dùng được; ai có nó đều thanh toán được",
        "The link that works now; whoever has it can pay",
        [
            .always("url", .text(1...1_000), "Địa chỉ", "Address"),
            .always("expires_at", .instant, "Hết hạn", "Expires"),
        ]
    )

    static var specimen: LiveLinkBody { LiveLinkBody(url: "https://qldv.example/p/…", expiresAt: SpecimenID.instant) }
}

/// What is owed for a contract, and the links under which it can be paid (step B2).
let paymentLinkEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "contracts/{id}/payment_requests"),
        .viewContracts,
        ("Các yêu cầu thanh toán, mới trước", "What was asked for, the newest first"),
        outputs: [(200, .json(ListBody<PaymentRequestBody>.shape))]
    ) { context in
        let contract = try await context.contract(for: .viewContracts)
        let requests = try await context.database.read { try PaymentRequestBody.all(of: contract.id, on: $0) }
        return try .ok(ListBody(items: requests))
    },
    Endpoint(
        (.get, "contracts/{id}/payment_link"),
        .followContracts,
        ("Đường dẫn thanh toán đang dùng được", "The payment link that works now"),
        outputs: [(200, .json(LiveLinkBody.shape))]
    ) { context in
        let contract = try await context.contract(for: .followContracts)
        guard
            let (token, until) = try await context.links(context.database).liveToken(
                of: contract.id,
                for: context.member
            )
        else { throw Problem(.notFound) }
        return try .ok(
            LiveLinkBody(url: "\(context.desk.publicAddress)/p/\(token)", expiresAt: until.iso8601)
        )
    },
    Endpoint(
        (.post, "contracts/{id}/payment_link"),
        .followContracts,
        ("Gửi đường dẫn mới cho khách hàng; đường dẫn cũ đóng lại", "Mails the customer a new link; older ones close"),
        outputs: [(201, .json(ListBody<PaymentRequestBody>.shape))]
    ) { context in
        let contract = try await context.contract(for: .followContracts)
        return try await context.perform { database in
            try await context.links(database)(.renew, contract.id, by: context.member)
        } answer: { outcome, connection in
            try checkLink(outcome)
            let requests = try PaymentRequestBody.all(of: contract.id, on: connection)
            return try .created(ListBody(items: requests), at: "contracts/\(contract.id)/payment_requests")
        }
    },
    Endpoint(
        (.delete, "contracts/{id}/payment_link"),
        .followContracts,
        ("Đóng mọi đường dẫn; khoản nợ vẫn còn", "Closes every link; the debt stands"),
        outputs: [(204, .none)]
    ) { context in
        let contract = try await context.contract(for: .followContracts)
        return try await context.perform { database in
            try await context.links(database)(.revoke, contract.id, by: context.member)
        } answer: { outcome, _ in
            try checkLink(outcome)
            return .done
        }
    },
]

extension APIContext {
    fileprivate func links(_ database: any SQLDatabase) -> FollowLinks {
        FollowLinks(database: database, world: world, key: desk.key)
    }
}

private func checkLink(_ outcome: FollowLinks.Outcome) throws {
    switch outcome {
    case .done: return
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .nothingOwed: throw Problem(.conflict, "Không có khoản nào cần thanh toán.", "Nothing is owed.")
    case .tooMany:
        throw Problem(
            .tooMany,
            "Đã gửi nhiều thư tới địa chỉ này. Hãy chờ.",
            "Many letters have gone to this address. Wait."
        ).waiting(seconds: 3_600)
    }
}
