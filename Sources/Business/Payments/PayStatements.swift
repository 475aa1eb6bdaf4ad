import Accounting
import Billing
import Contracts
import Dunning
import Invoicing
import Journal
import Kernel
import Notices
import Organisation
import Statements
import Storage

/// Money has come for one or more months (steps C2 and C3): each of them is paid, in the transaction of the payment.
struct PayStatements {
    let world: World
    let connection: any SQLConnection

    func callAsFunction(
        _ request: PaymentRequest,
        of contract: Contract,
        _ attempt: PaymentAttempt,
        _ receipt: GatewayReceipt
    ) throws {
        try LedgerTransaction.statementsPaid(
            attempt: "\(attempt.id)",
            subject: contract.subject,
            amount: receipt.amount
        ).book(in: world, on: connection)
        var request = request
        _ = try request.apply(.paid)
        try request.update(from: .open, at: world.now(), on: connection)
        for statement in try Statement.all(of: request.id, on: connection) {
            try settle(statement, attempt, receipt)
            try withdrawOthers(asking: statement, besides: request.id)
        }
        try InvoiceRequest.consider(request, in: world, on: connection)
        try Notice.enqueue(
            .statementsPaid,
            about: "\(attempt.id)",
            of: contract.subject,
            to: contract.buyer.recipient,
            in: world,
            on: connection
        )
    }

    private func settle(_ statement: Statement, _ attempt: PaymentAttempt, _ receipt: GatewayReceipt) throws {
        var statement = statement
        guard try statement.apply(.paid, at: receipt.paidAt) else { return }
        try statement.update(from: .issued, at: world.now(), on: connection)
        try AuditEntry.record(
            "statement.paid",
            on: "contract:\(statement.contract)",
            by: .partner("vnpay"),
            [
                "number": statement.number, "reference": attempt.reference,
                "transaction": receipt.transactionNumber, "bank": receipt.bankCode,
                "amount_dong": "\(try statement.payable.dong)",
            ],
            in: world,
            connection
        )
        // Reminders end, a promise is kept, and service that rested because of it is back: at once.
        try EndDunning(world: world, connection: connection)(statement)
        guard let contract = try Contract.find(statement.contract, on: connection) else { return }
        try InboxMessage(
            .statementPaid,
            about: contract.subject,
            fact: "\(statement.id)",
            detail: "\(statement.number) \(try statement.payable.display)"
        ).put(to: contract.belonging.people, in: world, on: connection)
    }

    /// Nobody shall be asked again for what is paid: other open requests for the month are closed. What else they asked
    /// for keeps requests of its own.
    private func withdrawOthers(asking statement: Statement, besides paid: PaymentRequest.ID) throws {
        for var other in try PaymentRequest.all(of: statement.id, on: connection)
        where other.id != paid && other.state == .open {
            _ = try other.apply(.superseded)
            try other.update(from: .open, at: world.now(), on: connection)
            try PaymentLink.revokeAll(of: other.id, at: world.now(), on: connection)
        }
    }
}
