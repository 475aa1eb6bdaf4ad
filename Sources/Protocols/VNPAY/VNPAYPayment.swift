/// A merchant's terminal at VNPAY and its addresses.
public struct VNPAYTerminal: Sendable {
    /// `vnp_TmnCode`, eight letters and digits.
    public let code: String
    public let secret: VNPAYSecret
    /// Where the payer's browser is sent: `https://pay.vnpay.vn/vpcpay.html`, or the sandbox's.
    public let payPage: String
    /// Where VNPAY sends the payer back to.
    public let returnURL: String

    public init(code: String, secret: VNPAYSecret, payPage: String, returnURL: String) {
        self.code = code
        self.secret = secret
        self.payPage = payPage
        self.returnURL = returnURL
    }
}

/// One attempt to collect money: what the pay address is made of.
public struct VNPAYPayment: Hashable, Sendable {
    public enum Locale: String, Hashable, Sendable, CaseIterable {
        case vietnamese = "vn"
        case english = "en"
    }

    /// VNPAY's page counts down 15 minutes, whatever one asks for.
    public static let usualLifeMilliseconds: Int64 = 15 * 60_000

    /// `vnp_TxnRef`: a new one for every attempt, never used again.
    public let reference: String
    /// Whole đồng. The ×100 of the wire is applied here and nowhere else.
    public let amountDong: Int64
    /// May be Vietnamese: it is transliterated on its way out.
    public let description: String
    /// The payer's IP address, or an `X-Forwarded-For` list.
    public let payerAddress: String
    /// Milliseconds since 1970 UTC. Keep it: querydr and refund ask for it.
    public let createdAt: Int64
    public var expiresAt: Int64
    public var locale = Locale.vietnamese
    /// `VNPAYQR`, `VNBANK`, `INTCARD` or a bank's code skips the page of choices; `nil` lets the payer choose.
    public var bankCode: String?
    /// The category of goods; `other` fits everything.
    public var orderType = "other"
    /// `vnp_Bill_…` and `vnp_Inv_…` fields, by their whole names.
    public var extraFields: [String: String] = [:]

    public init(reference: String, amountDong: Int64, description: String, payerAddress: String, createdAt: Int64) {
        self.reference = reference
        self.amountDong = amountDong
        self.description = description
        self.payerAddress = payerAddress
        self.createdAt = createdAt
        expiresAt = createdAt + Self.usualLifeMilliseconds
    }

    /// The address to which the payer's browser is redirected.
    public func url(at terminal: VNPAYTerminal) throws(VNPAYPaymentFault) -> String {
        let fields = try signedFields(at: terminal)
        return terminal.payPage + (terminal.payPage.contains("?") ? "&" : "?") + fields.query
    }

    /// The same as fields, the signature last.
    public func signedFields(at terminal: VNPAYTerminal) throws(VNPAYPaymentFault) -> VNPAYFields {
        var fields = try fields(at: terminal)
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: .pay, secret: terminal.secret)
        return fields
    }

    private func fields(at terminal: VNPAYTerminal) throws(VNPAYPaymentFault) -> VNPAYFields {
        guard (1...9_999_999_999).contains(amountDong) else { throw .amountOutOfRange(amountDong) }
        guard let address = VNPAYIPAddress.normalised(payerAddress) else { throw .notAnIPAddress(payerAddress) }
        guard expiresAt > createdAt else { throw .expiresBeforeCreation }
        let years = Self.firstInstant..<Self.lastInstant
        guard years.contains(createdAt), years.contains(expiresAt) else { throw .dateOutOfRange }
        guard Self.isWebAddress(terminal.returnURL) else { throw .notAWebAddress("vnp_ReturnUrl") }
        guard Self.isWebAddress(terminal.payPage) else { throw .notAWebAddress("payPage") }
        guard !terminal.secret.text.isEmpty else { throw .emptySecret }
        var fields: VNPAYFields = [
            "vnp_Version": "2.1.0", "vnp_Command": "pay", "vnp_TmnCode": terminal.code,
            "vnp_Amount": String(amountDong * 100), "vnp_CreateDate": VNPAYDate.text(milliseconds: createdAt),
            "vnp_CurrCode": "VND", "vnp_IpAddr": address, "vnp_Locale": locale.rawValue,
            "vnp_OrderInfo": VNPAYText.orderInfo(description), "vnp_OrderType": orderType,
            "vnp_ReturnUrl": terminal.returnURL, "vnp_ExpireDate": VNPAYDate.text(milliseconds: expiresAt),
            "vnp_TxnRef": reference,
        ]
        if let bankCode { fields["vnp_BankCode"] = bankCode }
        for rule in VNPAYFieldRule.pay {
            guard let value = fields[rule.name] else { continue }
            try rule.check(value)
        }
        for (name, value) in extraFields.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            guard VNPAYFieldRule.extraNames.contains(name) else { throw .unknownField(name) }
            fields[name] = value
        }
        return VNPAYFields(fields.all.sorted { $0.precedesByBytes($1) })
    }

    private static let firstInstant: Int64 = 0
    private static let lastInstant: Int64 = 253_370_764_800_000

    private static func isWebAddress(_ text: String) -> Bool {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return false }
        let rest = text.dropFirst(scheme.count)
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isPlain && !(rest.first.map { "/?#".contains($0) } ?? true)
    }
}
