import Billing
import Catalogue
import Contracts
import Journal
import Kernel
import Payments
import People
import Storage
import TestKit
import Testing

@Suite struct OrderTests {
    @Test(arguments: TestEngine.available)
    func `a form sent twice orders once`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let first = try await shop.register(shop.form, key: "k1")
        let second = try await shop.register(shop.form, key: "k1")
        #expect(first == second)
        #expect(try await shop.count("contract") == 1)
        #expect(try await shop.count("notice") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `every mistake of a form is told at once, and nothing is stored`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        var form = shop.form
        form.name = " "
        form.email = "an@"
        form.phone = "12"
        form.address = "HN"
        form.invoiceChoice = .taxpayer
        form.taxCode = "0100686208"
        form.legalName = ""
        form.acceptedTerms = "2019-01"
        guard case .mistakes(let mistakes) = try await shop.register(form) else {
            Issue.record("the form was taken")
            return
        }
        #expect(
            mistakes == [
                .name: .missing, .email: .notAnEmail, .phone: .notAPhone, .address: .addressTooShort,
                .taxCode: .taxCode(.checkDigit), .legalName: .missing, .terms: .termsNotAccepted,
            ]
        )
        #expect(try await shop.count("contract") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `five wrong codes spend the code, and a new one works`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        guard case .registered(let token) = try await shop.register(shop.form) else { throw Shop.Unexpected() }
        let right = try await shop.code(of: token)
        let wrong = right == "000000" ? "000001" : "000000"
        for left in [4, 3, 2, 1] as [Int64] {
            #expect(try await shop.confirm(token, wrong) == .wrongCode(triesLeft: left))
        }
        #expect(try await shop.confirm(token, wrong) == .codeSpent)
        #expect(try await shop.confirm(token, right) == .codeSpent)

        let pending = PendingOrder(database: shop.database, world: shop.world, key: shop.key)
        #expect(try await pending.resendCode(orderToken: token) == .tooSoon(secondsLeft: 60))
        shop.clock.advance(minutes: 2)
        #expect(try await pending.resendCode(orderToken: token) == .sent)
        guard case .confirmed = try await shop.confirm(token, shop.code(of: token)) else { throw Shop.Unexpected() }
    }

    @Test(arguments: TestEngine.available)
    func `an order keeps the price it was made at`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let link = try await shop.order()
        shop.clock.advance(days: 60)
        _ = try await LoadCatalogue(database: shop.database, world: shop.world)(.small(price: 2_000_000), by: .system)
        let page = try await shop.page(link)
        #expect(page.request.amount.dong == Shop.total)
        #expect(try page.contract.totals().total.dong == Shop.total)
        let offer = try await CatalogueQueries(database: shop.database, now: shop.world.now).plan("CA-12")
        #expect(offer?.price.total.dong == 2_200_000, "from 1 January 2027 the rate is 10 %")
    }

    @Test(arguments: TestEngine.available)
    func `a link expires, and the new one goes to the buyer's address only`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let link = try await shop.order()
        shop.clock.advance(days: 8)
        #expect(try await shop.page(link).standing == .expired)
        #expect(try await shop.start(link) == .expired)
        let renew = RenewLink(database: shop.database, world: shop.world, key: shop.key)
        #expect(try await renew(paymentToken: link) == .renewed(email: "an.nguyen@example.vn"))
        #expect(try await renew(paymentToken: link) == .renewed(email: "an.nguyen@example.vn"))
        #expect(try await shop.count("payment_link") == 2)
        #expect(try await shop.count("notice WHERE kind = 'payment_link'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a second attempt is held back while the first may still be paid`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let link = try await shop.order()
        let reference = try await shop.attempt(link)
        guard case .heldBack = try await shop.start(link) else {
            Issue.record("two live ways to pay one debt")
            return
        }
        #expect(await shop.notice("failed \(reference)") == .recorded)
        let second = try await shop.attempt(link)
        #expect(second != reference)
    }
}
