import Contracts
import Journal
import Kernel
import Organisation
import Sales
import Storage

/// Contracts: declared, changed, read.
let contractEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "contracts"),
        .viewContracts,
        ("Danh sách hợp đồng", "Contracts"),
        query: listParameters + [
            .maybe("query", .text(0...200), "Tìm theo số, khách hàng, mã số thuế, email", "What to look for"),
            .maybe("state", .choice(of: ContractState.self), "Trạng thái", "State"),
            .maybe("unit", .text(1...40), "Đơn vị", "Unit"),
            .maybe("kind", .choice(["new", "renewal"]), "Ký mới hoặc gia hạn", "New or renewal"),
            .maybe("channel", .choice(["online", "declared"]), "Kênh", "How it came"),
            .maybe("account_manager_id", .id, "AM/KAM", "Who declared it"),
        ],
        outputs: [(200, .json(PageBody<ContractBody>.shape))]
    ) { context in
        var filter = ContractFilter()
        filter.text = context.query["query"] ?? ""
        filter.states = Set([context.choice("state", of: ContractState.self)].compactMap { $0 })
        filter.unit = context.query["unit"]
        filter.kind = context.choice("kind")
        filter.channel = context.choice("channel")
        filter.accountManager = context.asked("account_manager_id")
        let part = try await ContractQueries(database: context.database)
            .list(filter, for: context.member, context.window())
        return try context.page(part) { try ContractBody($0.seen(by: context.member)) }
    },
    Endpoint(
        (.post, "contracts"),
        .declareContracts,
        ("Khai báo hợp đồng (bản nháp)", "Declares a contract, as a draft"),
        input: .json(ContractInput.shape),
        outputs: [(201, .json(ContractBody.shape))]
    ) { context in
        let form = try context.input(ContractInput.self).form
        // The use case keeps a key of its own; ours stands for the token's.
        let key = context.once.map { "\($0.scope)/\($0.key)" } ?? ""
        return try await context.perform { database in
            try await DeclareContract(database: database, world: context.world)
                .declare(form, idempotencyKey: key, by: context.member)
        } answer: {
            try contractAnswer($0, isNew: true, on: $1)
        }
    },
    Endpoint(
        (.post, "contracts/preview"),
        .declareContracts,
        ("Tính giá, không lưu", "What it would cost; nothing is stored"),
        input: .json(ContractInput.shape),
        outputs: [(200, .json(PreviewBody.shape))],
        keepsKey: false
    ) { context in
        let form = try context.input(ContractInput.self).form
        let (lines, totals, mistakes) = try await DeclareContract(database: context.database, world: context.world)
            .preview(form, in: context.member.unit.code)
        guard let totals else { throw Problem(mistakes) }
        return try .ok(PreviewBody(lines: lines.map(LineBody.init), totals: TotalsBody(totals)))
    },
    Endpoint(
        (.get, "contracts/{id}"),
        .viewContracts,
        ("Một hợp đồng", "One contract"),
        outputs: [(200, .json(ContractBody.shape))]
    ) { context in try .ok(ContractBody(try await context.contract(for: .viewContracts).seen(by: context.member))) },
    Endpoint(
        (.patch, "contracts/{id}"),
        .declareContracts,
        (
            "Sửa bản nháp; sau khi trình là điều chỉnh (cả tệp), yêu cầu thanh toán và phê duyệt làm lại",
            "Changes a draft; after submission it amends, files included: the customer is asked anew, approvals are given again"
        ),
        input: .json(ContractChanges.shape, limitBytes: FileChangesInput.bodyLimitBytes),
        outputs: [(200, .json(ContractBody.shape))],
        handle: changeContract
    ),
    Endpoint(
        (.get, "contracts/{id}/timeline"),
        .viewContracts,
        ("Diễn biến của hợp đồng, cũ trước", "The contract's story, the oldest first"),
        outputs: [(200, .json(ListBody<TimelineBody>.shape))]
    ) { context in
        let contract = try await context.contract(for: .viewContracts)
        let story = try await context.database.read { try AuditEntry.entries(about: contract.subject, on: $0) }
        return try .ok(ListBody(items: story.prefix(10_000).map(TimelineBody.init)))
    },
]

extension APIContext {
    /// The contract of the path, when the caller may do that to it; otherwise it is not there.
    func contract(for action: Action) async throws -> Contract {
        let id = try id(of: Contract.self)
        let found = try await database.read { try Contract.find(id, on: $0) }
        guard let found, member.may(action, on: found.belonging) else { throw Problem(.notFound) }
        return found
    }
}

@Sendable private func changeContract(_ context: APIContext) async throws -> Answer {
    let contract = try await context.contract(for: .declareContracts)
    let changes: ContractChanges = try context.input()
    let form = changes.form(of: contract, naming: context.names)
    let files = try changes.files?.changes ?? FileChanges()
    guard contract.state == .draft else {
        return try await context.perform { database in
            try await AmendContract(database: database, world: context.world, key: context.desk.key)(
                contract.id,
                form,
                files: files,
                revision: changes.revision,
                by: context.member
            )
        } answer: {
            try amendAnswer($0, contract.id, on: $1)
        }
    }
    guard files.isEmpty else {
        throw Problem(.conflict, "Tệp của bản nháp gửi tới attachments.", "A draft's files go to attachments.")
    }
    return try await context.perform { database in
        try await DeclareContract(database: database, world: context.world)
            .change(contract.id, form, revision: changes.revision, by: context.member)
    } answer: {
        try contractAnswer($0, isNew: false, on: $1)
    }
}

private func contractAnswer(
    _ outcome: DeclareContract.Outcome,
    isNew: Bool,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .saved(let id): return try contractAnswer(id, isNew: isNew, on: connection)
    case .mistakes(let mistakes): throw Problem(mistakes)
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .handedIn, .stale: throw Problem.stale
    }
}

/// The contract as it stands now.
func contractAnswer(_ id: Contract.ID, isNew: Bool, on connection: any SQLConnection) throws -> Answer {
    guard let contract = try Contract.find(id, on: connection) else { throw Problem(.notFound) }
    let body = try ContractBody(contract)
    return isNew ? try .created(body, at: "contracts/\(id)") : try .ok(body)
}

private func amendAnswer(
    _ outcome: AmendContract.Outcome,
    _ id: Contract.ID,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .amended: return try contractAnswer(id, isNew: false, on: connection)
    case .mistakes(let mistakes): throw Problem(mistakes)
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .stale: throw Problem.stale
    case .notNow(let state):
        throw Problem(
            .conflict,
            "Hợp đồng đang ở trạng thái \(state.rawValue), không sửa được nữa.",
            "The contract is \(state.rawValue) and is not changed any more."
        )
    case .paymentUnderWay: throw Problem.paymentUnderWay
    case .amountIsPaid:
        throw Problem(
            .conflict,
            "Đã thanh toán: không đổi được gói, số lượng và giá.",
            "It is paid: plans, quantities and prices stay."
        )
    case .nothingChanged:
        throw Problem(.conflict, "Chưa có gì thay đổi.", "Nothing is different.")
    case .badFile(let mistake): throw Problem(file: mistake)
    }
}

extension Problem {
    static var stale: Problem {
        Problem(
            .conflict,
            "Hợp đồng đã thay đổi từ lúc bạn đọc. Hãy đọc lại.",
            "The contract has changed since you read it. Read it again."
        )
    }

    static var paymentUnderWay: Problem {
        Problem(
            .conflict,
            "Khách hàng đang thanh toán, hoặc VNPAY chưa trả lời. Hãy chờ.",
            "The customer is paying, or VNPAY has not answered. Wait."
        )
    }
}

/// One line of a contract's story.
struct TimelineBody: Described {
    struct Detail: Described {
        let name: String
        let value: String

        static let shape = Shape(
            "TimelineDetail",
            "Chi tiết",
            "A detail",
            [.always("name", .name, "Tên", "Name"), .always("value", .longText, "Giá trị", "Value")]
        )
        static var specimen: Detail { Detail(name: "revision", value: "1") }
    }

    let at: String
    let actor: String
    let action: String
    let details: [Detail]

    init(_ entry: AuditEntry) {
        at = entry.at.iso8601
        actor = entry.actor
        action = entry.action
        details = entry.detail.split(separator: "\n").map { line in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return Detail(name: parts[0], value: parts.count == 2 ? parts[1] : "")
        }
    }

    static let shape = Shape(
        "TimelineStep",
        "Một việc đã xảy ra",
        "Something that happened",
        [
            .always("at", .instant, "Lúc", "When"), .always("actor", .name, "Ai", "Who"),
            .always("action", .name, "Việc gì", "What"),
            .always("details", .list(.object(Detail.shape), 0...100), "Chi tiết", "Details"),
        ]
    )

    static var specimen: TimelineBody {
        TimelineBody(
            AuditEntry(
                at: Timestamp(milliseconds: 1_795_410_000_000),
                actor: "staff:\(SpecimenID.staff)",
                action: "contract.submitted",
                subject: "contract:\(SpecimenID.contract)",
                detail: "revision=1"
            )
        )
    }
}
