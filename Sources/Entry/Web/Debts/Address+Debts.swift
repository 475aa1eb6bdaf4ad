// Debts: who is late, one customer's months and letters, what two people decide, and the timetable.
extension Address {
    static var debts: Address { Address("quan-ly", "no-cuoc") }
    static var exportDebts: Address { Address("quan-ly", "no-cuoc", "xuat") }
    static var dunningTimetable: Address { Address("quan-ly", "no-cuoc", "lich-nhac") }
    static var debtChanges: Address { Address("quan-ly", "no-cuoc", "de-xuat") }
    /// `dong-y` or `tra-lai`.
    static func debtChange(_ id: String, _ step: String) -> Address {
        Address("quan-ly", "no-cuoc", "de-xuat", id, step)
    }
    static func debtor(_ id: String) -> Address { Address("quan-ly", "no-cuoc", "khach", id) }
    /// A step such as `tam-dung` or `hen-tra`.
    static func debtor(_ id: String, _ step: String) -> Address { Address("quan-ly", "no-cuoc", "khach", id, step) }
}
