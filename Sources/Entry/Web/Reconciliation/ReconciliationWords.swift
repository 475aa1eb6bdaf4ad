import Journal
import Kernel
import Markup
import Organisation
import Reconciliation

/// Facts about reconciliation in a reader's words.
struct ReconciliationWords: Sendable {
    let language: Language

    /// `-1.105.021 ₫`; a dash for nothing.
    func dong(_ amount: Int64?) -> String {
        guard let amount else { return "–" }
        guard let money = try? Money(dong: abs(amount)) else { return "\(amount) ₫" }
        return amount < 0 ? "−\(money.display)" : money.display
    }

    func state(_ state: ReconciliationDay.State) -> Badge {
        switch state {
        case .open: Badge(language("Chưa có tệp", "No file yet"), .calm)
        case .imported: Badge(language("Đã nhập tệp", "Imported"), .warn)
        case .closed: Badge(language("Đã chốt", "Closed"), .good)
        }
    }

    func state(_ state: SettlementException.State) -> Badge {
        switch state {
        case .open: Badge(language("Cần xử lý", "To be worked"), .bad)
        case .proposed: Badge(language("Chờ người thứ hai đồng ý", "Waits for a second person"), .warn)
        case .waiting: Badge(language("Chờ tệp sau", "Waits for a later file"), .calm)
        case .resolved: Badge(language("Đã xử lý", "Resolved"), .good)
        case .settled: Badge(language("Tự khớp", "Settled by itself"), .good)
        }
    }

    func state(_ state: BankCredit.State) -> Badge {
        switch state {
        case .recorded: Badge(language("Chờ người thứ hai xác nhận", "Waits for a second person"), .warn)
        case .confirmed: Badge(language("Đã xác nhận", "Confirmed"), .good)
        case .withdrawn: Badge(language("Đã hủy", "Withdrawn"), .calm)
        case .reversed: Badge(language("Đã đảo bút toán", "Reversed"), .calm)
        }
    }

    func name(_ matchClass: MatchClass) -> String {
        switch matchClass {
        case .matched: language("Khớp", "Matched")
        case .onlyAtVNPAY: language("Chỉ có ở VNPAY", "Only at VNPAY")
        case .onlyWithUs: language("Chỉ có ở QLDV", "Only with us")
        case .expectedNext: language("Chờ tệp ngày kế", "Expected in the next file")
        case .amountDiffers: language("Lệch số tiền", "Amount differs")
        case .stateDiffers: language("Lệch trạng thái", "State differs")
        case .duplicated: language("Trùng giao dịch", "Duplicated")
        case .refund: language("Hoàn tiền chỉ có ở VNPAY", "Refund only at VNPAY")
        case .feeDiffers: language("Lệch phí", "Fee differs")
        case .wrongDay: language("Sai ngày", "Wrong day")
        case .unreadable: language("Dòng không đọc được", "Unreadable row")
        case .unknownReference: language("Mã đơn hàng lạ", "Unknown reference")
        }
    }

    func name(_ resolution: ExceptionResolution) -> String {
        switch resolution {
        case .applyAsPaid: language("Ghi nhận đã thanh toán theo tệp", "Apply as paid, with the file as evidence")
        case .acceptDifference:
            language("Chấp nhận, hạch toán phần chênh lệch", "Accept; the difference goes to the books")
        case .openRefundCase: language("Mở hồ sơ hoàn tiền", "Open a refund case")
        case .waitForNextFile: language("Chờ tệp sau", "Wait for a later file")
        case .noAction: language("Không cần làm gì", "Nothing to be done")
        }
    }

    func export(_ export: String) -> String {
        export == "fees"
            ? language("Báo cáo phí", "Fee report")
            : language("Danh sách giao dịch (không có phí)", "Transactions, no fees")
    }

    func change(_ change: SettlementDifference.Change) -> String {
        switch change {
        case .added: language("Thêm", "Added")
        case .gone: language("Mất", "Gone")
        case .changed: language("Đổi", "Changed")
        }
    }

    func person(_ id: StaffMember.ID?, _ people: [StaffMember.ID: String]) -> String {
        id.map { people[$0] ?? "?" } ?? language("Chưa giao", "Nobody yet")
    }

    /// Who did it, as an audit entry names the person.
    func actor(_ actor: String, _ people: [StaffMember.ID: String]) -> String {
        guard actor.hasPrefix("staff:"), let id = StaffMember.ID(String(actor.dropFirst(6))) else {
            return language("Hệ thống", "The system")
        }
        return people[id] ?? actor
    }

    func story(_ entries: [AuditEntry], _ people: [StaffMember.ID: String]) -> [Happening] {
        entries.reversed().map { entry in
            let details = [
                actor(entry.actor, people), entry.value("file"), entry.value("reason"), entry.value("text"),
                entry.value("resolution").flatMap(ExceptionResolution.init(rawValue:)).map(name),
            ]
            return Happening(
                state: .done,
                words: deed(entry.action),
                time: entry.at.display,
                detail: .text(details.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · "))
            )
        }
    }

    private func deed(_ action: String) -> String {
        switch action {
        case "reconciliation.imported": language("Nhập tệp", "Imported a file")
        case "reconciliation.replaced": language("Thay tệp", "Replaced the file")
        case "reconciliation.closed": language("Chốt ngày", "Closed the day")
        case "reconciliation.reopened": language("Mở lại ngày", "Opened the day again")
        case "exception.assigned": language("Giao việc", "Assigned")
        case "exception.explained": language("Giải trình", "Explained")
        case "exception.proposed": language("Đề xuất", "Proposed")
        case "exception.rejected": language("Trả lại đề xuất", "Sent the proposal back")
        case "exception.confirmed": language("Đồng ý", "Agreed")
        case "exception.settled": language("Tự khớp", "Settled by itself")
        case "exception.booking_reversed": language("Đảo bút toán", "Booking taken back")
        default: action
        }
    }

    /// How long ago, in the largest unit that says something.
    func age(of time: Timestamp, at now: Timestamp) -> String {
        let minutes = max(0, now.milliseconds(since: time) / 60_000)
        switch minutes {
        case ..<60: return language("\(minutes) phút", "\(minutes) min")
        case ..<2_880: return language("\(minutes / 60) giờ", "\(minutes / 60) h")
        default: return language("\(minutes / 1_440) ngày", "\(minutes / 1_440) days")
        }
    }
}
