/// Reads VNPAY's file of a day, fed with its rows one after another. Pure: where the rows come from (a workbook, a
/// text file) is somebody else's matter.
///
///     var reader = VNPAYSettlementReader()
///     for (number, cells) in rows { let line = try reader.take(number, cells) … }
///     let layout = try reader.finish()
public struct VNPAYSettlementReader: Sendable {
    /// So many rows at the top may be titles.
    public static let headerRows = 30

    /// Where the columns stand, once the header has gone by.
    public private(set) var layout: VNPAYSettlementLayout?
    private var rowsBeforeHeader = 0
    private var likeliest: (rowNumber: Int, cells: [String], found: [VNPAYSettlementColumn])?

    public init() {}

    /// Takes the next row.
    ///
    /// - Parameter rowNumber: as a spreadsheet shows it; errors name it.
    /// - Throws: when there was no header in the first `headerRows` rows.
    public mutating func take(
        _ rowNumber: Int,
        _ cells: [String]
    ) throws(VNPAYSettlementHeaderError) -> VNPAYSettlementLine {
        guard let layout else {
            try takeBeforeHeader(rowNumber, cells)
            return .heading(rowNumber: rowNumber)
        }
        let row = Cells(layout: layout, rowNumber: rowNumber, cells: cells)
        // A header that is repeated on a page that was pasted below another.
        if cells == layout.headers { return .heading(rowNumber: rowNumber) }
        if row.isTotal { return .total(rowNumber: rowNumber, cells: cells) }
        do {
            return .row(try row.read())
        } catch {
            return .unreadable(error)
        }
    }

    /// Ends the reading.
    ///
    /// - Throws: when the file ended before there was a header.
    public func finish() throws(VNPAYSettlementHeaderError) -> VNPAYSettlementLayout {
        guard let layout else { throw headerError }
        return layout
    }

    private mutating func takeBeforeHeader(
        _ rowNumber: Int,
        _ cells: [String]
    ) throws(VNPAYSettlementHeaderError) {
        layout = VNPAYSettlementLayout(rowNumber: rowNumber, cells: cells)
        guard layout == nil else { return }
        let positions = VNPAYSettlementLayout.positions(in: cells)
        let found = VNPAYSettlementColumn.required.filter { positions[$0] != nil }
        if found.count > likeliest?.found.count ?? 0 { likeliest = (rowNumber, cells, found) }
        rowsBeforeHeader += 1
        guard rowsBeforeHeader < Self.headerRows else { throw headerError }
    }

    private var headerError: VNPAYSettlementHeaderError {
        VNPAYSettlementHeaderError(
            wanted: VNPAYSettlementColumn.required.map(\.header),
            found: likeliest?.found.map(\.header) ?? [],
            rowNumber: likeliest?.rowNumber,
            cells: likeliest?.cells ?? []
        )
    }
}

/// One row under a known header.
private struct Cells {
    let layout: VNPAYSettlementLayout
    let rowNumber: Int
    let cells: [String]

    private func text(_ column: VNPAYSettlementColumn) -> String {
        guard let position = layout.positions[column], cells.indices.contains(position) else { return "" }
        return VNPAYSettlementText.trimmed(cells[position])
    }

    /// A line at the foot: "Tổng cộng" without time and status, or nothing of what makes a transaction.
    var isTotal: Bool {
        guard text(.status).isEmpty, VNPAYSettlementTime(text(.time)) == nil else { return false }
        let firstWords = cells.lazy.map(VNPAYSettlementText.folded).first { !$0.isEmpty } ?? ""
        return ["tong", "cong", "total"].contains(firstWords) || firstWords.hasPrefix("tong ")
            || [.transactionNumber, .reference].allSatisfy { text($0).isEmpty }
    }

    func read() throws(VNPAYSettlementRowError) -> VNPAYSettlementRow {
        let number = text(.transactionNumber)
        let reference = text(.reference)
        guard !number.isEmpty else { throw error(.transactionNumber, .missing) }
        guard !reference.isEmpty else { throw error(.reference, .missing) }
        if VNPAYSettlementText.isShortened(number) { throw error(.transactionNumber, .shortened) }
        if VNPAYSettlementText.isShortened(reference) { throw error(.reference, .shortened) }
        guard let time = VNPAYSettlementTime(text(.time)) else { throw error(.time, .notATime) }
        var row = VNPAYSettlementRow(
            rowNumber: rowNumber,
            transactionNumber: number,
            reference: reference,
            time: time,
            amountDong: try requiredAmount(.amountBeforePromotion)
        )
        row.kind = Self.kind(text(.kind))
        guard !text(.status).isEmpty else { throw error(.status, .missing) }
        row.status = Self.status(text(.status))
        row.promotionDong = try amount(.promotion) ?? 0
        row.amountAfterPromotionDong =
            try amount(.amountAfterPromotion) ?? row.amountBeforePromotionDong - row.promotionDong
        row.feeDong = try amount(.fee)
        row.netAfterFeeDong = try amount(.netAfterFee)
        (row.bank, row.cardType, row.channel) = (text(.bank), text(.cardType), text(.channel))
        if !text(.settlementTime).isEmpty {
            guard let time = VNPAYSettlementTime(text(.settlementTime)) else { throw error(.settlementTime, .notATime) }
            row.settlementTime = time
        }
        row.cells = cells
        try checkSums(row)
        return row
    }

    /// Cells that somebody moved by a column are often still amounts and dates: the sums give them away. Of a payment
    /// that failed nobody knows what stands after promotion.
    private func checkSums(_ row: VNPAYSettlementRow) throws(VNPAYSettlementRowError) {
        guard row.status != .failed else { return }
        let (before, promotion, after) = (
            row.amountBeforePromotionDong, row.promotionDong, row.amountAfterPromotionDong
        )
        guard before.magnitude == promotion.magnitude + after.magnitude else {
            throw error(.amountAfterPromotion, .sumsDisagree)
        }
    }

    private func requiredAmount(_ column: VNPAYSettlementColumn) throws(VNPAYSettlementRowError) -> Int64 {
        guard let amount = try amount(column) else { throw error(column, .missing) }
        return amount
    }

    /// `nil` when the cell is empty, a dash, or not in the file.
    private func amount(_ column: VNPAYSettlementColumn) throws(VNPAYSettlementRowError) -> Int64? {
        let text = text(column)
        if ["", "-", "–"].contains(text) { return nil }
        guard let amount = VNPAYSettlementText.dong(text) else { throw error(column, .notAnAmount) }
        return amount
    }

    private func error(
        _ column: VNPAYSettlementColumn,
        _ reason: VNPAYSettlementRowError.Reason
    ) -> VNPAYSettlementRowError {
        let header = layout.positions[column].map { layout.headers[$0] } ?? column.header
        return VNPAYSettlementRowError(
            rowNumber: rowNumber,
            header: VNPAYSettlementText.trimmed(header),
            text: text(column),
            reason: reason,
            cells: cells
        )
    }

    /// The transaction list may lack the word: what is not said to be a refund is a payment.
    private static func kind(_ text: String) -> VNPAYSettlementRow.Kind {
        let word = VNPAYSettlementText.folded(text)
        if word.isEmpty || word.hasPrefix("thanh toan") || word == "giao dich thanh toan" || word == "payment" {
            return .payment
        }
        // "Hoàn thành" and "hoàn tất" are something else.
        if ["hoan", "refund"].contains(word) || word.hasSuffix(" hoan") || word.contains("hoan tien")
            || word.contains("hoan tra")
        {
            return .refund
        }
        return .other(text)
    }

    /// "Thành công" and "Thất bại" are what the exports were seen to say.
    private static func status(_ text: String) -> VNPAYSettlementRow.Status {
        switch VNPAYSettlementText.folded(text) {
        case "thanh cong", "giao dich thanh cong", "success", "00": .succeeded
        case "that bai", "khong thanh cong", "giao dich that bai", "failed", "loi": .failed
        default: .other(text)
        }
    }
}
