import Hummingbird
import Kernel
import Organisation
import Reconciliation
import Spreadsheet
import Storage

/// Exceptions as a file, the newest first: those that are open, or all there ever were.
struct ExceptionExport: Sendable {
    let database: any SQLDatabase
    let terminal: String
    let language: Language
    let takenAt: Timestamp
    /// Whose; `nil` is everybody's.
    let owner: StaffMember.ID?
    let onlyOpen: Bool
    let people: [StaffMember.ID: String]

    private static let batchSize = 500

    func response(_ format: PaymentExport.Format) -> Response {
        let (database, terminal, owner, onlyOpen) = (database, terminal, owner, onlyOpen)
        return SheetStream<Cursor>(
            name: "chenh-lech-\(takenAt.day.iso8601)",
            sheetName: language("Chênh lệch", "Exceptions"),
            titles: [
                language("Chênh lệch đối soát, lấy lúc \(takenAt.display)", "Exceptions, taken at \(takenAt.display)"),
                language("Mọi giờ là giờ Việt Nam (UTC+7)", "All times are Vietnam’s (UTC+7)"),
            ],
            columns: columns,
            batch: { place in
                let part = try await database.read { connection in
                    try SettlementException.list(
                        ExceptionFilter(),
                        of: terminal,
                        CursorWindow(after: place, limit: Self.batchSize),
                        on: connection
                    )
                }
                let wanted = part.items.filter { (!onlyOpen || $0.state.isOpen) && (owner == nil || $0.owner == owner) }
                return (wanted.map(cells), part.next)
            }
        ).response(format)
    }

    private var columns: [SpreadsheetColumn] {
        [
            .init(language("Số", "Number")), .init(language("Loại", "Class"), widthCharacters: 24),
            .init(language("Ngày", "Day")), .init(language("Mã đơn hàng", "Reference"), widthCharacters: 26),
            .init(language("Mã giao dịch VNPAY", "VNPAY number"), widthCharacters: 20),
            .init(language("VNPAY ghi (VND)", "VNPAY says (VND)")), .init(language("QLDV ghi (VND)", "We say (VND)")),
            .init(language("Phí trong tệp (VND)", "Fee in the file (VND)")),
            .init(language("Phí theo hợp đồng (VND)", "Fee by contract (VND)")),
            .init(language("Tiền có rủi ro (VND)", "At risk (VND)")),
            .init(language("Trạng thái", "State"), widthCharacters: 24),
            .init(language("Phụ trách", "Owner"), widthCharacters: 24),
            .init(language("Giải trình", "Explanation"), widthCharacters: 40),
            .init(language("Cách xử lý", "Resolution"), widthCharacters: 30),
            .init(language("Lý do", "Reason"), widthCharacters: 40),
            .init(language("Mở lúc (UTC+7)", "Opened (UTC+7)"), widthCharacters: 20),
            .init(language("Xong lúc (UTC+7)", "Resolved (UTC+7)"), widthCharacters: 20),
        ]
    }

    private func cells(_ exception: SettlementException) -> [SpreadsheetCell] {
        let words = ReconciliationWords(language: language)
        let amounts = exception.amounts
        return [
            .integer(exception.number), .text(words.name(exception.matchClass)), .day(exception.key.day),
            .text(exception.reference), .text(exception.transactionNumber), .init(amounts.theirsDong),
            .init(amounts.oursDong), .init(amounts.feeDong), .init(amounts.expectedFeeDong),
            .integer(amounts.riskDong), .text(words.state(exception.state).words),
            .text(words.person(exception.owner, people)), .text(exception.explanation),
            .init(exception.proposal.map { words.name($0.resolution) }), .init(exception.proposal?.reason),
            .timestamp(exception.openedAt), exception.resolvedAt.map { .timestamp($0) } ?? .empty,
        ]
    }
}

extension SpreadsheetCell {
    fileprivate init(_ dong: Int64?) { self = dong.map { .integer($0) } ?? .empty }
}
