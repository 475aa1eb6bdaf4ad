import Foundation
import Testing
import VNPAY

@Suite struct PaymentTests {
    static let terminal = VNPAYTerminal(
        code: "DUMMY001",
        secret: VNPAYSecret("DUMMYSECRETFORTESTVECTORS0123456"),
        payPage: "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html",
        returnURL: "https://shop.example/return?a=1&b=2"
    )
    /// 2026-11-23 10:15:00 in Vietnam.
    static let morning: Int64 = 1_795_403_700_000
    static let payment = VNPAYPayment(
        reference: "REF-1",
        amountDong: 18_060,
        description: "Thanh toán đơn hàng #5 (gói Đám mây)",
        payerAddress: "127.0.0.1",
        createdAt: morning
    )

    static func payment(
        reference: String = "REF-1",
        amountDong: Int64 = 18_060,
        description: String = "x",
        payerAddress: String = "127.0.0.1"
    ) -> VNPAYPayment {
        VNPAYPayment(
            reference: reference,
            amountDong: amountDong,
            description: description,
            payerAddress: payerAddress,
            createdAt: morning
        )
    }

    @Test func `the pay address is what a browser and VNPAY expect`() throws {
        let url = try Self.payment.url(at: Self.terminal)
        let query = try #require(url.split(separator: "?", maxSplits: 1).last)
        let fields = try VNPAYFields(query: String(query))

        #expect(url.hasPrefix("https://sandbox.vnpayment.vn/paymentv2/vpcpay.html?vnp_Amount=1806000&vnp_Command=pay&"))
        #expect(fields["vnp_CreateDate"] == "20261123101500")
        #expect(fields["vnp_ExpireDate"] == "20261123103000")
        #expect(fields["vnp_OrderInfo"] == "Thanh toan don hang 5 goi Dam may")
        #expect(fields["vnp_BankCode"] == nil)
        #expect(VNPAYSignature.isValid(fields, as: .pay, secret: Self.terminal.secret))
        #expect(!url.contains("DUMMYSECRET"))
    }

    @Test func `bank, language, kind of goods and invoice fields travel and are signed`() throws {
        var payment = Self.payment
        payment.bankCode = "NCB"
        payment.locale = .english
        payment.orderType = "130000"
        payment.extraFields = ["vnp_Bill_Address": "22 Láng Hạ", "vnp_Inv_Type": "O", "vnp_Bill_City": ""]
        let fields = try payment.signedFields(at: Self.terminal)
        #expect(fields["vnp_BankCode"] == "NCB")
        #expect(fields["vnp_Locale"] == "en")
        #expect(fields["vnp_Bill_Address"] == "22 Láng Hạ")
        #expect(fields["vnp_Bill_City"] == nil)
        #expect(VNPAYSignature.isValid(fields, as: .pay, secret: Self.terminal.secret))
    }

    @Test func `the largest amount that fits does, and not one more`() throws {
        #expect(
            try Self.payment(amountDong: 9_999_999_999).signedFields(at: Self.terminal)["vnp_Amount"] == "999999999900"
        )
        for amount in [10_000_000_000, 0, -1, Int64.max] {
            #expect(throws: VNPAYPaymentFault.amountOutOfRange(amount)) {
                try Self.payment(amountDong: amount).url(at: Self.terminal)
            }
        }
    }

    @Test(arguments: ["", "Đ1", "a b*c", "a~b", "a(b)", "it's", String(repeating: "9", count: 101)])
    func `a reference that encoders could disagree about is refused`(reference: String) {
        #expect(throws: VNPAYPaymentFault.self) { try Self.payment(reference: reference).url(at: Self.terminal) }
    }

    @Test func `every broken rule is named`() {
        func fault(
            _ change: (inout VNPAYPayment) -> Void,
            at terminal: VNPAYTerminal = Self.terminal
        ) -> VNPAYPaymentFault? {
            var payment = Self.payment
            change(&payment)
            do {
                _ = try payment.url(at: terminal)
                return nil
            } catch {
                return error
            }
        }
        func terminal(code: String = "DUMMY001", secret: String = "S", returnURL: String) -> VNPAYTerminal {
            VNPAYTerminal(code: code, secret: VNPAYSecret(secret), payPage: "https://x.vn/p", returnURL: returnURL)
        }
        #expect(fault({ $0.bankCode = "N" }) == .tooShort("vnp_BankCode", least: 3))
        #expect(fault({ $0.bankCode = "N C B" }) == .forbiddenCharacter("vnp_BankCode", " "))
        #expect(fault({ $0.expiresAt = $0.createdAt }) == .expiresBeforeCreation)
        #expect(fault({ $0.expiresAt = .max }) == .dateOutOfRange)
        #expect(fault({ $0.orderType = "" }) == .tooShort("vnp_OrderType", least: 1))
        #expect(fault({ $0.extraFields = ["vnp_Foo": "1"] }) == .unknownField("vnp_Foo"))
        #expect(fault({ _ in }, at: terminal(returnURL: "shop.example/return")) == .notAWebAddress("vnp_ReturnUrl"))
        #expect(fault({ _ in }, at: terminal(returnURL: "https:///")) == .notAWebAddress("vnp_ReturnUrl"))
        let long = "https://shop.example/" + String(repeating: "x", count: 250)
        #expect(fault({ _ in }, at: terminal(returnURL: long)) == .tooLong("vnp_ReturnUrl", most: 255))
        let short = terminal(code: "SHORT", returnURL: "https://shop.example/r")
        #expect(fault({ _ in }, at: short) == .tooShort("vnp_TmnCode", least: 8))
        #expect(fault({ _ in }, at: terminal(secret: "", returnURL: "https://shop.example/r")) == .emptySecret)
        #expect(fault({ _ in }) == nil)
        #expect(throws: VNPAYPaymentFault.tooShort("vnp_OrderInfo", least: 1)) {
            try Self.payment(description: "()").url(at: Self.terminal)
        }
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::1", "127.0.0.1"), ("::ffff:1.2.3.4", "1.2.3.4"),
        ("::FFFF:0102:0304", "1.2.3.4"),
        ("203.0.113.9, 10.0.0.1", "203.0.113.9"), ("unknown, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:51234", "203.0.113.9"), ("[2001:DB8::7]:443", "2001:db8::7"), ("fe80::1%eth0", "fe80::1"),
        ("2001:db8:0:0:0:0:0:7", "2001:db8:0:0:0:0:0:7"), ("  14.191.1.2 ", "14.191.1.2"),
    ])
    func `addresses become what VNPAY takes`(text: String, address: String) throws {
        #expect(VNPAYIPAddress.normalised(text) == address)
        #expect(try Self.payment(payerAddress: text).signedFields(at: Self.terminal)["vnp_IpAddr"] == address)
    }

    @Test(arguments: ["", ",", "localhost", "1.2.3", "1.2.3.256", "1.2.3.4.5", ":::", "1::2::3", "g::1", "[::1"])
    func `what is no address is refused`(text: String) {
        #expect(VNPAYIPAddress.normalised(text) == nil)
    }

    @Test func `Vietnamese is written without diacritics on purpose`() {
        let composed = "Trường Đại học Phú Yên: ỨNG DỤNG quỹ, kỹ sư, nghĩa, thuở, lặng lẽ, đỡ"
        let plain = "Truong Dai hoc Phu Yen: UNG DUNG quy, ky su, nghia, thuo, lang le, do"
        #expect(VNPAYText.transliterated(composed) == plain)
        #expect(VNPAYText.transliterated("Vie\u{323}\u{302}t đo\u{31B}n") == "Viet don")
        #expect(VNPAYText.orderInfo("  Gói   “Cloud” – 5% \n🙂 ") == "Goi Cloud 5")
        #expect(VNPAYText.orderInfo(String(repeating: "ă", count: 400)).count == 255)
        #expect(VNPAYText.cardholder("Nguyễn Văn Đỗ") == "NGUYEN VAN DO")
    }

    @Test(arguments: [
        (Int64(0), "19700101070000"), (1_795_403_700_000, "20261123101500"), (1_709_225_999_999, "20240229235959"),
        (1_709_226_000_000, "20240301000000"), (4_102_419_600_000, "21000101000000"),
        (951_757_200_000, "20000229000000"),
    ])
    func `dates are Vietnam's wall clock, both ways`(milliseconds: Int64, text: String) {
        #expect(VNPAYDate.text(milliseconds: milliseconds) == text)
        #expect(VNPAYDate.milliseconds(text) == milliseconds / 1_000 * 1_000)
    }

    /// R13: a day before and after every end of a month for five years, a minute at a time around midnight.
    @Test func `dates agree with the zone tables, over leap days and the ends of years`() throws {
        let zone = try #require(TimeZone(identifier: "Asia/Ho_Chi_Minh"))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let format = Date.VerbatimFormatStyle(
            format: """
                \(year: .padded(4))\(month: .twoDigits)\(day: .twoDigits)\
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\
                \(second: .twoDigits)
                """,
            locale: Locale(identifier: "en_US_POSIX"),
            timeZone: zone,
            calendar: calendar
        )
        for month in 0..<60 {
            let first = try #require(
                calendar.date(from: DateComponents(year: 2026 + month / 12, month: 1 + month % 12, day: 1))
            )
            for minute in Array(-12...12) + [-1_440, 1_440] {
                let date = first.addingTimeInterval(TimeInterval(minute * 60))
                let milliseconds = Int64(date.timeIntervalSince1970) * 1_000
                #expect(VNPAYDate.text(milliseconds: milliseconds) == date.formatted(format))
                #expect(VNPAYDate.milliseconds(date.formatted(format)) == milliseconds)
            }
        }
    }

    @Test(arguments: [
        "", "20260230000000", "20261301000000", "20260101240000", "2026010112000", "2026010112000x", "20250229000000",
    ])
    func `a date that does not exist is none`(text: String) {
        #expect(VNPAYDate.milliseconds(text) == nil)
    }
}
