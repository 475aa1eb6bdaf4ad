/// A test card that VNPAY publishes for its sandbox, and what comes of it.
struct TestCard: Hashable, Sendable {
    enum Outcome: Hashable, Sendable {
        case success
        /// The page tells the payer, and the merchant gets this `vnp_ResponseCode`.
        case refused(String)
    }

    enum Check: Hashable, Sendable {
        case none
        case otp(String)
        case threeDSecure
    }

    let number: String
    let bankCode: String
    let cardType: String
    /// `MM/YY`: the date of issue of domestic cards, of expiry of the others.
    let date: String
    let check: Check
    let outcome: Outcome

    static let holder = "NGUYEN VAN A"
    static let cvv = "123"

    var isInternational: Bool { cardType != "ATM" }

    /// `970419xxxxxxxxx2198`: the first six and the last four.
    var masked: String { number.prefix(6) + String(repeating: "x", count: number.count - 10) + number.suffix(4) }

    private init(
        _ number: String,
        _ bankCode: String,
        date: String,
        check: Check = .none,
        outcome: Outcome = .success
    ) {
        self.number = number
        self.bankCode = bankCode
        cardType = ["VISA", "MASTERCARD", "JCB"].contains(bankCode) ? bankCode : "ATM"
        self.date = date
        self.check = check
        self.outcome = outcome
    }

    static let domestic = [
        TestCard("9704198526191432198", "NCB", date: "07/15", check: .otp("123456")),
        TestCard("9704195798459170488", "NCB", date: "07/15", outcome: .refused("51")),
        TestCard("9704192181368742", "NCB", date: "07/15", outcome: .refused("09")),
        TestCard("9704193370791314", "NCB", date: "07/15", outcome: .refused("12")),
        TestCard("9704194841945513", "NCB", date: "07/15", outcome: .refused("99")),
        TestCard("9704000000000018", "NAPAS", date: "03/07", check: .otp("otp")),
        TestCard("9704020000000016", "NAPAS", date: "03/07", check: .otp("otp")),
        TestCard("9704310005819191", "EXIMBANK", date: "10/26"),
    ]

    static let international = [
        TestCard("4456530000001005", "VISA", date: "12/26"),
        TestCard("4456530000001096", "VISA", date: "12/26", check: .threeDSecure),
        TestCard("5200000000001005", "MASTERCARD", date: "12/26"),
        TestCard("5200000000001096", "MASTERCARD", date: "12/26", check: .threeDSecure),
        TestCard("3337000000000008", "JCB", date: "12/26"),
        TestCard("3337000000200004", "JCB", date: "12/26", check: .threeDSecure),
    ]

    static func masked(_ text: String) -> TestCard? { (domestic + international).first { $0.masked == text } }

    /// The test cards that can be used at a bank: its own, and those that NAPAS routes for every bank.
    static func cards(ofBank code: String) -> [TestCard] {
        domestic.filter { $0.bankCode == code || $0.bankCode == "NAPAS" }
    }

    /// A domestic card by what was typed: blanks in the number and the case of the name do not matter.
    static func domestic(number: String, holder: String, date: String, bank: String) -> TestCard? {
        let digits = number.filter(\.isWholeNumber)
        return cards(ofBank: bank).first {
            $0.number == digits && holder.uppercased() == Self.holder && $0.date == date.filter { $0 != " " }
        }
    }

    /// An international card. The published expiry dates move from year to year, so any well-formed one will do.
    static func international(number: String, date: String, cvv: String) -> TestCard? {
        let digits = number.filter(\.isWholeNumber)
        return international.first { $0.number == digits && cvv == Self.cvv && isMonth(date) }
    }

    private static func isMonth(_ text: String) -> Bool {
        let parts = text.filter { $0 != " " }.split(separator: "/")
        guard parts.count == 2, parts[1].count == 2, Int(parts[1]) != nil, let month = Int(parts[0]) else {
            return false
        }
        return (1...12).contains(month)
    }
}
