// Look-up of payments, evidence and books.
extension Address {
    static func staffPayment(_ reference: String) -> Address { Address("quan-ly", "thanh-toan", reference) }
    static var paymentCases: Address { Address("quan-ly", "thanh-toan", "truong-hop") }
    static var unknownOutcomes: Address { Address("quan-ly", "thanh-toan", "chua-ro") }
    static var exportUnknownOutcomes: Address { Address("quan-ly", "thanh-toan", "chua-ro", "xuat") }
    static func askUnknownOutcome(_ id: String) -> Address { Address("quan-ly", "thanh-toan", "chua-ro", id, "hoi") }
    static var exportPayments: Address { Address("quan-ly", "thanh-toan", "xuat") }
    static func paymentEvidence(_ reference: String) -> Address {
        Address("quan-ly", "thanh-toan", reference, "bang-chung")
    }
    /// The key that evidence is signed with; anybody may read it.
    static var evidenceKey: Address { Address("bang-chung", "khoa") }

    static func ledgerAccount(_ account: String) -> Address { Address("quan-ly", "so-sach", "tai-khoan", account) }
    static func exportLedgerAccount(_ account: String) -> Address {
        Address("quan-ly", "so-sach", "tai-khoan", account, "xuat")
    }
    static func ledgerTransaction(_ id: String) -> Address { Address("quan-ly", "so-sach", "but-toan", id) }
    static var exportTrialBalance: Address { Address("quan-ly", "so-sach", "xuat") }
    static var proveBooks: Address { Address("quan-ly", "so-sach", "chung-minh") }
}
