import Hummingbird
import Kernel
import Logging
import SandboxKit
import Storage
import VNPAY

extension VNPAYSandbox {
    /// `GET /paymentv2/vpcpay.html`: checks the merchant's pay address and opens a payment, or sends the payer to the
    /// error page, from which there is no way back.
    @Sendable func takePayment(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let query = request.uri.query ?? ""
        let time = world.now()
        do {
            let accepted = try settings.check(query, at: time)
            return try await open(accepted, request, at: time)
        } catch let refusal as PaymentRefusal {
            return try await refuse(query, refusal, at: time)
        }
    }

    private func open(_ payment: AcceptedPayment, _ request: Request, at time: Timestamp) async throws -> Response {
        let fields = payment.fields
        let record = TransactionRecord(
            token: token(bytes: 24),
            cookie: token(bytes: 18),
            payment: payment,
            openedAt: time
        )
        if let known = try await reopened(record, request, at: time) { return page(of: known) }
        let refusal = try await database.write { connection -> PaymentRefusal? in
            if let code = try FaultOrder.take(.payError, on: connection) {
                return PaymentRefusal(code, "Lỗi do người thử nghiệm đặt.", "Ordered by the test.")
            }
            return try record.insert(on: connection)
                ? nil
                : PaymentRefusal(
                    "01",
                    "Mã \(fields.text("vnp_TxnRef")) đã được dùng trong ngày; mỗi lần thanh toán cần một mã mới.",
                    "The reference \(fields.text("vnp_TxnRef")) has been used today; every attempt needs a new one."
                )
        }
        if let refusal { throw refusal }
        return page(of: record)
    }

    /// The same address once more in the same browser, of a payment that nobody has finished: the payer went back and
    /// comes again. For anybody else the reference has been used. VNPAY does not write down which it is; our pages say
    /// until when to wait, should it be refused.
    private func reopened(
        _ record: TransactionRecord,
        _ request: Request,
        at time: Timestamp
    ) async throws -> TransactionRecord? {
        let known = try await database.read { connection in
            try TransactionRecord.find(
                terminal: record.terminal,
                reference: record.reference,
                createDate: record.createDate,
                on: connection
            )
        }
        guard let known, known.state == .open, time < known.expiresAt, known.amountDong == record.amountDong,
            known.orderInfo == record.orderInfo, request.cookies[known.cookieName]?.value == known.cookie
        else { return nil }
        return known
    }

    private func page(of record: TransactionRecord) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers[.location] = Step.method.address(record.token)
        headers[.setCookie] = "\(record.cookieName)=\(record.cookie); Path=/paymentv2; HttpOnly; SameSite=Lax"
        return Response(status: .found, headers: headers)
    }

    private func refuse(_ query: String, _ refusal: PaymentRefusal, at time: Timestamp) async throws -> Response {
        let fields = try? VNPAYFields(query: query)
        let id = token(bytes: 12)
        try await database.write { [self] connection in
            try connection.run(
                """
                INSERT INTO refused_payment (id, terminal, txn_ref, code, mistake, explanation_vi, explanation_en,
                    right_data, wrong_data, received_at)
                VALUES (\(id), \(plain(fields?.text("vnp_TmnCode") ?? "")), \(plain(fields?.text("vnp_TxnRef") ?? "")),
                    \(refusal.code), \(refusal.mistake), \(plain(refusal.words.vietnamese)),
                    \(plain(refusal.words.english)), \(refusal.rightData.map { $0.filter { $0 != "\0" } }),
                    \(refusal.wrongData.map { $0.filter { $0 != "\0" } }), \(time))
                """
            )
        }
        logger.info(
            "a pay address was refused",
            metadata: ["code": "\(refusal.code)", "mistake": "\(refusal.mistake)"]
        )
        let language = fields?["vnp_Locale"] == "en" ? "&lang=en" : ""
        return .redirect(to: "/paymentv2/Payment/Error.html?code=\(refusal.code)&id=\(id)\(language)", type: .found)
    }

    /// `GET /paymentv2/Payment/Error.html?code=NN`. With the id of a refusal it says what VNPAY never says: why.
    @Sendable func showError(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let code = String(
            (request.query("code") ?? "99").filter { $0.isASCII && $0.isLetter || $0.isWholeNumber }.prefix(4)
        )
        let id = request.query("id") ?? ""
        let language = request.language
        let page = try await database.read { connection -> ErrorPage in
            var page = ErrorPage(language: language, code: code, id: id)
            let rows = try connection.rows(
                """
                SELECT code, explanation_vi, explanation_en, right_data, wrong_data, txn_ref FROM refused_payment
                WHERE id = \(id.filter { $0 != "\0" })
                """
            )
            if let row = rows.first, try row.text("code") == code {
                page.explanation = try row.text(language == .english ? "explanation_en" : "explanation_vi")
                page.rightData = try row.textIfPresent("right_data")
                page.wrongData = try row.textIfPresent("wrong_data")
                page.reference = try row.text("txn_ref")
            }
            return page
        }
        return page.response()
    }

    /// `POST /qrpayauth/api/merchant/get_bank_list`, a form with `tmn_code`.
    @Sendable func listBanks(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let form = try await request.form()
        guard settings.terminal(form.text("tmn_code")) != nil else { return try SandboxJSON.response([BankEntry]()) }
        let entries = Bank.all.enumerated().map { BankEntry($1, order: $0 + 1) }
        return try SandboxJSON.response(entries)
    }

    @Sendable func showAsset(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let (type, bytes): (String, [UInt8])
        switch context.parameters.get("name") {
        case "pay.css": (type, bytes) = ("text/css; charset=utf-8", PackageResources.pay_css)
        case "pay.js": (type, bytes) = ("text/javascript; charset=utf-8", PackageResources.pay_js)
        default: return Response(status: .notFound)
        }
        return Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "max-age=300"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

extension TransactionRecord {
    /// Several payments may be open in one browser, so each has a cookie of its own.
    var cookieName: String { "vnpay_" + token.prefix(8) }

    /// A payment that has just been opened.
    init(token: String, cookie: String, payment: AcceptedPayment, openedAt: Timestamp) {
        let fields = payment.fields
        self.token = token
        self.cookie = cookie
        terminal = payment.terminal
        reference = fields.text("vnp_TxnRef")
        amountDong = payment.amountDong
        orderInfo = fields.text("vnp_OrderInfo")
        returnURL = fields.text("vnp_ReturnUrl")
        language = fields.text("vnp_Locale") == "en" ? .english : .vietnamese
        createDate = fields.text("vnp_CreateDate")
        requestedBank = fields["vnp_BankCode"].flatMap { $0.isEmpty ? nil : $0 }
        self.openedAt = openedAt
        expiresAt = payment.expiresAt
        state = .open
        (bankCode, cardType, cardMasked, cardHolder) = (nil, nil, nil, nil)
        (agreed, dataTries, otpTries) = (false, 0, 0)
        (responseCode, transactionNumber, bankTransactionNumber, payDate) = (nil, nil, nil, nil)
        transactionStatus = "01"
    }
}

private struct BankEntry: Encodable {
    let bankCode: String
    let bankName: String
    let logoLink: String
    let bankType = 1
    let displayOrder: Int

    enum CodingKeys: String, CodingKey {
        case bankCode = "bank_code"
        case bankName = "bank_name"
        case logoLink = "logo_link"
        case bankType = "bank_type"
        case displayOrder = "display_order"
    }

    init(_ bank: Bank, order: Int) {
        bankCode = bank.code
        bankName = bank.fullName
        logoLink = "/paymentv2/images/bank/\(bank.code.lowercased())_logo.png"
        displayOrder = order
    }
}

extension Request {
    /// A form's fields, decoded.
    func form() async throws -> VNPAYFields {
        do {
            return try VNPAYFields(query: String(decoding: try await bodyBytes(), as: UTF8.self))
        } catch let fault as VNPAYFields.Fault {
            throw HTTPError(.badRequest, message: "the form cannot be read: \(fault)")
        }
    }
}
