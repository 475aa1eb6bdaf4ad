package import CurlTransfer
package import Kernel
package import Payments
package import VNPAY

/// Where VNPAY is and as whom we speak to it.
package struct VNPAYGatewaySettings: Sendable {
    package let terminal: VNPAYTerminal
    /// querydr and refund: `https://pay.vnpay.vn/merchant_webapi/api/transaction`, or the sandbox's.
    package let serviceURL: String
    /// This server's own address, which querydr wants to know.
    package let ownAddress: String
    /// The hash secret before the present one: while it is changed, VNPAY signs with either.
    package var previousSecret: VNPAYSecret?

    package init(terminal: VNPAYTerminal, serviceURL: String, ownAddress: String) {
        self.terminal = terminal
        self.serviceURL = serviceURL
        self.ownAddress = ownAddress
    }

    /// A notice under the present secret, or else under the one before it.
    func read(_ raw: String) -> VNPAYNotice.Reading {
        let reading = VNPAYNotice.read(raw, secret: terminal.secret)
        guard case .forged = reading, let previousSecret else { return reading }
        let earlier = VNPAYNotice.read(raw, secret: previousSecret)
        if case .forged = earlier { return reading }
        return earlier
    }
}

extension PaymentGateway {
    /// The gateway, over HTTP. Signature first, everything else after.
    package static func vnpay(
        _ settings: VNPAYGatewaySettings,
        client: HTTPClient,
        now: @escaping Now
    ) -> PaymentGateway {
        PaymentGateway(
            terminal: settings.terminal.code,
            payURL: { try VNPAYPayment($0).url(at: settings.terminal) },
            readNotice: { raw in NoticeReading(settings.read(raw), of: raw, heardAt: now()) },
            query: { await ask($0, settings, client) }
        )
    }

    private static func ask(
        _ question: GatewayQuestion,
        _ settings: VNPAYGatewaySettings,
        _ client: HTTPClient
    ) async -> GatewayAnswer {
        let query = VNPAYQuery(
            requestID: question.requestID,
            reference: question.reference,
            paymentCreatedAt: question.createdAt.milliseconds,
            createdAt: question.askedAt.milliseconds,
            callerAddress: settings.ownAddress
        )
        let call = HTTPCall(
            "POST",
            settings.serviceURL,
            headers: [HTTPHeader("Content-Type", "application/json")],
            body: Array(query.body(terminal: settings.terminal.code, secret: settings.terminal.secret).utf8),
            timeoutMilliseconds: 30_000
        )
        do throws(TransferError) {
            let answer = try await client.send(call)
            guard answer.status == 200 else {
                return GatewayAnswer(result: .none(reason: "HTTP \(answer.status)"), raw: answer.text)
            }
            let reading = query.read(answer.text, terminal: settings.terminal.code, secret: settings.terminal.secret)
            return GatewayAnswer(result: .init(reading, question, settings.terminal.code), raw: answer.text)
        } catch {
            return GatewayAnswer(result: .none(reason: "\(error)"), raw: "")
        }
    }
}

extension VNPAYPayment {
    fileprivate init(_ order: PayOrder) {
        self.init(
            reference: order.reference,
            amountDong: order.amount.dong,
            description: order.information,
            payerAddress: order.address,
            createdAt: order.createdAt.milliseconds
        )
        expiresAt = order.expiresAt.milliseconds
        locale = order.language == .vietnamese ? .vietnamese : .english
        bankCode = order.bankCode
    }
}

extension NoticeReading {
    fileprivate init(_ reading: VNPAYNotice.Reading, of raw: String, heardAt: Timestamp) {
        switch reading {
        case .signed(let notice): self = .genuine(GatewayNotice(notice, heardAt: heardAt))
        case .forged(let diagnosis):
            // What it says it is about; it may not even be readable.
            let claims = (try? VNPAYFields(query: raw))?["vnp_TxnRef"]
            self = .forged(reason: "\(diagnosis.finding)", claims: claims)
        case .unreadable(let fault): self = .unreadable(reason: "\(fault)")
        }
    }
}

extension GatewayNotice {
    fileprivate init(_ notice: VNPAYNotice, heardAt: Timestamp) {
        let amount = try? Money(dong: notice.amountDong)
        let verdict: Verdict =
            switch (notice.verdict, amount) {
            case (.paid, let amount?):
                .paid(
                    GatewayReceipt(
                        transactionNumber: notice.transactionNumber ?? "",
                        amount: amount,
                        bank: (notice.bankCode ?? "", notice.cardType, notice.bankTransactionNumber),
                        paidAt: notice.paidAt.map(Timestamp.init(milliseconds:)) ?? heardAt
                    )
                )
            case (.declined(let code), _): .declined(code: code.rawValue)
            case (.suspicious, _): .suspected
            case (.unclear, _), (.paid, nil): .pending
            }
        self.init(terminal: notice.terminal, reference: notice.reference, amount: amount, verdict: verdict)
    }
}

extension GatewayAnswer.Result {
    fileprivate init(_ reading: VNPAYAnswer.Reading, _ question: GatewayQuestion, _ terminal: String) {
        switch reading {
        case .signed(let answer): self.init(answer, question, terminal)
        case .unsigned(let code): self = .none(reason: "no signature (code \(code))")
        case .forged: self = .none(reason: "wrong signature")
        case .other(let field): self = .none(reason: "an answer to another question: \(field)")
        case .unreadable(let fault): self = .none(reason: "\(fault)")
        }
    }

    private init(_ answer: VNPAYAnswer, _ question: GatewayQuestion, _ terminal: String) {
        let amount = answer.amountDong.flatMap { try? Money(dong: $0) }
        func known(_ verdict: GatewayNotice.Verdict) -> Self {
            .known(GatewayNotice(terminal: terminal, reference: question.reference, amount: amount, verdict: verdict))
        }
        switch answer.standing {
        case .paid:
            guard let amount, let number = answer.transactionNumber else {
                self = .none(reason: "paid, but without an amount or a number")
                return
            }
            let paidAt = Timestamp(milliseconds: answer.paidAt ?? question.askedAt.milliseconds)
            self = known(
                .paid(
                    GatewayReceipt(
                        transactionNumber: number,
                        amount: amount,
                        bank: (answer.bankCode ?? "", answer.cardType, nil),
                        paidAt: paidAt
                    )
                )
            )
        case .unfinished: self = known(.pending)
        case .failed, .reversed: self = known(.declined(code: answer.transactionStatus.rawValue))
        case .suspicious: self = known(.suspected)
        case .refundProcessing, .refundAtBank, .refunded, .refundRefused:
            self = .none(reason: "the answer is about a refund")
        case .unknown(let status): self = .none(reason: "unknown status \(status.rawValue)")
        case .notAnswered("91"): self = .notFound
        case .notAnswered("94"): self = .throttled
        case .notAnswered(let code): self = .none(reason: "code \(code)")
        }
    }
}
