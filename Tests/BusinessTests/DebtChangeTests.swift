import Accounting
import Billing
import Contracts
import Evidence
import Invoicing
import Kernel
import Organisation
import Payments
import Statements
import Storage
import TestKit
import Testing

@testable import Dunning

/// What two people decide about a debt: given up, taken back, credited, set off.
@Suite struct DebtChangeTests {
    private static func form(_ kind: DebtChange.Kind, amount: Int64? = nil) throws -> ProposeDebtChange.Form {
        var form = ProposeDebtChange.Form(kind)
        form.reason = "Doanh nghiệp đã giải thể"
        form.document = "QĐ 12/QĐ-TTCNTT ngày 05/01/2027"
        form.amount = try amount.map(Money.init(dong:))
        return form
    }

    private func newest(_ house: House, _ contract: Contract) async throws -> DebtChange {
        let customer = try house.customer(of: contract)
        // What is later has a later time.
        house.clock.advance(minutes: 1)
        return try #require(try await house.database.read { try DebtChange.all(of: customer, on: $0) }.first)
    }

    @Test(arguments: TestEngine.available)
    func `a month is given up by two people, and its links die`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let second = try await house.hire([.accountant], in: "CNTT", called: "second")
        let (contract, statement) = try await house.billed()
        let customer = try house.customer(of: contract)
        house.set(15, after: statement)
        #expect(try await house.sweep() == 1)
        let token = try await house.reminderToken(contract)
        let total = statement.totals.total
        let accountant = try house.member(.accountant)
        let wish = try Self.form(.writeOff(statement.id))
        for person in [House.Person.manager, .admin, .auditor, .approver] {
            #expect(try await house.proposeChange(wish, of: customer, by: house.member(person)) == .notAllowed)
        }
        var blank = wish
        blank.document = " "
        #expect(try await house.proposeChange(blank, of: customer, by: accountant) == .wordsNeeded)
        #expect(try await house.proposeChange(wish, of: customer, by: accountant) == .done)
        #expect(try await house.proposeChange(wish, of: customer, by: second) == .waiting)
        let change = try await newest(house, contract)
        #expect(try await house.decideChange.agree(change.id, by: accountant) == .ownProposal)
        #expect(try await house.decideChange.agree(change.id, by: house.member(.itApprover)) == .notAllowed)
        #expect(try await house.state(of: statement).state == .issued)
        #expect(try await house.balance(.badDebt) == 0)

        // Somebody is paying: it waits.
        let reference = try await house.shop.attempt(token)
        #expect(try await house.decideChange.agree(change.id, by: second) == .beingPaid)
        #expect(await house.shop.notice("failed \(reference) \(total.dong)") == .recorded)
        #expect(try await house.decideChange.agree(change.id, by: second) == .done)
        #expect(try await house.decideChange.agree(change.id, by: second) == .tooLate)
        #expect(try await house.state(of: statement).state == .writtenOff)
        #expect(try await house.balance(.badDebt) == total.dong)
        #expect(try await house.balance(.receivable) == 0)
        // VAT is not reversed.
        #expect(try await house.balance(.vatPayable) == -statement.totals.vat.dong)
        #expect(try await house.shop.start(token) == .closed)
        house.set(60, after: statement)
        #expect(try await house.sweep() == 0)
        #expect(try await house.inbox(.accountant).contains { $0.kind == .debtChangeDecided })
        #expect(try await house.audited("statement.written_off") == 1)
        try await house.expectProven()

        // Taken back, by two people too, it is owed and can be paid again.
        #expect(
            try await house.proposeChange(Self.form(.undoWriteOff(statement.id)), of: customer, by: second) == .done
        )
        let undo = try await newest(house, contract)
        #expect(try await house.decideChange.agree(undo.id, by: second) == .ownProposal)
        #expect(try await house.decideChange.agree(undo.id, by: accountant) == .done)
        #expect(try await house.state(of: statement).state == .issued)
        #expect(try await house.balance(.badDebt) == 0)
        #expect(try await house.balance(.receivable) == total.dong)
        try await house.expectProven()
        try await house.payBy(try await house.link(to: statement), total)
        #expect(try await house.balance(.receivable) == 0)
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `a proposal goes back with a reason, or is taken back`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let second = try await house.hire([.accountant], in: "CNTT", called: "second")
        let (contract, statement) = try await house.billed()
        let customer = try house.customer(of: contract)
        let accountant = try house.member(.accountant)
        for member in [second, accountant] {
            #expect(
                try await house.proposeChange(Self.form(.writeOff(statement.id)), of: customer, by: accountant) == .done
            )
            let change = try await newest(house, contract)
            #expect(try await house.decideChange.sendBack(change.id, reason: "", by: member) == .wordsNeeded)
            #expect(try await house.decideChange.sendBack(change.id, reason: "Chưa đủ hồ sơ", by: member) == .done)
            #expect(try await house.decideChange.agree(change.id, by: second) == .tooLate)
        }
        #expect(try await house.state(of: statement).state == .issued)
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `a credit is granted by two and set off, the oldest month first and no more than is open`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let second = try await house.hire([.accountant], in: "CNTT", called: "second")
        let (contract, november) = try await house.billed()
        let customer = try house.customer(of: contract)
        house.set(Month(year: 2027, month: 1).firstDay)
        try await house.bill(BillingRunTests.december)
        let december = try #require(try await house.statements(of: contract).first)
        let accountant = try house.member(.accountant)
        let most = december.totals.total
        let tooMuch = try Self.form(.credit(.adjustment(december.id)), amount: most.dong + 1)
        #expect(try await house.proposeChange(tooMuch, of: customer, by: accountant) == .tooMuch(most))
        #expect(try await house.setOff(customer, by: accountant) == .nothingOwed)
        // All of November and 20.000 ₫ of December.
        let amount = november.totals.total.dong + 20_000
        let wish = try Self.form(.credit(.adjustment(december.id)), amount: amount)
        #expect(try await house.proposeChange(wish, of: customer, by: accountant) == .done)
        let credit = try await newest(house, contract)
        #expect(try await house.setOff(customer, by: accountant) == .nothingOwed)
        #expect(try await house.decideChange.agree(credit.id, by: accountant) == .ownProposal)
        #expect(try await house.decideChange.agree(credit.id, by: second) == .done)
        #expect(try await house.balance(.customerCredits) == -amount)
        try await house.expectProven()

        #expect(try await house.setOff(customer, by: house.member(.manager)) == .notAllowed)
        let old = try await house.link(to: december)
        house.clock.advance(minutes: 1)
        #expect(try await house.setOff(customer, by: accountant) == .done)
        #expect(try await house.state(of: november).state == .paid)
        let invoice = try #require(
            try await house.database.read { try InvoiceRequest.original(of: november.id, on: $0) }
        )
        #expect(invoice.total == november.totals.total && invoice.basis.isSetOff)
        #expect(try await house.database.read { try InvoiceRequest.original(of: december.id, on: $0) } == nil)
        let rest = try await house.state(of: december)
        #expect(rest.state == .issued)
        #expect(rest.setOff.dong == 20_000)
        #expect(try await house.balance(.customerCredits) == 0)
        #expect(try await house.shop.start(old) == .closed)
        try await house.payBy(try await house.link(to: december), try rest.payable)
        #expect(try await house.balance(.receivable) == 0)
        #expect(try await house.setOff(customer, by: accountant) == .nothingOwed)
        try await house.expectProven()
    }

    @Test(arguments: TestEngine.available)
    func `books of given up debts and credits are held against the rows`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let second = try await house.hire([.accountant], in: "CNTT", called: "second")
        let (contract, statement) = try await house.billed()
        let customer = try house.customer(of: contract)
        let accountant = try house.member(.accountant)
        let wishes = [
            try Self.form(.credit(.adjustment(statement.id)), amount: 1_000), try Self.form(.writeOff(statement.id)),
        ]
        for wish in wishes {
            #expect(try await house.proposeChange(wish, of: customer, by: accountant) == .done)
            #expect(try await house.decideChange.agree(try await newest(house, contract).id, by: second) == .done)
        }
        func broken() async throws -> Set<SystemProof.Rule> {
            let report = try await ProveSystem(database: house.database, world: house.world)()
            return Set(report.proofs.filter { !$0.holds }.map(\.rule))
        }
        #expect(try await broken().isEmpty)
        try await house.database.write { try $0.run("UPDATE debt_change SET left_dong = 999 WHERE kind = 'credit'") }
        #expect(try await broken() == [.creditsMatchBooks])
        #expect(try await house.look() == 1)
        try await house.database.write { connection in
            try connection.run("UPDATE debt_change SET left_dong = 1000 WHERE kind = 'credit'")
            try connection.run("UPDATE statement SET state = 'issued', settled_at = NULL")
        }
        #expect(try await broken() == [.badDebtMatchesStatements, .receivablesMatchStatements])
        #expect(try await house.look() == 2)
    }
}
