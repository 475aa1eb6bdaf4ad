import Spreadsheet
import VNPAY

/// A day's file as VNPAY's portal exports it.
enum SettlementSamples {
    static func all() throws -> [[UInt8]] {
        [text(.fees, separator: ","), text(.transactions, separator: ";"), try workbook()]
    }

    static func text(_ export: VNPAYSettlementExport, separator: String) -> [UInt8] {
        let row = export.headers.map(sample)
        let lines = [[export.title], export.headers, row, row, ["Tổng", "2"]]
        return Array(lines.map { $0.joined(separator: separator) }.joined(separator: "\r\n").utf8)
    }

    static func workbook() throws -> [UInt8] {
        let headers = VNPAYSettlementExport.fees.headers
        let writer = try SpreadsheetWriter(sheetName: "VNPAY", columns: headers.map { SpreadsheetColumn($0) })
        for _ in 0..<5 { try writer.append(headers.map { .text(sample($0)) }) }
        return try writer.finishedBytes()
    }

    /// Something that such a column may hold.
    private static func sample(_ header: String) -> String {
        switch header {
        case "Thời gian GD", "Thời gian đối soát": "23/11/2026 09:45:00"
        case "Loại giao dịch": "Thanh toán"
        case "Trạng thái": "Thành công"
        case "Mã giao dịch": "14600009"
        case "Mã đơn hàng": "HD-2026-00054-01"
        case let text where text.hasPrefix("Số tiền"): "2462400"
        default: "NCB"
        }
    }
}
