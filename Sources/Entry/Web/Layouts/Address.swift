import Markup

/// An address of ours: a path, and perhaps a query. Pages link through these functions, never through strings, so
/// that an address changes in one place. Everything that comes from data is percent-encoded.
package struct Address: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ segments: String...) {
        description = "/" + segments.map(\.percentEncoded).joined(separator: "/")
    }

    private init(description: String) { self.description = description }

    /// This address with one more value in its query; an empty value is left out.
    func asking(_ name: String, _ value: String) -> Address {
        guard !value.isEmpty else { return self }
        let sign = description.contains("?") ? "&" : "?"
        return Address(description: "\(description)\(sign)\(name.percentEncoded)=\(value.percentEncoded)")
    }

    /// The page being looked at, as the request named it: a path of our own or the home page.
    static func here(_ path: String) -> Address {
        let safe = path.hasPrefix("/") && !path.hasPrefix("//") && !path.utf8.contains(UInt8(ascii: "\\"))
        return safe ? Address(description: path) : home
    }
}

// The storefront.
extension Address {
    static var home: Address { Address() }
    static var terms: Address { Address("dieu-khoan") }
    static var design: Address { Address("design") }
    static func product(_ code: String) -> Address { Address("dich-vu", code) }
    static func register(_ plan: String) -> Address { Address("dang-ky", plan) }
    static func confirmEmail(_ registration: String) -> Address { Address("xac-nhan", registration) }
    static func confirmLink(_ token: String) -> Address { Address("xac-nhan-thu", token) }
    static func resendCode(_ registration: String) -> Address { Address("xac-nhan", registration, "gui-lai") }
}

// The payment link.
extension Address {
    /// `/p/{token}`: what stands in the e-mail.
    package static func payment(_ token: String) -> Address { Address("p", token) }
    static func pay(_ token: String) -> Address { Address("p", token, "thanh-toan") }
    static func continuePayment(_ token: String) -> Address { Address("p", token, "tiep-tuc") }
    static func paymentState(_ token: String) -> Address { Address("p", token, "trang-thai") }
    static func receipt(_ token: String) -> Address { Address("p", token, "bien-nhan") }
    static func renewLink(_ token: String) -> Address { Address("p", token, "gia-han") }
    static func dispute(_ token: String) -> Address { Address("p", token, "chua-dung") }
    /// Where VNPAY sends the payer back.
    package static var vnpayReturn: Address { Address("vnpay", "return") }
    /// Where VNPAY's server tells what became of a payment.
    package static var vnpayNotice: Address { Address("vnpay", "ipn") }
}

// The portal.
extension Address {
    package static var portal: Address { Address("tai-khoan") }
    static var signIn: Address { Address("tai-khoan", "dang-nhap") }
    static var signInByPassword: Address { Address("tai-khoan", "dang-nhap", "mat-khau") }
    static var sendSignInLink: Address { Address("tai-khoan", "dang-nhap", "lien-ket") }
    /// `/tai-khoan/vao/{token}`: the one-time link of the e-mail.
    package static func oneTimeSignIn(_ token: String) -> Address { Address("tai-khoan", "vao", token) }
    static var signOut: Address { Address("tai-khoan", "dang-xuat") }
    static func package(_ id: String) -> Address { Address("tai-khoan", "goi", id) }
    static var ownStatements: Address { Address("tai-khoan", "cuoc") }
    static var payStatements: Address { Address("tai-khoan", "cuoc", "thanh-toan") }
    static func ownStatementPDF(_ id: String) -> Address { Address("tai-khoan", "cuoc", id, "pdf") }
    static var payments: Address { Address("tai-khoan", "thanh-toan") }
    static func portalReceipt(_ id: String) -> Address { Address("tai-khoan", "thanh-toan", id) }
    static var invoices: Address { Address("tai-khoan", "hoa-don") }
    static func invoicePDF(_ id: String) -> Address { Address("tai-khoan", "hoa-don", id, "pdf") }
    static func invoiceXML(_ id: String) -> Address { Address("tai-khoan", "hoa-don", id, "xml") }
    static var details: Address { Address("tai-khoan", "thong-tin") }
    static var changeContact: Address { Address("tai-khoan", "thong-tin", "lien-he") }
    static var changePassword: Address { Address("tai-khoan", "thong-tin", "mat-khau") }
    static func revokeSession(_ id: String) -> Address { Address("tai-khoan", "thong-tin", "phien", id) }
}

// Files.
extension Address {
    static func file(_ name: String) -> Address { Address("static", name) }
}

extension HTML.StringInterpolation {
    mutating func appendInterpolation(_ address: Address) { appendInterpolation(link: address.description) }
}

extension String {
    /// Only the unreserved characters of RFC 3986 stay as they are.
    var percentEncoded: String {
        var text = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
