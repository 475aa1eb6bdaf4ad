/// Writes the portal's exports, for sandboxes and tests: cells only, whatever file they end up in.
public struct VNPAYSettlementWriter: Sendable {
    public enum Cell: Hashable, Sendable {
        case empty
        case text(String)
        /// A number, as Excel files have it.
        case integer(Int64)
    }

    public let export: VNPAYSettlementExport
    private var number: Int64 = 0

    public init(_ export: VNPAYSettlementExport) { self.export = export }

    /// The lines above the header.
    ///
    /// - Parameter day: as it shall be read, `23/11/2026`.
    public func titles(day: String) -> [String] { [export.title.uppercased(), "Từ ngày \(day) đến ngày \(day)"] }

    public var headers: [String] { export.headers }

    /// The cells of the next transaction, under `headers`.
    ///
    /// - Parameter more: columns that are not read but filled in real files, by their header.
    public mutating func cells(_ row: VNPAYSettlementRow, more: [String: String] = [:]) -> [Cell] {
        number += 1
        return headers.map { header in
            if header == "STT" { return .integer(number) }
            guard let column = VNPAYSettlementColumn(rawValue: header) else {
                return more[header].map { .text($0) } ?? .empty
            }
            return cell(column, row)
        }
    }

    private func cell(_ column: VNPAYSettlementColumn, _ row: VNPAYSettlementRow) -> Cell {
        switch column {
        case .transactionNumber: .text(row.transactionNumber)
        case .reference: .text(row.reference)
        case .time: .text(row.time.text)
        case .kind: .text(Self.word(row.kind))
        case .status: .text(Self.word(row.status))
        case .amountBeforePromotion, .collected: .integer(row.amountBeforePromotionDong)
        case .promotion: .integer(row.promotionDong)
        case .amountAfterPromotion: .integer(row.amountAfterPromotionDong)
        case .fee: row.feeDong.map { .integer($0) } ?? .empty
        case .netAfterFee: row.netAfterFeeDong.map { .integer($0) } ?? .empty
        case .bank: .text(row.bank)
        case .cardType: .text(row.cardType)
        case .channel: .text(row.channel)
        case .settlementTime: row.settlementTime.map { .text($0.text) } ?? .empty
        }
    }

    private static func word(_ kind: VNPAYSettlementRow.Kind) -> String {
        switch kind {
        case .payment: "Thanh toán"
        case .refund: "Hoàn tiền"
        case .other(let word): word
        }
    }

    private static func word(_ status: VNPAYSettlementRow.Status) -> String {
        switch status {
        case .succeeded: "Thành công"
        case .failed: "Thất bại"
        case .other(let word): word
        }
    }
}
