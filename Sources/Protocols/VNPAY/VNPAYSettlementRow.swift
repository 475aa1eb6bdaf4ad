/// One line of VNPAY's file of a day. Amounts are whole đồng, as the portal writes them: never ×100.
public struct VNPAYSettlementRow: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case payment
        case refund
        /// A word that nobody has published; the row is for a person to look at.
        case other(String)
    }

    public enum Status: Hashable, Sendable {
        case succeeded
        case failed
        /// A word that nobody has published.
        case other(String)
    }

    /// What a spreadsheet shows at the row's left edge.
    public var rowNumber: Int
    /// `vnp_TransactionNo`.
    public var transactionNumber: String
    /// `vnp_TxnRef`, our reference.
    public var reference: String
    public var time: VNPAYSettlementTime
    public var kind: Kind
    public var status: Status
    /// What the buyer owed us: compared with our own amount, and what is settled (see `settledAmountDong`). Whether the
    /// portal writes refunds with a minus is not known: compare their magnitude.
    public var amountBeforePromotionDong: Int64
    public var promotionDong: Int64
    /// What the buyer paid.
    public var amountAfterPromotionDong: Int64
    /// With VAT; `nil` in the transaction list, and where the cell is empty.
    public var feeDong: Int64?
    /// What VNPAY says it pays out; `nil` in the transaction list, and where the cell is empty.
    public var netAfterFeeDong: Int64?
    public var bank: String
    public var cardType: String
    public var channel: String
    public var settlementTime: VNPAYSettlementTime?
    /// The whole row as it came: evidence.
    public var cells: [String]

    public init(
        rowNumber: Int,
        transactionNumber: String,
        reference: String,
        time: VNPAYSettlementTime,
        amountDong: Int64
    ) {
        self.rowNumber = rowNumber
        self.transactionNumber = transactionNumber
        self.reference = reference
        self.time = time
        kind = .payment
        status = .succeeded
        amountBeforePromotionDong = amountDong
        promotionDong = 0
        amountAfterPromotionDong = amountDong
        (bank, cardType, channel) = ("", "", "")
        cells = []
    }

    /// The gross amount that VNPAY owes us for this row: the one **before** promotion. Where the gateway or a bank
    /// sponsors a promotion, the buyer pays less and the sponsor pays the difference, so the merchant is settled in
    /// full. Source: a description of real portal exports (protocol notes, section 11, single source); a promotion
    /// that we sponsored ourselves would be settled after promotion, which the contract would have to say.
    public var settledAmountDong: Int64 { amountBeforePromotionDong }
}

/// What the reader makes of a row.
public enum VNPAYSettlementLine: Hashable, Sendable {
    /// A title, or the header itself.
    case heading(rowNumber: Int)
    case row(VNPAYSettlementRow)
    /// A transaction whose cells cannot all be read: kept whole, for a person to look at.
    case unreadable(VNPAYSettlementRowError)
    /// The sums at the foot of a file: no transaction.
    case total(rowNumber: Int, cells: [String])
}

/// Why a row cannot be read.
public struct VNPAYSettlementRowError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case missing
        /// A number in scientific notation, as a spreadsheet that was saved as CSV leaves it: its last digits are
        /// lost.
        case shortened
        case notAnAmount
        case notATime
        /// Amount after promotion is not amount before less promotion: cells may have been shifted.
        case sumsDisagree
    }

    public let rowNumber: Int
    /// The header of the column, as it stands in the file.
    public let header: String
    public let text: String
    public let reason: Reason
    public let cells: [String]

    public var words: VNPAYWords {
        switch reason {
        case .missing: VNPAYWords("Cột “\(header)” bị trống.", "The column “\(header)” is empty.")
        case .shortened:
            VNPAYWords(
                "Cột “\(header)”: “\(text)” đã bị Excel rút gọn, mất chữ số cuối; hãy dùng tệp gốc của VNPAY.",
                "The column “\(header)”: “\(text)” was shortened by Excel and lost digits; use VNPAY's own file."
            )
        case .notAnAmount:
            VNPAYWords(
                "Cột “\(header)”: “\(text)” không phải số tiền đồng.",
                "The column “\(header)”: “\(text)” is not an amount of đồng."
            )
        case .notATime:
            VNPAYWords(
                "Cột “\(header)”: “\(text)” không phải ngày giờ.",
                "The column “\(header)”: “\(text)” is not a date and time."
            )
        case .sumsDisagree:
            VNPAYWords(
                "Cột “\(header)”: “\(text)” không khớp với các cột số tiền khác; có thể các cột bị lệch.",
                "The column “\(header)”: “\(text)” disagrees with the other amounts; columns may have been shifted."
            )
        }
    }
}

/// A file in which no header row can be found.
public struct VNPAYSettlementHeaderError: Error, Hashable, Sendable {
    /// The headers that a file must have.
    public let wanted: [String]
    /// Those of them that the likeliest row has.
    public let found: [String]
    /// The likeliest row; `nil` when none had any of them.
    public let rowNumber: Int?
    /// That row as it stands.
    public let cells: [String]

    public var missing: [String] { wanted.filter { !found.contains($0) } }

    public var words: VNPAYWords {
        let (missing, found) = (missing.joined(separator: ", "), found.joined(separator: ", "))
        guard let rowNumber else {
            return VNPAYWords(
                "Không thấy dòng tiêu đề trong \(VNPAYSettlementReader.headerRows) dòng đầu. Cần các cột: \(missing). "
                    + "Hãy tải lên tệp “Danh sách giao dịch” hoặc “Báo cáo phí” của VNPAY.",
                "No header row in the first \(VNPAYSettlementReader.headerRows) rows. Needed columns: \(missing). "
                    + "Upload VNPAY's “Danh sách giao dịch” or its fee report."
            )
        }
        return VNPAYWords(
            "Dòng \(rowNumber) giống dòng tiêu đề nhất nhưng thiếu: \(missing). Đã thấy: \(found).",
            "Row \(rowNumber) is most like a header, but lacks: \(missing). Found: \(found)."
        )
    }
}
