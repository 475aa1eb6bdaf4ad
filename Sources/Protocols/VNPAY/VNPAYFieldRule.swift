/// What the documentation demands of one field of the pay address.
struct VNPAYFieldRule: Sendable {
    enum Alphabet: Hashable, Sendable { case digits, letters, alphanumeric, safeText, any }

    let name: String
    let length: ClosedRange<Int>
    let alphabet: Alphabet

    init(_ name: String, _ length: ClosedRange<Int>, _ alphabet: Alphabet) {
        self.name = name
        self.length = length
        self.alphabet = alphabet
    }

    static let pay: [VNPAYFieldRule] = [
        VNPAYFieldRule("vnp_Version", 1...8, .any),
        VNPAYFieldRule("vnp_Command", 1...16, .letters),
        VNPAYFieldRule("vnp_TmnCode", 8...8, .alphanumeric),
        VNPAYFieldRule("vnp_Amount", 1...12, .digits),
        VNPAYFieldRule("vnp_BankCode", 3...20, .alphanumeric),
        VNPAYFieldRule("vnp_CreateDate", 14...14, .digits),
        VNPAYFieldRule("vnp_CurrCode", 3...3, .letters),
        VNPAYFieldRule("vnp_IpAddr", 7...45, .any),
        VNPAYFieldRule("vnp_Locale", 2...5, .letters),
        VNPAYFieldRule("vnp_OrderInfo", 1...255, .safeText),
        VNPAYFieldRule("vnp_OrderType", 1...100, .alphanumeric),
        VNPAYFieldRule("vnp_ReturnUrl", 10...255, .any),
        VNPAYFieldRule("vnp_ExpireDate", 14...14, .digits),
        VNPAYFieldRule("vnp_TxnRef", 1...100, .safeText),
    ]

    static let extraNames: Set<String> = Set(
        ["Mobile", "Email", "FirstName", "LastName", "Address", "City", "Country", "State"].map { "vnp_Bill_" + $0 }
            + ["Phone", "Email", "Customer", "Address", "Company", "Taxcode", "Type"].map { "vnp_Inv_" + $0 }
    )

    func check(_ value: String) throws(VNPAYPaymentFault) {
        guard value.count >= length.lowerBound else { throw .tooShort(name, least: length.lowerBound) }
        guard value.count <= length.upperBound else { throw .tooLong(name, most: length.upperBound) }
        if let culprit = value.first(where: { !allows($0) }) { throw .forbiddenCharacter(name, String(culprit)) }
    }

    private func allows(_ character: Character) -> Bool {
        let isDigit = ("0"..."9").contains(character)
        let isLetter = ("a"..."z").contains(character) || ("A"..."Z").contains(character)
        return switch alphabet {
        case .digits: isDigit
        case .letters: isLetter
        case .alphanumeric: character.isASCII && (isDigit || isLetter)
        case .safeText: VNPAYText.isSafe(character)
        case .any: true
        }
    }
}

/// The rule of `vnp_…` that a payment would have broken. Nothing was sent.
public enum VNPAYPaymentFault: Error, Hashable, Sendable, CustomStringConvertible {
    case amountOutOfRange(Int64)
    case notAnIPAddress(String)
    case expiresBeforeCreation
    case dateOutOfRange
    case notAWebAddress(String)
    case emptySecret
    case tooShort(String, least: Int)
    case tooLong(String, most: Int)
    case forbiddenCharacter(String, String)
    case unknownField(String)

    public var words: VNPAYWords {
        switch self {
        case .amountOutOfRange(let dong):
            VNPAYWords(
                "Số tiền \(dong) đ nằm ngoài khoảng 1 đến 9.999.999.999 đ của vnp_Amount",
                "the amount of \(dong) đồng is outside 1 to 9,999,999,999, which is what vnp_Amount holds"
            )
        case .notAnIPAddress(let text):
            VNPAYWords("“\(text)” không phải địa chỉ IP", "“\(text)” holds no IP address")
        case .expiresBeforeCreation:
            VNPAYWords("vnp_ExpireDate phải sau vnp_CreateDate", "vnp_ExpireDate must be later than vnp_CreateDate")
        case .dateOutOfRange:
            VNPAYWords("Thời điểm nằm ngoài các năm 1970–9998", "a date is outside the years 1970 to 9998")
        case .notAWebAddress(let name):
            VNPAYWords(
                "\(name) phải là địa chỉ http(s) đầy đủ, chỉ gồm ký tự ASCII",
                "\(name) must be a whole http or https address in ASCII"
            )
        case .emptySecret: VNPAYWords("Thiếu chuỗi bí mật (hash secret)", "the hash secret is empty")
        case .tooShort(let name, let least):
            VNPAYWords("\(name) phải có ít nhất \(least) ký tự", "\(name) must have at least \(least) characters")
        case .tooLong(let name, let most):
            VNPAYWords("\(name) dài tối đa \(most) ký tự", "\(name) may have at most \(most) characters")
        case .forbiddenCharacter(let name, let character):
            VNPAYWords("\(name) không được chứa “\(character)”", "\(name) must not contain “\(character)”")
        case .unknownField(let name):
            VNPAYWords("VNPAY không có tham số \(name)", "VNPAY has no parameter \(name)")
        }
    }

    public var description: String { words.english }
}
