/// A question to `merchant_webapi`: how does this payment stand?
public struct VNPAYQuery: Hashable, Sendable {
    /// `vnp_RequestId`: new for each request of a day, at most 32 letters and digits.
    public let requestID: String
    public let reference: String
    /// The `createdAt` of the pay address, which is not the time of payment.
    public let paymentCreatedAt: Int64
    /// Now, in milliseconds since 1970 UTC.
    public let createdAt: Int64
    /// The address of the machine that asks.
    public let callerAddress: String
    /// VNPAY's number, when known. It narrows the search and is not signed.
    public var transactionNumber: String?

    public init(
        requestID: String,
        reference: String,
        paymentCreatedAt: Int64,
        createdAt: Int64,
        callerAddress: String = "127.0.0.1"
    ) {
        self.requestID = requestID
        self.reference = reference
        self.paymentCreatedAt = paymentCreatedAt
        self.createdAt = createdAt
        self.callerAddress = callerAddress
    }

    /// The JSON body of the POST.
    public func body(terminal: String, secret: VNPAYSecret) -> String {
        var fields: VNPAYFields = [
            "vnp_RequestId": requestID, "vnp_Version": "2.1.0", "vnp_Command": "querydr", "vnp_TmnCode": terminal,
            "vnp_TxnRef": reference, "vnp_OrderInfo": VNPAYText.orderInfo("Truy van giao dich \(reference)"),
            "vnp_TransactionDate": VNPAYDate.text(milliseconds: paymentCreatedAt),
            "vnp_CreateDate": VNPAYDate.text(milliseconds: createdAt),
            "vnp_IpAddr": VNPAYIPAddress.normalised(callerAddress) ?? "127.0.0.1",
        ]
        if let transactionNumber { fields["vnp_TransactionNo"] = transactionNumber }
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: .queryRequest, secret: secret)
        return fields.json
    }

    /// Reads the answer to this question: anything else that VNPAY may have signed is not an answer to it.
    public func read(_ answer: String, terminal: String, secret: VNPAYSecret) -> VNPAYAnswer.Reading {
        VNPAYAnswer.read(
            answer,
            as: .queryResponse,
            secret: secret,
            expecting: ["vnp_TmnCode": terminal, "vnp_TxnRef": reference]
        )
    }
}

/// A request to `merchant_webapi` to give money back.
public struct VNPAYRefund: Hashable, Sendable {
    public enum Extent: Hashable, Sendable { case full, partial }

    public let requestID: String
    public let payment: Original
    public let amountDong: Int64
    public let extent: Extent
    public let createdAt: Int64
    /// Who asked for it: a staff account's name.
    public var createdBy = "system"
    public var description = ""
    public var callerAddress = "127.0.0.1"

    /// The payment to refund.
    public struct Original: Hashable, Sendable {
        public let reference: String
        /// The `createdAt` of its pay address.
        public let createdAt: Int64
        /// VNPAY's number, when known.
        public let transactionNumber: String?

        public init(reference: String, createdAt: Int64, transactionNumber: String?) {
            self.reference = reference
            self.createdAt = createdAt
            self.transactionNumber = transactionNumber
        }
    }

    public init(requestID: String, payment: Original, amountDong: Int64, extent: Extent, createdAt: Int64) {
        self.requestID = requestID
        self.payment = payment
        self.amountDong = amountDong
        self.extent = extent
        self.createdAt = createdAt
    }

    /// The JSON body of the POST.
    public func body(terminal: String, secret: VNPAYSecret) -> String {
        let type: VNPAYTransactionType = extent == .full ? .fullRefund : .partialRefund
        let words = description.isEmpty ? "Hoan tien giao dich \(payment.reference)" : description
        var fields: VNPAYFields = [
            "vnp_RequestId": requestID, "vnp_Version": "2.1.0", "vnp_Command": "refund", "vnp_TmnCode": terminal,
            "vnp_TransactionType": type.rawValue, "vnp_TxnRef": payment.reference,
            "vnp_Amount": String(amountDong * 100), "vnp_OrderInfo": VNPAYText.orderInfo(words),
            "vnp_TransactionNo": payment.transactionNumber ?? "",
            "vnp_TransactionDate": VNPAYDate.text(milliseconds: payment.createdAt),
            "vnp_CreateBy": VNPAYText.orderInfo(createdBy), "vnp_CreateDate": VNPAYDate.text(milliseconds: createdAt),
            "vnp_IpAddr": VNPAYIPAddress.normalised(callerAddress) ?? "127.0.0.1",
        ]
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: .refundRequest, secret: secret)
        return fields.json
    }

    public func read(_ answer: String, terminal: String, secret: VNPAYSecret) -> VNPAYAnswer.Reading {
        VNPAYAnswer.read(
            answer,
            as: .refundResponse,
            secret: secret,
            expecting: ["vnp_TmnCode": terminal, "vnp_TxnRef": payment.reference]
        )
    }
}
