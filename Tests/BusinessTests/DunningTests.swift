import Accounting
import Activation
import Billing
import Contracts
import Kernel
import Notices
import Organisation
import Payments
import Statements
import Storage
import TestKit
import Testing

@testable import Dunning

@Suite struct DunningTests {
    @Test(arguments: TestEngine.available)
    func `each step is done once, on its day and not before eight`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (contract, statement) = try await house.billed()
        house.set(-4, after: statement)
        #expect(try await house.sweep() == 0)
        house.clock.set(statement.due.adding(days: -3).start.adding(hours: 7))
        #expect(try await house.sweep() == 0)
        house.clock.set(statement.due.adding(days: -3).start.adding(hours: 8))
        #expect(try await house.sweep() == 1)
        #expect(try await house.sweep() == 0)
        for (count, days) in [(2, Int64(0)), (3, 3), (4, 7), (5, 15)] {
            house.set(days - 1, after: statement)
            #expect(try await house.sweep() == 0, "\(days)")
            house.set(days, after: statement)
            #expect(try await house.sweep() == 1, "\(days)")
            #expect(try await house.sweep() == 0)
            #expect(try await house.dunningLetters(of: contract).count == count)
        }
        #expect(
            try await house.dunningLetters(of: contract).map(\.tone) == [
                .suspension, .warning, .firm, .friendly, .friendly,
            ]
        )
        #expect(try await house.doneSteps(of: statement).map(\.days) == [-3, 0, 3, 7, 15])
        #expect(try await house.letters("'dunning'") == 5)
        #expect(try await house.audited("dunning.step") == 5)
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `service rests at the last step, and is back in the transaction that pays the last month`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let (contract, november) = try await house.billed()
        house.set(15, after: november)
        #expect(try await house.sweep() == 1)
        #expect(try await house.contract(contract.id).state == .suspended)
        #expect(try await house.letters("'service_suspended'") == 0, "the reminder says so")
        house.set(Month(year: 2027, month: 1).lastDay)
        try await house.bill(BillingRunTests.december)
        let december = try #require(try await house.statements(of: contract).first)
        house.set(15, after: december)
        #expect(try await house.sweep() == 1)
        #expect(try await house.audited("dunning.rests") == 1)
        // One of two months by a link of its own: it goes on resting.
        let own = try await house.database.write { [key = house.key, world = house.world] connection in
            let requests = try PaymentRequest.all(of: november.id, on: connection)
            let request = try #require(requests.first { $0.amount == november.totals.total })
            let link = PaymentLink(id: world.newID(), of: request, at: world.now())
            try link.insert(key, on: connection)
            return link.token(key)
        }
        try await house.payBy(own, november.totals.total)
        #expect(try await house.contract(contract.id).state == .suspended)
        house.clock.advance(minutes: 1)
        #expect(try await house.sweep() == 1)
        try await house.payBy(try await house.reminderToken(contract), december.totals.total)
        #expect(try await house.contract(contract.id).state == .active)
        #expect(try await house.audited("dunning.back") == 1)
        let rests = try await house.database.read { try Suspension.all(of: contract.id, on: $0) }
        #expect(rests.map(\.cause) == [.debt])
        #expect(rests.allSatisfy { $0.to != nil })
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `service that rested at a wish does not come back while a debt stands`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (contract, statement) = try await house.billed()
        guard case .suspended = try await house.suspend(contract, .request, "Đi vắng", by: .approver) else {
            throw Shop.Unexpected()
        }
        house.set(15, after: statement)
        #expect(try await house.sweep() == 1)
        house.clock.advance(days: 1)
        #expect(try await house.sweep() == 0)
        guard case .resumed = try await house.resume(contract, "Đã về", by: .approver) else { throw Shop.Unexpected() }
        #expect(try await house.contract(contract.id).state == .active)
        #expect(try await house.sweep() == 1)
        #expect(try await house.contract(contract.id).state == .suspended)
        #expect(try await house.sweep() == 0)
        // A person may let it go on all the same, and is not overruled.
        guard case .resumed = try await house.resume(contract, "Hứa trả", by: .approver) else {
            throw Shop.Unexpected()
        }
        house.clock.advance(minutes: 5)
        #expect(try await house.sweep() == 0)
        #expect(try await house.contract(contract.id).state == .active)
        let rests = try await house.database.read { try Suspension.all(of: contract.id, on: $0) }
        #expect(rests.map(\.cause) == [.request, .debt])
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `after fourteen days without a server one letter leaves, not five`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (contract, statement) = try await house.billed()
        house.set(-1, after: statement)
        #expect(try await house.sweep() == 1)
        house.set(13, after: statement)
        #expect(try await house.sweep() == 1)
        #expect(try await house.dunningLetters(of: contract).map(\.tone) == [.warning, .friendly])
        let steps = try await house.doneSteps(of: statement)
        #expect(steps.map(\.days) == [-3, 0, 3, 7])
        #expect(steps.map(\.isPassedOver) == [false, true, true, false])
        house.set(15, after: statement)
        #expect(try await house.sweep() == 1)
    }

    @Test(arguments: TestEngine.available)
    func `months of one customer are in one letter with one link, and paid together`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (contract, november) = try await house.billed()
        house.set(Month(year: 2027, month: 1).firstDay)
        #expect(try await house.sweep() == 1)
        try await house.bill(BillingRunTests.december)
        let december = try #require(try await house.statements(of: contract).first)
        let old = try await house.link(to: november)
        let own = try await house.link(to: december)
        house.set(3, after: december)
        #expect(try await house.sweep() == 1)
        #expect(try await house.letters("'dunning'") == 2)
        let token = try await house.reminderToken(contract)
        #expect(try await house.shop.start(old) == .closed)
        #expect(try await house.shop.start(own) == .closed)
        let page = try await house.shop.page(token)
        #expect(page.statements.map(\.number) == [november.number, december.number])
        let both = try november.totals.total + december.totals.total
        try await house.payBy(token, both)
        #expect(try await house.statements(of: contract).map(\.state) == [.paid, .paid])
        #expect(try await house.balance(.receivable) == 0)
        house.set(20, after: december)
        #expect(try await house.sweep() == 0)
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `a payment before the letter has left takes it back, and the rest is asked for again`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let (contract, november) = try await house.billed()
        house.set(Month(year: 2027, month: 1).firstDay)
        try await house.bill(BillingRunTests.december)
        let december = try #require(try await house.statements(of: contract).first)
        let own = try await house.link(to: november)
        // Somebody is at the gateway with the old link when the letter is written.
        house.set(3, after: december)
        let reference = try await house.shop.attempt(own)
        #expect(try await house.sweep() == 1)
        #expect(await house.shop.notice("true \(reference) \(november.totals.total.dong) 14600077") == .recorded)
        #expect(try await house.dunningLetters(of: contract).map { $0.withdrawnAt == nil } == [false])
        #expect(try await house.shop.count("notice WHERE kind = 'dunning' AND withdrawn_at IS NULL") == 0)
        #expect(
            try await house.shop.count("outbox_message WHERE key LIKE 'mail/dunning/%' AND state = 'open'") == 0
        )
        house.clock.advance(minutes: 1)
        #expect(try await house.sweep() == 1)
        let page = try await house.shop.page(try await house.reminderToken(contract))
        #expect(page.statements.map(\.number) == [december.number])
        try await house.sendAll()
        try await house.payBy(try await house.reminderToken(contract), december.totals.total)
        // What has left cannot be taken back.
        #expect(try await house.dunningLetters(of: contract).map { $0.withdrawnAt == nil } == [true, false])
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `a pause holds letters back, and afterwards the latest step is done`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (contract, statement) = try await house.billed()
        let customer = try house.customer(of: contract)
        let until = statement.due.adding(days: 5)
        let manager = try house.member(.manager)
        #expect(try await house.debts.pause(customer, until: until, reason: " ", by: manager) == .wordsNeeded)
        #expect(try await house.debts.pause(customer, until: nil, reason: "Chờ đối chiếu", by: manager) == .badDay)
        #expect(
            try await house.debts.pause(
                customer,
                until: until,
                reason: "Chờ đối chiếu",
                by: house.member(.otherManager)
            )
                == .notAllowed
        )
        #expect(
            try await house.debts.pause(customer, until: until, reason: "Chờ đối chiếu", by: house.member(.auditor))
                == .notAllowed
        )
        #expect(try await house.debts.pause(customer, until: until, reason: "Chờ đối chiếu", by: manager) == .done)
        house.set(5, after: statement)
        #expect(try await house.sweep() == 0)
        house.set(6, after: statement)
        #expect(try await house.sweep() == 1)
        #expect(try await house.dunningLetters(of: contract).map(\.tone) == [.firm])

        // Ended by hand, it is over at once.
        let accountant = try house.member(.accountant)
        #expect(
            try await house.debts.pause(
                customer,
                until: statement.due.adding(days: 90),
                reason: "Theo yêu cầu",
                by: accountant
            )
                == .done
        )
        house.set(7, after: statement)
        #expect(try await house.sweep() == 0)
        #expect(try await house.debts.resume(customer, by: accountant) == .done)
        #expect(try await house.debts.resume(customer, by: accountant) == .tooLate)
        #expect(try await house.sweep() == 1)
        #expect(try await house.audited("dunning.paused") == 2)
    }

    @Test(arguments: TestEngine.available)
    func `a promise holds letters back; broken, the account manager hears and letters go on`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let (contract, statement) = try await house.billed()
        let customer = try house.customer(of: contract)
        house.set(3, after: statement)
        #expect(try await house.sweep() == 1)
        let manager = try house.member(.manager)
        let day = statement.due.adding(days: 8)
        #expect(try await house.debts.promise(customer, on: day, note: "Kế toán trưởng hẹn", by: manager) == .done)
        // It had not left: what is promised is not asked for.
        #expect(try await house.dunningLetters(of: contract).map { $0.withdrawnAt == nil } == [false])
        house.set(8, after: statement)
        #expect(try await house.sweep() == 0)
        house.set(9, after: statement)
        #expect(try await house.sweep() == 2)
        let tasks = try await house.inbox(.manager).filter { $0.kind == .promiseBroken }
        #expect(tasks.map(\.isTask) == [true])
        #expect(try await house.dunningLetters(of: contract).map(\.tone) == [.warning, .firm])
        #expect(try await house.audited("promise.broken") == 1)

        // Another is kept, by the payment itself.
        let next = statement.due.adding(days: 12)
        #expect(try await house.debts.promise(customer, on: next, note: "Hẹn lần hai", by: manager) == .done)
        try await house.payBy(try await house.reminderToken(contract), statement.totals.total)
        let promises = try await house.database.read { try PaymentPromise.all(of: customer, on: $0) }
        #expect(promises.map(\.state) == [.kept, .broken])
        #expect(try await house.debts.promise(customer, on: next, note: "Không còn nợ", by: manager) == .nothingOwed)
        house.set(30, after: statement)
        #expect(try await house.sweep() == 0)
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `the admin alone sets the timetable, and it is written down`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (contract, statement) = try await house.billed()
        let change = ChangeTimetable(database: house.database, world: house.world)
        let timetable = try DunningTimetable([DunningStep(5, .firm)])
        #expect(try await change(timetable, by: house.member(.accountant)) == .notAllowed)
        #expect(try await change(timetable, by: house.member(.admin)) == .saved)
        #expect(try await change(timetable, by: house.member(.admin)) == .saved)
        #expect(try await house.audited("setting.dunning") == 1)
        #expect(try await house.debtQueries.timetable() == timetable)
        house.set(4, after: statement)
        #expect(try await house.sweep() == 0)
        house.set(5, after: statement)
        #expect(try await house.sweep() == 1)
        #expect(try await house.dunningLetters(of: contract).count == 1)
        #expect(try await change(DunningTimetable([]), by: house.member(.admin)) == .saved)
        house.set(50, after: statement)
        #expect(try await house.sweep() == 0)
    }

    @Test(arguments: TestEngine.available)
    func `ten machines at once write one letter`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (contract, statement) = try await house.billed()
        house.set(3, after: statement)
        let sweep = house.sweep
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { _ = try await sweep() } }
            try await group.waitForAll()
        }
        #expect(try await house.dunningLetters(of: contract).count == 1)
        #expect(try await house.letters("'dunning'") == 1)
    }
}
