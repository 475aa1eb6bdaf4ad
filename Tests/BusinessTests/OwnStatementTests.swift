import Billing
import Contracts
import Kernel
import Payments
import People
import Statements
import Storage
import Tariffs
import TestKit
import Testing

/// A customer with several open months pays some of them together.
@Suite struct OwnStatementTests {
    private let months = [Month(year: 2026, month: 11), Month(year: 2026, month: 12), Month(year: 2027, month: 1)]

    /// Three months of one contract, unpaid, the oldest first.
    private func owing(_ engine: TestEngine) async throws -> (House, Customer.ID, [Statement]) {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        for month in months {
            house.set(month.adding(months: 1).firstDay)
            try await house.bill(month)
        }
        let statements = try await house.statements(of: contract).sorted { $0.period.index < $1.period.index }
        return (house, try #require(contract.customer), statements)
    }

    private func ask(_ house: House) -> AskForStatements {
        AskForStatements(database: house.database, world: house.world, key: house.key)
    }

    @Test(arguments: TestEngine.available)
    func `two of three months are paid by one payment, and the third stays owed`(engine: TestEngine) async throws {
        let (house, customer, statements) = try await owing(engine)
        let chosen = Set(statements.prefix(2).map(\.id))
        guard case .payable(let token) = try await ask(house)(chosen, of: customer) else { throw Shop.Unexpected() }
        #expect(try await ask(house)(chosen, of: customer) == .payable(token: token), "the same choice, the same link")
        let amount = try statements.prefix(2).reduce(0) { $0 + (try $1.payable.dong) }
        let page = try await house.shop.page(token)
        #expect(page.request.amount.dong == amount && page.statements.map(\.id) == statements.prefix(2).map(\.id))
        let reference = try await house.shop.attempt(token)
        // Nobody shall pay a month twice at the same time.
        guard case .heldBack = try await house.shop.start(house.link(to: statements[0])) else {
            throw Shop.Unexpected()
        }
        #expect(await house.shop.notice("true \(reference) \(amount)") == .recorded)

        let payments = PaymentsOfCustomer(database: house.database)
        #expect(try await payments.owed(by: customer).map(\.statement.id) == [statements[2].id])
        let settled = try await payments.settled(of: customer, window: (10, 0))
        #expect(settled.count == 2 && settled.items.map(\.reference) == [reference, reference])
        #expect(settled.items.map(\.statement.id) == [statements[1].id, statements[0].id], "the newest first")
        let receipt = try await payments.receipt(reference: reference, of: customer)
        #expect(receipt?.statements.map(\.id) == statements.prefix(2).map(\.id))
        let list = try await payments.list(of: customer, window: (10, 0))
        #expect(list.count == 1 && list.items.map(\.attempt.reference) == [reference])
        #expect(try await ask(house)(chosen, of: customer) == .notOwed)
        #expect(try await house.audited("statements.asked_together") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `only what is one's own and owed can be chosen`(engine: TestEngine) async throws {
        let (house, customer, statements) = try await owing(engine)
        let stranger = try await house.addCustomer(9)
        #expect(try await ask(house)([], of: customer) == .nothingChosen)
        #expect(try await ask(house)([statements[0].id], of: stranger) == .notOwed)
        #expect(try await ask(house)([statements[0].id, house.world.newID()], of: customer) == .notOwed)
        let payments = PaymentsOfCustomer(database: house.database)
        #expect(try await payments.month(statements[0].id, of: stranger) == nil)
        #expect(try await payments.month(statements[0].id, of: customer)?.statement.id == statements[0].id)
        #expect(try await payments.owed(by: stranger).isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `one month alone is asked for by its own request, with a link that works`(engine: TestEngine) async throws {
        let (house, customer, statements) = try await owing(engine)
        let own = try await house.link(to: statements[0])
        #expect(try await ask(house)([statements[0].id], of: customer) == .payable(token: own))
        let (link, request) = try await house.database.read { connection in
            let link = try #require(try PaymentLink.find(token: own, on: connection))
            return (link, try #require(try PaymentRequest.find(link.request, on: connection)))
        }
        house.clock.set(link.expiresAt.adding(hours: 1))
        guard case .payable(let new) = try await ask(house)([statements[0].id], of: customer) else {
            throw Shop.Unexpected()
        }
        #expect(new != own)
        #expect(try await house.shop.page(new).request.id == request.id)
    }
}
