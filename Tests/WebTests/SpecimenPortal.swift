import Markup

@testable import Web

extension Specimen {
    static let portal: [Specimen] = entrance + rooms

    private static let entrance: [Specimen] = [
        Specimen(name: "sign-in", page: SignInPage(around: around(), error: "Email hoặc mật khẩu chưa đúng.")),
        Specimen(
            name: "link-sent",
            page: LinkSentPage(around: around(), email: "thuy@example.com", validUntil: "14:35")
        ),
        Specimen(name: "one-time", page: OneTimeSignInPage(around: around(), token: "token")),
        Specimen(name: "one-time-spent", page: OneTimeSignInPage(around: around(), token: "token", isSpent: true)),
    ]

    private static let rooms: [Specimen] = [
        Specimen(name: "packages", page: PackagesPage(around: around(signedIn: true), packages: [card])),
        Specimen(name: "packages-empty", page: PackagesPage(around: around(signedIn: true), packages: [])),
        Specimen(name: "package", page: package),
        Specimen(name: "payments", page: payments),
        Specimen(name: "payments-empty", page: PaymentsPage(around: around(signedIn: true), payments: [])),
        Specimen(name: "invoices", page: InvoicesPage(around: around(signedIn: true), invoices: [invoice])),
        Specimen(name: "invoices-empty", page: InvoicesPage(around: around(signedIn: true), invoices: [])),
        Specimen(
            name: "details",
            page: DetailsPage(
                around: around(signedIn: true),
                name: "Đặng Thị Thủy",
                email: "thuy@example.com",
                phone: "0901234567",
                address: "12 ngõ 45 phố Võng Thị, phường Tây Hồ, Hà Nội",
                hasPassword: true,
                sessions: [
                    .init(id: "1", device: "Chrome, Android", lastSeen: "23/11/2026 14:05", isThis: true),
                    .init(id: "2", device: "Firefox, Windows", lastSeen: "20/11/2026 08:40", isThis: false),
                ],
                news: "Đã lưu thông tin liên hệ."
            )
        ),
    ]

    private static let package = PackagePage(
        around: around(signedIn: true),
        card: card,
        access: [
            AccessDetail(name: "Địa chỉ", value: "https://ca.example.vn", isLink: true),
            AccessDetail(name: "Tên đăng nhập", value: "thuy.dang"),
            AccessDetail(name: "Mật khẩu", value: "Rk7-mPq2-Xv", isSecret: true),
        ],
        history: [
            Happening(state: .done, words: "Đã đăng ký", time: "23/11/2026 14:01"),
            Happening(state: .done, words: "Đã nhận thanh toán", time: "23/11/2026 14:06"),
            Happening(state: .done, words: "Gói đã được kích hoạt", time: "23/11/2026 14:07"),
        ],
        particulars: [Fact("Số hợp đồng", number: "ON-261123-7KQ2MX"), Fact("Khách hàng", "Đặng Thị Thủy")],
        invoice: invoice
    )

    private static let payments = PaymentsPage(
        around: around(signedIn: true),
        payments: [
            .init(
                time: "23/11/2026 14:05",
                planName: "Cấp mới 12 tháng (kèm token)",
                contractNumber: "ON-261123-7KQ2MX",
                amount: "1.296.000 ₫",
                state: Badge("Đã thanh toán", .good),
                link: ("Biên nhận", .portalReceipt("ON-261123-7KQ2MX-01"))
            ),
            .init(
                time: "23/11/2026 14:02",
                planName: "Cấp mới 12 tháng (kèm token)",
                contractNumber: "ON-261123-7KQ2MX",
                amount: "1.296.000 ₫",
                state: Badge("Không thành công", .calm),
                link: nil
            ),
        ]
    )
}
