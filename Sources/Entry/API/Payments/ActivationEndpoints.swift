import Activation
import Contracts
import Kernel
import Organisation
import Sales
import Storage

/// A line at its product's system. What the customer signs in with is not for programs.
struct ActivationBody: Described {
    let id: String
    let contractID: String
    let lineID: String
    let state: String
    let startsOn: String
    var endsOn: String?
    var reference: String?
    var activeSince: String?
    var reason: String?

    init(_ activation: LineActivation) {
        id = "\(activation.id)"
        contractID = "\(activation.contract)"
        lineID = "\(activation.line)"
        startsOn = activation.startsOn.iso8601
        endsOn = activation.endsOn?.iso8601
        switch activation.state {
        case .requested: state = ActivationFilter.Standing.requested.rawValue
        case .active(let time, let reference, _):
            state = ActivationFilter.Standing.active.rawValue
            activeSince = time.iso8601
            self.reference = reference
        case .refused(let reason):
            state = ActivationFilter.Standing.refused.rawValue
            self.reason = reason
        }
    }

    private init() {
        id = SpecimenID.other
        contractID = SpecimenID.contract
        lineID = SpecimenID.line
        state = "active"
        startsOn = SpecimenID.day
        endsOn = "2027-11-30"
        reference = "CA-2026-000123"
        activeSince = SpecimenID.instant
        reason = "…"
    }

    static let shape = Shape(
        "Activation",
        "Kích hoạt một dòng hợp đồng",
        "A contract line at its product's system",
        [
            .always("id", .id, "Mã", "Identifier"), .always("contract_id", .id, "Hợp đồng", "The contract"),
            .always("line_id", .id, "Dòng hợp đồng", "The line"),
            .always("state", .choice(of: ActivationFilter.Standing.self), "Trạng thái", "State"),
            .always("starts_on", .day, "Ngày đầu", "First day"), .maybe("ends_on", .day, "Ngày cuối", "Last day"),
            .maybe("reference", .name, "Mã ở hệ thống dịch vụ", "Its name there"),
            .maybe("active_since", .instant, "Hoạt động từ", "Active since"),
            .maybe("reason", .longText, "Lý do từ chối", "Why it was refused"),
        ]
    )

    static var specimen: ActivationBody { ActivationBody() }
}

let activationEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "activations"),
        .viewActivations,
        ("Các kích hoạt", "Activations"),
        query: listParameters + [
            .maybe("state", .choice(of: ActivationFilter.Standing.self), "Trạng thái", "State"),
            .maybe("contract_id", .id, "Hợp đồng", "The contract"),
        ],
        outputs: [(200, .json(PageBody<ActivationBody>.shape))]
    ) { context in
        var filter = ActivationFilter()
        filter.standing = context.choice("state")
        filter.contract = context.asked("contract_id")
        let window = try context.window()
        let part = try await context.database.read { [filter] in
            try LineActivation.list(filter, for: context.member, window, on: $0)
        }
        return try context.page(part, ActivationBody.init)
    },
    Endpoint(
        (.post, "activations/{id}/retry"),
        .retryActivations,
        ("Kích hoạt lại sau khi đã sửa nguyên nhân", "Tries again after the cause has been mended"),
        outputs: [(200, .json(ActivationBody.shape))]
    ) { context in
        let id = try context.id(of: LineActivation.self)
        return try await context.perform { database in
            try await RetryActivation(database: database, world: context.world)(id, by: context.member)
        } answer: {
            try retryAnswer($0, id, on: $1)
        }
    },
]

private func retryAnswer(
    _ outcome: RetryActivation.Outcome,
    _ id: LineActivation.ID,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .retried:
        guard let activation = try LineActivation.find(id, on: connection) else { throw Problem(.notFound) }
        return try .ok(ActivationBody(activation))
    // Whose it is must not be told to somebody else.
    case .notAllowed, .unknown: throw Problem(.notFound)
    case .notRefused:
        throw Problem(.conflict, "Đang chạy, hoặc đã hoạt động.", "It is under way, or works already.")
    }
}
