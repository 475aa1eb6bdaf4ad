/// What VNPAY says about a payment on the return address and in an IPN.
public struct VNPAYNotice: Hashable, Sendable {
    /// The one thing to act on. Nothing but `paid` is a payment.
    public enum Verdict: Hashable, Sendable {
        /// Both codes are 00.
        case paid
        /// No money was taken.
        case declined(VNPAYResponseCode)
        /// Money was taken, but VNPAY suspects fraud, or it was taken in another currency: a person has to look.
        case suspicious
        /// The codes contradict each other or are not known: ask by querydr, do not guess.
        case unclear(VNPAYResponseCode, VNPAYTransactionStatus)
    }

    public let terminal: String
    public let reference: String
    public let amountDong: Int64
    public let responseCode: VNPAYResponseCode
    public let transactionStatus: VNPAYTransactionStatus
    /// VNPAY's own number of the transaction; `nil` when nothing was charged (`0` on the wire).
    public let transactionNumber: String?
    /// Everything that was signed and whatever else stood in the query.
    public let fields: VNPAYFields

    public var bankCode: String? { present("vnp_BankCode") }
    public var bankTransactionNumber: String? { present("vnp_BankTranNo") }
    public var cardType: String? { present("vnp_CardType") }
    public var orderInfo: String { fields.text("vnp_OrderInfo") }
    /// Milliseconds since 1970 UTC; `nil` when absent or no date.
    public var paidAt: Int64? { present("vnp_PayDate").flatMap(VNPAYDate.milliseconds) }

    public var verdict: Verdict {
        switch (responseCode, transactionStatus) {
        // A pay request is always in đồng; an amount in another currency is no amount that anybody asked for.
        case (.success, .success): ["VND", nil].contains(present("vnp_CurrCode")) ? .paid : .suspicious
        case (.suspicious, _), (_, .suspicious): .suspicious
        case (.success, _), (_, .success): .unclear(responseCode, transactionStatus)
        case (_, let status) where status.isFinalFailure: .declined(responseCode)
        // The oldest senders leave the status out; a documented refusal then stands on its own.
        case (let code, VNPAYTransactionStatus("")) where code.isDocumented: .declined(code)
        default: .unclear(responseCode, transactionStatus)
        }
    }

    private func present(_ name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }
}

extension VNPAYNotice {
    /// What a query string turned out to be. Reading never fails: VNPAY keeps calling a handler that crashes.
    public enum Reading: Hashable, Sendable {
        case signed(VNPAYNotice)
        /// Not signed with our secret. Believe nothing in it; keep it as evidence.
        case forged(VNPAYDiagnosis)
        case unreadable(Fault)
    }

    public enum Fault: Hashable, Sendable {
        case fields(VNPAYFields.Fault)
        /// Rightly signed, and yet a field without which it means nothing is missing or malformed.
        case missing(String)
    }

    /// Decodes the raw query string once, checks the signature, and only then looks at what it says.
    ///
    /// - Parameter query: as received, without the leading `?`; foreign parameters do not matter.
    public static func read(_ query: String, secret: VNPAYSecret) -> Reading {
        let fields: VNPAYFields
        do {
            fields = try VNPAYFields(query: query)
        } catch {
            return .unreadable(.fields(error))
        }
        guard VNPAYSignature.isValid(fields, as: .ipn, secret: secret) else {
            return .forged(VNPAYDiagnosis(of: fields, as: .ipn, secret: secret))
        }
        return read(signed: fields)
    }

    private static func read(signed fields: VNPAYFields) -> Reading {
        for name in ["vnp_TmnCode", "vnp_TxnRef"] where fields.text(name).isEmpty {
            return .unreadable(.missing(name))
        }
        guard let amountDong = VNPAYAmount.dong(fromWire: fields.text("vnp_Amount")) else {
            return .unreadable(.missing("vnp_Amount"))
        }
        let number = fields.text("vnp_TransactionNo")
        return .signed(
            VNPAYNotice(
                terminal: fields.text("vnp_TmnCode"),
                reference: fields.text("vnp_TxnRef"),
                amountDong: amountDong,
                responseCode: VNPAYResponseCode(fields.text("vnp_ResponseCode")),
                transactionStatus: VNPAYTransactionStatus(fields.text("vnp_TransactionStatus")),
                transactionNumber: number.isEmpty || number == "0" ? nil : number,
                fields: fields
            )
        )
    }
}

/// `vnp_Amount`: đồng times one hundred, on the wire only.
enum VNPAYAmount {
    /// `nil` unless it is a number of digits that is a whole amount of đồng.
    static func dong(fromWire text: String) -> Int64? {
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let hundredths = Int64(text), hundredths.isMultiple(of: 100)
        else { return nil }
        return hundredths / 100
    }
}

extension VNPAYFields {
    /// The amount of a message in whole đồng, whether or not it is signed; `nil` when there is none.
    public var amountDong: Int64? { VNPAYAmount.dong(fromWire: text("vnp_Amount")) }
}
