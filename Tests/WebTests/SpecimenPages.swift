import Kernel
import Markup

@testable import Web

extension Specimen {
    private static func home(_ around: Surroundings, isEmpty: Bool = false) -> HomePage {
        let product = HomePage.Product(
            code: "MBF-CA",
            name: "Chữ ký số MobiFone CA (USB Token)",
            category: "digital-signature",
            planCount: "4 gói",
            lowestPrice: "972.000 ₫",
            audiences: ["Cá nhân", "Doanh nghiệp"]
        )
        let other = HomePage.Product(
            code: "MBF-SIGN",
            name: "Ký số từ xa mSign",
            category: "digital-signature",
            planCount: "2 gói",
            lowestPrice: "378.000 ₫",
            audiences: ["Cá nhân"]
        )
        let camera = HomePage.Product(
            code: "MBF-CAM",
            name: "Camera AI (thuê bao lưu trữ đám mây)",
            category: "camera",
            planCount: "2 gói",
            lowestPrice: "777.600 ₫",
            audiences: ["Cá nhân", "Doanh nghiệp"]
        )
        return HomePage(
            around: around,
            tabs: [("digital-signature", "Chữ ký số"), ("camera", "Camera"), ("cloud", "Điện toán đám mây")],
            categories: isEmpty
                ? []
                : [
                    .init(code: "digital-signature", name: "Chữ ký số", products: [product, other]),
                    .init(code: "camera", name: "Camera", products: [camera]),
                ],
            wish: isEmpty ? .init(words: "máy bay") : .init()
        )
    }

    private static func product(_ around: Surroundings, isEmpty: Bool = false) -> ProductPage {
        let names = ["Cấp mới 12 tháng (kèm token)", "Cấp mới 24 tháng (kèm token)", "Cấp mới 36 tháng (kèm token)"]
        return ProductPage(
            around: around,
            name: "Chữ ký số MobiFone CA (USB Token)",
            category: ("digital-signature", "Chữ ký số"),
            audiences: ["Cá nhân", "Doanh nghiệp"],
            vatNote: "Thuế suất GTGT 8 % đến hết 31/12/2026, sau đó 10 %.",
            plans: isEmpty
                ? []
                : names.enumerated().map { index, name in
                    .init(
                        code: "CA-\(index)",
                        name: name,
                        term: "\(12 * (index + 1)) tháng",
                        price: price,
                        perMonth: "≈ 108.000 ₫ mỗi tháng",
                        perMonthShare: 100 - index * 20,
                        mark: index == 2 ? "Giá mỗi tháng thấp nhất" : nil,
                        isBest: index == 2,
                        canBuyOnline: index != 1
                    )
                }
        )
    }

    private static func registration(_ around: Surroundings, isWrong: Bool = false) -> RegistrationPage {
        var page = RegistrationPage(
            around: around,
            productName: "Chữ ký số MobiFone CA (USB Token)",
            productCode: "MBF-CA",
            category: "digital-signature",
            planCode: "CA-NEW-12",
            planName: "Cấp mới 12 tháng (kèm token)",
            term: "12 tháng",
            price: price,
            termsVersion: "2026-11",
            idempotencyKey: "key"
        )
        if isWrong {
            page.form.name = "Đặng Thị Thủy"
            page.form.email = "thuy@"
            page.errors.email = "Email chưa đúng, ví dụ: ten@congty.vn."
            page.errors.terms = "Bạn cần đồng ý với điều khoản."
        }
        return page
    }

    static let shop: [Specimen] = [
        Specimen(name: "home", page: home(around())),
        Specimen(name: "home-en", page: home(around(.english, signedIn: true))),
        Specimen(name: "home-empty", page: home(around(), isEmpty: true)),
        Specimen(name: "product", page: product(around())),
        Specimen(name: "product-empty", page: product(around(), isEmpty: true)),
        Specimen(name: "registration", page: registration(around())),
        Specimen(name: "registration-wrong", page: registration(around(), isWrong: true)),
        Specimen(name: "registration-en", page: registration(around(.english))),
        Specimen(
            name: "confirm",
            page: ConfirmEmailPage(
                around: around(),
                registration: "token",
                email: "thuy@example.com",
                validUntil: "14:20",
                error: "Mã chưa đúng. Bạn còn 4 lần nhập."
            )
        ),
        Specimen(
            name: "confirm-locked",
            page: ConfirmEmailPage(
                around: around(),
                registration: "token",
                email: "thuy@example.com",
                validUntil: "14:20",
                isLocked: true
            )
        ),
        Specimen(name: "design", page: DesignPage(around: around())),
    ]

    private static func pay(_ last: PaymentPage.LastAttempt, isDown: Bool = false) -> PaymentPage {
        PaymentPage(
            around: around(),
            token: "token",
            details: details,
            lastAttempt: last,
            idempotencyKey: "key",
            isGatewayDown: isDown
        )
    }

    private static func closed(_ reason: ClosedLinkPage.Reason) -> ClosedLinkPage {
        ClosedLinkPage(around: around(), token: "token", reason: reason)
    }

    static let payment: [Specimen] = [
        Specimen(name: "pay-open", page: pay(.none)),
        Specimen(
            name: "pay-declined",
            page: pay(
                .declined(
                    reason: "Tài khoản không đủ số dư.",
                    advice: "Hãy thanh toán lại bằng thẻ hoặc tài khoản khác, hoặc nạp thêm tiền rồi thử lại."
                )
            )
        ),
        Specimen(name: "pay-cancelled", page: pay(.cancelled)),
        Specimen(name: "pay-timed-out", page: pay(.timedOut)),
        Specimen(name: "pay-down", page: pay(.none, isDown: true)),
        Specimen(
            name: "pay-waiting",
            page: WaitingPage(
                around: around(),
                token: "token",
                details: details,
                since: "14:05:09 23/11/2026",
                reference: "ON-261123-7KQ2MX-01",
                heldUntil: "14:20",
                mayContinue: true,
                state: "checking"
            )
        ),
        Specimen(
            name: "pay-paid",
            page: PaidPage(
                around: around(),
                token: "token",
                total: details.total,
                words: details.words,
                contractNumber: details.contractNumber,
                planName: "Cấp mới 12 tháng (kèm token)",
                paidAt: "14:06:31 23/11/2026",
                paidWith: "NCB · ATM",
                gatewayNumber: "14226112",
                receiptNumber: "ON-261123-7KQ2MX-01",
                progress: [
                    Happening(state: .done, words: "Đã nhận thanh toán", time: "23/11/2026 14:06"),
                    Happening(state: .now, words: "Đang kích hoạt gói"),
                    Happening(state: .next, words: "Lập hóa đơn"),
                ],
                state: "paid-activating"
            )
        ),
        Specimen(name: "pay-expired", page: closed(.expired(on: "30/11/2026"))),
        Specimen(name: "pay-renewed", page: closed(.renewed(maskedEmail: "t•••@example.com"))),
        Specimen(name: "pay-superseded", page: closed(.superseded)),
        Specimen(name: "pay-revoked", page: closed(.revoked(ask: .init(name: "Trần Thị Mai", phone: "0912345678")))),
        Specimen(name: "pay-paid-otherwise", page: closed(.paid)),
        Specimen(name: "pay-withdrawn", page: closed(.withdrawn)),
        Specimen(name: "receipt", page: receipt(.payment)),
        Specimen(name: "receipt-portal", page: receipt(.portal(.payments))),
    ]

    private static func receipt(_ frame: Frame) -> ReceiptPage {
        ReceiptPage(
            around: around(signedIn: true),
            frame: frame,
            number: "ON-261123-7KQ2MX-01",
            paidAt: "14:06:31 23/11/2026",
            paidWith: "NCB · ATM",
            gatewayNumber: "14226112",
            reference: "ON-261123-7KQ2MX-01",
            details: details
        )
    }
}
