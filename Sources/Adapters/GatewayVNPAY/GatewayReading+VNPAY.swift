package import Evidence
import Refunds
import VNPAY

extension GatewayReading {
    /// VNPAY's messages, for evidence that is examined away from the system.
    ///
    /// - Parameter secret: The terminal's hash secret; without it signatures are left out.
    package static func vnpay(secret: String?) -> GatewayReading {
        GatewayReading(
            facts: { channel, raw in channel == "querydr" ? answered(raw) : told(raw) },
            refund: { kind, raw in refunded(kind, raw) },
            isSigned: secret.map { text in
                let secret = VNPAYSecret(text)
                return { channel, raw in isSigned(channel, raw, secret) }
            }
        )
    }

    private static func isSigned(_ channel: String, _ raw: String, _ secret: VNPAYSecret) -> Bool {
        if channel == "querydr" || channel == "refund" {
            guard let fields = try? VNPAYFields(json: raw) else { return false }
            let kind: VNPAYMessageKind = channel == "refund" ? .refundResponse : .queryResponse
            return VNPAYSignature.isValid(fields, as: kind, secret: secret)
        }
        guard let fields = try? VNPAYFields(query: raw) else { return false }
        return VNPAYSignature.isValid(fields, as: .ipn, secret: secret)
    }

    private static func told(_ raw: String) -> Facts? {
        guard let fields = try? VNPAYFields(query: raw), let reference = fields["vnp_TxnRef"] else { return nil }
        let isPaid = fields.text("vnp_ResponseCode") == "00" && ["00", nil].contains(fields["vnp_TransactionStatus"])
        return Facts(
            reference: reference,
            amountDong: fields.amountDong,
            transactionNumber: fields["vnp_TransactionNo"],
            isPaid: isPaid
        )
    }

    /// What an answer about a refund comes to, by the same rules as when it arrived.
    private static func refunded(_ kind: String, _ raw: String) -> RefundFacts? {
        guard let fields = try? VNPAYFields(json: raw) else { return nil }
        let isRequest = kind == "refund"
        let answer = VNPAYAnswer(unproven: fields, as: isRequest ? .refundResponse : .queryResponse)
        let result = isRequest ? RefundAnswer.Result(toRequest: answer) : RefundAnswer.Result(toQuestion: answer)
        var isAboutRefund = false
        if case .known = result { isAboutRefund = true }
        return RefundFacts(
            about: (
                fields["vnp_TxnRef"].flatMap { $0.isEmpty ? nil : $0 }, answer.amountDong, answer.transactionNumber
            ),
            verdict: result.word,
            isAboutRefund: isAboutRefund
        )
    }

    /// `nil` for an answer that names no payment, such as "ask again later" (94).
    private static func answered(_ raw: String) -> Facts? {
        guard let fields = try? VNPAYFields(json: raw), fields.text("vnp_ResponseCode") == "00",
            let reference = fields["vnp_TxnRef"]
        else { return nil }
        return Facts(
            reference: reference,
            amountDong: fields.amountDong,
            transactionNumber: fields["vnp_TransactionNo"],
            isPaid: fields.text("vnp_TransactionStatus") == "00"
        )
    }
}
