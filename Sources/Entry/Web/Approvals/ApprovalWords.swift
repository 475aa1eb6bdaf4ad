import Approvals
import Kernel
import Organisation
import Sales

/// Approvals in a reader's words.
struct ApprovalWords: Sendable {
    let language: Language
    let now: Timestamp

    func due(_ approval: ApprovalCase) -> Badge {
        guard approval.step != nil else { return Badge(closed(approval), approval.state == .approved ? .good : .calm) }
        if approval.dueAt <= now {
            return Badge(language("Quá hạn \(approval.dueAt.display)", "Late: \(approval.dueAt.display)"), .bad)
        }
        let isSoon = approval.dueAt <= now.adding(hours: ApprovalDeadline.reminderHours)
        return Badge(language("Hạn \(approval.dueAt.display)", "Due \(approval.dueAt.display)"), isSoon ? .warn : .calm)
    }

    func closed(_ approval: ApprovalCase) -> String {
        switch approval.state {
        case .awaiting: language("Đang chờ", "Waiting")
        case .approved: language("Đã phê duyệt", "Approved")
        case .refused: language("Đã từ chối", "Refused")
        case .voided: language("Đã hủy vì hợp đồng được sửa", "Void: the contract was changed")
        }
    }

    func news(_ step: String, count: String) -> String? {
        switch step {
        case "duyet": language("Đã phê duyệt.", "Approved.")
        case "tu-choi":
            language(
                "Đã từ chối. Khách hàng được báo, yêu cầu hoàn tiền đã mở.",
                "Refused. The customer is told; a refund case is open."
            )
        case "nhieu": language("Đã phê duyệt \(count) hợp đồng.", "\(count) contracts approved.")
        default: nil
        }
    }

    func leftOut(_ count: String) -> String? {
        count.isEmpty
            ? nil
            : language(
                "\(count) hợp đồng được bỏ qua vì đã thay đổi hoặc không thuộc quyền của bạn. Hãy mở từng hợp đồng.",
                "\(count) were left out: changed, or not yours to decide. Open them one by one."
            )
    }

    func refusal(_ refusal: ApprovalRefusal) -> String {
        switch refusal {
        case .closed:
            language("Hợp đồng này đã được quyết định hoặc đã thay đổi.", "This has been decided, or was changed.")
        case .notAllowed: language("Bước này thuộc về người khác.", "This step is somebody else’s.")
        case .ownWork:
            language(
                "Bạn đã khai báo hoặc sửa hợp đồng này nên không tự duyệt.",
                "You declared or changed it: you do not approve your own work."
            )
        case .twice: language("Bạn đã quyết định ở bước trước.", "You have decided the earlier step.")
        case .changed:
            language(
                "Hợp đồng đã thay đổi sau khi bạn mở trang. Hãy xem lại rồi quyết định.",
                "It changed after you opened the page. Look again, then decide."
            )
        case .reasonMissing: language("Hãy ghi lý do từ chối.", "Please say why you refuse.")
        }
    }

    /// The same for a cell of a table.
    func short(_ refusal: ApprovalRefusal) -> String {
        switch refusal {
        case .closed: language("Đã xong", "Closed")
        case .notAllowed: language("Chờ người khác", "Somebody else’s")
        case .ownWork: language("Bạn là người khai báo", "Your own work")
        case .twice: language("Bạn đã duyệt bước trước", "You decided before")
        case .changed, .reasonMissing: self.refusal(refusal)
        }
    }

    /// Whom this reader stands in for here; `nil` when deciding in the own name.
    func absent(_ approval: ApprovalCase, _ decider: Decider) -> String? {
        do throws(ApprovalRefusal) {
            guard let id = try approval.authority(of: decider) else { return nil }
            return decider.standsInFor.first { $0.id == id }?.name
        } catch {
            return nil
        }
    }

    func standing(_ delegation: Delegation, _ today: Day) -> Badge {
        if delegation.revokedAt != nil { return Badge(language("Đã thu hồi", "Taken back"), .calm) }
        if delegation.lastDay < today { return Badge(language("Đã qua", "Over"), .calm) }
        if delegation.firstDay > today { return Badge(language("Sắp tới", "To come"), .brand) }
        return Badge(language("Đang hiệu lực", "In force"), .good)
    }

    func problem(_ outcome: DelegateApprovals.Outcome) -> String? {
        switch outcome {
        case .done: nil
        case .notAllowed: language("Bạn không có quyền ủy quyền.", "You may not delegate.")
        case .unsuitablePerson:
            language(
                "Hãy chọn đồng nghiệp cùng đơn vị, cùng vai trò phê duyệt và đã thiết lập xác thực hai lớp.",
                "Choose an approver of your own step and unit whose authenticator is set up."
            )
        case .badDays:
            language(
                "Chọn người và những ngày chưa qua, tối đa 90 ngày.",
                "Choose a person and days that have not passed, at most 90."
            )
        case .unknown: language("Không tìm thấy ủy quyền này.", "There is no such delegation.")
        }
    }
}

extension ApprovalWords {
    func obstacle(_ obstacle: DecideContract.Obstacle) -> String {
        switch obstacle {
        case .contractOver:
            language(
                "Hợp đồng đã hoặc sẽ kết thúc trước ngày hiệu lực của phụ lục. Chỉ có thể từ chối.",
                "The contract ends before the amendment begins. It can only be refused."
            )
        case .monthBilled(let day):
            language(
                "Cước đã tính đến hết ngày \(day.display), sau ngày hiệu lực của phụ lục. Chỉ có thể từ chối.",
                "Billed through \(day.display), past the amendment’s first day. It can only be refused."
            )
        }
    }
}
