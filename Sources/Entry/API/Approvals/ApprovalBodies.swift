import Approvals
import Contracts
import Kernel
import Organisation
import Sales

/// A decision that was taken.
struct DecisionBody: Described {
    let step: String
    let verdict: String
    let byID: String
    var onBehalfOfID: String?
    let reason: String
    let at: String

    init(_ decision: ApprovalCase.Decision) {
        step = decision.step.rawValue
        verdict = decision.verdict.rawValue
        byID = "\(decision.by)"
        onBehalfOfID = decision.onBehalfOf.map { "\($0)" }
        reason = decision.reason
        at = decision.at.iso8601
    }

    private init() {
        step = ApprovalCase.Step.regional.rawValue
        verdict = ApprovalCase.Verdict.approve.rawValue
        byID = SpecimenID.staff
        onBehalfOfID = SpecimenID.other
        reason = "Đủ hồ sơ."
        at = SpecimenID.instant
    }

    static let shape = Shape(
        "Decision",
        "Quyết định ở một bước",
        "A decision that was taken",
        [
            .always("step", .choice(of: ApprovalCase.Step.self), "Bước", "Step"),
            .always("verdict", .choice(of: ApprovalCase.Verdict.self), "Kết luận", "Verdict"),
            .always("by_id", .id, "Ai", "Who"), .maybe("on_behalf_of_id", .id, "Thay ai", "For whom"),
            .always("reason", .longText, "Lý do", "Why"), .always("at", .instant, "Lúc", "When"),
        ]
    )
    static var specimen: DecisionBody { DecisionBody() }
}

/// A contract before its approvers.
struct ApprovalBody: Described {
    let id: String
    var contractID: String?
    let unit: String
    let revision: Int64
    let state: String
    /// Names exactly what was seen: a decision quotes it.
    let hash: String
    let snapshot: String
    let decisions: [DecisionBody]
    let openedAt: String
    let stepOpenedAt: String
    let dueAt: String

    init(_ approval: ApprovalCase) {
        id = "\(approval.id)"
        contractID = Contract.id(ofSubject: approval.subject).map { "\($0)" }
        unit = approval.unit
        revision = approval.revision
        state =
            switch approval.state {
            case .awaiting(let step): step.rawValue
            case .approved: "approved"
            case .refused: "refused"
            case .voided: "voided"
            }
        hash = approval.hash
        snapshot = approval.snapshot
        decisions = approval.decisions.map(DecisionBody.init)
        openedAt = approval.openedAt.iso8601
        stepOpenedAt = approval.stepOpenedAt.iso8601
        dueAt = approval.dueAt.iso8601
    }

    private init() {
        id = SpecimenID.other
        contractID = SpecimenID.contract
        unit = "KV1"
        revision = 1
        state = "regional"
        hash = String(repeating: "a", count: 64)
        snapshot = "Hợp đồng: HD-2026-KV1-00054\n"
        decisions = [.specimen]
        openedAt = SpecimenID.instant
        stepOpenedAt = SpecimenID.instant
        dueAt = SpecimenID.instant
    }

    static let states = ["regional", "it_centre", "approved", "refused", "voided"]

    static let shape = Shape(
        "Approval",
        "Hợp đồng trước người phê duyệt: CTKV rồi TT CNTT",
        "A contract before its approvers: regional company, then IT centre",
        [
            .always("id", .id, "Mã", "Identifier"), .maybe("contract_id", .id, "Hợp đồng", "The contract"),
            .always("unit", .name, "Đơn vị", "The unit"), .always("revision", .count, "Lần sửa đổi", "Revision"),
            .always("state", .choice(states), "Đang chờ bước nào, hoặc kết quả", "The step it waits at, or the result"),
            .always("hash", .text(64...64), "SHA-256 của nội dung", "SHA-256 of the snapshot"),
            .always("snapshot", .text(0...1_000_000), "Nội dung được duyệt", "What is decided about, in words"),
            .always("decisions", .list(.object(DecisionBody.shape), 0...10), "Các quyết định", "Decisions"),
            .always("opened_at", .instant, "Mở lúc", "Opened"),
            .always("step_opened_at", .instant, "Bước hiện tại từ", "This step since"),
            .always("due_at", .instant, "Hạn", "Due"),
        ]
    )
    static var specimen: ApprovalBody { ApprovalBody() }
}

struct DecisionInput: Described {
    let verdict: String
    let seenHash: String
    var reason: String?

    static let shape = Shape(
        "DecisionInput",
        "Quyết định",
        "A decision",
        [
            .always("verdict", .choice(of: ApprovalCase.Verdict.self), "Kết luận", "Verdict"),
            .always("seen_hash", .text(64...64), "hash của nội dung đã xem", "The hash of what was seen"),
            .maybe("reason", .text(0...1_000), "Lý do, bắt buộc khi từ chối", "Why; a refusal needs it"),
        ]
    )
    static var specimen: DecisionInput {
        DecisionInput(verdict: "approve", seenHash: String(repeating: "a", count: 64), reason: "Đủ hồ sơ.")
    }
}

/// Who decides while somebody is away.
struct DelegationBody: Described {
    let id: String
    let fromID: String
    let toID: String
    let firstDay: String
    let lastDay: String
    let reason: String
    let createdAt: String
    var revokedAt: String?

    init(_ delegation: Delegation) {
        id = "\(delegation.id)"
        fromID = "\(delegation.from)"
        toID = "\(delegation.to)"
        firstDay = delegation.firstDay.iso8601
        lastDay = delegation.lastDay.iso8601
        reason = delegation.reason
        createdAt = delegation.createdAt.iso8601
        revokedAt = delegation.revokedAt?.iso8601
    }

    private init() {
        id = SpecimenID.token
        fromID = SpecimenID.staff
        toID = SpecimenID.other
        firstDay = SpecimenID.day
        lastDay = SpecimenID.day
        reason = "Nghỉ phép"
        createdAt = SpecimenID.instant
        revokedAt = SpecimenID.instant
    }

    static let shape = Shape(
        "Delegation",
        "Ủy quyền phê duyệt",
        "Who decides while somebody is away",
        [
            .always("id", .id, "Mã", "Identifier"), .always("from_id", .id, "Người ủy quyền", "Who is away"),
            .always("to_id", .id, "Người được ủy quyền", "Who stands in"),
            .always("first_day", .day, "Từ ngày", "First day"), .always("last_day", .day, "Đến hết ngày", "Last day"),
            .always("reason", .longText, "Lý do", "Why"), .always("created_at", .instant, "Tạo lúc", "Created"),
            .maybe("revoked_at", .instant, "Thu hồi lúc", "Revoked"),
        ]
    )
    static var specimen: DelegationBody { DelegationBody() }
}

struct DelegationInput: Described {
    let toID: String
    let firstDay: String
    let lastDay: String
    var reason: String?

    static let shape = Shape(
        "DelegationInput",
        "Ủy quyền mới",
        "A new delegation",
        [
            .always("to_id", .id, "Người được ủy quyền", "Who stands in"),
            .always("first_day", .day, "Từ ngày", "First day"), .always("last_day", .day, "Đến hết ngày", "Last day"),
            .maybe("reason", .text(0...300), "Lý do", "Why"),
        ]
    )
    static var specimen: DelegationInput {
        DelegationInput(toID: SpecimenID.other, firstDay: "2026-12-01", lastDay: "2026-12-05", reason: "Nghỉ phép")
    }
}
