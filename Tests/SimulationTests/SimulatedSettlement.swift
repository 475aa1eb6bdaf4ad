import Journal
import Kernel
import Spreadsheet
import VNPAY

extension SimulatedVNPAY {
    /// 1.75 % with 10 % VAT on it, as the contract with VNPAY says for domestic cards.
    static func feeDong(_ amountDong: Int64) -> Int64 { amountDong * 1_925 / 100_000 }

    /// The portal's file of a day, as separated text: what was charged on it, with fees, and what went back.
    func settlementFile(of day: Day) throws -> IncomingFile {
        var writer = VNPAYSettlementWriter(.fees)
        let text = CSVWriter()
        var bytes = text.opening
        for title in writer.titles(day: day.display) { bytes += text.row([SpreadsheetCell.text(title)]) }
        bytes += text.row(writer.headers.map { SpreadsheetCell.text($0) })
        for row in rows(of: day) {
            let cells = writer.cells(row).map { cell -> SpreadsheetCell in
                switch cell {
                case .empty: .empty
                case .text(let text): .text(text)
                case .integer(let number): .integer(number)
                }
            }
            bytes += text.row(cells)
        }
        return IncomingFile(name: "vnpay-\(day.iso8601).csv", content: .bytes(bytes))
    }

    private func rows(of day: Day) -> [VNPAYSettlementRow] {
        let paid = charges.filter { $0.at.day == day }.compactMap { charge -> VNPAYSettlementRow? in
            guard var row = Self.row(charge.number, charge.reference, charge.amountDong, at: charge.at) else {
                return nil
            }
            let fee = Self.feeDong(charge.amountDong)
            (row.feeDong, row.netAfterFeeDong) = (fee, charge.amountDong - fee)
            return row
        }
        let back = refunds.filter { $0.at.day == day && $0.status == "00" }.compactMap {
            refund -> VNPAYSettlementRow? in
            var row = Self.row(refund.number, refund.reference, -refund.amountDong, at: refund.at)
            row?.kind = .refund
            row?.feeDong = 0
            row?.netAfterFeeDong = -refund.amountDong
            return row
        }
        return paid + back
    }

    private static func row(
        _ number: String,
        _ reference: String,
        _ amountDong: Int64,
        at time: Timestamp
    ) -> VNPAYSettlementRow? {
        guard let written = VNPAYSettlementTime(VNPAYDate.text(milliseconds: time.milliseconds)) else { return nil }
        var row = VNPAYSettlementRow(
            rowNumber: 0,
            transactionNumber: number,
            reference: reference,
            time: written,
            amountDong: amountDong
        )
        (row.bank, row.cardType, row.channel) = ("NCB", "ATM", "ATM")
        return row
    }
}
