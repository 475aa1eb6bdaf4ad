// Monthly fees: statements and the runs that make them.
extension Address {
    static var statements: Address { Address("quan-ly", "cuoc") }
    static var exportStatements: Address { Address("quan-ly", "cuoc", "xuat") }
    static func statement(_ id: String) -> Address { Address("quan-ly", "cuoc", "thong-bao", id) }
    static func statementPDF(_ id: String) -> Address { Address("quan-ly", "cuoc", "thong-bao", id, "pdf") }
    static func sendStatement(_ id: String) -> Address { Address("quan-ly", "cuoc", "thong-bao", id, "gui-lai") }
    static var billingSettings: Address { Address("quan-ly", "cuoc", "cai-dat") }
    static var billingRuns: Address { Address("quan-ly", "cuoc", "ky") }
    static func billingRun(_ id: String) -> Address { Address("quan-ly", "cuoc", "ky", id) }
    static func billingRunState(_ id: String) -> Address { Address("quan-ly", "cuoc", "ky", id, "trang-thai") }
    static func billingRunStep(_ id: String, _ step: String) -> Address { Address("quan-ly", "cuoc", "ky", id, step) }
}
