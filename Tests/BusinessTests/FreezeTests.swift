import Activation
import Alarms
import Billing
import Contracts
import Dunning
import Invoicing
import Journal
import Kernel
import Organisation
import Payments
import Refunds
import Statements
import Storage
import TestKit
import Testing

/// While an alarm stands, nothing leaves the house for the contract and no money moves; what comes in is recorded.
@Suite struct FreezeTests {
    @Test(arguments: TestEngine.available)
    func `nobody can pay, and a payment that was under way is recorded`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (early, late) = (try await house.submitted(key: "early"), try await house.submitted(key: "late"))
        let reference = try await house.shop.attempt(house.token(early.id))
        let alarm = try await house.freeze(early.subject)
        let other = try await house.freeze(late.subject)
        #expect(try await house.shop.start(house.token(late.id)) == .frozen)
        #expect(try await house.shop.page(house.token(late.id)).standing == .frozen)
        guard case .checking = try await house.shop.page(house.token(early.id)).standing else {
            Issue.record("the payment under way is still shown")
            return
        }
        #expect(await house.shop.notice("true \(reference) \(Shop.total)") == .recorded)
        #expect(try await house.contract(early.id).state == .awaitingRegionalApproval)
        try await house.unfreeze(other)
        guard case .redirect = try await house.shop.start(house.token(late.id)) else {
            Issue.record("what is released can be paid")
            return
        }
        #expect(try await house.alarms().map(\.id) == [alarm.id])
    }

    @Test(arguments: TestEngine.available)
    func `months of two contracts are not paid together while one of them is frozen`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let first = try await house.activePostpaid(key: "one")
        let second = try await house.activePostpaid({ $0.customer = first.customer }, customer: 2, key: "two")
        house.set(BillingRunTests.december.firstDay)
        try await house.bill(BillingRunTests.november)
        let months = try await [house.statements(of: first), house.statements(of: second)].flatMap { $0 }
        let ask = AskForStatements(database: house.database, world: house.world, key: house.key)
        guard case .payable(let token) = try await ask(Set(months.map(\.id)), of: house.customer(of: first)) else {
            throw Shop.Unexpected()
        }
        for contract in [first, second] {
            let alarm = try await house.freeze(contract.subject)
            #expect(try await house.shop.start(token) == .frozen)
            #expect(try await house.shop.page(token).standing == .frozen)
            try await house.database.write { try $0.run("UPDATE alarm SET state = 'released' WHERE id = \(alarm.id)") }
        }
        guard case .redirect = try await house.shop.start(token) else { throw Shop.Unexpected() }
    }

    @Test(arguments: TestEngine.available)
    func `months of two contracts are not refunded while one of them is frozen`(engine: TestEngine) async throws {
        let desk = try await RefundHouse(engine)
        let house = desk.house
        let first = try await house.activePostpaid(key: "one")
        let second = try await house.activePostpaid({ $0.customer = first.customer }, customer: 2, key: "two")
        house.set(BillingRunTests.december.firstDay)
        try await house.bill(BillingRunTests.november)
        let months = try await [house.statements(of: first), house.statements(of: second)].flatMap { $0 }
        let ask = AskForStatements(database: house.database, world: house.world, key: house.key)
        guard case .payable(let token) = try await ask(Set(months.map(\.id)), of: house.customer(of: first)) else {
            throw Shop.Unexpected()
        }
        let total = months.map(\.totals.total.dong).reduce(0, +)
        let reference = try await house.shop.attempt(token)
        #expect(await house.shop.notice("true \(reference) \(total)") == .recorded)
        let opened = try await desk.open(reference, amount: "10.000", reason: "giảm giá thiện chí", by: desk.an)
        guard case .opened(let id) = opened else {
            Issue.record("\(opened)")
            throw Shop.Unexpected()
        }
        let known = try #require(try await house.database.read { try RefundCase.find(id, on: $0) })
        desk.desk.answer(RefundDesk.known(.refunded))
        let refund = try await desk.proposed(known, desk.form(.vnpay, 10_000))
        let named = try await house.database.read { connection in
            try PaymentAttempt.find(reference: reference, on: connection)
                .flatMap { try PaymentRequest.find($0.request, on: connection)?.contract }
        }
        // The one that the request does not name: only its months tell of it.
        let alarm = try await house.freeze((named == first.id ? second : first).subject)
        func set(_ state: String) async throws {
            try await house.database.write { try $0.run("UPDATE alarm SET state = \(state) WHERE id = \(alarm.id)") }
        }
        #expect(try await desk.decide.confirm(id, refund.id, by: desk.binh) == .frozen)
        try await set("released")
        #expect(try await desk.decide.confirm(id, refund.id, by: desk.binh) == .done)
        try await set(alarm.state.rawValue)
        guard case .waiting = try await desk.work(refund.id) else { throw Shop.Unexpected() }
        #expect(desk.desk.orders.isEmpty)
        try await set("released")
        #expect(try await desk.work(refund.id) == .done)
        #expect(desk.desk.orders.count == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a service is neither switched on nor changed`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let paid = try await house.paid()
        for approver in [House.Person.approver, .itApprover] {
            _ = try await house.decide(try await house.contract(paid.id), by: house.member(approver))
        }
        let alarm = try await house.freeze(paid.subject)
        let port = ActivationPort { _ in
            Issue.record("the product's system was called")
            return .tryLater(reason: "")
        }
        let activate = ActivateLine(database: house.database, world: house.world, port: port)
        let line = try #require(try await house.database.read { try LineActivation.all(of: paid.id, on: $0) }.first)
        #expect(try await activate(line.id) == .waiting(milliseconds: Alarm.frozenMilliseconds))
        try await house.unfreeze(alarm)
        try await house.activateAll(of: paid.id)
        #expect(try await house.contract(paid.id).state == .active)
    }

    @Test(arguments: TestEngine.available)
    func `its invoice waits, and those behind it go first`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let (first, second) = (try await house.paid("first"), try await house.paid("second"))
        let subject = "contract:\(first.contract)"
        try await house.database.write { [world = house.world] connection in
            let finding = Alarm.Finding(offender: "x", detail: "", subject: subject)
            _ = try RaiseAlarms(world: world, connection: connection)([finding], of: "invoices_match_totals")
        }
        #expect(try await house.push(first.id) == .waiting(milliseconds: Alarm.frozenMilliseconds))
        #expect(try await house.finish(second.id) == .done)
        #expect(try await house.request(first.id).state == .pending)
        try await house.database.write { try $0.run("UPDATE alarm SET state = 'released'") }
        #expect(try await house.finish(first.id) == .done)
    }

    @Test(arguments: TestEngine.available)
    func `its money does not go back`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let (agreed, open) = (try await house.rejected(key: "one"), try await house.rejected(key: "two"))
        let refund = try await house.agreed(agreed)
        let proposal = try await house.proposed(open)
        let (first, second) = (
            try #require(try await house.database.read { try agreed.contract(on: $0) }),
            try #require(try await house.database.read { try open.contract(on: $0) })
        )
        let alarm = try await house.house.freeze(first.subject)
        _ = try await house.house.freeze(second.subject)
        #expect(try await house.work(refund.id) == .waiting(milliseconds: Alarm.frozenMilliseconds))
        #expect(house.desk.orders.isEmpty)
        #expect(try await house.decide.confirm(open.id, proposal.id, by: house.binh) == .frozen)
        try await house.house.unfreeze(alarm)
        house.desk.answer(RefundDesk.known(.refunded))
        _ = try await house.work(refund.id)
        #expect(house.desk.orders.count == 1)
    }

    @Test(arguments: TestEngine.available)
    func `its month is not billed, and is billed once it is released`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (frozen, free) = (
            try await house.activePostpaid(customer: 1, key: "one"),
            try await house.activePostpaid(customer: 2, key: "two")
        )
        let alarm = try await house.freeze(frozen.subject)
        house.set(BillingRunTests.december.firstDay)
        let run = try await house.bill(BillingRunTests.november)
        #expect(try await house.statements(of: free).count == 1)
        #expect(try await house.statements(of: frozen).isEmpty)
        #expect(
            try await house.shop.count("billing_item WHERE state = 'parked' AND reason = 'frozen'") == 1
        )
        try await house.unfreeze(alarm)
        #expect(try await house.billing.retry(run.id, by: house.member(.accountant)) == .done(run.id))
        try await house.advance.untilIdle()
        if try await house.run(run.id).state == .awaitingApproval {
            #expect(try await house.billing.approve(run.id, by: house.member(.accountant)) == .done(run.id))
            try await house.advance.untilIdle()
        }
        #expect(try await house.statements(of: frozen).count == 1)
    }

    @Test(arguments: TestEngine.available)
    func `nobody is reminded of what cannot be paid`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (contract, statement) = try await house.billed()
        let alarm = try await house.freeze(contract.subject)
        house.set(1, after: statement)
        #expect(try await house.sweep() == 0)
        #expect(try await house.doneSteps(of: statement).isEmpty)
        try await house.unfreeze(alarm)
        #expect(try await house.sweep() == 1)
    }
}
