import Foundation
import Kernel
import Markup
import Testing

@testable import Web

@Suite struct PageTests {
    @Test(arguments: Specimen.all)
    func `a page looks as it did when somebody last looked`(specimen: Specimen) throws {
        try expectSnapshot(specimen.page.html, named: specimen.name)
    }

    @Test(arguments: Specimen.all)
    func `a page has one heading of the first rank, one main part, and no inline style or script`(specimen: Specimen) {
        let text = specimen.page.html.string
        #expect(text.matches(of: /<h1[ >]/).count == 1)
        #expect(text.matches(of: /<main[ >]/).count == 1)
        #expect(!text.contains("style=\""))
        #expect(!text.contains(/\son[a-z]+="/))
        #expect(!text.contains(/<script>/))
    }

    @Test(arguments: Specimen.all)
    func `every form that changes something carries the token`(specimen: Specimen) {
        let forms = specimen.page.html.string.split(separator: "<form method=\"post\"").dropFirst()
        for form in forms {
            let inside = form.split(separator: "</form>").first ?? ""
            #expect(inside.contains("name=\"csrf\" value=\"csrf-token\""))
        }
    }

    @Test(arguments: Specimen.all)
    func `no page asks for a card`(specimen: Specimen) {
        let text = specimen.page.html.string
        #expect(!text.contains("cc-number") && !text.contains("cc-csc") && !text.contains("<iframe"))
    }

    @Test func `what a person typed comes back as text`() {
        let nasty = "<script>alert(1)</script>\"'&"
        var page = RegistrationPage(
            around: Specimen.around(),
            productName: nasty,
            productCode: nasty,
            category: nasty,
            planCode: nasty,
            planName: nasty,
            term: nasty,
            price: Specimen.price,
            termsVersion: nasty,
            idempotencyKey: nasty
        )
        page.form.name = nasty
        page.errors.name = nasty
        let text = page.html.string
        #expect(!text.contains("<script>alert"))
        #expect(text.contains("value=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\""))
    }

    @Test(arguments: ["javascript:alert(1)", "//evil.example", "data:text/html,x", " javascript:alert(1)"])
    func `an address from data leads nowhere unless it is harmless`(address: String) {
        let markup: HTML = "<a href=\"\(link: address)\">x</a>"
        #expect(markup.string == "<a href=\"#\">x</a>")
    }

    @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", ""])
    func `the switch of language leads to a page of ours`(path: String) {
        #expect(Address.here(path) == .home)
    }

    @Test func `what stands in an address is encoded`() {
        #expect(Address.product("a/b c?d=đ").description == "/dich-vu/a%2Fb%20c%3Fd%3D%C4%91")
    }

    @Test func `a link that is not known tells nothing about any payment`() {
        let text = ErrorPage(around: Specimen.around(), kind: .notFound, reference: "A1").html.string
        #expect(!text.contains("₫") && !text.contains("hợp đồng"))
    }

    @Test func `the page that waits never says failed and offers no second payment`() throws {
        let waiting = try #require(Specimen.all.first { $0.name == "pay-waiting" })
        let text = waiting.page.html.string
        #expect(!text.contains("thất bại") && !text.contains("không thành công"))
        #expect(text.contains("Xin đừng thanh toán lại"))
        #expect(!text.contains("/thanh-toan\""))
    }
}
