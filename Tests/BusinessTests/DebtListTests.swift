import Contracts
import Dunning
import Kernel
import Organisation
import Statements
import TestKit
import Testing

@Suite struct DebtListTests {
    @Test(arguments: TestEngine.available)
    func `debts are aged, summed and seen by those whose they are`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let first = try await house.activePostpaid(customer: 1, key: "one")
        let second = try await house.activePostpaid({ $0.lines[0].quantity = "3" }, customer: 2, key: "two")
        house.set(BillingRunTests.december.firstDay)
        try await house.bill(BillingRunTests.november)
        house.set(Month(year: 2027, month: 1).firstDay)
        try await house.bill(BillingRunTests.december)
        let months = try await house.statements(of: first)
        let (december, november) = (months[0], months[1])
        // November is due on 16/12, December on 16/01: on 20/01 they are 35 and 4 days late.
        house.set(35, after: november)
        #expect(house.world.now().day.days(since: december.due) == 4)
        let accountant = try house.member(.accountant)
        let units = try await house.debtQueries.aging(for: accountant)
        #expect(units.map(\.unit) == ["KV1"])
        let others = try await house.statements(of: second)
        #expect(
            units[0].debt.byBucket == [
                .to30: december.totals.total.dong + others[0].totals.total.dong,
                .to60: november.totals.total.dong + others[1].totals.total.dong, .to90: 0, .over90: 0,
            ]
        )
        #expect(units[0].debt.months == 4)

        var filter = DebtFilter()
        let window = (limit: 10, offset: 0)
        let found = try await house.debtQueries.list(filter, for: accountant, window: window)
        #expect(found.count == 2)
        #expect(found.items.map(\.customer) == [second.customer, first.customer])
        #expect(found.items.map(\.daysLate) == [35, 35])
        filter.order = .customer
        filter.isDescending = false
        #expect(
            try await house.debtQueries.list(filter, for: accountant, window: window).items.map(\.customer)
                == [first.customer, second.customer]
        )
        filter.bucket = .over90
        #expect(try await house.debtQueries.list(filter, for: accountant, window: window).count == 0)
        filter.bucket = .to60
        filter.text = first.number
        #expect(try await house.debtQueries.list(filter, for: accountant, window: window).count == 1)
        filter = DebtFilter()
        filter.unit = "KV2"
        #expect(try await house.debtQueries.list(filter, for: accountant, window: window).count == 0)

        // Whose they are not sees nothing of them.
        for person in [House.Person.otherManager, .managerTwo, .approverTwo] {
            let reader = try house.member(person)
            #expect(try await house.debtQueries.list(DebtFilter(), for: reader, window: window).count == 0)
            #expect(try await house.debtQueries.aging(for: reader).isEmpty)
            #expect(try await house.debtQueries.dossier(try house.customer(of: first), for: reader) == nil)
        }
        let manager = try house.member(.manager)
        #expect(try await house.debtQueries.list(DebtFilter(), for: manager, window: window).count == 2)

        try await findsByStanding(house, first, [november.number, december.number])
    }

    /// Who is paused or has promised is found by that.
    private func findsByStanding(_ house: House, _ first: Contract, _ numbers: [String]) async throws {
        let (manager, window) = (try house.member(.manager), (limit: 10, offset: 0))
        let customer = try house.customer(of: first)
        let day = house.world.now().day.adding(days: 5)
        #expect(try await house.debts.promise(customer, on: day, note: "Hẹn trả", by: manager) == .done)
        #expect(try await house.debts.pause(customer, until: day, reason: "Đối chiếu", by: manager) == .done)
        for standing in [DebtFilter.Standing.paused, .promised] {
            var filter = DebtFilter()
            filter.standing = standing
            let found = try await house.debtQueries.list(filter, for: manager, window: window)
            #expect(found.items.map(\.customer) == [customer])
            #expect(found.items.map(\.isPaused) == [true])
            #expect(found.items.map(\.promisedUntil) == [day])
        }
        let dossier = try #require(try await house.debtQueries.dossier(customer, for: manager))
        #expect(dossier.months.map(\.statement.number) == numbers)
        #expect(dossier.months[0].toCome.map(\.days) == [-3, 0, 3, 7, 15])
    }
}
