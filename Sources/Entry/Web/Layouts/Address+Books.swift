// Months and revenue of the books.
extension Address {
    static var bookMonths: Address { Address("quan-ly", "so-sach", "thang") }
    static func bookMonth(_ month: String) -> Address { Address("quan-ly", "so-sach", "thang", month) }
    static func closeMonth(_ month: String) -> Address { Address("quan-ly", "so-sach", "thang", month, "khoa") }
    static func reopenMonth(_ month: String) -> Address { Address("quan-ly", "so-sach", "thang", month, "mo-lai") }
    static var revenue: Address { Address("quan-ly", "so-sach", "doanh-thu") }
    static var exportRevenue: Address { Address("quan-ly", "so-sach", "doanh-thu", "xuat") }
}
