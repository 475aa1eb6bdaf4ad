import Approvals
import Contracts
import Kernel
import Organisation

/// Facts about staff and their work in a reader's words.
struct StaffWords: Sendable {
    let language: Language

    func role(_ role: Role) -> String {
        switch role {
        case .accountManager: language("Quản lý khách hàng (AM/KAM)", "Account manager")
        case .agent: language("Đại lý", "Agent")
        case .regionalApprover: language("Phê duyệt CTKV", "Regional approver")
        case .itApprover: language("Phê duyệt TT CNTT", "IT centre approver")
        case .invoiceOfficer: language("Phụ trách hóa đơn", "Invoice officer")
        case .accountant: language("Kế toán", "Accountant")
        case .admin: language("Quản trị", "Administrator")
        case .auditor: language("Kiểm toán nội bộ", "Auditor")
        }
    }

    func state(_ state: ContractState) -> Badge {
        switch state {
        case .draft: Badge(language("Bản nháp", "Draft"), .calm)
        case .awaitingPayment: Badge(language("Chờ thanh toán", "Awaiting payment"), .warn)
        case .paid: Badge(language("Đã thanh toán", "Paid"), .brand)
        case .awaitingRegionalApproval: Badge(language("Chờ CTKV duyệt", "Regional approval"), .warn)
        case .awaitingITApproval: Badge(language("Chờ TT CNTT duyệt", "IT centre approval"), .warn)
        case .activating: Badge(language("Đang kích hoạt", "Activating"), .brand)
        case .active: Badge(language("Đang hoạt động", "Active"), .good)
        case .suspended: Badge(language("Tạm ngưng", "Suspended"), .warn)
        case .expired: Badge(language("Hết hạn", "Expired"), .calm)
        case .terminated: Badge(language("Đã chấm dứt", "Terminated"), .calm)
        case .cancelled: Badge(language("Đã hủy", "Cancelled"), .calm)
        case .rejected: Badge(language("Bị từ chối", "Rejected"), .bad)
        }
    }

    func kind(_ kind: Contract.Kind) -> String {
        switch kind {
        case .new: language("Ký mới", "New")
        case .renewal: language("Gia hạn", "Renewal")
        }
    }

    func channel(_ channel: Contract.Channel) -> String {
        switch channel {
        case .online: language("Trực tuyến", "Online")
        case .declared: language("Hợp đồng ký", "Signed contract")
        }
    }

    func step(_ step: ApprovalCase.Step) -> String {
        switch step {
        case .regional: language("Công ty khu vực (CTKV)", "Regional company")
        case .itCentre: language("Trung tâm CNTT", "IT centre")
        }
    }

    /// `KV1 · Công ty Dịch vụ MobiFone Khu vực 1`
    func unit(_ unit: OrganisationUnit) -> String { "\(unit.code) · \(unit.name.text(in: language))" }

    /// What an item of the inbox says, before its detail.
    func news(_ kind: InboxItem.Kind) -> String {
        switch kind {
        case .contractPaid: language("Khách hàng đã thanh toán", "The customer has paid")
        case .approvalWaiting: language("Chờ bạn phê duyệt", "Waits for your approval")
        case .approvalOverdue: language("Phê duyệt sắp quá hạn", "Approval almost overdue")
        case .approvalEscalated: language("Phê duyệt quá hạn", "Approval overdue")
        case .approvalsVoided:
            language("Hợp đồng đã sửa, phê duyệt trước đó bị hủy", "Changed: earlier approvals are void")
        case .approvalsDelegated:
            language("Bạn phê duyệt thay đồng nghiệp vắng mặt", "You decide for an absent colleague")
        case .contractApproved: language("Đã được phê duyệt", "Approved")
        case .contractRejected: language("Bị từ chối", "Refused")
        case .contractActive: language("Dịch vụ đã kích hoạt", "The service is active")
        case .activationRefused: language("Kích hoạt không thành công", "Activation failed")
        case .contractSuspended: language("Dịch vụ đã tạm ngưng", "The service is suspended")
        case .contractResumed: language("Dịch vụ đã khôi phục", "The service goes on")
        case .contractEnding: language("Hợp đồng sẽ chấm dứt trước hạn", "The contract will end before its term")
        case .contractEndingWithdrawn: language("Không chấm dứt hợp đồng nữa", "The contract goes on after all")
        case .contractEnded: language("Hợp đồng đã chấm dứt", "The contract has ended")
        case .changeBegun: language("Phụ lục bắt đầu có hiệu lực", "An amendment is in force")
        case .serviceRefused:
            language("Hệ thống dịch vụ không thực hiện lệnh", "A product’s system would not change the service")
        case .disputeOpened: language("Khách hàng báo nội dung chưa đúng", "The customer says something is wrong")
        case .letterBounced: language("Thư thanh toán không đến nơi", "The payment letter did not arrive")
        case .renewalDue: language("Sắp hết hạn, đã có bản nháp gia hạn", "Ends soon; a renewal is drafted")
        case .invoiceRefused: language("Hóa đơn cần xử lý", "An invoice needs you")
        case .invoiceNotAsked:
            language("Đã trả tiền mà chưa yêu cầu hóa đơn", "Paid, and no invoice has been asked for")
        case .invoiceLate: language("Hóa đơn sắp quá hạn", "An invoice is almost late")
        case .reconciliationOverdue:
            language("Chưa nhập tệp đối soát của ngày", "A day’s VNPAY file has not been imported")
        case .billingAwaitsApproval: language("Kỳ cước chờ bạn duyệt", "A billing run waits for approval")
        case .billingDone: language("Kỳ cước đã phát hành", "A billing run is done")
        case .usageImported: language("Đã nhập xong tệp sản lượng", "A file of usage has been imported")
        case .statementPaid: language("Khách hàng đã trả cước", "The customer has paid a month")
        case .promiseBroken: language("Khách hàng không trả đúng hẹn", "A promise to pay was not kept")
        case .debtChangeProposed:
            language("Đề xuất về khoản nợ chờ bạn duyệt", "A proposal about a debt waits for you")
        case .debtChangeDecided: language("Đề xuất về khoản nợ đã có kết quả", "Your proposal about a debt was decided")
        case .refundCaseOpened: language("Có tiền cần quyết định hoàn lại", "Money waits for a decision")
        case .refundProposed: language("Đề xuất hoàn tiền chờ bạn đồng ý", "A refund waits for your agreement")
        case .refundReturned: language("Đề xuất hoàn tiền bị trả lại", "Your refund proposal was sent back")
        case .refundAgreed: language("Đã đồng ý hoàn tiền", "A refund was agreed")
        case .refundMade: language("Đã hoàn tiền", "A refund was made")
        case .refundRefused: language("Hoàn tiền bị từ chối", "A refund was refused")
        case .refundUnclear: language("VNPAY trả lời không rõ về hoàn tiền", "VNPAY’s word on a refund is unclear")
        case .invoiceAdjusted:
            language("Đã lập hóa đơn điều chỉnh giảm do hoàn tiền", "An adjustment was drawn up after a refund")
        case .invoiceToCorrect:
            language("Đã hoàn tiền, cần điều chỉnh hóa đơn", "Money went back: the invoice needs correcting")
        case .alarmRaised: language("Một quy tắc bị sai, hợp đồng dừng lại", "A rule is broken; the contract is frozen")
        case .tokenIssued:
            language("Một chương trình được phép làm thay bạn", "A program has been allowed to act for you")
        case .outcomeUnknown:
            language("Khoản thanh toán chưa rõ kết quả quá lâu", "Payments whose outcome is unknown for too long")
        case .alarmReleaseProposed:
            language("Đề xuất gỡ đóng băng chờ bạn", "A release from freezing waits for your agreement")
        case .customerHandedOver: language("Khách hàng được chuyển cho bạn", "A customer is yours now")
        case .exceptionAssigned:
            language("Chênh lệch đối soát được giao cho bạn", "A reconciliation exception is yours")
        }
    }
}
