import Dispatch
import Journal
import Kernel
package import Reconciliation
import Spreadsheet
import VNPAY

extension SettlementReader {
    /// Reads the two exports of VNPAY's merchant portal (vnpay/protocol.md §11), as workbooks and as separated text.
    package static let vnpay = SettlementReader { source in
        // Reading is work, not waiting: it goes to a thread of its own.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try spool(source) }) }
        }
    }

    /// Goes through the whole file once, since a fault at its end condemns its beginning too, and keeps the rows in a
    /// nameless temporary file.
    private static func spool(_ source: IncomingFile) throws -> SettlementRows {
        let reader =
            switch source.content {
            case .bytes(let bytes): SpreadsheetReader(bytes: bytes)
            case .file(let path): SpreadsheetReader(path: path)
            }
        let spool = try Spool()
        var lines = VNPAYSettlementReader()
        do {
            try reader.forEachRow { number, cells in
                switch try lines.take(number, cells) {
                case .row(let row): try spool.append(.line(SettlementLine(row)))
                case .unreadable(let error): try spool.append(.mistake(SettlementRowMistake(error)))
                case .heading, .total: break
                }
            }
            let layout = try lines.finish()
            try spool.rewind()
            return SettlementRows(export: layout.export.rawValue) { try spool.next($0) }
        } catch let error as SpreadsheetError {
            throw SettlementFileFault(words: error.words)
        } catch let error as VNPAYSettlementHeaderError {
            throw SettlementFileFault(
                words: Bilingual(vietnamese: error.words.vietnamese, english: error.words.english)
            )
        }
    }
}

extension SettlementLine {
    init(_ row: VNPAYSettlementRow) {
        self.init(
            rowNumber: Int64(row.rowNumber),
            names: (row.reference.plain, row.transactionNumber.plain),
            time: Timestamp(milliseconds: row.time.milliseconds),
            what: (Kind(row.kind), Status(row.status)),
            amounts: (row.settledAmountDong, row.feeDong, row.netAfterFeeDong),
            means: (row.bank.plain, row.cardType.plain, Method(cardType: row.cardType, channel: row.channel)),
            raw: row.cells.evidence
        )
    }
}

extension SettlementLine.Kind {
    fileprivate init(_ kind: VNPAYSettlementRow.Kind) {
        switch kind {
        case .payment: self = .payment
        case .refund: self = .refund
        case .other: self = .other
        }
    }
}

extension SettlementLine.Status {
    fileprivate init(_ status: VNPAYSettlementRow.Status) {
        switch status {
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .other: self = .other
        }
    }
}

extension SettlementLine.Method {
    /// By the words of `vnp_CardType` and of the channel; a scheme's name (VISA, JCB, …) is an international card.
    init(cardType: String, channel: String) {
        let card = cardType.uppercased()
        let words = card + " " + channel.uppercased()
        if words.contains("QR") {
            self = .qr
        } else if words.contains("WALLET") || card.contains("VÍ ") {
            self = .wallet
        } else if card.isEmpty || card == "ATM" || card.contains("NỘI ĐỊA") || card.contains("ACCOUNT")
            || card.contains("TÀI KHOẢN")
        {
            self = .domestic
        } else {
            self = .international
        }
    }
}

extension SettlementRowMistake {
    init(_ error: VNPAYSettlementRowError) {
        self.init(
            rowNumber: Int64(error.rowNumber),
            column: error.header.plain,
            text: error.text.plain,
            reason: Reason(error.reason),
            words: error.cells.filter(\.mayBeAName).prefix(20).map(\.plain),
            raw: error.cells.evidence
        )
    }
}

extension SettlementRowMistake.Reason {
    fileprivate init(_ reason: VNPAYSettlementRowError.Reason) {
        switch reason {
        case .missing: self = .missing
        case .shortened: self = .shortened
        case .notAnAmount: self = .notAnAmount
        case .notATime: self = .notATime
        case .sumsDisagree: self = .sumsDisagree
        }
    }
}

extension [String] {
    /// The cells in one text, parted by bars; at most 8,000 characters.
    fileprivate var evidence: String { String(map(\.plain).joined(separator: " | ").prefix(8_000)) }
}

extension String {
    /// Without control characters, which neither the spool nor PostgreSQL could hold.
    fileprivate var plain: String {
        guard utf8.contains(where: { $0 < 0x20 }) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }

    /// Whether a cell looks like one of our references.
    fileprivate var mayBeAName: Bool {
        (4...100).contains(utf8.count)
            && utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"): true
                default: false
                }
            }
    }
}
