package import CurlTransfer
import Kernel
import Payments
package import Refunds
import VNPAY

extension RefundGateway {
    /// Refunds over HTTP. What is not signed by VNPAY, or answers something else, is no answer.
    package static func vnpay(
        _ settings: VNPAYGatewaySettings,
        client: HTTPClient,
        timeoutMilliseconds: Int = 30_000
    ) -> RefundGateway {
        let desk = RefundDesk(settings: settings, client: client, timeoutMilliseconds: timeoutMilliseconds)
        return RefundGateway(
            terminal: settings.terminal.code,
            refund: { await desk.refund($0) },
            query: { await desk.query($0) }
        )
    }
}

private struct RefundDesk: Sendable {
    let settings: VNPAYGatewaySettings
    let client: HTTPClient
    let timeoutMilliseconds: Int

    func refund(_ order: RefundOrder) async -> RefundAnswer {
        var refund = VNPAYRefund(
            requestID: order.requestID,
            payment: VNPAYRefund.Original(
                reference: order.charge.reference,
                createdAt: order.charge.createdAt.milliseconds,
                transactionNumber: order.charge.number
            ),
            amountDong: order.amount.dong,
            extent: order.extent == .full ? .full : .partial,
            createdAt: order.askedAt.milliseconds
        )
        refund.createdBy = order.createdBy
        refund.callerAddress = settings.ownAddress
        let body = refund.body(terminal: settings.terminal.code, secret: settings.terminal.secret)
        return await send(body) { text in
            let reading = refund.read(text, terminal: settings.terminal.code, secret: settings.terminal.secret)
            return result(reading) { RefundAnswer.Result(toRequest: $0) }
        }
    }

    func query(_ question: RefundQuestion) async -> RefundAnswer {
        var query = VNPAYQuery(
            requestID: question.requestID,
            reference: question.charge.reference,
            paymentCreatedAt: question.charge.createdAt.milliseconds,
            createdAt: question.askedAt.milliseconds,
            callerAddress: settings.ownAddress
        )
        query.transactionNumber = question.refundNumber
        let body = query.body(terminal: settings.terminal.code, secret: settings.terminal.secret)
        return await send(body) { [query] text in
            let reading = query.read(text, terminal: settings.terminal.code, secret: settings.terminal.secret)
            return result(reading) { RefundAnswer.Result(toQuestion: $0) }
        }
    }

    private func result(
        _ reading: VNPAYAnswer.Reading,
        _ signed: (VNPAYAnswer) -> RefundAnswer.Result
    ) -> RefundAnswer.Result {
        switch reading {
        case .signed(let answer): signed(answer)
        case .unsigned(let code): .none(reason: "no signature (code \(code))")
        case .forged: .none(reason: "wrong signature")
        case .other(let field): .none(reason: "an answer to another request: \(field)")
        case .unreadable(let fault): .none(reason: "\(fault)")
        }
    }

    private func send(_ body: String, _ read: (String) -> RefundAnswer.Result) async -> RefundAnswer {
        let call = HTTPCall(
            "POST",
            settings.serviceURL,
            headers: [HTTPHeader("Content-Type", "application/json")],
            body: Array(body.utf8),
            timeoutMilliseconds: timeoutMilliseconds
        )
        do throws(TransferError) {
            let answer = try await client.send(call)
            guard answer.status == 200 else {
                return RefundAnswer(result: .none(reason: "HTTP \(answer.status)"), raw: answer.text)
            }
            return RefundAnswer(result: read(answer.text), raw: answer.text)
        } catch {
            return RefundAnswer(result: .none(reason: "\(error)"), raw: "")
        }
    }
}

extension RefundAnswer.Result {
    /// The answer to a request to give money back. 00 is "accepted", which is not "paid back".
    init(toRequest answer: VNPAYAnswer) {
        switch answer.standing {
        case .refunded: self = .known(.refunded, RefundAnswer.Facts(answer))
        case .refundAtBank: self = .known(.atBank, RefundAnswer.Facts(answer))
        case .refundRefused: self = .known(.refused(code: "09"), RefundAnswer.Facts(answer))
        case .refundProcessing, .paid: self = .known(.processing, RefundAnswer.Facts(answer))
        case .unknown(let status) where status.rawValue.isEmpty: self = .known(.processing, RefundAnswer.Facts(answer))
        case .unknown(let status): self = .strange(code: status.rawValue)
        case .unfinished, .failed, .reversed, .suspicious:
            self = .strange(code: answer.transactionStatus.rawValue)
        case .notAnswered(let code): self.init(refusal: code)
        }
    }

    /// Both generations of VNPAY's table (vnpay/protocol.md §7): what either calls a refusal is one. What leaves it
    /// open whether the request was taken is no refusal.
    private init(refusal code: String) {
        switch code {
        case "02", "03", "04", "13", "91", "93", "95", "97": self = .declined(code: code)
        case "94", "98", "99": self = .doubtful(code: code)
        default: self = .strange(code: code)
        }
    }

    /// The answer to a question: about a refund, or about the payment when there is none.
    init(toQuestion answer: VNPAYAnswer) {
        switch answer.standing {
        case .refunded: self = .known(.refunded, RefundAnswer.Facts(answer))
        case .refundAtBank: self = .known(.atBank, RefundAnswer.Facts(answer))
        case .refundProcessing: self = .known(.processing, RefundAnswer.Facts(answer))
        case .refundRefused: self = .known(.refused(code: "09"), RefundAnswer.Facts(answer))
        case .paid, .notAnswered("91"): self = .absent
        // The payment itself, in a state that payments have when nothing went back.
        case .unknown(let status) where answer.transactionType == .payment && status.rawValue == "20": self = .absent
        case .unfinished, .failed, .reversed, .suspicious:
            self = .strange(code: answer.transactionStatus.rawValue)
        case .unknown(let status): self = .strange(code: status.rawValue)
        case .notAnswered("94"): self = .throttled
        case .notAnswered(let code): self = .doubtful(code: code)
        }
    }
}

extension RefundAnswer.Facts {
    fileprivate init(_ answer: VNPAYAnswer) {
        self.init(
            number: answer.transactionNumber,
            amount: answer.amountDong.flatMap { try? Money(dong: $0) },
            at: answer.paidAt.map(Timestamp.init(milliseconds:))
        )
    }
}
