import Foundation
import Hummingbird
import Kernel
import NIOCore
import Organisation
import Payments
import Spreadsheet

/// Payments as a file: made and sent batch by batch, so that memory holds one batch however many there are. Days and
/// times are Vietnam's, and every heading of a time says so.
struct PaymentExport: Sendable {
    enum Format: String, Sendable, CaseIterable { case csv, xlsx }

    /// Excel holds 1,048,576 rows; titles and header take a few.
    static let sheetRows = 1_000_000

    let take: ExportPayments
    let filter: PaymentFilter
    let actor: StaffMember
    let language: Language
    let takenAt: Timestamp

    func response(_ format: Format, count: Int64) -> Response {
        switch format {
        case .csv: file("text/csv; charset=utf-8", "csv") { try await csv(to: &$0) }
        case .xlsx:
            file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx") {
                try await workbook(count: count, to: &$0)
            }
        }
    }

    private func file(
        _ type: String,
        _ ending: String,
        _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        let name = "thanh-toan-\(takenAt.day.iso8601).\(ending)"
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .contentDisposition: "attachment; filename=\"\(name)\"", .cacheControl: "no-store",
            ],
            body: ResponseBody { writer in
                try await write(&writer)
                try await writer.finish(nil)
            }
        )
    }

    private func csv(to writer: inout any ResponseBodyWriter) async throws {
        let sheet = CSVWriter()
        try await writer.write(ByteBuffer(bytes: sheet.opening + sheet.row(columns)))
        var last: PaymentListItem?
        while true {
            let items = try await take.batch(filter, after: last, for: actor)
            guard let end = items.last else { return }
            var bytes = ByteBuffer()
            for item in items { bytes.writeBytes(sheet.row(cells(item))) }
            try await writer.write(bytes)
            last = end
        }
    }

    /// A workbook can only be sent when it is whole: it is made in a temporary file, which is gone afterwards.
    private func workbook(count: Int64, to writer: inout any ResponseBodyWriter) async throws {
        let path = try await makeWorkbook(count)
        defer { unlink(path) }
        guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadUnknown) }
        while let piece = try file.read(upToCount: 65_536), !piece.isEmpty {
            try await writer.write(ByteBuffer(bytes: piece))
        }
        try file.close()
    }

    private func makeWorkbook(_ count: Int64) async throws -> String {
        let sheet = try SpreadsheetWriter(
            sheetName: language("Thanh toán", "Payments"),
            titles: titles(count),
            columns: columns
        )
        var last: PaymentListItem?
        var rows = 0
        while rows < Self.sheetRows {
            let items = try await take.batch(filter, after: last, for: actor)
            guard let end = items.last else { break }
            for item in items.prefix(Self.sheetRows - rows) { try sheet.append(cells(item)) }
            rows += items.count
            last = end
        }
        return try sheet.finish()
    }

    private func titles(_ count: Int64) -> [String] {
        let asked = filter.words
        let more =
            count > Self.sheetRows
            ? [
                language(
                    "Chỉ \(Self.sheetRows) dòng đầu vừa một trang tính; hãy lấy tệp CSV.",
                    "Only the first \(Self.sheetRows) rows fit on a sheet; take the CSV file."
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

extension SpreadsheetCell {
    init(_ text: String?) { self = text.map { .text($0) } ?? .empty }
}
