import Approvals
import Contracts
import Invoicing
import Kernel
import Organisation
import Payments
import Reconciliation
import Sales
import Storage
import TestKit
import Testing

/// A contract that was paid and is not invoiced yet; and the settings of invoices and reconciliation.
@Suite struct UnaskedInvoiceTests {
    private func alarm(_ house: House) -> AlarmUnaskedInvoices {
        AlarmUnaskedInvoices(database: house.database, world: house.world)
    }

    private func told(_ house: House) async throws -> [InboxItem] {
        try await house.inbox(.officer).filter { $0.kind == .invoiceNotAsked }
    }

    @Test(arguments: TestEngine.available)
    func `the unit's officer hears of a payment whose invoice was not asked for, once`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        // Monday 23 November: five working days after it is Monday 30 November.
        let contract = try await house.paid()
        let day = try #require(Day(iso8601: "2026-11-30"))
        house.clock.set(day.start)
        #expect(try await alarm(house)() == 0, "the fifth day is not over")
        house.clock.set(day.adding(days: 1).start)
        #expect(try await alarm(house)() == 1)
        #expect(try await alarm(house)() == 0)
        let items = try await told(house)
        #expect(items.count == 1 && items.allSatisfy { $0.isTask && $0.doneAt == nil && $0.about == contract.subject })
        #expect(items.first?.detail == "\(contract.number): 23/11/2026")
        #expect(try await house.inbox(.approverTwo).isEmpty)
        #expect(try await house.audited("invoice.not_asked") == 1)
        try await house.database.write { connection in
            try StoredSetting.set(
                InvoicePolicy.afterDeclaredName,
                to: InvoicePolicy.Moment.payment.rawValue,
                by: nil,
                at: house.world.now(),
                on: connection
            )
        }
        _ = try await house.decide(contract, by: house.member(.approver))
        _ = try await house.decide(contract, by: house.member(.itApprover))
        #expect(try await told(house).allSatisfy { $0.doneAt != nil }, "asked for: done")
    }

    @Test(arguments: TestEngine.available)
    func `nobody hears of what was invoiced, or refused`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        _ = try await house.decide(contract, .refuse, by: house.member(.approver))
        house.clock.advance(days: 30)
        #expect(try await alarm(house)() == 1, "looked at")
        #expect(try await told(house).isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `declared contracts have a series of their own when it is set`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let change = ChangeInvoicePolicy(database: house.database, world: house.world)
        var policy = InvoicePolicy.standard
        policy.afterDeclared = .payment
        policy.declaredSeries = "ABC"
        #expect(try await change(policy, by: house.member(.admin)) == .badSeries)
        policy.declaredSeries = "TKH"
        policy.unaskedWorkingDays = 0
        #expect(try await change(policy, by: house.member(.admin)) == .badDays)
        policy.unaskedWorkingDays = 3
        #expect(try await change(policy, by: house.member(.manager)) == .notAllowed)
        #expect(try await change(policy, by: house.member(.admin)) == .saved)
        #expect(try await house.database.read { try InvoicePolicy.read(on: $0) } == policy)
        let contract = try await house.paid()
        _ = try await house.decide(contract, by: house.member(.approver))
        _ = try await house.decide(contract, by: house.member(.itApprover))
        let series = try await house.database.read { connection in
            let invoice = try InvoiceRequest.original(of: contract.id, on: connection)
            return try invoice.map { try InvoiceRequest.series(of: $0.id, on: connection) }
        }
        #expect(series == "TKH")
        policy.declaredSeries = nil
        #expect(try await change(policy, by: house.member(.admin)) == .saved, "back to the common one")
        #expect(try await house.database.read { try InvoicePolicy.read(on: $0) } == policy)
    }

    @Test(arguments: TestEngine.available)
    func `fees and tolerance are set by accountant and admin, within bounds, each change in the log`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let change = ChangeReconciliationSettings(database: house.database, world: house.world)
        var settings = ReconciliationSettings.standard
        settings.rates[.qr] = 125
        settings.cutOffMinutes = 15
        for person in House.Person.allCases where person.role != .accountant && person.role != .admin {
            #expect(try await change(settings, by: house.member(person)) == .notAllowed, "\(person)")
        }
        #expect(try await change(settings, by: house.member(.accountant)) == .saved)
        #expect(try await house.database.read { try ReconciliationSettings.read(on: $0) } == settings)
        #expect(try await house.audited("setting.reconciliation") == 2)
        settings.feeVATBasisPoints = 10_001
        #expect(
            try await change(settings, by: house.member(.admin)) == .outOfRange(ReconciliationSettings.feeVATName)
        )
    }
}
