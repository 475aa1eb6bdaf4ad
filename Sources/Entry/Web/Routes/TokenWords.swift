import Kernel
import Organisation

extension StaffWords {
    /// What a scope lets a program do.
    func scope(_ action: Action) -> String {
        switch action {
        case .viewCustomers: language("Xem khách hàng", "See customers")
        case .editCustomers: language("Thêm, sửa khách hàng", "Add and change customers")
        case .viewContracts: language("Xem hợp đồng", "See contracts")
        case .declareContracts: language("Khai báo, sửa, trình hợp đồng", "Declare, change and submit contracts")
        case .followContracts: language("Gửi đường dẫn thanh toán, trả lời khiếu nại", "Payment links and disputes")
        case .viewApprovals: language("Xem phê duyệt", "See approvals")
        case .approveRegionally: language("Phê duyệt cấp CTKV", "Approve for the regional company")
        case .approveAtITCentre: language("Phê duyệt cấp TT CNTT", "Approve for the IT centre")
        case .delegateApprovals: language("Ủy quyền phê duyệt", "Delegate approvals")
        case .viewActivations: language("Xem kích hoạt", "See activations")
        case .retryActivations: language("Kích hoạt lại", "Retry activations")
        case .viewPayments: language("Xem thanh toán", "See payments")
        case .viewRefunds: language("Xem hoàn tiền", "See refunds")
        case .proposeRefunds: language("Mở hồ sơ, đề xuất hoàn tiền", "Open refund cases, propose refunds")
        case .confirmRefunds: language("Quyết định đề xuất hoàn tiền", "Decide about proposed refunds")
        case .viewInvoices: language("Xem hóa đơn", "See invoices")
        case .workInvoices: language("Gửi lại, điều chỉnh, thay thế hóa đơn", "Retry, adjust and replace invoices")
        case .viewReconciliation: language("Xem đối soát", "See reconciliation")
        case .reconcile:
            language(
                "Nạp tệp, xử lý chênh lệch, chốt ngày, ghi báo có",
                "Import files, work exceptions, close days, record bank credits"
            )
        case .setReconciliation: language("Đặt phí và sai số đối soát", "Set fees and tolerance of reconciliation")
        case .confirmResolutions:
            language("Đồng ý cách xử lý chênh lệch, xác nhận báo có", "Agree to resolutions, confirm bank credits")
        case .viewStatements: language("Xem thông báo cước và sản lượng", "See statements and usage")
        case .importUsage: language("Gửi sản lượng sử dụng", "Send usage")
        case .runBilling: language("Xem kỳ cước", "See billing runs")
        case .ownDesk: language("Thông tin của chính mình", "One's own details")
        case .handOverCustomers, .exportPayments, .takeEvidence, .viewBooks, .viewStaff, .manageStaff,
            .registerInvoicingOfficers, .manageSettings, .viewAuditLog, .manageDeliveries, .manageAPIAccess,
            .approveBilling, .suspendContracts, .terminateContracts, .workDebts, .proposeDebtChanges,
            .confirmDebtChanges, .closeMonths, .viewAlarms, .releaseAlarms:
            language("Chỉ dành cho người", "For people only")
        }
    }

    func tokenMistake(_ mistake: KeepTokens.Mistake) -> String {
        switch mistake {
        case .missing: language("Mục này còn thiếu.", "This is missing.")
        case .tooLong: language("Quá dài.", "Too long.")
        case .outOfRange:
            language("Từ 1 đến \(APIToken.longestDays) ngày.", "From 1 to \(APIToken.longestDays) days.")
        case .beyondRights:
            language("Người này không có một trong các quyền đã chọn.", "The person lacks one of these.")
        case .personal:
            language(
                "Quyền phê duyệt, ủy quyền, đồng ý xử lý và quyết định hoàn tiền chỉ chính người đó tự cấp cho mình.",
                "Approvals, delegations, agreeing to resolutions and to refunds: only the person issues those."
            )
        }
    }

    func line(_ token: APIToken, of staff: StaffMember, at time: Timestamp) -> TokenLine {
        let state: Badge =
            if token.revokedAt != nil {
                Badge(language("Đã thu hồi", "Revoked"), .calm)
            } else if token.expiresAt <= time {
                Badge(language("Hết hạn", "Expired"), .calm)
            } else if staff.state != .active {
                Badge(language("Người dùng không hoạt động", "Person not active"), .warn)
            } else {
                Badge(language("Còn hiệu lực", "Works"), .good)
            }
        return TokenLine(
            id: "\(token.id)",
            name: token.name,
            person: "\(staff.name) · \(staff.unit.code)",
            scopes: Action.scopesToChoose.filter(token.scopes.contains).map(scope).joined(separator: "; "),
            created: token.createdAt.display,
            expires: token.expiresAt.display,
            lastUsed: token.lastUsedAt?.display ?? language("Chưa dùng", "Never"),
            state: state,
            isLive: token.isLive(at: time)
        )
    }
}
