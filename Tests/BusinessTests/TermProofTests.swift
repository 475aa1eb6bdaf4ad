import Contracts
import Dunning
import Evidence
import Kernel
import Organisation
import Payments
import Statements
import Storage
import TestKit
import Testing

/// The rules about invoices, months and services, each broken on purpose.
extension SystemProofTests {
    static let termHarms: [Harm] = [
        Harm(
            words: "an invoice says more than the month",
            rules: [.invoicesMatchTotals],
            statements: ["UPDATE invoice_request SET total_dong = total_dong + 1 WHERE statement_id IS NOT NULL"]
        ),
        Harm(
            words: "an invoice says less than the contract",
            rules: [.invoicesMatchTotals],
            statements: ["UPDATE invoice_request SET total_dong = total_dong - 1 WHERE statement_id IS NULL"]
        ),
        Harm(
            words: "an invoice is of another month, which is not paid",
            rules: [.invoicedIsPaid],
            statements: [
                """
                UPDATE invoice_request SET statement_id = (SELECT id FROM statement WHERE state = 'issued'),
                    total_dong = (SELECT total_dong FROM statement WHERE state = 'issued')
                WHERE statement_id IS NOT NULL
                """
            ]
        ),
        Harm(
            words: "a contract is called suspended",
            rules: [.restsMatchContracts],
            statements: ["UPDATE contract SET state = 'suspended' WHERE payment = 'postpaid'"]
        ),
        Harm(
            words: "a rest never ends",
            rules: [.restsMatchContracts],
            statements: ["UPDATE suspension SET to_day = NULL"]
        ),
        Harm(
            words: "a month begins before the other has ended",
            rules: [.monthsDoNotOverlap],
            statements: ["UPDATE statement SET from_day = from_day - 1 WHERE period_index = 1"]
        ),
        Harm(
            words: "a credit gave more than the month took",
            rules: [.setOffsMatchCredits],
            statements: ["UPDATE credit_set_off SET amount_dong = amount_dong + 1"]
        ),
        Harm(
            words: "a plan of an active contract is not activated",
            rules: [.activeContractsWork],
            statements: ["UPDATE activation SET state = 'requested' WHERE contract_id IN (\(prepaidActive))"]
        ),
    ]

    private static let prepaidActive: SQLStatement =
        "SELECT id FROM contract WHERE payment = 'prepaid' AND state = 'active'"

    /// A prepaid contract in use, and a postpaid one with a month paid by credits, another that is owed, and a rest.
    private func served(_ engine: TestEngine) async throws -> House {
        let house = try await House(engine)
        let attempt = try await house.shop.attempt(house.shop.order())
        #expect(await house.shop.notice("true \(attempt)") == .recorded)
        let prepaid: Contract.ID = try await house.database.read { connection in
            try #require(try connection.rows("SELECT id FROM contract WHERE channel = 'online'").first).id("id")
        }
        try await house.activateAll(of: prepaid)
        let second = try await house.hire([.accountant], in: "CNTT", called: "second")
        let accountant = try house.member(.accountant)
        let (contract, november) = try await house.billed(2, key: "postpaid")
        _ = try await house.suspend(contract, .request, "Đi vắng", by: .approver)
        house.clock.advance(days: 2)
        _ = try await house.resume(contract, "Đã về", by: .approver)
        house.set(Month(year: 2027, month: 1).firstDay)
        try await house.bill(BillingRunTests.december)
        let customer = try house.customer(of: contract)
        var form = ProposeDebtChange.Form(.credit(.adjustment(november.id)))
        (form.reason, form.document, form.amount) = ("Bồi thường", "BB 1", november.totals.total)
        #expect(try await house.proposeChange(form, of: customer, by: accountant) == .done)
        let change = try #require(try await house.database.read { try DebtChange.all(of: customer, on: $0) }.first)
        #expect(try await house.decideChange.agree(change.id, by: second) == .done)
        #expect(try await house.setOff(customer, by: accountant) == .done)
        return house
    }

    @Test(arguments: TestEngine.available, termHarms)
    func `invoices, months and services are held against each other`(engine: TestEngine, harm: Harm) async throws {
        let house = try await served(engine)
        #expect(try await broken(house).isEmpty)
        try await house.database.write { connection in
            for statement in harm.statements { try connection.run(statement) }
        }
        #expect(Set(try await broken(house)) == harm.rules)
        try await Self.expectAlarms(of: harm.rules, in: house)
    }
}
