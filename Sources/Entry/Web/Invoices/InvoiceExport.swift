import Hummingbird
import Invoicing
import Kernel
import Organisation
import Spreadsheet

/// Invoices as a file, made and sent batch by batch.
struct InvoiceExport: Sendable {
    let queries: InvoiceQueries
    let filter: InvoiceFilter
    let reader: StaffMember
    let language: Language
    let takenAt: Timestamp

    private static let batchSize = 500

    func response(_ format: PaymentExport.Format) -> Response {
        let (queries, filter, reader) = (queries, filter, reader)
        return SheetStream<Int>(
            name: "hoa-don-\(takenAt.day.iso8601)",
            sheetName: language("Hóa đơn", "Invoices"),
            titles: [language("Hóa đơn, lấy lúc \(takenAt.display)", "Invoices, taken at \(takenAt.display)")],
            columns: columns,
            batch: { offset in
                let offset = offset ?? 0
                let window = (limit: Self.batchSize, offset: offset)
                let items = try await queries.list(filter, for: reader, window: window).items
                return (items.map(cells), items.count < Self.batchSize ? nil : offset + items.count)
            }
        ).response(format)
    }

    private var columns: [SpreadsheetColumn] {
        [
            .init(language("Ký hiệu", "Series")), .init(language("Số", "Number")), .init(language("Loại", "Kind")),
            .init(language("Hợp đồng", "Contract"), widthCharacters: 22),
            .init(language("Người mua", "Buyer"), widthCharacters: 36), .init(language("Đơn vị", "Unit")),
            .init(language("Trạng thái", "State"), widthCharacters: 20),
            .init(language("Lý do", "Reason"), widthCharacters: 40), .init(language("Ngày lập", "Date")),
            .init(language("Hạn ký gửi", "Due")), .init(language("Tổng tiền (VND)", "Total (VND)")),
        ]
    }

    private func cells(_ item: InvoiceItem) -> [SpreadsheetCell] {
        let words = InvoiceWords(language: language)
        return [
            .init(item.series), .init(item.number), .text(words.kind(item.kind, item.direction)),
            .text(item.contractNumber), .text(item.customer), .init(item.unit), .text(words.state(item.state).words),
            .init(item.obstacle.map(words.obstacle) ?? item.remark), .day(item.date), .day(item.deadline),
            .integer(item.total.dong),
        ]
    }
}
