package import Evidence
import VNPAY

extension GatewayReading {
    /// VNPAY's messages, for evidence that is examined away from the system.
    ///
    /// - Parameter secret: The terminal's hash secret; without it signatures are left out.
    package static func vnpay(secret: String?) -> GatewayReading {
        GatewayReading(
            facts: { channel, raw in channel == "querydr" ? answered(raw) : told(raw) },
            isSigned: secret.map { text in
                let secret = VNPAYSecret(text)
                return { channel, raw in isSigned(channel, raw, secret) }
            }
        )
    }

    private static func isSigned(_ channel: String, _ raw: String, _ secret: VNPAYSecret) -> Bool {
        if channel == "querydr" {
            guard let fields = try? VNPAYFields(json: raw) else { return false }
            return VNPAYSignature.isValid(fields, as: .queryResponse, secret: secret)
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
