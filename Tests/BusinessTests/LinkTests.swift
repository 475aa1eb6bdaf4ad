import Billing
import Contracts
import Kernel
import Organisation
import Payments
import Sales
import Storage
import TestKit
import Testing

/// How long a link works, what it says when it does not, and the way back to VNPAY's page.
@Suite struct LinkTests {
    @Test(arguments: TestEngine.available)
    func `a link works to the end of the day by which the debt is due`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let token = try await house.token(contract.id)
        let page = try await house.shop.page(token)
        let due = try #require(page.request.due)
        #expect(page.link.expiresAt.display == "\(due.display) 23:59")
        house.clock.set(due.start.adding(hours: 23))
        #expect(try await house.shop.page(token).standing == .open(lastDecline: nil))
        house.clock.set(due.adding(days: 1).start)
        #expect(try await house.shop.page(token).standing == .expired)
        #expect(try await house.links(.renew, contract.id, by: house.member(.manager)) == .done)
        let late = try await house.shop.page(house.token(contract.id))
        #expect(late.link.expiresAt == house.world.now().adding(days: 7), "after that, a week")
    }

    @Test(arguments: TestEngine.available)
    func `a closed link says whether there is another`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let first = try await house.token(contract.id)
        house.clock.advance(seconds: 1)
        #expect(try await house.links(.revoke, contract.id, by: house.member(.manager)) == .done)
        let revoked = try await house.shop.page(first)
        #expect(revoked.standing == .revoked && revoked.successor == .none)
        #expect(revoked.accountManager?.id == (try house.id(.manager)))
        #expect(try await house.links(.renew, contract.id, by: house.member(.manager)) == .done)
        #expect(try await house.shop.page(first).successor == .sent)
        try await house.pay(contract.id)
        let paid = try await house.shop.page(first)
        #expect(paid.successor == .paid)
    }

    private func goOn(_ house: House, _ token: String) async throws -> ContinuePayment.Outcome {
        try await ContinuePayment(database: house.database, world: house.world)(
            paymentToken: token,
            from: house.visitor
        )
    }

    @Test(arguments: TestEngine.available)
    func `who comes back without paying goes on with the same attempt, as long as VNPAY's page is open`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let token = try await house.token(contract.id)
        #expect(try await goOn(house, token) == .nothingUnderWay)
        let reference = try await house.shop.attempt(token)
        for _ in 0..<3 { #expect(try await goOn(house, token) == .redirect(url: "pay:\(reference)")) }
        #expect(try await house.shop.count("payment_attempt") == 1, "no second attempt")
        #expect(try await goOn(house, "not ours") == .unknown)
        house.clock.advance(minutes: 15)
        #expect(try await goOn(house, token) == .nothingUnderWay, "VNPAY's page is closed")
    }

    @Test(arguments: TestEngine.available)
    func `there is nothing to go on with once it is paid, declined or closed`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let token = try await house.token(contract.id)
        let first = try await house.shop.attempt(token)
        #expect(await house.shop.notice("failed \(first) \(Shop.total)") == .recorded)
        #expect(try await goOn(house, token) == .nothingUnderWay)
        let second = try await house.shop.attempt(token)
        #expect(try await goOn(house, token) == .redirect(url: "pay:\(second)"))
        #expect(await house.shop.notice("true \(second) \(Shop.total)") == .recorded)
        #expect(try await goOn(house, token) == .nothingUnderWay)
    }
}
