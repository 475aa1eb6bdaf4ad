import Accounting
import Alarms
import Billing
import Contracts
import Customers
import Journal
package import Kernel
import Notices
package import Organisation
package import People
import Statements
package import Storage

/// A second person decides about what one has proposed: agrees, or sends it back.
package struct DecideDebtChange: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    /// Agrees: state, books, links, audit entry and news in one transaction.
    package func agree(_ id: DebtChange.ID, by actor: StaffMember) async throws -> DebtOutcome {
        try await decide(id, by: actor) { [world] change, profile, connection in
            guard actor.may(.confirmDebtChanges, on: profile.belonging) else { return .notAllowed }
            guard change.proposedBy != actor.id else { return .ownProposal }
            var change = change
            change.state = .agreed
            change.decidedBy = actor.id
            change.decidedAt = world.now()
            let outcome: DebtOutcome =
                switch change.kind {
                case .writeOff(let month): try writeOff(change, month, by: actor, connection)
                case .undoWriteOff(let month): try undo(change, month, by: actor, connection)
                case .credit(let source): try credit(&change, source, connection)
                }
            guard outcome == .done else { return outcome }
            try change.decide(on: connection)
            try finish(change, "debt_change.agreed", by: actor, connection)
            return .done
        }
    }

    /// Sends it back with a reason. One's own may be taken back as well.
    package func sendBack(_ id: DebtChange.ID, reason: String, by actor: StaffMember) async throws -> DebtOutcome {
        let reason = reason.trimmed
        return try await decide(id, by: actor) { [world] change, profile, connection in
            guard actor.may(.confirmDebtChanges, on: profile.belonging) || change.proposedBy == actor.id else {
                return .notAllowed
            }
            guard ProposeDebtChange.words.contains(reason.count) else { return .wordsNeeded }
            var change = change
            change.state = .returned
            change.decidedBy = actor.id
            change.decidedAt = world.now()
            change.ruling = reason
            try change.decide(on: connection)
            try finish(change, "debt_change.returned", by: actor, connection)
            return .done
        }
    }

    private func decide(
        _ id: DebtChange.ID,
        by actor: StaffMember,
        _ body: @escaping @Sendable (DebtChange, CustomerProfile, any SQLConnection) throws -> DebtOutcome
    ) async throws -> DebtOutcome {
        do {
            return try await database.write { connection in
                guard let change = try DebtChange.find(id, on: connection),
                    let profile = try CustomerProfile.find(change.customer, on: connection)
                else { return .unknown }
                guard change.state == .proposed else { return .tooLate }
                return try body(change, profile, connection)
            }
        } catch is StaleWrite {
            return .tooLate
        }
    }

    private func finish(
        _ change: DebtChange,
        _ action: String,
        by actor: StaffMember,
        _ connection: any SQLConnection
    ) throws {
        try change.record(action, by: actor, in: world, connection)
        try InboxItem.settle([.debtChangeProposed], about: change.subject, at: world.now(), on: connection)
        guard change.proposedBy != actor.id else { return }
        try InboxMessage(
            .debtChangeDecided,
            about: change.subject,
            fact: "\(change.id)",
            detail: "\(change.amount.display) \(change.ruling ?? "")"
        ).put(to: [change.proposedBy], in: world, on: connection)
    }

    // MARK: What it does

    /// Links die, letters end, and money that comes all the same belongs to no open request: it goes the way of every
    /// overpayment.
    private func writeOff(
        _ change: DebtChange,
        _ month: Statement.ID,
        by actor: StaffMember,
        _ connection: any SQLConnection
    ) throws -> DebtOutcome {
        guard var statement = try Statement.find(month, on: connection), statement.state == .issued,
            try statement.payable == change.amount,
            let contract = try Contract.find(statement.contract, on: connection)
        else { return .tooLate }
        guard try !Alarm.freezes(contract.subject, on: connection) else { return .frozen }
        guard try !isBeingPaid(month, on: connection) else { return .beingPaid }
        _ = try statement.apply(.writtenOff, at: world.now())
        try statement.update(from: .issued, at: world.now(), on: connection)
        try LedgerTransaction.writtenOff(change, subject: contract.subject).book(in: world, on: connection)
        try statement.withdrawRequests(.cancelled, in: world, on: connection)
        try EndDunning(world: world, connection: connection)(statement)
        try record("statement.written_off", statement, change, by: actor, connection)
        return .done
    }

    private func undo(
        _ change: DebtChange,
        _ month: Statement.ID,
        by actor: StaffMember,
        _ connection: any SQLConnection
    ) throws -> DebtOutcome {
        guard var statement = try Statement.find(month, on: connection), statement.state == .writtenOff,
            let contract = try Contract.find(statement.contract, on: connection)
        else { return .tooLate }
        guard try !Alarm.freezes(contract.subject, on: connection) else { return .frozen }
        _ = try statement.apply(.reopened, at: world.now())
        try statement.update(from: .writtenOff, at: world.now(), on: connection)
        try LedgerTransaction.writeOffUndone(change, subject: contract.subject).book(in: world, on: connection)
        try statement.askOnce(of: contract, key, in: world, on: connection)
        try record("statement.reopened", statement, change, by: actor, connection)
        return .done
    }

    private func credit(
        _ change: inout DebtChange,
        _ source: DebtChange.Source,
        _ connection: any SQLConnection
    ) throws
        -> DebtOutcome
    {
        var vat = Money.zero
        if case .adjustment(let month) = source {
            guard let statement = try Statement.find(month, on: connection) else { return .unknown }
            vat = try statement.vatPart(of: change.amount)
        }
        change.left = change.amount
        try LedgerTransaction.creditGranted(change, source, vat: vat, subject: "customer:\(change.customer)")
            .book(in: world, on: connection)
        return .done
    }

    private func record(
        _ action: String,
        _ statement: Statement,
        _ change: DebtChange,
        by actor: StaffMember,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: "contract:\(statement.contract)",
            by: .staff(actor.actorID),
            [
                "number": statement.number, "amount_dong": "\(change.amount.dong)", "reason": change.reason,
                "document": change.document, "proposed_by": "\(change.proposedBy)",
            ],
            in: world,
            connection
        )
    }
}

extension Statement {
    /// A request of its own for what is left of it, with the letter that carries the link.
    func askOnce(of contract: Contract, _ key: ServerKey, in world: World, on connection: any SQLConnection) throws {
        let link = try PaymentRequest.open(for: [self], of: contract, key, in: world, on: connection)
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
