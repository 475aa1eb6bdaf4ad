import Kernel
import Storage
import VNPAY

/// Money on its way back.
struct RefundRecord: Hashable, Sendable {
    let number: String
    let type: String
    let amountDong: Int64
    let status: String
    let payDate: String

    private static let columns: SQLStatement = "transaction_no, transaction_type, amount_dong, status, pay_date"

    init(_ row: SQLRow) throws {
        number = try row.text("transaction_no")
        type = try row.text("transaction_type")
        amountDong = try row.integer("amount_dong")
        status = try row.text("status")
        payDate = try row.text("pay_date")
    }

    static func all(ofPayment number: String, on connection: any SQLConnection) throws -> [RefundRecord] {
        try connection.rows(
            """
            SELECT \(columns) FROM refund WHERE payment_transaction_no = \(number)
            ORDER BY accepted_at, transaction_no
            """
        ).map { try RefundRecord($0) }
    }

    /// What querydr shows instead of the payment: the refund that was asked for by its number, else the latest one.
    /// Asked for by the payment's own number, the payment is shown.
    static func latest(
        ofPayment payment: String,
        number: String,
        on connection: any SQLConnection
    ) throws -> RefundRecord? {
        guard number != payment else { return nil }
        let refunds = try all(ofPayment: payment, on: connection)
        return refunds.first { $0.number == number } ?? refunds.last
    }

    func answerFields(_ payment: TransactionRecord) -> VNPAYFields {
        [
            "vnp_Amount": String(amountDong * 100), "vnp_OrderInfo": payment.orderInfo,
            "vnp_BankCode": payment.bankCode ?? "", "vnp_PayDate": payDate, "vnp_TransactionNo": number,
            "vnp_TransactionType": type, "vnp_TransactionStatus": status,
        ]
    }
}

extension VNPAYSandbox {
    func answerRefund(
        _ fields: VNPAYFields,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> ServiceAnswer {
        if let refusal = try checkService(fields, as: .refundRequest, at: time, on: connection) { return refusal }
        let found = try TransactionRecord.find(
            terminal: fields.text("vnp_TmnCode"),
            reference: fields.text("vnp_TxnRef"),
            createDate: fields.text("vnp_TransactionDate"),
            on: connection
        )
        let number = fields.text("vnp_TransactionNo")
        guard let payment = found, ["", "0", payment.transactionNumber ?? "0"].contains(number) else {
            return ServiceAnswer("91", "Transaction_not_found", note: "by reference, vnp_TransactionDate and number")
        }
        guard payment.state == .paid, let charge = payment.transactionNumber else {
            return ServiceAnswer(
                "95",
                "Transaction is not successful",
                note: "the payment is \(payment.state.rawValue)"
            )
        }
        let earlier = try RefundRecord.all(ofPayment: charge, on: connection).filter { $0.status != "09" }
        if let refusal = checkAmount(fields, of: payment, earlier: earlier) { return refusal }
        let refund = try insertRefund(fields, of: payment, charge: charge, at: time, on: connection)
        var answer = ServiceAnswer("00", "Refund success")
        answer.fields = refund.answerFields(payment)
        answer.fields["vnp_OrderInfo"] = fields.text("vnp_OrderInfo")
        return answer
    }

    private func checkAmount(
        _ fields: VNPAYFields,
        of payment: TransactionRecord,
        earlier: [RefundRecord]
    ) -> ServiceAnswer? {
        let isOlder = settings.refundGeneration == .older
        let hundredths = Int64(fields.text("vnp_Amount")) ?? 0
        let isFull = fields.text("vnp_TransactionType") == "02"
        guard isFull || fields.text("vnp_TransactionType") == "03" else {
            return ServiceAnswer("03", "Invalid data format", note: "vnp_TransactionType is 02 or 03")
        }
        guard hundredths > 0, hundredths.isMultiple(of: 100) else {
            return ServiceAnswer(isOlder ? "93" : "03", "Invalid amount", note: "vnp_Amount is đồng times 100")
        }
        let remaining = payment.amountDong - earlier.reduce(0) { $0 + $1.amountDong }
        guard hundredths / 100 <= remaining else {
            return ServiceAnswer(isOlder ? "02" : "93", "Invalid amount", note: "only \(remaining) đồng are left")
        }
        if isFull, !earlier.isEmpty {
            return ServiceAnswer(isOlder ? "04" : "03", "Full refund not allowed", note: "a part was refunded before")
        }
        if isFull, hundredths / 100 != payment.amountDong {
            return ServiceAnswer(
                isOlder ? "13" : "03",
                "Only partial refund",
                note: "a full refund is the whole amount"
            )
        }
        if earlier.contains(where: { $0.status == "05" }) {
            return ServiceAnswer("94", "Refund request is being processed", note: "an earlier refund is at 05")
        }
        return nil
    }

    private func insertRefund(
        _ fields: VNPAYFields,
        of payment: TransactionRecord,
        charge: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> RefundRecord {
        let willBeRefused = try connection.rows(
            """
            SELECT value FROM fault_order
            WHERE name = 'refund' AND value = 'reject' AND (remaining IS NULL OR remaining > 0)
            """
        )
        let rows = try connection.rows(
            """
            INSERT INTO refund (transaction_no, payment_transaction_no, terminal, txn_ref, request_id, transaction_type,
                amount_dong, created_by, status, will_be_refused, accepted_at, pay_date)
            VALUES (\(try nextNumber(on: connection)), \(charge), \(payment.terminal), \(payment.reference),
                \(plain(fields.text("vnp_RequestId"))), \(fields.text("vnp_TransactionType")),
                \((Int64(fields.text("vnp_Amount")) ?? 0) / 100), \(plain(fields.text("vnp_CreateBy"))), '05',
                \(!willBeRefused.isEmpty), \(time), \(VNPAYDate.text(milliseconds: time.milliseconds)))
            RETURNING transaction_no, transaction_type, amount_dong, status, pay_date
            """
        )
        guard let row = rows.first else { throw SQLRowError(column: "transaction_no", wanted: "the refund") }
        return try RefundRecord(row)
    }
}
