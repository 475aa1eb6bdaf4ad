import Kernel
import VNPAY

/// VNPAY as its protocol describes it, with books of its own: pay pages, charges, notices that it repeats up to ten
/// times, questions that it throttles, and refunds. It shares the wire format with the house and nothing else.
struct SimulatedVNPAY: Sendable {
    static let terminal = "TEST0001"
    static let secret = VNPAYSecret("SIMULATEDSECRET0123456789ABCDEF")
    static let service = "https://vnpay.test/merchant_webapi/api/transaction"

    /// A pay page that a payer was sent to.
    struct Page: Sendable {
        enum State: Sendable { case open, charged, declined }

        let reference: String
        let amountDong: Int64
        let createDate: String
        let information: String
        let expiresAt: Timestamp
        var state = State.open
    }

    /// Money that was taken.
    struct Charge: Sendable {
        let reference: String
        let number: String
        let amountDong: Int64
        let at: Timestamp
        /// 07: taken, and suspected of fraud.
        var isSuspected = false
    }

    /// A notice (IPN) that is called until it is heard, at most ten times.
    struct Notice: Sendable {
        let reference: String
        let query: String
        /// What it says was charged; `nil` when it says that nothing was.
        let charge: String?
        var due: Timestamp
        var calls = 0
        var isOver = false
        /// What the house answered last.
        var answer: String?
    }

    struct Refund: Sendable {
        let requestID: String
        let reference: String
        let charge: String
        let number: String
        let amountDong: Int64
        let type: String
        let at: Timestamp
        /// 05 in work, 06 at the bank, 00 paid back, 09 refused.
        var status = "05"
    }

    private(set) var pages: [Page] = []
    private(set) var charges: [Charge] = []
    var notices: [Notice] = []
    var refunds: [Refund] = []
    /// References of which VNPAY has said, signed, that nothing was or will be charged.
    private(set) var denied: [String] = []
    private var nextNumber = 14_600_001
    private var questionsFrom = Timestamp(milliseconds: 0)

    // MARK: The payer's side

    /// The payer's browser arrives with a signed address.
    ///
    /// - Returns: Whether the signature is right.
    mutating func open(_ address: String) -> Bool {
        guard let query = address.split(separator: "?", maxSplits: 1).last,
            let fields = try? VNPAYFields(query: String(query)),
            VNPAYSignature.isValid(fields, as: .pay, secret: Self.secret),
            let amount = fields.amountDong, let expires = VNPAYDate.milliseconds(fields.text("vnp_ExpireDate"))
        else { return false }
        let reference = fields.text("vnp_TxnRef")
        if pages.contains(where: { $0.reference == reference }) { return true }
        pages.append(
            Page(
                reference: reference,
                amountDong: amount,
                createDate: fields.text("vnp_CreateDate"),
                information: fields.text("vnp_OrderInfo"),
                expiresAt: Timestamp(milliseconds: expires)
            )
        )
        return true
    }

    /// Takes the money of a page, and owes a notice about it.
    ///
    /// - Returns: What the payer's browser carries back.
    mutating func charge(
        _ index: Int,
        amountDong: Int64? = nil,
        isSuspected: Bool = false,
        at time: Timestamp
    ) -> String {
        pages[index].state = .charged
        var charge = Charge(
            reference: pages[index].reference,
            number: String(nextNumber),
            amountDong: amountDong ?? pages[index].amountDong,
            at: time
        )
        charge.isSuspected = isSuspected
        nextNumber += 1
        charges.append(charge)
        let code = isSuspected ? "07" : "00"
        let query = Self.notice(pages[index], (charge.amountDong, charge.number), (code, code), at: time)
        notices.append(Notice(reference: charge.reference, query: query, charge: charge.number, due: time))
        return query
    }

    /// The bank says no.
    mutating func decline(_ index: Int, at time: Timestamp) -> String {
        pages[index].state = .declined
        let query = Self.notice(pages[index], (pages[index].amountDong, "0"), ("51", "02"), at: time)
        denied.append(pages[index].reference)
        notices.append(Notice(reference: pages[index].reference, query: query, charge: nil, due: time))
        return query
    }

    /// The query string of notice and return, signed.
    static func notice(
        _ page: Page,
        _ charge: (amountDong: Int64, number: String),
        _ codes: (response: String, status: String),
        at time: Timestamp,
        secret: VNPAYSecret = SimulatedVNPAY.secret
    ) -> String {
        var fields: VNPAYFields = [
            "vnp_Amount": String(charge.amountDong * 100), "vnp_BankCode": "NCB",
            "vnp_BankTranNo": "VNP" + charge.number,
            "vnp_CardType": "ATM", "vnp_OrderInfo": page.information,
            "vnp_PayDate": VNPAYDate.text(milliseconds: time.milliseconds), "vnp_ResponseCode": codes.response,
            "vnp_TmnCode": terminal, "vnp_TransactionNo": charge.number, "vnp_TransactionStatus": codes.status,
            "vnp_TxnRef": page.reference,
        ]
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: .ipn, secret: secret)
        return fields.query
    }

    /// The house answered a notice, or was silent (`nil`): VNPAY comes again after five minutes, ten times in all.
    mutating func hear(_ answer: String?, to index: Int, at time: Timestamp) {
        notices[index].calls += 1
        notices[index].answer = answer ?? notices[index].answer
        let isHeard = ["00", "02", "01", "04", "97"].contains(answer)
        notices[index].isOver = isHeard || notices[index].calls >= 10
        notices[index].due = time.adding(minutes: 5)
    }

    // MARK: The service (querydr and refund)

    /// What it answers to a call, as JSON.
    mutating func answer(_ body: String, at time: Timestamp) -> String {
        guard let fields = try? VNPAYFields(json: body) else { return unsigned("03", to: [:]).json }
        let isRefund = fields.text("vnp_Command") == "refund"
        guard VNPAYSignature.isValid(fields, as: isRefund ? .refundRequest : .queryRequest, secret: Self.secret) else {
            return unsigned("97", to: fields).json
        }
        var answer = isRefund ? refund(fields, at: time) : query(fields, at: time)
        let kind: VNPAYMessageKind = isRefund ? .refundResponse : .queryResponse
        answer["vnp_SecureHash"] = VNPAYSignature.sign(answer, as: kind, secret: Self.secret)
        return answer.json
    }

    private func unsigned(_ code: String, to request: VNPAYFields, _ more: VNPAYFields = [:]) -> VNPAYFields {
        var fields: VNPAYFields = [
            "vnp_ResponseId": "R" + request.text("vnp_RequestId"), "vnp_Command": request.text("vnp_Command"),
            "vnp_ResponseCode": code, "vnp_Message": "simulated", "vnp_TmnCode": request.text("vnp_TmnCode"),
            "vnp_TxnRef": request.text("vnp_TxnRef"),
        ]
        for field in more.all { fields[field.name] = field.value }
        return fields
    }

    private mutating func query(_ fields: VNPAYFields, at time: Timestamp) -> VNPAYFields {
        guard time >= questionsFrom else { return unsigned("94", to: fields) }
        questionsFrom = time.adding(seconds: 292)
        let reference = fields.text("vnp_TxnRef")
        guard let page = pages.first(where: { $0.reference == reference }),
            page.createDate == fields.text("vnp_TransactionDate")
        else {
            denied.append(reference)
            return unsigned("91", to: fields)
        }
        let known = refunds.filter { $0.reference == reference }
        let number = fields.text("vnp_TransactionNo")
        if let refund = known.last(where: { $0.number == number }) ?? known.last {
            return unsigned("00", to: fields, Self.facts(refund))
        }
        let charge = charges.first { $0.reference == reference }
        let status =
            switch page.state {
            case .open: "01"
            case .declined: "02"
            case .charged: charge?.isSuspected == true ? "07" : "00"
            }
        // A page that nobody finished in time is as good as refused: the house may say so after its grace.
        if charge == nil { denied.append(reference) }
        let at = charge?.at ?? time
        return unsigned(
            "00",
            to: fields,
            [
                "vnp_Amount": String((charge?.amountDong ?? page.amountDong) * 100), "vnp_BankCode": "NCB",
                "vnp_OrderInfo": page.information, "vnp_PayDate": VNPAYDate.text(milliseconds: at.milliseconds),
                "vnp_TransactionNo": charge?.number ?? "0", "vnp_TransactionType": "01",
                "vnp_TransactionStatus": status,
            ]
        )
    }

    /// It believes whoever has the secret: that no more goes back than came is for the house to see to.
    private mutating func refund(_ fields: VNPAYFields, at time: Timestamp) -> VNPAYFields {
        let requestID = fields.text("vnp_RequestId")
        guard !refunds.contains(where: { $0.requestID == requestID }) else { return unsigned("94", to: fields) }
        let number = fields.text("vnp_TransactionNo")
        guard let charge = charges.first(where: { $0.reference == fields.text("vnp_TxnRef") && $0.number == number }),
            let amount = fields.amountDong
        else { return unsigned("91", to: fields) }
        let refund = Refund(
            requestID: requestID,
            reference: charge.reference,
            charge: charge.number,
            number: String(nextNumber),
            amountDong: amount,
            type: fields.text("vnp_TransactionType"),
            at: time
        )
        nextNumber += 1
        refunds.append(refund)
        return unsigned("00", to: fields, Self.facts(refund))
    }

    private static func facts(_ refund: Refund) -> VNPAYFields {
        [
            "vnp_Amount": String(refund.amountDong * 100), "vnp_BankCode": "NCB", "vnp_OrderInfo": "Hoan tien",
            "vnp_PayDate": VNPAYDate.text(milliseconds: refund.at.milliseconds), "vnp_TransactionNo": refund.number,
            "vnp_TransactionType": refund.type, "vnp_TransactionStatus": refund.status,
        ]
    }
}
