import BHTT
import DeliveryStatus
import Foundation
import Hummingbird
import Kernel
import MobiFoneInvoice
import People
import ServiceProvisioning
import Spreadsheet
import TestKit
import Testing
import VNPAY

@testable import API
@testable import Web

/// Something that reads bytes from outside, with good inputs to begin from, and the errors that it may answer with.
struct Reader: Sendable, CustomTestStringConvertible {
    let name: String
    let seeds: @Sendable () throws -> [[UInt8]]
    let words: [String]
    /// Throws what is no error of the reader's own, and anything invented.
    let read: @Sendable ([UInt8]) throws -> Void

    var testDescription: String { name }

    /// Something was believed that nobody said.
    struct Invented: Error {
        let what: String
    }

    static let all = [
        notice, queryAnswer, refundAnswer, settlement, workbook, separatedText, deliveryReport, emailAddress, mobiFone,
        bhtt,
        provisioning, signedCalls, apiBody, form, upload, instants,
    ]

    static let secret = VNPAYSecret("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")

    // MARK: VNPAY

    static let paid: VNPAYFields = [
        "vnp_TmnCode": "QLDVDEMO", "vnp_Amount": "246240000", "vnp_BankCode": "NCB", "vnp_BankTranNo": "VNP14600009",
        "vnp_CardType": "ATM", "vnp_PayDate": "20261128094500", "vnp_OrderInfo": "Thanh toan hop dong HD-2026-00054",
        "vnp_TransactionNo": "14600009", "vnp_ResponseCode": "00", "vnp_TransactionStatus": "00",
        "vnp_TxnRef": "HD-2026-00054-01",
    ]

    static func signed(_ fields: VNPAYFields, as kind: VNPAYMessageKind) -> VNPAYFields {
        var fields = fields
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: kind, secret: secret)
        return fields
    }

    static let notice = Reader(
        name: "VNPAY notice and return (query)",
        seeds: { [Array(signed(paid, as: .ipn).query.utf8)] },
        words: [
            "&", "=", "+", "vnp_", "vnp_Amount=", "vnp_TxnRef=", "vnp_SecureHash=", "vnp_SecureHashType=SHA512&", "%20",
        ]
    ) { bytes in
        // A server hands over text; what is no UTF-8 has become replacement signs by then.
        guard case .signed(let notice) = VNPAYNotice.read(String(decoding: bytes, as: UTF8.self), secret: secret) else {
            return
        }
        _ = (notice.verdict, notice.paidAt)
        for name in ["vnp_Amount", "vnp_TxnRef", "vnp_TransactionNo", "vnp_ResponseCode"]
        where notice.fields.text(name) != paid.text(name) {
            throw Invented(what: "\(name) is \(notice.fields.text(name))")
        }
    }

    private static let words = [
        "vnp_ResponseCode", "\":\"", ",", "{\"a\":", "[[[[", "vnp_SecureHash", "\"vnp_Amount\":", "\"00\"",
    ]

    private static func answer(_ kind: VNPAYMessageKind) -> VNPAYFields {
        var fields = paid
        fields["vnp_ResponseId"] = "abc"
        fields["vnp_Command"] = kind == .refundResponse ? "refund" : "querydr"
        fields["vnp_Message"] = "QueryDR Success"
        fields["vnp_TransactionType"] = "01"
        return signed(fields, as: kind)
    }

    static let queryAnswer = Reader(
        name: "VNPAY querydr answer (JSON)",
        seeds: { [Array(answer(.queryResponse).json.utf8)] },
        words: words
    ) { bytes in
        let query = VNPAYQuery(requestID: "1", reference: paid.text("vnp_TxnRef"), paymentCreatedAt: 0, createdAt: 0)
        let reading = query.read(String(decoding: bytes, as: UTF8.self), terminal: "QLDVDEMO", secret: secret)
        guard case .signed(let answer) = reading else { return }
        _ = answer.standing
        guard answer.fields.text("vnp_Amount") == paid.text("vnp_Amount") else { throw Invented(what: "an amount") }
    }

    static let refundAnswer = Reader(
        name: "VNPAY refund answer (JSON)",
        seeds: { [Array(answer(.refundResponse).json.utf8)] },
        words: words
    ) { bytes in
        let original = VNPAYRefund.Original(
            reference: paid.text("vnp_TxnRef"),
            createdAt: 0,
            transactionNumber: "14600009"
        )
        let refund = VNPAYRefund(requestID: "1", payment: original, amountDong: 2_462_400, extent: .full, createdAt: 0)
        _ = refund.read(String(decoding: bytes, as: UTF8.self), terminal: "QLDVDEMO", secret: secret)
    }

    // MARK: Files

    static let settlement = Reader(
        name: "VNPAY settlement file (CSV, XLSX)",
        seeds: { try SettlementSamples.all() },
        words: [
            ",", ";", "\"", "\n", "Thành công", "Hoàn tiền", "23/11/2026 09:45:00", "1.234.567", "(1,000)", "-5",
            "Tổng",
        ]
    ) { bytes in
        var lines = VNPAYSettlementReader()
        do {
            try SpreadsheetReader(bytes: bytes, limits: .small).forEachRow { number, cells in
                guard case .row(let row) = try lines.take(number, cells) else { return }
                _ = (row.settledAmountDong, row.feeDong, row.netAfterFeeDong, row.time.milliseconds)
            }
            _ = try lines.finish()
        } catch is SpreadsheetError {} catch is VNPAYSettlementHeaderError {}
    }

    static let workbook = Reader(
        name: "XLSX workbook",
        seeds: { try [SettlementSamples.workbook()] },
        words: [
            "PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "<row r=\"", "<c t=\"s\">", "<v>", "xl/sharedStrings.xml",
        ],
        read: readSheet
    )

    static let separatedText = Reader(
        name: "CSV in any encoding",
        seeds: {
            TextEncoding.allCases.map { $0.byteOrderMark + $0.encode("event,contract,quantity\n\"a,\"\"b\",HD-1,5\n") }
        },
        words: [",", ";", "\t", "\"", "\"\"", "\n", "\r", "\r\n"],
        read: readSheet
    )

    private static let readSheet: @Sendable ([UInt8]) throws -> Void = { bytes in
        do {
            try SpreadsheetReader(bytes: bytes, limits: .small).forEachRow { _, cells in
                guard !cells.isEmpty else { throw Invented(what: "a row without cells") }
            }
        } catch is SpreadsheetError {}
    }
}

extension SpreadsheetLimits {
    /// So that one input cannot use more time than it is worth.
    static var small: SpreadsheetLimits {
        var limits = SpreadsheetLimits()
        limits.unpackedBytes = 4 << 20
        limits.sharedStringBytes = 1 << 20
        limits.rows = 20_000
        return limits
    }
}
