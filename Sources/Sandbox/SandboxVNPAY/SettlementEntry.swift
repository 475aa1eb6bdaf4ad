import Kernel
import Storage
import VNPAY

/// One line of a day's file, before it is written.
struct SettlementEntry: Hashable, Sendable {
    var row: VNPAYSettlementRow
    /// The columns that no reader needs, by header.
    var more: [String: String] = [:]
    /// Written with its cells one column too far to the right.
    var isShifted = false

    var isPaidPayment: Bool { row.kind == .payment && row.status == .succeeded }

    /// Sets the amount, with nothing for promotions, and what remains of it.
    mutating func setAmount(_ dong: Int64, feeDong: Int64) {
        row.amountBeforePromotionDong = dong
        row.amountAfterPromotionDong = dong - row.promotionDong
        row.feeDong = feeDong
        row.netAfterFeeDong = dong - feeDong
    }
}

extension SettlementEntry {
    /// What happened on a day, by `vnp_PayDate` at +07:00, oldest first: payments that ended, and refunds.
    static func all(
        on day: Day,
        terminal: VNPAYSandboxSettings.Terminal,
        settings: VNPAYSandboxSettings,
        from connection: any SQLConnection
    ) throws -> [SettlementEntry] {
        let first = VNPAYDate.text(milliseconds: day.start.milliseconds)
        let next = VNPAYDate.text(milliseconds: day.adding(days: 1).start.milliseconds)
        var entries: [SettlementEntry] = []
        try connection.forEachRow(
            """
            SELECT transaction_no, txn_ref, amount_dong, bank_code, card_type, bank_tran_no, card_masked, order_info,
                pay_date, transaction_status, '01' AS kind
            FROM transaction_record
            WHERE terminal = \(terminal.code) AND pay_date >= \(first) AND pay_date < \(next) AND state <> 'open'
            UNION ALL
            SELECT r.transaction_no, r.txn_ref, r.amount_dong, c.bank_code, c.card_type, c.bank_tran_no, NULL, '',
                r.pay_date, r.status, r.transaction_type
            FROM refund r JOIN charge c ON c.transaction_no = r.payment_transaction_no
            WHERE r.terminal = \(terminal.code) AND r.pay_date >= \(first) AND r.pay_date < \(next)
            ORDER BY pay_date, transaction_no, txn_ref
            """
        ) { entries.append(try SettlementEntry($0, on: day, terminal: terminal, settings: settings)) }
        return entries
    }

    private init(
        _ record: SQLRow,
        on day: Day,
        terminal: VNPAYSandboxSettings.Terminal,
        settings: VNPAYSandboxSettings
    ) throws {
        guard let payDate = VNPAYDate.milliseconds(try record.text("pay_date")) else {
            throw SQLRowError(column: "pay_date", wanted: "yyyyMMddHHmmss")
        }
        let isRefund = try record.text("kind") != "01"
        let amount = try record.integer("amount_dong")
        let cardType = try record.textIfPresent("card_type") ?? ""
        row = VNPAYSettlementRow(
            rowNumber: 0,
            transactionNumber: try record.textIfPresent("transaction_no") ?? "0",
            reference: try record.text("txn_ref"),
            time: VNPAYSettlementTime(milliseconds: payDate),
            amountDong: isRefund ? -amount : amount
        )
        row.kind = isRefund ? .refund : .payment
        row.status = Self.status(try record.text("transaction_status"), isRefund: isRefund)
        row.bank = try record.textIfPresent("bank_code") ?? ""
        row.cardType = cardType
        row.channel = "Cổng thanh toán"
        row.settlementTime = VNPAYSettlementTime(
            milliseconds: day.adding(days: 1).start.adding(hours: 8).milliseconds
        )
        // Money that went back costs nothing, and does not give back what it cost.
        let fee = isPaidPayment ? settings.fee(cardType: cardType).feeDong(ofAmountDong: amount) : 0
        setAmount(row.amountBeforePromotionDong, feeDong: fee)
        more = [
            "Mã điểm thu": terminal.code, "Điểm thu": terminal.merchantName, "Kênh thanh toán KTS": "Website",
            "Mã trừ tiền/Mã chuẩn chi": try record.textIfPresent("bank_tran_no") ?? "",
            "Số TK/Thẻ": try record.textIfPresent("card_masked") ?? "",
            "Thông tin đặt hàng": try record.text("order_info"), "Ngày hạch toán thu hộ": day.adding(days: 1).display,
            "Ngày hạch toán phí thu hộ": day.adding(days: 1).display,
            "Loại phát hành": Bank.internationalSchemes.contains(cardType) ? "Quốc tế" : "Nội địa",
            "Dịch vụ": "Cổng thanh toán VNPAY", "YC trả góp": "Không",
        ]
    }

    private static func status(_ code: String, isRefund: Bool) -> VNPAYSettlementRow.Status {
        switch (code, isRefund) {
        case ("00", _): .succeeded
        case ("05", _), ("06", _): .other("Đang xử lý")
        case ("07", _): .other("Nghi ngờ gian lận")
        default: .failed
        }
    }
}
