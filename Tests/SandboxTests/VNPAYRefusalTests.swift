import Kernel
import SandboxVNPAY
import Storage
import Testing
import VNPAY

@Suite struct VNPAYRefusalTests {
    /// The pay address with a change made before (or, for a wrong signature, after) it was signed.
    static func address(_ payment: VNPAYPayment, _ change: (inout VNPAYFields) -> Void) throws -> String {
        var fields = try payment.signedFields(at: VNPAYFixture.terminal)
        fields["vnp_SecureHash"] = nil
        change(&fields)
        fields["vnp_SecureHash"] =
            fields["vnp_SecureHash"]
            ?? VNPAYSignature.sign(fields, as: .pay, secret: VNPAYFixture.secret)
        return "/paymentv2/vpcpay.html?" + fields.query
    }

    @Test func `a reference may be used once a day`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.open(fixture.payment())
            let address = try fixture.payment().url(at: VNPAYFixture.terminal)
            let same = try await browser.get(address)
            #expect(same.location.hasPrefix("/paymentv2/Transaction/"), "who went back and comes again goes on")
            browser.forgetCookies()
            let again = try await browser.get(address)
            #expect(again.location.hasPrefix("/paymentv2/Payment/Error.html?code=01"))
            let page = try await browser.get(again.location)
            #expect(page.text.contains("REF-1"))
            fixture.advance(seconds: 86_400)
            _ = try await browser.open(fixture.payment())
        }
    }

    @Test(arguments: [
        ("vnp_Amount", "12.5"), ("vnp_Amount", "150"), ("vnp_Version", "2.0.1"), ("vnp_CurrCode", "USD"),
        ("vnp_Locale", "fr"), ("vnp_CreateDate", "20261332101500"), ("vnp_IpAddr", "1.1.1.1,2.2.2.2"),
        ("vnp_IpAddr", "0:0:0:0:0:0:0:1"), ("vnp_OrderInfo", ""), ("vnp_TxnRef", ""), ("vnp_BankCode", "NOBANK"),
        ("vnp_ReturnUrl", "shop.example/return"),
    ])
    func `data in the wrong format is refused with 03`(name: String, value: String) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let address = try Self.address(fixture.payment()) { $0[name] = value }
            #expect(try await browser.get(address).location.hasPrefix("/paymentv2/Payment/Error.html?code=03"))
        }
    }

    @Test(arguments: [(-7, "-7"), (7, "7"), (-14, "-14"), (-1, "vnp_ExpireDate")] as [(Int64, String)])
    func `dates of another zone are refused with 15, and the hours are named`(hours: Int64, word: String) async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let shift = hours * 3_600_000
            let address = try Self.address(fixture.payment()) { fields in
                for name in ["vnp_CreateDate", "vnp_ExpireDate"] {
                    let time = VNPAYDate.milliseconds(fields.text(name)) ?? 0
                    fields[name] = VNPAYDate.text(milliseconds: time + shift)
                }
            }
            let refused = try await browser.get(address)
            #expect(refused.location.hasPrefix("/paymentv2/Payment/Error.html?code=15"))
            #expect(try await browser.get(refused.location).text.contains(word))
        }
    }

    @Test func `an unknown terminal and an unapproved website are refused with 71`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let unknown = try Self.address(fixture.payment()) { $0["vnp_TmnCode"] = "NOBODY00" }
            #expect(try await browser.get(unknown).location.contains("code=71"))
            for other in ["https://evil.example/", "https://shop.example.evil/", "http://shop.example/"] {
                let address = try Self.address(fixture.payment()) { $0["vnp_ReturnUrl"] = other }
                #expect(try await browser.get(address).location.contains("code=71"))
            }
        }
    }

    @Test func `a wrong signature is refused with 70, and the page names the mistake side by side`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            var fields = try fixture.payment().signedFields(at: VNPAYFixture.terminal)
            let wrong = VNPAYMessageKind.pay.dataToHash(fields).replacing("+", with: "%20")
            fields["vnp_SecureHash"] = VNPAYSignature.hash(wrong, secret: VNPAYFixture.secret)
            let refused = try await browser.get("/paymentv2/vpcpay.html?" + fields.query)
            #expect(refused.location.hasPrefix("/paymentv2/Payment/Error.html?code=70"))
            let page = try await browser.get(refused.location)
            #expect(page.text.contains("Sai chữ ký"))
            #expect(page.text.contains("%20; VNPAY dùng dấu +"))
            #expect(page.text.contains("id=\"right-data\""))
            #expect(page.text.contains("id=\"wrong-data\""))
            #expect(!page.text.contains("DUMMYSECRET"))

            fields["vnp_SecureHash"] = nil
            #expect(try await browser.get("/paymentv2/vpcpay.html?" + fields.query).location.contains("code=70"))
        }
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM transaction_record") == 0)
        #expect(try await fixture.count("SELECT COUNT(*) AS n FROM refused_payment WHERE mistake <> ''") == 2)
    }

    @Test func `an upper-case signature and another encoder of the disputed characters are accepted`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let upper = try Self.address(fixture.payment()) { fields in
                fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: .pay, secret: VNPAYFixture.secret)
                    .uppercased()
            }
            #expect(try await browser.get(upper).location.contains("PaymentMethod.html"))
            let tilde = try Self.address(fixture.payment("REF-2")) { fields in
                fields["vnp_OrderInfo"] = "~home"
                let data = VNPAYMessageKind.pay.dataToHash(fields).replacing("%7E", with: "~")
                fields["vnp_SecureHash"] = VNPAYSignature.hash(data, secret: VNPAYFixture.secret)
            }
            #expect(try await browser.get(tilde).location.contains("PaymentMethod.html"))
        }
    }

    @Test func `rubbish gets the error page, never a crash`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            for query in ["", "?", "?vnp_TxnRef=%zz", "?vnp_TmnCode=DUMMY001", "?vnp_TmnCode=DUMMY001&vnp_TxnRef=%00"] {
                let page = try await browser.get("/paymentv2/vpcpay.html" + query)
                #expect(page.location.hasPrefix("/paymentv2/Payment/Error.html?code="))
                #expect(try await browser.get(page.location).status == 200)
            }
            let attack = "/paymentv2/Payment/Error.html?code=%3Cscript%3E&id=%3Cb%3E"
            #expect(try await !browser.get(attack).text.contains("<script>"))
        }
    }

    @Test func `code 99 comes when it is ordered`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            _ = try await browser.postJSON("/sandbox/vnpay/faults", #"{"pay_error":{"value":"99","times":1}}"#)
            let address = try fixture.payment().url(at: VNPAYFixture.terminal)
            #expect(try await browser.get(address).location.contains("code=99"))
            #expect(try await browser.get(address).location.contains("PaymentMethod.html"))
        }
    }

    @Test func `banks are listed for a known terminal`() async throws {
        let fixture = try await VNPAYFixture()
        try await fixture.browse { browser async throws in
            let list = try await browser.post("/qrpayauth/api/merchant/get_bank_list", ["tmn_code": "DUMMY001"])
            #expect(list.text.contains(#""bank_code":"NCB""#))
            #expect(list.text.contains(#""display_order":1"#))
            let none = try await browser.post("/qrpayauth/api/merchant/get_bank_list", ["tmn_code": "NOBODY00"])
            #expect(none.text == "[]")
        }
    }
}
