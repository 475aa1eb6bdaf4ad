import Contracts
import Journal
import Kernel
import Organisation
import People
import Statements
import Storage

/// Service rests because of a debt, and is back with the payment: the one place of this room that speaks to the
/// contract about it, in the caller's transaction.
struct RestForDebt {
    let world: World
    let connection: any SQLConnection

    /// A step that suspends was done for the month.
    func begin(_ statement: Statement, of contract: Contract) throws {
        let isFirst = try !DebtRest.isAny(of: contract.id, on: connection)
        try DebtRest.begin(contract.id, statement.id, at: world.now(), connection)
        guard isFirst else { return }
        try suspend(contract)
        try tell(.restsForDebt, "dunning.rests", statement, contract)
    }

    /// The month is settled: with the last because of which it rests, service is back at once.
    func end(_ statement: Statement) throws {
        guard try DebtRest.end(statement.id, at: world.now(), on: connection),
            let contract = try Contract.find(statement.contract, on: connection)
        else { return }
        try resume(contract)
        try tell(.backAfterDebt, "dunning.back", statement, contract)
    }

    private func suspend(_ contract: Contract) throws {
        // Call site of SuspendContract.
    }

    private func resume(_ contract: Contract) throws {
        // Call site of ResumeContract.
    }

    private func tell(_ kind: InboxItem.Kind, _ action: String, _ statement: Statement, _ contract: Contract) throws {
        try AuditEntry.record(
            action,
            on: contract.subject,
            by: .system,
            ["number": statement.number, "due": statement.due.iso8601],
            in: world,
            connection
        )
        try InboxMessage(
            kind,
            about: contract.subject,
            fact: "\(contract.id)/\(world.now().milliseconds)",
            detail: contract.number
        ).put(to: contract.belonging.people, in: world, on: connection)
    }
}
