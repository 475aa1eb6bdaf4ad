// Refunds: cases, their steps, and the way to one from a payment.
extension Address {
    static var refunds: Address { Address("quan-ly", "hoan-tien") }
    static var exportRefunds: Address { Address("quan-ly", "hoan-tien", "xuat") }
    static func refundCase(_ id: String) -> Address { Address("quan-ly", "hoan-tien", id) }
    /// A step of a case, such as `de-xuat` or `dong-y`.
    static func refundStep(_ id: String, _ step: String) -> Address { Address("quan-ly", "hoan-tien", id, step) }
    /// Opens a case by hand.
    static func openRefund(_ reference: String) -> Address { Address("quan-ly", "thanh-toan", reference, "hoan-tien") }
}
