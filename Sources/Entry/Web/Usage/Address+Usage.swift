// What customers of postpaid contracts used: files and look-up.
extension Address {
    static var usage: Address { Address("quan-ly", "cuoc", "su-dung") }
    static var uploadUsage: Address { Address("quan-ly", "cuoc", "su-dung", "tep") }
    static func usageImport(_ id: String) -> Address { Address("quan-ly", "cuoc", "su-dung", "tep", id) }
    static func usageImportState(_ id: String) -> Address {
        Address("quan-ly", "cuoc", "su-dung", "tep", id, "trang-thai")
    }
    static func usageImportMistakes(_ id: String) -> Address { Address("quan-ly", "cuoc", "su-dung", "tep", id, "loi") }
    static func usageImportStep(_ id: String, _ step: String) -> Address {
        Address("quan-ly", "cuoc", "su-dung", "tep", id, step)
    }
    static var usageLookUp: Address { Address("quan-ly", "cuoc", "su-dung", "tra-cuu") }
    static var exportUsage: Address { Address("quan-ly", "cuoc", "su-dung", "tra-cuu", "xuat") }
}
