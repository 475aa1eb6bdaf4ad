import Accounting
import Hummingbird
import Kernel
import Spreadsheet
import Storage

/// The books as files. An account's postings are read batch by batch; days and times are Vietnam's.
struct BookExport: Sendable {
    let language: Language
    let days: (from: Day, to: Day)

    private static let batchSize = 500

    func balance(_ standings: [AccountStanding], as format: PaymentExport.Format) -> Response {
        let words = BookWords(language: language)
        let columns: [SpreadsheetColumn] = [
            .init(language("Tài khoản", "Account"), widthCharacters: 30),
            .init(language("Đầu kỳ (nợ trừ có, VND)", "Opening (debit less credit, VND)"), widthCharacters: 24),
            .init(language("Nợ (VND)", "Debit (VND)")), .init(language("Có (VND)", "Credit (VND)")),
            .init(language("Cuối kỳ (nợ trừ có, VND)", "Closing (debit less credit, VND)"), widthCharacters: 24),
        ]
        let rows = standings.map { standing -> [SpreadsheetCell] in
            [
                .text(words.account(standing.account)), .integer(standing.openingDong), .integer(standing.debitDong),
                .integer(standing.creditDong), .integer(standing.closingDong),
            ]
        }
        return file("can-doi", columns) { (_: Bool?) in (rows, nil) }.response(format)
    }

    func account(
        _ account: LedgerAccount,
        from database: any SQLDatabase,
        as format: PaymentExport.Format
    ) -> Response {
        let words = BookWords(language: language)
        let columns: [SpreadsheetColumn] = [
            .init(language("Ngày", "Day")),
            .init(language("Ghi lúc (UTC+7)", "Booked at (UTC+7)"), widthCharacters: 20),
            .init(language("Nội dung", "What"), widthCharacters: 26),
            .init(language("Khóa", "Key"), widthCharacters: 46),
            .init(language("Về", "About"), widthCharacters: 46), .init(language("Nợ (VND)", "Debit (VND)")),
            .init(language("Có (VND)", "Credit (VND)")),
        ]
        let days = days
        return file("so-\(account.rawValue)", columns) { (last: BookedPosting?) in
            let postings = try await database.read { connection in
                try BookedPosting.batch(of: account, days: days, after: last, limit: Self.batchSize, on: connection)
            }
            return (postings.map { Self.cells($0, words) }, postings.last)
        }.response(format)
    }

    private static func cells(_ posting: BookedPosting, _ words: BookWords) -> [SpreadsheetCell] {
        let amount = SpreadsheetCell.integer(posting.amount.dong)
        return [
            .day(posting.day), .timestamp(posting.at), .text(words.kind(posting.kind)), .text(posting.key),
            .text(posting.subject), posting.side == .debit ? amount : .empty,
            posting.side == .credit ? amount : .empty,
        ]
    }

    private func file<Place: Sendable>(
        _ name: String,
        _ columns: [SpreadsheetColumn],
        _ batch: @escaping SheetStream<Place>.Batch
    ) -> SheetStream<Place> {
        SheetStream(
            name: "\(name)-\(days.to.iso8601)",
            sheetName: language("Sổ sách", "Books"),
            titles: [
                language(
                    "Từ \(days.from.display) đến hết \(days.to.display), giờ Việt Nam (UTC+7)",
                    "\(days.from.display) to \(days.to.display), Vietnam’s time (UTC+7)"
                )
            ],
            columns: columns,
            batch: batch
        )
    }
}
