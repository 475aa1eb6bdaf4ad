import Kernel
import SandboxVNPAY
import Storage
import StorageSQLite
import Testing
import VNPAY

@Suite struct VNPAYPaymentTests {
    @Test func `an NCB card with its OTP pays, returns signed and is told of by an IPN`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            let methods = try await browser.get("/paymentv2/Transaction/PaymentMethod.html?token=\(token)")
            #expect(methods.text.contains("Chọn phương thức thanh toán"))
            #expect(methods.text.contains("1.105.021 VND"))
            #expect(methods.text.contains("Cửa hàng &lt;Thử&gt;"))
            let banks = try await browser.get(
                "/paymentv2/Transaction/Banks.html?token=\(token)&q=qu%E1%BB%91c+d%C3%A2n"
            )
            #expect(banks.text.contains("id=\"NCB\""))
            #expect(!banks.text.contains("id=\"BIDV\""))
            let card = try await browser.get("/paymentv2/Transaction/Card.html?token=\(token)&bank=NCB")
            for id in ["card_number_mask", "cardHolder", "cardDate", "btnContinue"] {
                #expect(card.text.contains("id=\"\(id)\""))
            }
            let agreed = try await browser.enterCard("9704 1985 2619 1432 198", token)
            #expect(agreed.location.contains("Confirm.html"))
            let code = try await browser.get(agreed.location)
            for id in ["otpvalue", "btnConfirm"] { #expect(code.text.contains("id=\"\(id)\"")) }

            let done = try await browser.step("Confirm", token, ["otpvalue": "123456"])
            #expect(done.status == 303)
            #expect(done.location.hasPrefix(VNPAYFixture.returnURL + "&vnp_Amount=110502100&"))
            let notice = try #require(try browser.notice(in: done.location))
            #expect(notice.verdict == .paid)
            #expect(notice.amountDong == 1_105_021)
            #expect(notice.bankCode == "NCB")
            #expect(notice.cardType == "ATM")
            #expect(notice.bankTransactionNumber == "VNP" + (notice.transactionNumber ?? ""))
            #expect(notice.paidAt == VNPAYFixture.morning.milliseconds)

            #expect(fixture.heard.isEmpty)
            try await browser.sandbox.deliverDueNotices()
            #expect(fixture.heard.count == 1)
            let told = try #require(try browser.notice(in: fixture.heard.first ?? ""))
            #expect(told.fields == notice.fields.withoutLanguage)
            let charges = try await browser.get("/sandbox/vnpay/charges")
            #expect(charges.text.contains("\"txn_ref\":\"REF-1\""))
            #expect(charges.text.contains("\"amount_dong\":1105021"))
        }
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 1)
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM ipn_notice WHERE state = 'delivered'") == 1)
    }

    @Test(arguments: [
        ("9704195798459170488", "51"), ("9704192181368742", "09"), ("9704193370791314", "12"),
        ("9704194841945513", "99"),
    ])
    func `a card that cannot pay warns the payer and tells the merchant`(number: String, code: String) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            let end = try await browser.enterCard(number, token)
            #expect(end.location.contains("Result.html"))
            let page = try await browser.get(end.location)
            let words = VNPAYResponseCode(code)
            #expect(page.text.contains(words.payerWords.vietnamese))
            #expect(page.text.contains("id=\"btnReturn\""))
            try await browser.sandbox.deliverDueNotices()
            let notice = try #require(try browser.notice(in: fixture.heard.first ?? ""))
            #expect(notice.verdict == .declined(words))
            #expect(notice.transactionNumber == nil)
        }
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 0)
    }

    @Test func `a wrong code may be tried three times`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            _ = try await browser.enterCard("9704198526191432198", token)
            for _ in 0..<2 {
                let page = try await browser.step("Confirm", token, ["otpvalue": "000000"])
                #expect(page.status == 200)
                #expect(page.text.contains("id=\"lb_message_error\""))
            }
            #expect(try await browser.step("Confirm", token, ["otpvalue": "000000"]).location.contains("Result.html"))
            #expect(try await browser.step("Confirm", token, ["otpvalue": "123456"]).location.contains("Result.html"))
            try await browser.sandbox.deliverDueNotices()
            let notice = try #require(try browser.notice(in: fixture.heard.first ?? ""))
            #expect(notice.verdict == .declined(.wrongOTP))
        }
    }

    @Test func `wrong card data may be corrected three times`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            for _ in 0..<3 {
                let page = try await browser.enterCard("9704198526191432198", token, date: "08/15")
                #expect(page.status == 200)
                #expect(page.text.contains("Thông tin thẻ chưa đúng"))
                #expect(!page.text.contains("value=\"9704198526191432198\""))
            }
            _ = try await browser.enterCard("9704198526191432198", token, date: "08/15")
            try await browser.sandbox.deliverDueNotices()
            #expect(try browser.notice(in: fixture.heard.first ?? "")?.verdict == .declined(.wrongCardData))
        }
    }

    @Test func `a code cannot be had without a card, nor terms without one`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            for step in ["Confirm", "Terms", "ThreeDSecure"] {
                let page = try await browser.step(step, token, ["otpvalue": "123456"])
                #expect(page.location.contains("PaymentMethod.html"))
            }
            _ = try await browser.step(
                "Card",
                token,
                [
                    "bank": "NCB", "card_number_mask": "9704198526191432198", "cardHolder": "NGUYEN VAN A",
                    "cardDate": "07/15",
                ]
            )
            let early = try await browser.step("Confirm", token, ["otpvalue": "123456"])
            #expect(early.location.contains("PaymentMethod.html"))
        }
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 0)
    }

    @Test func `cancelling asks once more and returns with 24`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            let question = try await browser.get("/paymentv2/Transaction/Cancel.html?token=\(token)")
            #expect(question.text.contains("id=\"btnConfirmCancel\""))
            let back = try await browser.step("Cancel", token)
            let notice = try #require(try browser.notice(in: back.location))
            #expect(notice.verdict == .declined(.cancelled))
            #expect(notice.bankCode == "VNPAY")
            #expect(notice.bankTransactionNumber == nil)
            #expect(notice.fields["vnp_TransactionNo"] == "0")
            try await browser.sandbox.deliverDueNotices()
            #expect(fixture.heard.count == 1)

            let other = try await browser.open(fixture.payment("REF-2"))
            let json = try await browser.post(
                "/paymentv2/Transaction/Cancel.html?token=\(other)",
                [:],
                accept: "application/json"
            )
            #expect(json.text.contains("\"code\":\"00\""))
            #expect(json.text.contains("vnp_ResponseCode=24"))
        }
    }

    @Test func `after fifteen minutes there is only the error page`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            let page = try await browser.get("/paymentv2/Transaction/Banks.html?token=\(token)")
            #expect(page.text.contains("data-seconds=\"900\""))
            fixture.advance(seconds: 899)
            #expect(try await browser.enterCard("9704198526191432198", token).location.contains("Confirm.html"))
            fixture.advance(seconds: 1)
            let late = try await browser.step("Confirm", token, ["otpvalue": "123456"])
            #expect(late.location == "/paymentv2/Payment/Error.html?code=15")
            try await browser.sandbox.deliverDueNotices()
            #expect(fixture.heard.isEmpty)
        }
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 0)
        #expect(
            try await fixture.count(
                "SELECT COUNT(*) AS n FROM transaction_record WHERE state = 'expired' AND transaction_status = '08'"
            ) == 1
        )
    }

    @Test(arguments: [
        ("4456530000001005", "VISA", false), ("4456530000001096", "VISA", true),
        ("5200000000001005", "MASTERCARD", false), ("3337000000200004", "JCB", true),
    ])
    func `international cards pay, with 3-D Secure where enrolled`(
        number: String,
        scheme: String,
        isEnrolled: Bool
    ) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            var payment = fixture.payment()
            payment.bankCode = "INTCARD"
            let token = try await browser.open(payment)
            let start = try await browser.get("/paymentv2/Transaction/PaymentMethod.html?token=\(token)")
            #expect(start.location.contains("International.html"))
            let form: VNPAYFields = [
                "cardNumber": number, "cardDate": "12/26", "cvv": "123", "cardHolder": "NGUYEN VAN A",
                "email": "test@gmail.com", "address": "22 Lang Ha", "city": "Ha Noi",
            ]
            var wrong = form
            wrong["cvv"] = "999"
            #expect(try await browser.step("International", token, wrong).status == 200)
            #expect(try await browser.step("International", token, form).location.contains("Terms.html"))
            var end = try await browser.step("Terms", token)
            #expect(end.location.contains("ThreeDSecure.html") == isEnrolled)
            if isEnrolled { end = try await browser.step("ThreeDSecure", token, ["otpvalue": "123456"]) }
            let notice = try #require(try browser.notice(in: end.location))
            #expect(notice.verdict == .paid)
            #expect(notice.bankCode == scheme)
            #expect(notice.cardType == scheme)
            #expect(notice.bankTransactionNumber?.count == 22)
        }
    }

    @Test func `a QR code is shown, scanned by the button, and noticed by the poll`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            var payment = fixture.payment()
            payment.bankCode = "VNPAYQR"
            let token = try await browser.open(payment)
            let page = try await browser.get("/paymentv2/Transaction/Qr.html?token=\(token)")
            #expect(page.text.contains("<svg"))
            let status = "/paymentv2/Transaction/Status.json?token=\(token)"
            #expect(try await browser.get(status).text == #"{"finished":false}"#)
            let done = try await browser.step("Qr", token, ["outcome": "00"])
            #expect(try browser.notice(in: done.location)?.cardType == "QRCODE")
            #expect(try await browser.get(status).text.contains("vnp_ResponseCode=00"))
        }
    }

    @Test func `the wallet pays, and the page speaks English when asked`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            let page = try await browser.get("/paymentv2/Transaction/Wallet.html?token=\(token)&lang=en")
            #expect(page.text.contains("<html lang=\"en\">"))
            #expect(page.text.contains("VNPAY e-wallet"))
            let done = try await browser.step("Wallet", token, ["phone": "0901234567", "pin": "123456"])
            #expect(try browser.notice(in: done.location)?.verdict == .paid)
        }
    }

    @Test func `a token without its cookie opens nothing`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            browser.forgetCookies()
            #expect(try await browser.get("/paymentv2/Transaction/PaymentMethod.html?token=\(token)").status == 403)
            #expect(try await browser.step("Cancel", token).status == 403)
        }
    }

    @Test func `paying twice at once charges once`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let token = try await browser.open(fixture.payment())
            _ = try await browser.enterCard("9704198526191432198", token)
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask { try await browser.step("Confirm", token, ["otpvalue": "123456"]).location }
                }
                for try await location in group { #expect(location.hasPrefix(VNPAYFixture.returnURL)) }
            }
        }
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM charge") == 1)
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM ipn_notice") == 1)
    }
}

extension VNPAYFields {
    /// The merchant's own parameter of the return address.
    var withoutLanguage: VNPAYFields { VNPAYFields(all.filter { $0.name != "lang" }) }
}
