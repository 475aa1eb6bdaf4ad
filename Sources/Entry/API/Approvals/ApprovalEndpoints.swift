import Approvals
import Contracts
import Kernel
import Organisation
import Sales
import Storage

/// What waits for approval, and the decision about it (step B5).
let approvalEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "approvals"),
        .viewApprovals,
        ("Danh sách phê duyệt", "Approvals"),
        query: listParameters + [
            .maybe(
                "state",
                .choice(of: ApprovalFilter.Standing.self),
                "waiting là cả hai bước",
                "waiting is either step"
            ),
            .maybe("contract_id", .id, "Hợp đồng", "The contract"),
        ],
        outputs: [(200, .json(PageBody<ApprovalBody>.shape))]
    ) { context in
        var filter = ApprovalFilter()
        filter.standing = context.choice("state")
        filter.subject = context.asked("contract_id", of: Contract.self).map { "contract:\($0)" }
        let window = try context.window()
        let part = try await context.database.read { [filter] in
            try ApprovalCase.list(filter, for: context.member, window, on: $0)
        }
        return try context.page(part) { ApprovalBody($0.seen(by: context.member)) }
    },
    Endpoint(
        (.get, "approvals/{id}"),
        .viewApprovals,
        ("Một phê duyệt", "One approval"),
        outputs: [(200, .json(ApprovalBody.shape))]
    ) { context in try .ok(ApprovalBody(try await context.approval())) },
    Endpoint(
        (.post, "approvals/{id}/decision"),
        .viewApprovals,
        (
            "Phê duyệt hoặc từ chối; cần thêm phạm vi approveRegionally hoặc approveAtITCentre của bước đang chờ",
            "Approves or refuses; also needs the scope approveRegionally or approveAtITCentre, as the step has it"
        ),
        input: .json(DecisionInput.shape),
        outputs: [(200, .json(ApprovalBody.shape))]
    ) { context in
        let approval = try await context.approval()
        let input: DecisionInput = try context.input()
        // A stand-in decides in person: a token never holds more than its person's own rights.
        if let step = approval.step, !context.member.may(step.action) { throw Problem(.forbidden) }
        let wish = ApprovalWish(
            verdict: input.verdict == ApprovalCase.Verdict.approve.rawValue ? .approve : .refuse,
            seenHash: input.seenHash,
            reason: input.reason ?? ""
        )
        return try await context.perform { database in
            try await DecideContract(database: database, world: context.world)(approval.id, wish, by: context.member)
        } answer: {
            try decisionAnswer($0, approval.id, on: $1)
        }
    },
]

extension APIContext {
    /// The case of the path, when the caller may see it.
    fileprivate func approval() async throws -> ApprovalCase {
        let id = try id(of: ApprovalCase.self)
        let found = try await database.read { try ApprovalCase.find(id, on: $0) }
        guard let found, member.may(.viewApprovals, on: Belonging(unit: found.unit, people: found.makers)) else {
            throw Problem(.notFound)
        }
        return found.seen(by: member)
    }
}

private func decisionAnswer(
    _ outcome: DecideContract.Outcome,
    _ id: ApprovalCase.ID,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .decided:
        guard let approval = try ApprovalCase.find(id, on: connection) else { throw Problem(.notFound) }
        return try .ok(ApprovalBody(approval))
    case .unknown: throw Problem(.notFound)
    case .tooLate:
        throw Problem(
            .conflict,
            "Phụ lục không còn áp dụng được từ ngày đã ghi. Chỉ có thể từ chối.",
            "The amendment cannot hold from its day any more. It can only be refused."
        )
    case .refused(.closed): throw Problem(.conflict, "Đã có quyết định.", "It has been decided already.")
    case .refused(.changed):
        throw Problem(
            .conflict,
            "Hợp đồng đã thay đổi từ lúc bạn xem. Hãy đọc lại.",
            "The contract has changed since you saw it. Read it again."
        )
    case .refused(.notAllowed): throw Problem(.forbidden)
    case .refused(.ownWork):
        throw Problem(
            .forbidden,
            "Người khai báo hoặc sửa hợp đồng không được tự duyệt.",
            "Whoever declared or changed it does not approve it."
        )
    case .refused(.twice):
        throw Problem(.forbidden, "Bạn đã quyết định ở bước trước.", "You have decided at the step before.")
    case .refused(.reasonMissing):
        throw Problem.mistakes([FieldProblem(.body("/reason"), "Từ chối cần lý do.", "A refusal needs a reason.")])
    }
}

/// Who stands in for whom.
let delegationEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "delegations"),
        .delegateApprovals,
        ("Ủy quyền của tôi, và ai ủy quyền cho tôi hôm nay", "Whom I delegate to, and for whom I stand in today"),
        outputs: [(200, .json(ListBody<DelegationBody>.shape))]
    ) { context in
        let (id, day) = (context.member.id, context.world.now().day)
        let all = try await context.database.read { connection in
            try Delegation.given(by: id, on: connection) + Delegation.standing(in: id, on: day, connection)
        }
        return try .ok(ListBody(items: all.prefix(10_000).map(DelegationBody.init)))
    },
    Endpoint(
        (.post, "delegations"),
        .delegateApprovals,
        ("Ủy quyền phê duyệt khi vắng mặt", "Lets a colleague decide while one is away"),
        input: .json(DelegationInput.shape),
        outputs: [(201, .json(DelegationBody.shape))]
    ) { context in
        let input: DelegationInput = try context.input()
        guard let delegate = StaffMember.ID(input.toID), let first = Day(iso8601: input.firstDay),
            let last = Day(iso8601: input.lastDay)
        else { throw Problem(.badRequest) }
        return try await context.perform { database in
            try await DelegateApprovals(database: database, world: context.world)(
                to: delegate,
                from: first,
                through: last,
                reason: input.reason ?? "",
                by: context.member
            )
        } answer: {
            try delegationAnswer($0, of: context.member.id, on: $1) {
                $0.to == delegate && $0.firstDay == first && $0.lastDay == last
            }
        }
    },
    Endpoint(
        (.delete, "delegations/{id}"),
        .delegateApprovals,
        ("Thu hồi ủy quyền", "Takes a delegation back"),
        outputs: [(204, .none)]
    ) { context in
        let id = try context.id(of: Delegation.self)
        return try await context.perform { database in
            try await DelegateApprovals(database: database, world: context.world).revoke(id, by: context.member)
        } answer: { outcome, connection in
            if outcome == .done { return .done }
            return try delegationAnswer(outcome, of: context.member.id, on: connection)
        }
    },
]

private func delegationAnswer(
    _ outcome: DelegateApprovals.Outcome,
    of person: StaffMember.ID,
    on connection: any SQLConnection,
    where isAsked: (Delegation) -> Bool = { _ in true }
) throws -> Answer {
    switch outcome {
    case .done:
        let given = try Delegation.given(by: person, on: connection).filter { $0.revokedAt == nil && isAsked($0) }
        guard let newest = given.max(by: { ($0.createdAt, "\($0.id)") < ($1.createdAt, "\($1.id)") }) else {
            throw Problem(.notFound)
        }
        return try .created(DelegationBody(newest), at: "delegations")
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .unsuitablePerson:
        throw Problem.mistakes([
            FieldProblem(
                .body("/to_id"),
                "Phải là đồng nghiệp cùng đơn vị, cùng vai trò phê duyệt, đã thiết lập xác thực hai lớp.",
                "Must be an active approver of the same step and unit whose authenticator is set up."
            )
        ])
    case .badDays:
        throw Problem.mistakes([
            FieldProblem(
                .body("/last_day"),
                "Ngày cuối phải từ hôm nay, không trước ngày đầu, tối đa 90 ngày.",
                "The last day is not past, not before the first, and at most ninety days on."
            )
        ])
    }
}
