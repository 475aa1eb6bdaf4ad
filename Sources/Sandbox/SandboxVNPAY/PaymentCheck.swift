import Kernel
import VNPAY

/// Why a pay address ends on the error page.
struct PaymentRefusal: Error, Hashable, Sendable {
    /// 01, 03, 15, 70, 71 or 99.
    let code: String
    let words: VNPAYWords
    var mistake = ""
    /// The string that should have been signed, and the one that was, when a known mistake explains it.
    var rightData: String?
    var wrongData: String?

    init(_ code: String, _ vietnamese: String, _ english: String) {
        self.code = code
        words = VNPAYWords(vietnamese, english)
    }

    init(_ diagnosis: VNPAYDiagnosis) {
        code = "70"
        words = diagnosis.words
        mistake = diagnosis.code
        rightData = diagnosis.rightData
        wrongData = diagnosis.wrongData
    }
}

/// A pay address that passed every check but that of its reference, which needs the journal.
struct AcceptedPayment: Hashable, Sendable {
    let fields: VNPAYFields
    let terminal: String
    let amountDong: Int64
    let expiresAt: Timestamp

    /// VNPAY's page gives 15 minutes, whatever the merchant asks for.
    static let lifeMinutes: Int64 = 15
}

extension VNPAYSandboxSettings {
    /// The checks of `vpcpay.html`, in the order in which one gets to see their errors: who, signed, well-formed, in
    /// time.
    func check(_ query: String, at now: Timestamp) throws(PaymentRefusal) -> AcceptedPayment {
        let fields: VNPAYFields
        do {
            fields = try VNPAYFields(query: query)
        } catch {
            throw PaymentRefusal(
                "03",
                "Không đọc được chuỗi tham số: \(error).",
                "The query string cannot be read: \(error)."
            )
        }
        let code = fields.text("vnp_TmnCode")
        guard !code.isEmpty else {
            throw PaymentRefusal("03", "Thiếu vnp_TmnCode.", "vnp_TmnCode is missing.")
        }
        guard let terminal = terminal(code) else {
            throw PaymentRefusal(
                "71",
                "Không có website nào mang mã \(code).",
                "There is no terminal with the code \(code)."
            )
        }
        try checkSignature(fields, of: terminal)
        let amountDong = try checkFormat(fields)
        try checkReturnAddress(fields.text("vnp_ReturnUrl"), of: terminal)
        return AcceptedPayment(
            fields: fields,
            terminal: code,
            amountDong: amountDong,
            expiresAt: try checkDates(fields, at: now)
        )
    }

    /// Where the published encoders disagree (`* ~ ! ' ( )`) nobody knows what VNPAY hashes, so each of them is right.
    private func checkSignature(_ fields: VNPAYFields, of terminal: Terminal) throws(PaymentRefusal) {
        let diagnosis = VNPAYDiagnosis(of: fields, as: .pay, secret: terminal.key, thorough: true)
        guard !diagnosis.isValid else { return }
        if case .mistakes(let mistakes) = diagnosis.finding, mistakes.count == 1,
            case .otherEncoder = mistakes.first
        {
            return
        }
        throw PaymentRefusal(diagnosis)
    }

    private func checkFormat(_ fields: VNPAYFields) throws(PaymentRefusal) -> Int64 {
        for (name, lengths) in Self.lengths {
            guard let value = fields[name], !value.isEmpty else {
                throw PaymentRefusal("03", "Thiếu \(name).", "\(name) is missing.")
            }
            guard lengths.contains(value.count) else {
                throw PaymentRefusal(
                    "03",
                    "\(name) phải dài \(lengths.lowerBound)–\(lengths.upperBound) ký tự, đang là \(value.count).",
                    "\(name) must have \(lengths.lowerBound) to \(lengths.upperBound) characters, not \(value.count)."
                )
            }
        }
        let constants = [
            "vnp_Version": ["2.1.0"], "vnp_Command": ["pay"], "vnp_CurrCode": ["VND"], "vnp_Locale": ["vn", "en"],
        ]
        for (name, allowed) in constants where !allowed.contains(fields.text(name)) {
            throw PaymentRefusal(
                "03",
                "\(name) phải là \(allowed.joined(separator: " / ")).",
                "\(name) must be \(allowed.joined(separator: " or "))."
            )
        }
        if let bank = fields["vnp_BankCode"], !bank.isEmpty, !Bank.isKnown(code: bank) {
            throw PaymentRefusal("03", "Không có ngân hàng \(bank).", "There is no bank \(bank).")
        }
        guard VNPAYIPAddress.normalised(fields.text("vnp_IpAddr")) == fields.text("vnp_IpAddr").lowercased() else {
            throw PaymentRefusal(
                "03",
                "vnp_IpAddr phải là một địa chỉ IP (không phải ::1, không phải danh sách).",
                "vnp_IpAddr must be one IP address (not ::1, not a list)."
            )
        }
        let digits = fields.text("vnp_Amount")
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let hundredths = Int64(digits), hundredths >= 100,
            hundredths.isMultiple(of: 100)
        else {
            throw PaymentRefusal(
                "03",
                "vnp_Amount phải là số đồng nhân 100, chỉ gồm chữ số.",
                "vnp_Amount must be đồng times 100, digits only."
            )
        }
        return hundredths / 100
    }

    private static let lengths: [(String, ClosedRange<Int>)] = [
        ("vnp_Version", 1...8), ("vnp_Command", 1...16), ("vnp_Amount", 1...12), ("vnp_CreateDate", 14...14),
        ("vnp_CurrCode", 3...3), ("vnp_IpAddr", 7...45), ("vnp_Locale", 2...5), ("vnp_OrderInfo", 1...255),
        ("vnp_OrderType", 1...100), ("vnp_ReturnUrl", 10...255), ("vnp_TxnRef", 1...100),
    ]

    private func checkReturnAddress(_ address: String, of terminal: Terminal) throws(PaymentRefusal) {
        let lower = address.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else {
            throw PaymentRefusal(
                "03",
                "vnp_ReturnUrl phải là địa chỉ http(s) đầy đủ.",
                "vnp_ReturnUrl must be a whole http or https address."
            )
        }
        let approved = terminal.approvedReturnOrigins.contains { origin in
            lower == origin.lowercased()
                || ["/", "?"].contains { lower.hasPrefix(origin.lowercased() + $0) }
        }
        let origins = terminal.approvedReturnOrigins.joined(separator: ", ")
        guard approved || terminal.approvedReturnOrigins.isEmpty else {
            throw PaymentRefusal(
                "71",
                "vnp_ReturnUrl không thuộc website đã phê duyệt: \(origins).",
                "vnp_ReturnUrl is not on an approved website: \(origins)."
            )
        }
    }

    private func checkDates(_ fields: VNPAYFields, at now: Timestamp) throws(PaymentRefusal) -> Timestamp {
        guard let created = VNPAYDate.milliseconds(fields.text("vnp_CreateDate")) else {
            throw PaymentRefusal(
                "03",
                "vnp_CreateDate không phải một ngày giờ yyyyMMddHHmmss.",
                "vnp_CreateDate is not a date yyyyMMddHHmmss."
            )
        }
        let asked = fields.text("vnp_ExpireDate")
        let life = AcceptedPayment.lifeMinutes * 60_000
        guard let expires = asked.isEmpty ? created + life : VNPAYDate.milliseconds(asked) else {
            throw PaymentRefusal(
                "03",
                "vnp_ExpireDate không phải một ngày giờ yyyyMMddHHmmss.",
                "vnp_ExpireDate is not a date yyyyMMddHHmmss."
            )
        }
        let offset = created - now.milliseconds
        if let hours = [-14, -7, 7, 14].first(where: { abs(offset - $0 * 3_600_000) < 1_200_000 }) {
            throw PaymentRefusal(
                "15",
                "vnp_CreateDate lệch \(hours) giờ so với giờ Việt Nam: sai múi giờ.",
                "vnp_CreateDate is \(hours) hours off Vietnam's time: the wrong time zone."
            )
        }
        guard offset < life else {
            throw PaymentRefusal("15", "vnp_CreateDate ở tương lai.", "vnp_CreateDate lies in the future.")
        }
        guard expires > created else {
            throw PaymentRefusal(
                "15",
                "vnp_ExpireDate không sau vnp_CreateDate.",
                "vnp_ExpireDate is not later than vnp_CreateDate."
            )
        }
        guard expires > now.milliseconds else {
            throw PaymentRefusal(
                "15",
                "Đã quá vnp_ExpireDate \(asked).",
                "vnp_ExpireDate \(asked) has passed."
            )
        }
        return min(Timestamp(milliseconds: expires), now.adding(minutes: AcceptedPayment.lifeMinutes))
    }
}
