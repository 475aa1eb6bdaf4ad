import Accounting
import Alarms
import Billing
import Contracts
import Customers
import Invoicing
import Journal
package import Kernel
package import Organisation
package import People
import Statements
package import Storage

/// What a customer has to the good is set off against what the customer owes: the oldest month first, and never more
/// than is open. A month of which something is left is asked for anew, in the smaller amount.
package struct SetOffCredit: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    package func callAsFunction(_ customer: Customer.ID, by actor: StaffMember) async throws -> DebtOutcome {
        try await database.write { connection in
            guard let profile = try CustomerProfile.find(customer, on: connection) else { return .unknown }
            guard actor.may(.proposeDebtChanges, on: profile.belonging) else { return .notAllowed }
            var credits = try DebtChange.credits(of: customer, on: connection)
            let open = try Statement.unpaid(of: customer, on: connection)
            guard !credits.isEmpty, !open.isEmpty else { return .nothingOwed }
            let frozen = try Alarm.frozen(among: open.map { "contract:\($0.contract)" }, on: connection)
            var (hasSetOff, isHeld) = (false, false)
            for statement in open where !credits.isEmpty && !frozen.contains("contract:\(statement.contract)") {
                // Somebody may just be paying it: its amount must not change beneath.
                if try isBeingPaid(statement.id, on: connection) {
                    isHeld = true
                    continue
                }
                try setOff(&credits, statement, by: actor, connection)
                hasSetOff = true
            }
            return hasSetOff ? .done : isHeld ? .beingPaid : frozen.isEmpty ? .nothingOwed : .frozen
        }
    }

    private func setOff(
        _ credits: inout [DebtChange],
        _ statement: Statement,
        by actor: StaffMember,
        _ connection: any SQLConnection
    ) throws {
        var statement = statement
        guard let contract = try Contract.find(statement.contract, on: connection) else { return }
        var sum = Money.zero
        while var credit = credits.first, try sum < statement.payable {
            let part = min(credit.left, try statement.payable - sum)
            let row = try credit.take(part, for: statement.id, by: actor.id, in: world, on: connection)
            try LedgerTransaction.creditSetOff("\(row)", part, subject: contract.subject).book(
                in: world,
                on: connection
            )
            sum = try sum + part
            if credit.left.isZero { credits.removeFirst() } else { credits[0] = credit }
        }
        try statement.setOff(sum, at: world.now(), on: connection)
        try statement.withdrawRequests(.superseded, in: world, on: connection)
        try AuditEntry.record(
            "statement.set_off",
            on: contract.subject,
            by: .staff(actor.actorID),
            [
                "number": statement.number, "amount_dong": "\(sum.dong)",
                "left_dong": "\(try statement.payable.dong)",
            ],
            in: world,
            connection
        )
        if try statement.payable.isZero {
            _ = try statement.apply(.paid, at: world.now())
            try statement.update(from: .issued, at: world.now(), on: connection)
            try EndDunning(world: world, connection: connection)(statement)
            // No payment will come that could ask for it, and no day of VNPAY's has it.
            try InvoiceRequest.request(
                for: statement,
                of: contract,
                date: world.now().day,
                basis: InvoiceBasis(setOffAt: world.now()),
                in: world,
                on: connection
            )
        } else {
            let customer = contract.customer
            try customer.map(WithdrawLetters(world: world, connection: connection).callAsFunction)
            try statement.askOnce(of: contract, key, in: world, on: connection)
        }
    }
}
