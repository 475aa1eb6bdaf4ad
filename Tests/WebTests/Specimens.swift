import Kernel
import Markup
import Testing

@testable import Web

/// A page of every kind, with words of the right length.
struct Specimen: Sendable, CustomTestStringConvertible {
    let name: String
    let page: any Page
    var testDescription: String { name }

    static func around(_ language: Language = .vietnamese, signedIn: Bool = false) -> Surroundings {
        Surroundings(
            language: language,
            seller: Seller(
                name: "MobiFone QLDV",
                legalName: "Tổng công ty Viễn thông MobiFone",
                taxCode: "0100686209",
                address: "Số 01 phố Phạm Văn Bạch, phường Cầu Giấy, Hà Nội",
                phone: "18001290",
                email: "contact-itc@mobifone.vn"
            ),
            path: "/",
            csrfToken: "csrf-token",
            signedInName: signedIn ? "Đặng Thị Thủy" : nil
        )
    }

    static let price = Price(net: "1.200.000 ₫", vatLabel: "Thuế GTGT 8 %", vat: "96.000 ₫", total: "1.296.000 ₫")

    static let details = PaymentDetails(
        customer: "Đặng Thị Thủy",
        buyerNumber: ("Mã số thuế", "0100686209"),
        address: "12 ngõ 45 phố Võng Thị, phường Tây Hồ, Hà Nội",
        contractNumber: "ON-261123-7KQ2MX",
        lines: [
            .init(
                name: "Cấp mới 12 tháng (kèm token)",
                quantity: "1 gói",
                net: "1.200.000 ₫",
                rate: "8 %",
                total: "1.296.000 ₫"
            )
        ],
        taxes: [.init(label: "Thuế GTGT 8 %", net: "1.200.000 ₫", vat: "96.000 ₫")],
        net: "1.200.000 ₫",
        total: "1.296.000 ₫",
        words: "Một triệu hai trăm chín mươi sáu nghìn đồng",
        due: "30/11/2026",
        expires: "30/11/2026 14:05"
    )

    static let card = PackageCard(
        id: "ON-261123-7KQ2MX",
        planName: "Cấp mới 12 tháng (kèm token)",
        productName: "Chữ ký số MobiFone CA",
        category: "digital-signature",
        contractNumber: "ON-261123-7KQ2MX",
        state: Badge("Đang hoạt động", .good),
        term: TermBar(span: "23/11/2026 – 22/11/2027", left: "còn 365 ngày", percentLeft: 100, isLow: false)
    )

    static let invoice = InvoiceRow(
        id: "0199",
        contractNumber: "ON-261123-7KQ2MX",
        state: Badge("Đã phát hành", .good),
        number: "00000123",
        series: "1C26TQD",
        issued: "23/11/2026",
        authorityCode: "00F1E2D3C4B5A697887766554433221100",
        lookUpCode: "K7QX2M9P4T",
        total: "1.296.000 ₫",
        hasPDF: true,
        hasXML: true
    )

    static let all: [Specimen] =
        staffInvoices + shop + payment + portal + guides + errors + contracts + customerPages + approvals + house
        + reconciliation + money + refunds + tokens + term + debts + months + alarms

    private static let errors = ErrorPage.Kind.allCases.map { kind in
        Specimen(name: "error-\(kind)", page: ErrorPage(around: around(), kind: kind, reference: "A1B2C3D4E5"))
    }
}
