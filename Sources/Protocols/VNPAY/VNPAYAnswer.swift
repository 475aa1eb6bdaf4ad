/// A signed answer of `merchant_webapi` to querydr or refund.
public struct VNPAYAnswer: Hashable, Sendable {
    public let kind: VNPAYMessageKind
    /// All that came, signed or not: the live server adds fields of its own.
    public let fields: VNPAYFields

    /// What somebody says is an answer; whether VNPAY signed it is another question.
    public init(unproven fields: VNPAYFields, as kind: VNPAYMessageKind) {
        self.fields = fields
        self.kind = kind
    }

    init(kind: VNPAYMessageKind, fields: VNPAYFields) {
        self.kind = kind
        self.fields = fields
    }

    /// `vnp_ResponseCode`: how the request went, which is not how the payment stands.
    public var responseCode: String { fields.text("vnp_ResponseCode") }
    public var isAccepted: Bool { responseCode == "00" }
    public var message: String { fields.text("vnp_Message") }
    public var amountDong: Int64? { VNPAYAmount.dong(fromWire: fields.text("vnp_Amount")) }
    public var transactionStatus: VNPAYTransactionStatus {
        VNPAYTransactionStatus(fields.text("vnp_TransactionStatus"))
    }
    public var transactionType: VNPAYTransactionType? {
        VNPAYTransactionType(rawValue: fields.text("vnp_TransactionType"))
    }
    public var transactionNumber: String? { present("vnp_TransactionNo").flatMap { $0 == "0" ? nil : $0 } }
    public var bankCode: String? { present("vnp_BankCode") }
    public var cardType: String? { present("vnp_CardType") }
    public var paidAt: Int64? { present("vnp_PayDate").flatMap(VNPAYDate.milliseconds) }

    private func present(_ name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// How the transaction stands, by an accepted answer.
    public enum Standing: Hashable, Sendable {
        case paid
        case unfinished
        case failed
        /// Charged at the bank, not successful at VNPAY.
        case reversed
        case suspicious
        case refundProcessing
        case refundAtBank
        case refunded
        case refundRefused
        /// A status nobody has published: keep asking, and tell a person.
        case unknown(VNPAYTransactionStatus)
        /// VNPAY did not accept the question: code 91 (not found), 94 (too often), 97 and so on.
        case notAnswered(code: String)
    }

    public var standing: Standing {
        guard isAccepted else { return .notAnswered(code: responseCode) }
        let isRefund = transactionType.map { $0 != .payment } ?? false
        return switch transactionStatus {
        case .success: isRefund ? .refunded : .paid
        case .unfinished: .unfinished
        case .failed, .timeOut, .cancelled: .failed
        case .reversed: .reversed
        case .suspicious: .suspicious
        case .refundProcessing: .refundProcessing
        case .refundAtBank: .refundAtBank
        case .refundRefused: .refundRefused
        default: .unknown(transactionStatus)
        }
    }

    /// What a body turned out to be.
    public enum Reading: Hashable, Sendable {
        case signed(VNPAYAnswer)
        /// Without a signature there is nothing to believe. The code is there for the log.
        case unsigned(code: String)
        case forged(VNPAYDiagnosis)
        /// Rightly signed, but it answers something else: this field differs from the question.
        case other(field: String)
        case unreadable(VNPAYFields.Fault)
    }

    static func read(
        _ text: String,
        as kind: VNPAYMessageKind,
        secret: VNPAYSecret,
        expecting expected: VNPAYFields
    ) -> Reading {
        let fields: VNPAYFields
        do {
            fields = try VNPAYFields(json: text)
        } catch {
            return .unreadable(error)
        }
        guard let signature = fields.signature, !signature.isEmpty else {
            return .unsigned(code: fields.text("vnp_ResponseCode"))
        }
        guard VNPAYSignature.isValid(fields, as: kind, secret: secret) else {
            return .forged(VNPAYDiagnosis(of: fields, as: kind, secret: secret))
        }
        for field in expected.all where fields.text(field.name) != field.value {
            // A refusal may leave out what it did not read; an accepted answer may not.
            if fields.text(field.name).isEmpty, fields.text("vnp_ResponseCode") != "00" { continue }
            return .other(field: field.name)
        }
        return .signed(VNPAYAnswer(kind: kind, fields: fields))
    }
}

extension VNPAYFields {
    /// Reads the members of a JSON object. Numbers keep their digits, null is as good as absent, and a value with an
    /// inside is kept as its text.
    public init(json text: String) throws(Fault) {
        guard text.utf8.count <= Self.longestMessage else { throw .tooLong }
        guard case .object(let members) = JSONText(text) else { throw .notAnObject }
        self.init(json: members)
        if let repeatedName { throw .repeated(repeatedName) }
    }

    init(json members: [JSONText.Member]) {
        self.init(
            members.compactMap { member in
                switch member.value {
                case .null: nil
                case .object, .array: Field(name: member.name, value: member.value.written)
                case .string, .number, .bool: Field(name: member.name, value: member.value.scalar ?? "")
                }
            }
        )
    }

    /// A JSON object in which every value is a string, as VNPAY writes and reads it.
    public var json: String {
        JSONText.object(all.map { JSONText.Member(name: $0.name, value: .string($0.value)) }).written
    }
}
