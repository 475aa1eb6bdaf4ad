import Activation
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
        try suspend(contract, because: statement, sendsLetter: false)
        try record("dunning.rests", statement, contract)
    }

    /// The rest that the customer wished for is over, and the debt is not. Somebody may have paid meanwhile.
    func beginAgain(_ id: Statement.ID) throws -> Bool {
        guard try DebtRest.isForgotten(id, on: connection),
            let statement = try Statement.find(id, on: connection),
            let contract = try Contract.find(statement.contract, on: connection)
        else { return false }
        try suspend(contract, because: statement, sendsLetter: true)
        try record("dunning.rests", statement, contract)
        return true
    }

    /// The month is settled: with the last because of which it rests, service is back at once.
    func end(_ statement: Statement) throws {
        guard try DebtRest.end(statement.id, at: world.now(), on: connection),
            let contract = try Contract.find(statement.contract, on: connection)
        else { return }
        try resume(contract)
        try record("dunning.back", statement, contract)
    }

    /// - Parameter sendsLetter: Not when it rests by a step: its reminder says that service rests, and has the link.
    private func suspend(_ contract: Contract, because statement: Statement, sendsLetter: Bool) throws {
        var contract = contract
        let rest = ServiceRest(
            cause: .debt,
            reason: "Chưa thanh toán thông báo cước \(statement.number), hạn \(statement.due.display)",
            actor: .system,
            sendsLetter: sendsLetter
        )
        _ = try contract.suspend(rest, in: world, on: connection)
    }

    /// What rests at the customer's own request goes on resting.
    private func resume(_ contract: Contract) throws {
        var contract = contract
        _ = try contract.resume("Đã thanh toán cước quá hạn", only: .debt, by: .system, in: world, on: connection)
    }

    private func record(_ action: String, _ statement: Statement, _ contract: Contract) throws {
        try AuditEntry.record(
            action,
            on: contract.subject,
            by: .system,
            ["number": statement.number, "due": statement.due.iso8601],
            in: world,
            connection
        )
    }
}
