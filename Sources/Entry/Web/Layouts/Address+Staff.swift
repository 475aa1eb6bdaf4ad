// The staff's pages. Rooms with many addresses keep them in files of their own.
extension Address {
    package static var staff: Address { Address("quan-ly") }
    static var staffSignIn: Address { Address("quan-ly", "dang-nhap") }
    static var staffCode: Address { Address("quan-ly", "dang-nhap", "ma") }
    static var staffEnrolment: Address { Address("quan-ly", "dang-nhap", "thiet-lap") }
    static var staffSignOut: Address { Address("quan-ly", "dang-xuat") }
    static var staffForgot: Address { Address("quan-ly", "quen-mat-khau") }
    static func staffInvitation(_ token: String) -> Address { Address("quan-ly", "loi-moi", token) }
    static func staffReset(_ token: String) -> Address { Address("quan-ly", "dat-mat-khau", token) }

    static var inbox: Address { Address("quan-ly", "hop-tin") }
    static var inboxRead: Address { Address("quan-ly", "hop-tin", "da-xem") }
    static func inboxDone(_ id: String) -> Address { Address("quan-ly", "hop-tin", id, "xong") }
    static var ownDesk: Address { Address("quan-ly", "tai-khoan") }
    static func endStaffSession(_ id: String) -> Address { Address("quan-ly", "tai-khoan", "phien", id) }

    // The first page of each room.
    static var approvals: Address { Address("quan-ly", "phe-duyet") }
    static var contracts: Address { Address("quan-ly", "hop-dong") }
    static var customers: Address { Address("quan-ly", "khach-hang") }
    static var activations: Address { Address("quan-ly", "kich-hoat") }
    static var staffPayments: Address { Address("quan-ly", "thanh-toan") }
    static var reconciliation: Address { Address("quan-ly", "doi-soat") }
    static var staffInvoices: Address { Address("quan-ly", "hoa-don") }
    static var books: Address { Address("quan-ly", "so-sach") }
    static var house: Address { Address("quan-ly", "don-vi") }
    static var auditLog: Address { Address("quan-ly", "nhat-ky") }
}

// Customers and contracts.
extension Address {
    static func customer(_ id: String) -> Address { Address("quan-ly", "khach-hang", id) }
    static var newCustomer: Address { Address("quan-ly", "khach-hang", "moi") }
    static func handOver(_ id: String) -> Address { Address("quan-ly", "khach-hang", id, "chuyen") }
    static func changeCustomer(_ id: String) -> Address { Address("quan-ly", "khach-hang", id, "sua") }

    static func contract(_ id: String) -> Address { Address("quan-ly", "hop-dong", id) }
    static var newContract: Address { Address("quan-ly", "hop-dong", "moi") }
    /// A step of a contract, such as `trinh` or `gia-han`.
    static func contractStep(_ id: String, _ step: String) -> Address { Address("quan-ly", "hop-dong", id, step) }
    static func attachment(_ id: String) -> Address { Address("quan-ly", "tep", id) }
    static func removeAttachment(_ id: String) -> Address { Address("quan-ly", "tep", id, "xoa") }
    static func sentFile(_ id: String) -> Address { Address("quan-ly", "tep-tra-loi", id) }
    static func answerDispute(_ id: String) -> Address { Address("quan-ly", "khieu-nai", id) }

    static func approval(_ id: String) -> Address { Address("quan-ly", "phe-duyet", id) }
    static var approveMany: Address { Address("quan-ly", "phe-duyet", "nhieu") }
    static var delegations: Address { Address("quan-ly", "uy-quyen") }
    static func revokeDelegation(_ id: String) -> Address { Address("quan-ly", "uy-quyen", id, "thu-hoi") }
    static func retryServiceOrder(_ id: String) -> Address { Address("quan-ly", "lenh-dich-vu", id, "lai") }
    static func withdrawChange(_ id: String) -> Address { Address("quan-ly", "phu-luc", id, "rut") }
    static func retryActivation(_ id: String) -> Address { Address("quan-ly", "kich-hoat", id, "lai") }
}
