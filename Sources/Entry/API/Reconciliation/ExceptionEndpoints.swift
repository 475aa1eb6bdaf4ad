import Kernel
import Organisation
import Reconciliation
import Storage

/// What does not agree: somebody owns it, explains it, proposes what to do; somebody else agrees or sends it back.
let exceptionEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "reconciliation_exceptions"),
        .viewReconciliation,
        ("Các chênh lệch đối soát", "What does not agree"),
        query: listParameters + [
            .maybe("day", .day, "Ngày", "Day"),
            .maybe("match_class", .choice(of: MatchClass.self), "Loại", "Class"),
            .maybe("state", .choice(of: SettlementException.State.self), "Trạng thái", "State"),
        ],
        outputs: [(200, .json(PageBody<ExceptionBody>.shape))]
    ) { context in
        var filter = ExceptionFilter()
        filter.day = context.query["day"].flatMap { Day(iso8601: $0) }
        filter.matchClass = context.choice("match_class")
        filter.state = context.choice("state")
        let window = try context.window()
        let part = try await context.database.read { [filter] in
            try SettlementException.list(filter, of: context.desk.terminal, window, on: $0)
        }
        return try context.page(part, ExceptionBody.init)
    },
    Endpoint(
        (.get, "reconciliation_exceptions/{number}"),
        .viewReconciliation,
        ("Một chênh lệch", "One exception"),
        outputs: [(200, .json(ExceptionBody.shape))]
    ) { context in
        let number = try context.number()
        guard let found = try await context.database.read({ try SettlementException.find(number, on: $0) }) else {
            throw Problem(.notFound)
        }
        return try .ok(ExceptionBody(found))
    },
    step(
        "owner",
        .reconcile,
        ("Giao cho một kế toán", "Makes an accountant look after it"),
        OwnerInput.shape
    ) { context, work, number in
        guard let owner = StaffMember.ID(try context.input(OwnerInput.self).ownerID) else { throw Problem(.badRequest) }
        return try await work.assign(number, to: owner, by: context.member)
    },
    step(
        "explanation",
        .reconcile,
        ("Ghi giải trình", "Writes down what was found out"),
        ReasonInput.shape
    ) { context, work, number in
        try await work.explain(number, context.input(ReasonInput.self).reason, by: context.member)
    },
    step(
        "proposal",
        .reconcile,
        ("Đề xuất cách xử lý", "Proposes what to do"),
        ProposalInput.shape
    ) { context, work, number in
        let input: ProposalInput = try context.input()
        guard let resolution = ExceptionResolution(rawValue: input.resolution) else { throw Problem(.badRequest) }
        return try await work.propose(number, resolution, reason: input.reason, by: context.member)
    },
    step(
        "rejection",
        .reconcile,
        ("Trả lại đề xuất", "Sends a proposal back"),
        ReasonInput.shape
    ) { context, work, number in
        try await work.reject(number, reason: context.input(ReasonInput.self).reason, by: context.member)
    },
    step(
        "confirmation",
        .confirmResolutions,
        ("Đồng ý với đề xuất của kế toán khác", "Agrees to what another accountant proposed"),
        nil
    ) { context, work, number in try await work.confirm(number, by: context.member) },
]

extension APIContext {
    /// The exception of the path.
    fileprivate func number() throws -> Int64 {
        guard let number = Int64(pathParameters["number"] ?? ""), number > 0 else { throw Problem(.notFound) }
        return number
    }
}

private typealias ExceptionStep =
    @Sendable (APIContext, WorkExceptions, Int64) async throws -> WorkExceptions.Outcome

/// A step in the life of an exception; each answers with the exception as it stands then.
private func step(
    _ name: String,
    _ action: Action,
    _ words: (vietnamese: String, english: String),
    _ input: Shape?,
    _ take: @escaping ExceptionStep
) -> Endpoint {
    Endpoint(
        (.post, "reconciliation_exceptions/{number}/\(name)"),
        action,
        words,
        input: input.map { .json($0) } ?? .none,
        outputs: [(200, .json(ExceptionBody.shape))]
    ) { context in
        let number = try context.number()
        return try await context.perform { database in
            try await take(context, WorkExceptions(database: database, world: context.world), number)
        } answer: { outcome, connection in
            try check(outcome)
            guard let found = try SettlementException.find(number, on: connection) else { throw Problem(.notFound) }
            return try .ok(ExceptionBody(found))
        }
    }
}

private func check(_ outcome: WorkExceptions.Outcome) throws {
    switch outcome {
    case .done: return
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .tooLate:
        throw Problem(.conflict, "Đã xử lý, hoặc chưa đến bước này.", "It is dealt with, or not in that state.")
    case .ownProposal:
        throw Problem(.forbidden, "Người đề xuất không tự đồng ý.", "Whoever proposes does not decide.")
    case .reasonNeeded: throw Problem.mistakes([FieldKind.text(1...300).problem(.body("/reason"))])
    case .notForThisClass:
        throw Problem(.unprocessable, "Loại này không xử lý như vậy.", "This class is not resolved like that.")
    case .gatewayIsAsked:
        throw Problem(.conflict, "Đang hỏi VNPAY, hãy chờ.", "VNPAY has been asked and has not answered yet.")
    case .wrongAmount:
        throw Problem(.unprocessable, "Số tiền không khớp của ta.", "The amount is not ours: it cannot be applied.")
    case .notAnAccountant:
        throw Problem.mistakes([FieldProblem(.body("/owner_id"), "Không phải kế toán.", "No accountant.")])
    }
}
