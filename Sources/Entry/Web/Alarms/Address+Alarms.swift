// Alarms, what is frozen, and how each rule stands.
extension Address {
    static var alarms: Address { Address("quan-ly", "canh-bao") }
    static var exportAlarms: Address { Address("quan-ly", "canh-bao", "xuat") }
    static var watchedRules: Address { Address("quan-ly", "canh-bao", "quy-tac") }
    /// `xin-go`, `dong-y` or `tra-lai`.
    static func alarm(_ id: String, _ step: String) -> Address { Address("quan-ly", "canh-bao", id, step) }
}
