import Kernel
import Organisation

extension StaffSection {
    /// What a room is called, where it is, and what one must be allowed to do to see it.
    func room(_ language: Language) -> (name: String, icon: Icon, address: Address) {
        switch self {
        case .overview: (language("Tổng quan", "Overview"), .home, .staff)
        case .inbox: (language("Hộp tin", "Inbox"), .bell, .inbox)
        case .approvals: (language("Phê duyệt", "Approvals"), .check, .approvals)
        case .contracts: (language("Hợp đồng", "Contracts"), .box, .contracts)
        case .customers: (language("Khách hàng", "Customers"), .person, .customers)
        case .activations: (language("Kích hoạt", "Activation"), .key, .activations)
        case .statements: (language("Cước trả sau", "Monthly fees"), .calendar, .statements)
        case .payments: (language("Thanh toán", "Payments"), .card, .staffPayments)
        case .reconciliation: (language("Đối soát", "Reconciliation"), .refresh, .reconciliation)
        case .invoices: (language("Hóa đơn", "Invoices"), .receipt, .staffInvoices)
        case .books: (language("Sổ sách", "Books"), .calendar, .books)
        case .alarms: (language("Cảnh báo", "Alarms"), .warning, .alarms)
        case .house: (language("Đơn vị và nhân sự", "Units and people"), .home, .house)
        case .auditLog: (language("Nhật ký", "Audit log"), .shield, .auditLog)
        case .ownDesk: (language("Tài khoản của tôi", "My account"), .lock, .ownDesk)
        }
    }

    var action: Action {
        switch self {
        case .overview, .inbox, .ownDesk: .ownDesk
        case .approvals: .viewApprovals
        case .contracts: .viewContracts
        case .customers: .viewCustomers
        case .activations: .viewActivations
        case .statements: .viewStatements
        case .payments: .viewPayments
        case .reconciliation: .viewReconciliation
        case .invoices: .viewInvoices
        case .books: .viewBooks
        case .alarms: .viewAlarms
        case .house: .viewStaff
        case .auditLog: .viewAuditLog
        }
    }
}
