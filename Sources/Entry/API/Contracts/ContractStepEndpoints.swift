import Contracts
import Kernel
import Organisation
import Sales
import Storage

/// What moves a contract on: submit, cancel, renew.
let contractStepEndpoints: [Endpoint] = [
    Endpoint(
        (.post, "contracts/{id}/submit"),
        .declareContracts,
        ("Trình hợp đồng: gửi yêu cầu thanh toán (trả trước) hoặc phê duyệt (trả sau)", "Submits the contract"),
        input: .json(RevisionInput.shape),
        outputs: [(200, .json(ContractBody.shape))]
    ) { context in
        let contract = try await context.contract(for: .declareContracts)
        let revision = try context.input(RevisionInput.self).revision
        return try await context.perform { database in
            try await SubmitContract(database: database, world: context.world, key: context.desk.key)(
                contract.id,
                revision: revision,
                by: context.member
            )
        } answer: {
            try submitAnswer($0, contract.id, on: $1)
        }
    },
    Endpoint(
        (.post, "contracts/{id}/cancel"),
        .declareContracts,
        ("Hủy hợp đồng trước khi có thanh toán", "Cancels the contract before anybody has paid"),
        input: .json(ReasonInput.shape),
        outputs: [(200, .json(ContractBody.shape))]
    ) { context in
        let contract = try await context.contract(for: .declareContracts)
        let reason = try context.input(ReasonInput.self).reason
        return try await context.perform { database in
            try await CancelContract(database: database, world: context.world)(
                contract.id,
                reason: reason,
                by: context.member
            )
        } answer: {
            try cancelAnswer($0, contract.id, on: $1)
        }
    },
    Endpoint(
        (.post, "contracts/{id}/renew"),
        .declareContracts,
        (
            "Lập bản nháp gia hạn; nếu đã có thì trả bản nháp đó",
            "Drafts the renewal; gives the draft that is there already"
        ),
        outputs: [(201, .json(ContractBody.shape)), (200, .json(ContractBody.shape))]
    ) { context in
        let contract = try await context.contract(for: .declareContracts)
        return try await context.perform { database in
            try await RenewContract(database: database, world: context.world)(contract.id, by: context.member)
        } answer: {
            try renewAnswer($0, on: $1)
        }
    },
]

private func submitAnswer(
    _ outcome: SubmitContract.Outcome,
    _ id: Contract.ID,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .submitted: return try contractAnswer(id, isNew: false, on: connection)
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .stale: throw Problem.stale
    case .alreadySubmitted:
        throw Problem(.conflict, "Hợp đồng không còn là bản nháp.", "The contract is no draft any more.")
    case .noAttachment:
        throw Problem(
            .unprocessable,
            "Cần tệp hợp đồng đã ký: gửi tới attachments trước.",
            "The signed paper is missing: send it to attachments first."
        )
    case .outdated(let changes):
        let lines = Set(changes.compactMap { $0.line.map { "\($0.position + 1)" } }).sorted().joined(separator: ", ")
        throw Problem(
            .conflict,
            "Giá, thuế, mức giảm hoặc ngày đã đổi từ khi lưu bản nháp (dòng \(lines.isEmpty ? "–" : lines)): sửa rồi trình lại.",
            "Prices, VAT, limits or days have moved on since the draft was saved (lines \(lines.isEmpty ? "–" : lines)): change it, then submit."
        )
    }
}

private func cancelAnswer(
    _ outcome: CancelContract.Outcome,
    _ id: Contract.ID,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .cancelled: return try contractAnswer(id, isNew: false, on: connection)
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .paymentUnderWay: throw Problem.paymentUnderWay
    case .tooLate:
        throw Problem(
            .conflict,
            "Đã thanh toán hoặc đã chấm dứt: không hủy được nữa.",
            "It is paid or over: it cannot be cancelled any more."
        )
    }
}

private func renewAnswer(_ outcome: RenewContract.Outcome, on connection: any SQLConnection) throws -> Answer {
    switch outcome {
    case .drafted(let id): return try contractAnswer(id, isNew: true, on: connection)
    case .exists(let id): return try contractAnswer(id, isNew: false, on: connection)
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .notRenewable:
        throw Problem(
            .conflict,
            "Chỉ gia hạn hợp đồng đang hoạt động hoặc đã hết hạn.",
            "Only an active or expired contract is renewed."
        )
    case .planWithdrawn(let plan):
        throw Problem(.conflict, "Gói \(plan) không còn bán.", "The plan \(plan) is not on sale any more.")
    }
}
