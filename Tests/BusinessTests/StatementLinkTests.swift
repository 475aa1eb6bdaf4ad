import Billing
import Contracts
import Journal
import Kernel
import Notices
import Organisation
import Payments
import Sales
import Statements
import Storage
import TestKit
import Testing

/// The links to months: sent again, complained about, come back, paid once whichever is used.
@Suite struct StatementLinkTests {
    private func billed(_ engine: TestEngine) async throws -> (House, Statement) {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(BillingRunTests.december.firstDay)
        try await house.bill(BillingRunTests.november)
        return (house, try #require(try await house.statements(of: contract).first))
    }

    @Test(arguments: TestEngine.available)
    func `a month's letter is sent again with a link that closes the old one`(engine: TestEngine) async throws {
        let (house, statement) = try await billed(engine)
        let old = try await house.link(to: statement)
        #expect(try await house.links(.renew, statement, by: house.member(.otherManager)) == .notAllowed)
        #expect(try await house.links(.renew, statement, by: house.member(.manager)) == .done)
        let new = try await house.link(to: statement)
        #expect(new != old)
        #expect(try await house.letters("'payment_link'") == 2)
        #expect(try await house.shop.start(old) == .closed)
        let page = try await house.shop.page(new)
        #expect(page.link.expiresAt.day.days(since: house.world.now().day) == 180)
        let reference = try await house.shop.attempt(new)
        #expect(await house.shop.notice("true \(reference) \(statement.totals.total.dong)") == .recorded)
        #expect(try await house.links(.renew, statement, by: house.member(.manager)) == .nothingOwed)
    }

    @Test(arguments: TestEngine.available)
    func `a month's letter that comes back is the account manager's task`(engine: TestEngine) async throws {
        let (house, _) = try await billed(engine)
        let id = try await house.database.read { connection in
            let row = try connection.rows("SELECT id FROM notice WHERE kind = 'payment_link'").first
            return try #require(row).id("id", of: Notice.self)
        }
        #expect(try await ReportBounce(database: house.database, world: house.world)(id) == .done)
        let tasks = try await house.inbox(.manager).filter { $0.kind == .letterBounced }
        #expect(tasks.map(\.isTask) == [true])
    }

    @Test(arguments: TestEngine.available)
    func `an answer about a month leaves a link that works`(engine: TestEngine) async throws {
        let (house, statement) = try await billed(engine)
        let token = try await house.link(to: statement)
        let open = OpenDispute(database: house.database, world: house.world)
        let opened = try await open(
            paymentToken: token,
            message: "Chỉ dùng nửa tháng",
            contact: "",
            from: house.visitor
        )
        #expect(opened == .opened)
        #expect(try await house.links(.revoke, statement, by: house.member(.manager)) == .done)
        let dispute = try #require(
            try await house.database.read { try Dispute.all(of: statement.contract, on: $0).first }
        )
        let answer = AnswerDispute(database: house.database, world: house.world, key: house.key)
        let outcome = try await answer(
            dispute.id,
            answer: "Cước tính theo ngày",
            corrected: false,
            by: house.member(.manager)
        )
        #expect(outcome == .answered)
        #expect(try await house.shop.page(house.link(to: statement)).standing == .open(lastDecline: nil))
        let asked = try await house.database.read { try dispute.payable(on: $0) }
        #expect(asked?.purpose == .statements)
    }

    @Test(arguments: TestEngine.available)
    func `the clock starts a month once, and not again when somebody gave the run up`(engine: TestEngine) async throws {
        let house = try await House(engine)
        _ = try await house.activePostpaid()
        #expect(try await house.billing.startWhenDue() == 0, "October had no contract")
        house.set(BillingRunTests.december.firstDay)
        #expect(try await house.billing.startWhenDue() == 1)
        #expect(try await house.billing.startWhenDue() == 0)
        let run = try #require(try await house.database.read { try BillingRun.all(limit: 1, on: $0).first })
        #expect(try await house.billing.cancel(run.id, by: house.member(.accountant)) == .done(run.id))
        #expect(try await house.billing.startWhenDue() == 0)
        #expect(try await house.bill(BillingRunTests.november).state == .done)
    }
}
