import Accounting
package import Billing
package import Contracts
import Journal
package import Kernel
import Notices
package import People
package import Storage
import Tariffs
import Usage

/// Bills one month of one contract: statement, books, payment request, letter and audit entry, in the caller's
/// transaction. The month is billed once, whoever asks and however often.
struct IssueStatement {
    enum Outcome {
        case issued(Statement)
        /// Billed before.
        case known
        /// No day of service lies in it, and nothing was left over.
        case nothing
    }

    let world: World
    let key: ServerKey
    let connection: any SQLConnection

    func callAsFunction(_ id: Contract.ID, _ month: Month, run: BillingRun.ID?) throws -> Outcome {
        guard let contract = try Contract.find(id, on: connection),
            let draft = try StatementDraft(contract, month, on: connection)
        else { return .nothing }
        switch draft {
        case .known: return .known
        case .nothing: return .nothing
        case .due(let period, let lines):
            let statement = try statement(of: contract, period, lines)
            try issue(statement, of: contract, run)
            return .issued(statement)
        }
    }

    private func statement(of contract: Contract, _ period: BillingPeriod, _ lines: [StatementLine]) throws -> Statement
    {
        let time = world.now()
        let totals = try Totals(lines.map(\.price))
        return Statement(
            id: world.newID(),
            number: Statement.number(of: contract, period),
            contract: contract.id,
            period: period,
            lines: lines,
            totals: totals,
            setOff: .zero,
            due: time.day.adding(days: contract.postpaid?.paymentDays ?? PaymentRequest.termDays),
            issuedAt: time,
            state: totals.total.isZero ? .paid : .issued,
            settledAt: totals.total.isZero ? time : nil
        )
    }

    private func issue(_ statement: Statement, of contract: Contract, _ run: BillingRun.ID?) throws {
        try statement.insert(run: run, on: connection)
        try UsageSums.markBilled(
            of: contract.id,
            through: statement.period.to,
            statement: "\(statement.id)",
            on: connection
        )
        try AuditEntry.record(
            "statement.issued",
            on: contract.subject,
            by: .system,
            [
                "number": statement.number, "amount_dong": "\(statement.totals.total.dong)",
                "due": statement.due.iso8601,
            ],
            in: world,
            connection
        )
        guard !statement.totals.total.isZero else { return }
        try LedgerTransaction.statementIssued(
            statement: "\(statement.id)",
            subject: contract.subject,
            net: statement.totals.net,
            vat: statement.totals.vat
        ).book(asOf: statement.period.to, in: world, on: connection)
        guard try !statement.payable.isZero else { return }
        let link = try PaymentRequest.open(for: [statement], of: contract, key, in: world, on: connection)
        try Notice.enqueue(
            .paymentLink,
            about: "\(link.id)",
            of: contract.subject,
            to: contract.buyer.recipient,
            in: world,
            on: connection
        )
    }
}

/// What a contract's month would be billed as; nothing is stored.
enum StatementDraft {
    case known
    case nothing
    case due(BillingPeriod, [StatementLine])

    /// The period that ends in that month. Months are billed in their order: one that is missing is an obstacle.
    ///
    /// - Returns: `nil` for a contract without months.
    init?(_ contract: Contract, _ month: Month, on connection: any SQLConnection) throws {
        guard let cycle = contract.billingCycle, let startsOn = contract.startsOn,
            let compose = try ComposeStatement(contract, on: connection)
        else { return nil }
        let period = cycle.period(endingIn: month)
        let next = try Statement.lastIndex(of: contract.id, on: connection).map { $0 + 1 } ?? 0
        guard next <= period.index else {
            self = .known
            return
        }
        guard period.to >= startsOn else {
            self = .nothing
            return
        }
        guard next == period.index else {
            // After the end, months without use need no statement.
            if let endsOn = contract.endsOn, cycle.period(next).from > endsOn {
                self = .nothing
                return
            }
            throw BillingObstacle.monthMissing(cycle.period(next).to.month)
        }
        let lines = try compose(period)
        if lines.isEmpty, let endsOn = contract.endsOn, period.from > endsOn {
            self = .nothing
        } else {
            self = .due(period, lines)
        }
    }
}

extension PaymentRequest {
    /// Asks for what statements of one customer come to, with a first link.
    ///
    /// - Parameter contract: That of the oldest.
    package static func open(
        for statements: [Statement],
        of contract: Contract,
        _ key: ServerKey,
        in world: World,
        on connection: any SQLConnection
    ) throws -> PaymentLink {
        let request = PaymentRequest(
            id: world.newID(),
            contract: contract.id,
            purpose: .statements,
            amount: try Money.sum(statements.map { try $0.payable }),
            createdAt: world.now(),
            due: statements.map(\.due).min()
        )
        try request.insert(on: connection)
        try request.ask(for: statements, on: connection)
        let link = PaymentLink(id: world.newID(), of: request, at: world.now())
        try link.insert(key, on: connection)
        return link
    }
}
