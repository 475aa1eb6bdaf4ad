import Accounting
import Billing
import Contracts
import Dunning
import Evidence
import Journal
import Kernel
import Notices
import Organisation
import Payments
import People
import Statements
import Storage
import TestKit
import Testing

// What tests of dunning do over and over.
extension House {
    var sweep: SweepDunning { SweepDunning(database: database, world: world, key: key) }
    var debts: WorkDebts { WorkDebts(database: database, world: world) }
    var proposeChange: ProposeDebtChange { ProposeDebtChange(database: database, world: world) }
    var decideChange: DecideDebtChange { DecideDebtChange(database: database, world: world, key: key) }
    var setOff: SetOffCredit { SetOffCredit(database: database, world: world, key: key) }
    var debtQueries: DebtQueries { DebtQueries(database: database, now: world.now) }

    /// A contract with November billed on 1 December, due on the 16th.
    func billed(_ number: Int = 1, key once: String = "once") async throws -> (contract: Contract, statement: Statement)
    {
        let contract = try await activePostpaid(customer: number, key: once)
        set(BillingRunTests.december.firstDay)
        try await bill(BillingRunTests.november)
        return (contract, try #require(try await statements(of: contract).first))
    }

    func customer(of contract: Contract) throws -> Customer.ID { try #require(contract.customer) }

    /// So many days after it is due, at noon.
    func set(_ days: Int64, after statement: Statement) { set(statement.due.adding(days: days)) }

    func doneSteps(of statement: Statement) async throws -> [DoneStep] {
        try await database.read { try DoneStep.all(of: statement.id, on: $0) }
    }

    func dunningLetters(of contract: Contract) async throws -> [DunningLetter] {
        let customer = try customer(of: contract)
        return try await database.read { try DunningLetter.all(of: customer, limit: 100, on: $0) }
    }

    /// The token that the customer's latest reminder carries.
    func reminderToken(_ contract: Contract) async throws -> String {
        let letter = try #require(try await dunningLetters(of: contract).first)
        return try await database.read { [key] connection in
            let id = try #require(PaymentLink.ID(letter.link))
            return try #require(try PaymentLink.find(id, on: connection)).token(key)
        }
    }

    /// As if the mail server had taken everything.
    func sendAll() async throws {
        try await database.write { [world] connection in
            try connection.run(
                "UPDATE notice SET state = 'sent', settled_at = \(world.now()) WHERE state = 'queued' AND withdrawn_at IS NULL"
            )
            try connection.run("UPDATE outbox_message SET state = 'done' WHERE kind = 'send_mail' AND state = 'open'")
        }
    }

    func payBy(_ token: String, _ amount: Money) async throws {
        let reference = try await shop.attempt(token)
        #expect(await shop.notice("true \(reference) \(amount.dong) 1470\(reference.suffix(2))") == .recorded)
    }

    func state(of statement: Statement) async throws -> Statement {
        try #require(try await database.read { try Statement.find(statement.id, on: $0) })
    }

    /// What the books have in an account, debit less credit.
    func balance(_ account: LedgerAccount) async throws -> Int64 {
        let balance = try await database.read { try TrialBalance.read(on: $0) }
        #expect(balance.isBalanced)
        return balance.lines.first { $0.account == account.rawValue }.map { $0.debitDong - $0.creditDong } ?? 0
    }

    /// Books, states and audit chain hold.
    func expectProven() async throws {
        let report = try await ProveSystem(database: database, world: world)()
        #expect(report.proofs.filter { !$0.holds } == [])
        #expect(report.audit.broken == nil)
    }
}
