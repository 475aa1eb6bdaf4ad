/// A page of the hosted payment.
enum Step: String, Hashable, Sendable, CaseIterable {
    case method = "PaymentMethod"
    case banks = "Banks"
    case card = "Card"
    case terms = "Terms"
    case confirm = "Confirm"
    case international = "International"
    case threeDSecure = "ThreeDSecure"
    case qr = "Qr"
    case wallet = "Wallet"
    case cancel = "Cancel"
    case result = "Result"

    static let folder = "/paymentv2/Transaction/"

    init?(fileName: String?) {
        guard let fileName, fileName.hasSuffix(".html") else { return nil }
        self.init(rawValue: String(fileName.dropLast(5)))
    }

    func address(_ token: String, _ more: String = "") -> String {
        Self.folder + rawValue + ".html?token=" + token + (more.isEmpty ? "" : "&" + more)
    }

    /// Where a `vnp_BankCode` of the pay address leads at once; the page of choices when there is none.
    static func start(bank: String?, token: String) -> String {
        switch bank {
        case nil: method.address(token)
        case "VNPAYQR": qr.address(token)
        case "VNBANK": banks.address(token)
        case "VNMART": wallet.address(token)
        case "INTCARD": international.address(token)
        case .some(let code) where Bank.internationalSchemes.contains(code): international.address(token)
        case .some(let code): card.address(token, "bank=" + code)
        }
    }
}
