import Hummingbird
import Kernel
import Organisation
import Payments
import Spreadsheet

/// Payments as a file: made and sent batch by batch, so that memory holds one batch however many there are. Days and
/// times are Vietnam's, and every heading of a time says so.
struct PaymentExport: Sendable {
    enum Format: String, Sendable, CaseIterable {
        case csv, xlsx

        /// The format named in a query; CSV when none is.
        init?(asked: FormData) { self.init(rawValue: asked.has("dang") ? asked.text("dang") : "csv") }
    }

    let take: ExportPayments
    let filter: PaymentFilter
    let actor: StaffMember
    let language: Language
    let takenAt: Timestamp

    func response(_ format: Format, count: Int64) -> Response {
        SheetStream<PaymentListItem>(
            name: "thanh-toan-\(takenAt.day.iso8601)",
            sheetName: language("Thanh toán", "Payments"),
            titles: titles(count),
            columns: columns,
            batch: { last in
                let items = try await take.batch(filter, after: last, for: actor)
                return (items.map(cells), items.last)
            }
        ).response(format)
    }

    private func titles(_ count: Int64) -> [String] {
        let asked = filter.words
        let more =
            count > SheetStream<PaymentListItem>.sheetRows
            ? [
                language(
                    "Chỉ \(SheetStream<PaymentListItem>.sheetRows) dòng đầu vừa một trang tính; hãy lấy tệp CSV.",
                    "Only the first \(SheetStream<PaymentListItem>.sheetRows) rows fit on a sheet; take the CSV file."
                )
            ] : []
        return [
            language("Thanh toán, lấy lúc \(takenAt.display)", "Payments, taken at \(takenAt.display)"),
            language("Mọi giờ là giờ Việt Nam (UTC+7)", "All times are Vietnam’s (UTC+7)"),
            asked.isEmpty ? language("Không lọc", "Everything") : asked,
        ] + more
    }

    var columns: [SpreadsheetColumn] {
        [
            .init(language("Mã tham chiếu", "Reference"), widthCharacters: 26),
            .init(language("Số hợp đồng", "Contract"), widthCharacters: 22),
            .init(language("Khách hàng", "Customer"), widthCharacters: 36), .init(language("Đơn vị", "Unit")),
            .init(language("Quản lý khách hàng", "Account manager"), widthCharacters: 24),
            .init(language("Trạng thái", "State"), widthCharacters: 18),
            .init(language("Số tiền (VND)", "Amount (VND)")), .init(language("Số giao dịch VNPAY", "VNPAY number")),
            .init(language("Ngân hàng", "Bank")), .init(language("Loại thẻ", "Card type")),
            .init(language("Số giao dịch ngân hàng", "Bank’s number"), widthCharacters: 20),
            .init(language("Mã từ chối", "Decline code")),
            .init(language("Bắt đầu (UTC+7)", "Started (UTC+7)"), widthCharacters: 20),
            .init(language("Trả lúc (UTC+7)", "Paid at (UTC+7)"), widthCharacters: 20),
            .init(language("Dùng cho", "Used for"), widthCharacters: 24),
            .init(language("Ngày đối soát", "Reconciled")),
        ]
    }

    func cells(_ item: PaymentListItem) -> [SpreadsheetCell] {
        let words = PaymentLookUpWords(language: language)
        return [
            .text(item.reference), .text(item.contractNumber), .text(item.customer), .init(item.unit),
            .init(item.accountManager), .text(words.state(item.state).words), .integer(item.amount.dong),
            .init(item.transactionNumber), .init(item.bankCode), .init(item.cardType),
            .init(item.bankTransactionNumber), .init(item.declineCode), .timestamp(item.createdAt),
            item.paidAt.map { .timestamp($0) } ?? .empty, .init(words.use(item.use)),
            item.reconciledOn.map { .day($0) } ?? .empty,
        ]
    }
}
