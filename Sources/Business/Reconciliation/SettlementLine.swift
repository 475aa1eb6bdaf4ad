package import Kernel

/// One row of VNPAY's file of a day, without anything of its wire format. Amounts are whole đồng.
package struct SettlementLine: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case payment, refund
        /// A word that we do not know: a person looks at the row.
        case other
    }

    package enum Status: String, Hashable, Sendable, CaseIterable {
        case succeeded, failed
        /// A word that we do not know.
        case other
    }

    /// Which rate of the contract with VNPAY holds.
    package enum Method: String, Hashable, Sendable, CaseIterable { case domestic, qr, wallet, international }

    /// As a spreadsheet shows it.
    package let rowNumber: Int64
    /// Our name for the attempt (Mã đơn hàng).
    package let reference: String
    /// VNPAY's name for the charge (Mã giao dịch).
    package let transactionNumber: String
    package let time: Timestamp
    package let kind: Kind
    package let status: Status
    /// What VNPAY owes us for it; of a refund it may be negative.
    package let grossDong: Int64
    /// With VAT; `nil` when the file has no fees.
    package let feeDong: Int64?
    /// What VNPAY pays out; `nil` when the file does not say.
    package let netDong: Int64?
    package let bank: String
    package let cardType: String
    package let method: Method
    /// The whole row as it came.
    package let raw: String

    package init(
        rowNumber: Int64,
        names: (reference: String, transactionNumber: String),
        time: Timestamp,
        what: (kind: Kind, status: Status),
        amounts: (grossDong: Int64, feeDong: Int64?, netDong: Int64?),
        means: (bank: String, cardType: String, method: Method),
        raw: String
    ) {
        self.rowNumber = rowNumber
        (reference, transactionNumber) = names
        self.time = time
        (kind, status) = what
        (grossDong, feeDong, netDong) = amounts
        (bank, cardType, method) = means
        self.raw = raw
    }
}

/// A row that cannot be read. It is kept, and somebody looks at it.
package struct SettlementRowMistake: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case missing
        /// A spreadsheet has shortened a number: its last digits are lost.
        case shortened
        case notAnAmount = "not_an_amount"
        case notATime = "not_a_time"
        /// The amounts of the row contradict each other: cells may have been moved.
        case sumsDisagree = "sums_disagree"
    }

    package let rowNumber: Int64
    /// The heading of the column at fault.
    package let column: String
    /// What stands there.
    package let text: String
    package let reason: Reason
    /// Cells that may be a reference or a number, so that our side of the row can be found all the same; at most 20.
    package let words: [String]
    /// The whole row as it came.
    package let raw: String

    package init(rowNumber: Int64, column: String, text: String, reason: Reason, words: [String], raw: String) {
        self.rowNumber = rowNumber
        self.column = column
        self.text = text
        self.reason = reason
        self.words = words
        self.raw = raw
    }
}
