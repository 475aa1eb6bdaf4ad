// The invoices' room.
extension Address {
    static var exportInvoices: Address { Address("quan-ly", "hoa-don", "xuat") }
    static func staffInvoice(_ id: String) -> Address { Address("quan-ly", "hoa-don", id) }
    static func staffInvoicePDF(_ id: String) -> Address { Address("quan-ly", "hoa-don", id, "pdf") }
    static func staffInvoiceXML(_ id: String) -> Address { Address("quan-ly", "hoa-don", id, "xml") }
    static func adjustInvoice(_ id: String) -> Address { Address("quan-ly", "hoa-don", id, "dieu-chinh") }
    static func replaceInvoice(_ id: String) -> Address { Address("quan-ly", "hoa-don", id, "thay-the") }
    static func retryInvoice(_ id: String) -> Address { Address("quan-ly", "hoa-don", id, "gui-lai") }
}
