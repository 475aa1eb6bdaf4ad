import Hummingbird
import Kernel
import SandboxKit
import Storage
import VNPAY

/// An answer of `merchant_webapi` before it is signed.
struct ServiceAnswer: Sendable {
    let code: String
    let message: String
    /// What the answer says beside the fields that every answer has.
    var fields: VNPAYFields = [:]
    /// Why, in words, for the console: VNPAY itself gives no more than the code.
    var note = ""

    init(_ code: String, _ message: String, note: String = "") {
        self.code = code
        self.message = message
        self.note = note
    }
}

extension VNPAYSandbox {
    /// `POST /merchant_webapi/api/transaction`: querydr and refund.
    @Sendable func takeServiceRequest(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let text = String(decoding: try await request.bodyBytes(), as: UTF8.self)
        guard let fields = try? VNPAYFields(json: text) else {
            return json(unsigned(ServiceAnswer("03", "Invalid data format"), to: [:]))
        }
        let command = fields.text("vnp_Command")
        guard command == "querydr" || command == "refund" else {
            return json(unsigned(ServiceAnswer("03", "Invalid command"), to: fields))
        }
        let time = world.now()
        try await keepTime(at: time)
        let (answer, fault) = try await database.write { [self] connection in
            let answer =
                try command == "querydr"
                ? answerQuery(fields, at: time, on: connection) : answerRefund(fields, at: time, on: connection)
            try note(fields, answer, at: time, on: connection)
            let isHeard = !["02", "97"].contains(answer.code)
            let fault = isHeard ? try FaultOrder.take(command == "querydr" ? .querydr : .refund, on: connection) : nil
            return (answer, fault)
        }
        return try await send(answer, to: fields, spoiledBy: fault)
    }

    private func send(
        _ answer: ServiceAnswer,
        to fields: VNPAYFields,
        spoiledBy fault: String?
    ) async throws -> Response {
        switch fault {
        case nil, "reject": return json(signed(answer, to: fields))
        case "timeout":
            // Longer than any sensible client waits.
            try await Task.sleep(for: .seconds(40))
            return Response(status: .gatewayTimeout)
        case "500": return Response(status: .internalServerError)
        case "html":
            let page = ByteBuffer(string: "<html><body><h1>502 Bad Gateway</h1></body></html>")
            return Response(
                status: .badGateway,
                headers: [.contentType: "text/html"],
                body: ResponseBody(byteBuffer: page)
            )
        case "twice":
            // One answer after the other in one body, as a proxy that repeats itself has it.
            let text = signed(answer, to: fields).json
            return SandboxJSON.response(bytes: Array((text + text).utf8))
        case "drip": return .dripping(Array(signed(answer, to: fields).json.utf8))
        case "unsigned": return json(unsigned(answer, to: fields))
        case "bad_signature":
            var changed = signed(answer, to: fields)
            changed["vnp_TransactionStatus"] = "00"
            changed["vnp_Amount"] = "1" + changed.text("vnp_Amount")
            return json(changed)
        case "other_reference":
            var other = answer
            other.fields["vnp_TxnRef"] = "OTHER-" + fields.text("vnp_TxnRef")
            return json(signed(other, to: fields))
        case .some(let code): return json(signed(ServiceAnswer(code, "Ordered by the test"), to: fields))
        }
    }

    private func json(_ fields: VNPAYFields) -> Response { SandboxJSON.response(bytes: Array(fields.json.utf8)) }

    private func unsigned(_ answer: ServiceAnswer, to request: VNPAYFields) -> VNPAYFields {
        var fields: VNPAYFields = [
            "vnp_ResponseId": token(bytes: 12), "vnp_Command": request.text("vnp_Command"),
            "vnp_ResponseCode": answer.code, "vnp_Message": answer.message,
            "vnp_TmnCode": request.text("vnp_TmnCode"), "vnp_TxnRef": request.text("vnp_TxnRef"),
        ]
        for field in answer.fields.all { fields[field.name] = field.value }
        return fields
    }

    /// Signed, unless it is said to nobody we know.
    private func signed(_ answer: ServiceAnswer, to request: VNPAYFields) -> VNPAYFields {
        var fields = unsigned(answer, to: request)
        guard let terminal = settings.terminal(request.text("vnp_TmnCode")), answer.code != "97" else { return fields }
        let kind: VNPAYMessageKind = request["vnp_Command"] == "refund" ? .refundResponse : .queryResponse
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: kind, secret: terminal.key)
        return fields
    }

    private func note(
        _ fields: VNPAYFields,
        _ answer: ServiceAnswer,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO service_request (id, terminal, command, request_id, txn_ref, received_at, response_code, note)
            VALUES (\(token(bytes: 12)), \(plain(fields.text("vnp_TmnCode"))), \(plain(fields.text("vnp_Command"))),
                \(plain(fields.text("vnp_RequestId"))), \(plain(fields.text("vnp_TxnRef"))), \(time), \(answer.code),
                \(answer.note))
            """
        )
    }

    /// A NUL is nothing that a database takes as text.
    func plain(_ text: String) -> String { String(text.filter { $0 != "\0" }.prefix(300)) }

    /// The checks that both commands share: who (02), signed (97), well-formed (03), not said already (94).
    func checkService(
        _ fields: VNPAYFields,
        as kind: VNPAYMessageKind,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> ServiceAnswer? {
        guard let terminal = settings.terminal(fields.text("vnp_TmnCode")) else {
            return ServiceAnswer("02", "Invalid TmnCode", note: "unknown terminal")
        }
        let diagnosis = VNPAYDiagnosis(of: fields, as: kind, secret: terminal.key, thorough: true)
        guard diagnosis.isValid else {
            return ServiceAnswer("97", "Invalid signature", note: "\(diagnosis.code): \(diagnosis.words.english)")
        }
        for name in kind.pipeOrder ?? [] where name != "vnp_TransactionNo" && fields.text(name).isEmpty {
            return ServiceAnswer("03", "Invalid data format", note: "\(name) is missing")
        }
        guard fields.text("vnp_RequestId").count <= 32, fields.text("vnp_Version") == "2.1.0",
            VNPAYDate.milliseconds(fields.text("vnp_TransactionDate")) != nil,
            VNPAYDate.milliseconds(fields.text("vnp_CreateDate")) != nil
        else { return ServiceAnswer("03", "Invalid data format", note: "request id, version or dates") }
        let repeated = try connection.rows(
            """
            SELECT id FROM service_request WHERE terminal = \(terminal.code) AND received_at >= \(time.day.start)
                AND request_id = \(plain(fields.text("vnp_RequestId"))) AND response_code NOT IN ('94', '97') LIMIT 1
            """
        )
        guard repeated.isEmpty else {
            return ServiceAnswer("94", "Duplicate request", note: "the request id has been used today")
        }
        return nil
    }
}

extension VNPAYSandbox {
    private func answerQuery(
        _ fields: VNPAYFields,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> ServiceAnswer {
        if let refusal = try checkService(fields, as: .queryRequest, at: time, on: connection) { return refusal }
        let terminal = fields.text("vnp_TmnCode")
        let reference = fields.text("vnp_TxnRef")
        guard try !isThrottled(terminal: terminal, reference: reference, at: time, on: connection) else {
            return ServiceAnswer("94", "Duplicate request", note: "throttled: an accepted querydr came shortly before")
        }
        let found = try TransactionRecord.find(
            terminal: terminal,
            reference: reference,
            createDate: fields.text("vnp_TransactionDate"),
            on: connection
        )
        guard let found else {
            return ServiceAnswer("91", "Transaction_not_found", note: "by reference and vnp_TransactionDate")
        }
        let refund = try RefundRecord.latest(
            ofPayment: found.transactionNumber ?? "0",
            number: fields.text("vnp_TransactionNo"),
            on: connection
        )
        var answer = ServiceAnswer("00", "QueryDR Success")
        answer.fields = refund.map { $0.answerFields(found) } ?? queryFields(found)
        return answer
    }

    private func isThrottled(
        terminal: String,
        reference: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Bool {
        guard settings.queryThrottleMilliseconds > 0 else { return false }
        let scope: SQLStatement = settings.queryThrottleScope == .terminal ? "" : "AND txn_ref = \(plain(reference))"
        return try !connection.rows(
            """
            SELECT id FROM service_request WHERE terminal = \(terminal) AND command = 'querydr' \(scope)
                AND response_code IN ('00', '91')
                AND received_at > \(time.adding(milliseconds: -settings.queryThrottleMilliseconds)) LIMIT 1
            """
        ).isEmpty
    }

    private func queryFields(_ record: TransactionRecord) -> VNPAYFields {
        var fields: VNPAYFields = [
            "vnp_Amount": String(record.amountDong * 100), "vnp_OrderInfo": record.orderInfo,
            "vnp_BankCode": record.bankCode ?? record.requestedBank ?? "VNBANK",
            "vnp_TransactionNo": record.transactionNumber ?? "0", "vnp_TransactionType": "01",
            "vnp_TransactionStatus": record.transactionStatus,
            // These three come from the live server, outside the signature.
            "vnp_Trace": record.transactionNumber ?? "0", "vnp_FeeAmount": "0", "vnp_Issuer": record.bankCode ?? "",
        ]
        if let payDate = record.payDate { fields["vnp_PayDate"] = payDate }
        if let masked = record.cardMasked { fields["vnp_CardNumber"] = masked }
        if let holder = record.cardHolder { fields["vnp_CardHolder"] = holder }
        return fields
    }
}
