import Activation
import Approvals
import Billing
import Contracts
import Journal
import Kernel
import People
import Sales
import Statements
import Storage
import TestKit
import Testing
import Usage

// What tests of process C do over and over.
extension House {
    /// Declared, approved by both and active, from the day on which it is.
    func activePostpaid(
        _ change: (inout ContractForm) -> Void = { _ in },
        customer number: Int = 1,
        key once: String = "once"
    ) async throws -> Contract {
        var form = contractForm(try await addCustomer(number))
        form.payment = .postpaid
        form.lines = [.init(plan: "SMS-M", quantity: "1", discount: "")]
        change(&form)
        let draft = try await draft(form, key: once)
        #expect(try await submit(draft.id, revision: draft.revision, by: try member(.manager)) == .submitted)
        for approver in [Person.approver, .itApprover] {
            _ = try await decide(try await contract(draft.id), by: try member(approver))
        }
        try await activateAll(of: draft.id)
        return try await contract(draft.id)
    }

    func activateAll(of id: Contract.ID) async throws {
        let port = ActivationPort { _ in .active(reference: "PROV-1", access: []) }
        let activate = ActivateLine(database: database, world: world, port: port)
        for line in try await database.read({ try LineActivation.all(of: id, on: $0) }) {
            #expect(try await activate(line.id) == .done)
        }
    }

    var billing: RunBilling { RunBilling(database: database, world: world) }
    var advance: AdvanceBilling { AdvanceBilling(database: database, world: world, key: key) }

    /// A whole run: figures, an accountant's yes, statements.
    @discardableResult
    func bill(_ month: Month) async throws -> BillingRun {
        let accountant = try member(.accountant)
        let outcome = try await billing.start(month, by: accountant)
        guard case .done(let id) = outcome else {
            Issue.record("no run begins: \(outcome)")
            throw Shop.Unexpected()
        }
        try await advance.untilIdle()
        if try await run(id).state == .awaitingApproval {
            #expect(try await billing.approve(id, by: accountant) == .done(id))
            try await advance.untilIdle()
        }
        return try await run(id)
    }

    func run(_ id: BillingRun.ID) async throws -> BillingRun {
        try #require(try await database.read { try BillingRun.find(id, on: $0) })
    }

    /// The newest month first.
    func statements(of contract: Contract) async throws -> [Statement] {
        try await database.read { try Statement.all(of: contract.id, on: $0) }
    }

    func use(_ units: Int64, of contract: Contract, on day: Day, event: String) async throws {
        let isNew = try await database.write { [world] connection in
            let record = UsageRecord(
                event: event,
                of: contract.id,
                meter: (plan: "SMS-M", name: "sms"),
                day: day,
                quantity: units
            )
            return try record.insertIfNew(source: "test", at: world.now(), on: connection)
        }
        #expect(isNew)
    }

    /// The token of the newest link to a statement.
    func link(to statement: Statement) async throws -> String {
        try await database.read { [key] connection in
            let request = try #require(try PaymentRequest.all(of: statement.id, on: connection).first)
            return try #require(try PaymentLink.latest(of: request.id, on: connection)).token(key)
        }
    }

    /// Noon of a day, in Vietnam.
    func set(_ day: Day) { clock.set(day.start.adding(hours: 12)) }
}
