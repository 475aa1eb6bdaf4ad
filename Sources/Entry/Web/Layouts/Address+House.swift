// Units, people and settings; the audit log and the deliveries.
extension Address {
    static func unit(_ code: String) -> Address { Address("quan-ly", "don-vi", code) }
    static func unitPattern(_ code: String) -> Address { Address("quan-ly", "don-vi", code, "so-hop-dong") }

    static var people: Address { Address("quan-ly", "don-vi", "nhan-su") }
    static var invitePerson: Address { Address("quan-ly", "don-vi", "nhan-su", "moi") }
    static func person(_ id: String) -> Address { Address("quan-ly", "don-vi", "nhan-su", id) }
    static func changePerson(_ id: String) -> Address { Address("quan-ly", "don-vi", "nhan-su", id, "sua") }
    /// A step such as `suspend`.
    static func personStep(_ id: String, _ step: String) -> Address {
        Address("quan-ly", "don-vi", "nhan-su", id, "buoc", step)
    }

    static var permissions: Address { Address("quan-ly", "don-vi", "phan-quyen") }
    static var invoicingOfficers: Address { Address("quan-ly", "don-vi", "dau-moi") }
    static var discountLimits: Address { Address("quan-ly", "don-vi", "chiet-khau") }
    static var holidays: Address { Address("quan-ly", "don-vi", "ngay-le") }
    static var standardHolidays: Address { Address("quan-ly", "don-vi", "ngay-le", "theo-luat") }
    static func removeHoliday(_ day: String) -> Address { Address("quan-ly", "don-vi", "ngay-le", day, "xoa") }
    static var invoicePolicy: Address { Address("quan-ly", "don-vi", "hoa-don") }

    static var auditExport: Address { Address("quan-ly", "nhat-ky", "xuat") }
    static var deliveries: Address { Address("quan-ly", "nhat-ky", "phat") }
}
