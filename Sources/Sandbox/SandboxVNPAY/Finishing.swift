import Kernel
import Storage
import VNPAY

/// How a payment ends.
struct Ending: Hashable, Sendable {
    let state: TransactionRecord.State
    let responseCode: String
    let transactionStatus: String
    /// What the notice says of bank and card when nothing was charged.
    var bankCode = "VNPAY"
    var cardType: String? = "QRCODE"

    static let success = Ending(state: .paid, responseCode: "00", transactionStatus: "00")
    static let suspicious = Ending(state: .paid, responseCode: "07", transactionStatus: "07")
    static let cancelled = Ending(state: .cancelled, responseCode: "24", transactionStatus: "02")

    static func refused(_ code: String) -> Ending {
        switch code {
        case "00": success
        case "07": suspicious
        default: Ending(state: .failed, responseCode: code, transactionStatus: "02")
        }
    }

    var isCharge: Bool { state == .paid }
}

extension VNPAYSandbox {
    /// Ends a payment, takes the money if it succeeded, and schedules its IPN: one transaction. A payment that has
    /// ended already stays as it is.
    func finish(
        _ record: TransactionRecord,
        as ending: Ending,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> TransactionRecord {
        let payDate = VNPAYDate.text(milliseconds: time.milliseconds)
        let bankCode = record.bankCode ?? ending.bankCode
        let cardType = record.cardType ?? ending.cardType
        let number = ending.isCharge ? try nextNumber(on: connection) : "0"
        let bankNumber = ending.isCharge ? bankTransactionNumber(number, cardType: cardType ?? "ATM") : nil
        let ended = try connection.run(
            """
            UPDATE transaction_record SET state = \(ending.state.rawValue), response_code = \(ending.responseCode),
                transaction_status = \(ending.transactionStatus), transaction_no = \(number), bank_code = \(bankCode),
                card_type = \(cardType), bank_tran_no = \(bankNumber), pay_date = \(payDate), finished_at = \(time)
            WHERE token = \(record.token) AND state = 'open'
            """
        )
        let finished = try TransactionRecord.find(record.token, on: connection) ?? record
        guard ended == 1 else { return finished }
        if ending.isCharge {
            try connection.run(
                """
                INSERT INTO charge (transaction_no, token, terminal, txn_ref, amount_dong, bank_code, bank_tran_no,
                    card_type, response_code, pay_date, created_at)
                VALUES (\(number), \(record.token), \(record.terminal), \(record.reference), \(record.amountDong),
                    \(bankCode), \(bankNumber ?? ""), \(cardType ?? ""), \(ending.responseCode), \(payDate), \(time))
                """
            )
        }
        if ending.state != .expired || settings.sendsNoticeOnExpiry {
            try scheduleNotice(of: finished, at: time, on: connection)
        }
        return finished
    }

    private func scheduleNotice(
        of record: TransactionRecord,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        guard let terminal = settings.terminal(record.terminal) else { return }
        let delay = try FaultOrder.take(.ipnDelay, on: connection).flatMap { Int64($0) } ?? 0
        let isDropped = try FaultOrder.take(.ipnDrop, on: connection) != nil
        let state = terminal.ipnURL == nil ? "unaddressed" : isDropped ? "dropped" : "pending"
        try connection.run(
            """
            INSERT INTO ipn_notice (id, token, terminal, txn_ref, query, state, calls, due_at, created_at)
            VALUES (\(token(bytes: 12)), \(record.token), \(record.terminal), \(record.reference),
                \(signedNotice(of: record, terminal)), \(state), 0,
                \(time.adding(milliseconds: settings.ipnDelayMilliseconds + delay)), \(time))
            """
        )
    }

    /// The query string of return address and IPN, with its signature.
    func signedNotice(
        of record: TransactionRecord,
        _ terminal: VNPAYSandboxSettings.Terminal,
        changing changes: VNPAYFields = [:]
    ) -> String {
        var fields: VNPAYFields = [
            "vnp_Amount": String(record.amountDong * 100), "vnp_BankCode": record.bankCode ?? "VNPAY",
            "vnp_BankTranNo": record.bankTransactionNumber ?? "", "vnp_CardType": record.cardType ?? "",
            "vnp_OrderInfo": record.orderInfo, "vnp_PayDate": record.payDate ?? "",
            "vnp_ResponseCode": record.responseCode ?? "99", "vnp_TmnCode": record.terminal,
            "vnp_TransactionNo": record.transactionNumber ?? "0", "vnp_TransactionStatus": record.transactionStatus,
            "vnp_TxnRef": record.reference,
        ]
        for change in changes.all { fields[change.name] = change.value }
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: .ipn, secret: terminal.key)
        return fields.query
    }

    /// Where the payer goes when all is done.
    func returnAddress(of record: TransactionRecord) -> String {
        guard let terminal = settings.terminal(record.terminal) else { return record.returnURL }
        return record.returnURL.appending(query: signedNotice(of: record, terminal))
    }

    func nextNumber(on connection: any SQLConnection) throws -> String {
        let rows = try connection.rows(
            "UPDATE number_sequence SET value = value + 1 WHERE name = 'transaction' RETURNING value"
        )
        guard let row = rows.first else { throw SQLRowError(column: "value", wanted: "a transaction number") }
        return String(try row.integer("value"))
    }

    /// Domestic banks: `VNP` and VNPAY's number. Card schemes: 22 digits of the acquirer.
    func bankTransactionNumber(_ number: String, cardType: String) -> String {
        guard Bank.internationalSchemes.contains(cardType) else { return "VNP" + number }
        return "7414" + String(repeating: "0", count: 18 - number.count) + number
    }
}

extension String {
    /// This address with more parameters behind it.
    func appending(query: String) -> String { self + (contains("?") ? "&" : "?") + query }
}
