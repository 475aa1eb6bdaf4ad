import Accounting
import Contracts
import Invoicing
import Kernel
import Organisation
import Statements
import Storage
import Tariffs
import TestKit
import Testing

@testable import Dunning

/// Credits are set off against months, whatever their amounts: every đồng of a credit is in a month or still in the
/// credit, the oldest month comes first, and no month takes more than it is.
@Suite struct AllocationTests {
    @Test(arguments: TestEngine.available, UInt64(1)...6)
    func `no đồng is lost or made when credits meet months`(engine: TestEngine, seed: UInt64) async throws {
        var dice = Dice(seed: seed)
        let house = try await House(engine)
        let second = try await house.hire([.accountant], in: "CNTT", called: "second")
        let accountant = try house.member(.accountant)
        let contract = try await house.activePostpaid({ $0.lines[0].quantity = "\(1 + seed)" })
        for number in Int64(0)..<3 {
            let month = BillingRunTests.november.adding(months: number)
            house.set(month.adding(months: 1).firstDay)
            try await house.bill(month)
        }
        let months = try await house.statements(of: contract).sorted { $0.period.index < $1.period.index }
        let customer = try house.customer(of: contract)
        var credited: Int64 = 0
        for _ in 0..<(1 + dice.below(4)) {
            house.clock.advance(minutes: 1)
            let month = months[dice.below(months.count)]
            var form = ProposeDebtChange.Form(.credit(.adjustment(month.id)))
            (form.reason, form.document) = ("Bồi thường", "BB 1")
            form.amount = try Money(dong: dice.number(1, month.totals.total.dong))
            var outcome = try await house.proposeChange(form, of: customer, by: accountant)
            if case .tooMuch(let most) = outcome {
                guard !most.isZero else { continue }
                form.amount = try Money(dong: dice.number(1, most.dong))
                outcome = try await house.proposeChange(form, of: customer, by: accountant)
            }
            #expect(outcome == .done)
            let amount = try #require(form.amount).dong
            let change = try #require(try await house.database.read { try DebtChange.all(of: customer, on: $0) }.first)
            #expect(try await house.decideChange.agree(change.id, by: second) == .done)
            credited += amount
            // Sometimes at once, sometimes several together.
            if dice.below(2) == 0 { _ = try await house.setOff(customer, by: accountant) }
        }
        _ = try await house.setOff(customer, by: accountant)

        let after = try await house.statements(of: contract).sorted { $0.period.index < $1.period.index }
        let left = try await house.database.read { connection in
            try DebtChange.credits(of: customer, on: connection).reduce(0) { $0 + $1.left.dong }
        }
        let taken = after.reduce(0) { $0 + $1.setOff.dong }
        let owed = months.reduce(0) { $0 + $1.totals.total.dong }
        #expect(taken + left == credited)
        #expect(taken == min(credited, owed))
        #expect(
            after.allSatisfy { $0.setOff <= $0.totals.total && ($0.state == .paid) == ($0.setOff == $0.totals.total) }
        )
        // No month has anything before the one that is older is settled.
        for (older, newer) in zip(after, after.dropFirst()) where !newer.setOff.isZero {
            #expect(older.state == .paid)
        }
        #expect(try await house.balance(.customerCredits) == -left)
        let invoiced = try await house.database.read { connection in
            try after.filter { try InvoiceRequest.original(of: $0.id, on: connection) != nil }.map(\.id)
        }
        #expect(invoiced == after.filter { $0.state == .paid }.map(\.id))
        try await house.expectProven()
    }
}
