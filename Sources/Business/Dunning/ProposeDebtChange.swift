import Contracts
import Customers
import Journal
package import Kernel
package import Organisation
package import People
import Statements
package import Storage

/// An accountant asks that a debt is given up, that this is taken back, or that a customer is credited; nothing changes
/// before another person agrees.
package struct ProposeDebtChange: Sendable {
    package struct Form: Hashable, Sendable {
        package var kind: DebtChange.Kind
        /// Of an adjustment; of no meaning for the others, whose amount is known.
        package var amount: Money?
        package var reason = ""
        package var document = ""

        package init(_ kind: DebtChange.Kind) { self.kind = kind }
    }

    static let words = 2...1_000

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ form: Form,
        of customer: Customer.ID,
        by actor: StaffMember
    ) async throws -> DebtOutcome {
        var form = form
        form.reason = form.reason.trimmed
        form.document = form.document.trimmed
        return try await database.write { [world, form] connection in
            guard let profile = try CustomerProfile.find(customer, on: connection) else { return .unknown }
            guard actor.may(.proposeDebtChanges, on: profile.belonging) else { return .notAllowed }
            guard Self.words.contains(form.reason.count), (2...200).contains(form.document.count) else {
                return .wordsNeeded
            }
            let amount: Money
            switch try Self.amount(form, of: customer, on: connection) {
            case .known(let found): amount = found
            case .refused(let outcome): return outcome
            }
            let change = DebtChange(
                id: world.newID(),
                kind: form.kind,
                customer: customer,
                amount: amount,
                left: .zero,
                reason: form.reason,
                document: form.document,
                state: .proposed,
                proposedBy: actor.id,
                proposedAt: world.now()
            )
            try change.insert(on: connection)
            try change.record("debt_change.proposed", by: actor, in: world, connection)
            let others = try StaffMember.active(.accountant, on: connection)
                .filter { $0.id != actor.id && $0.may(.confirmDebtChanges, on: profile.belonging) }
            try InboxMessage(
                .debtChangeProposed,
                about: change.subject,
                fact: "\(change.id)",
                detail: "\(profile.name) \(amount.display)",
                isTask: true
            ).put(to: others.map(\.id), in: world, on: connection)
            return .done
        }
    }

    private enum Found {
        case known(Money)
        case refused(DebtOutcome)
    }

    private static func amount(_ form: Form, of customer: Customer.ID, on connection: any SQLConnection) throws -> Found
    {
        switch form.kind {
        case .writeOff(let id):
            guard let statement = try Statement.find(id, of: customer, on: connection) else {
                return .refused(.unknown)
            }
            return try open(statement, wanted: .issued, on: connection)
        case .undoWriteOff(let id):
            guard let statement = try Statement.find(id, of: customer, on: connection) else {
                return .refused(.unknown)
            }
            return try open(statement, wanted: .writtenOff, on: connection)
        case .credit(.refund(let refund)):
            return try DebtChange.kept(of: refund, for: customer, on: connection).map { .known($0) }
                ?? .refused(.unknown)
        case .credit(.adjustment(let id)):
            guard let statement = try Statement.find(id, of: customer, on: connection) else {
                return .refused(.unknown)
            }
            guard let amount = form.amount, !amount.isZero else { return .refused(.badAmount) }
            let given = try DebtChange.adjusted(id, on: connection)
            let most = try Money(dong: max(0, statement.totals.total.dong - given))
            return amount <= most ? .known(amount) : .refused(.tooMuch(most))
        }
    }

    private static func open(
        _ statement: Statement,
        wanted: Statement.State,
        on connection: any SQLConnection
    ) throws
        -> Found
    {
        guard statement.state == wanted else { return .refused(.tooLate) }
        guard try !DebtChange.isAnyWaiting(about: statement.id, on: connection) else { return .refused(.waiting) }
        guard try !isBeingPaid(statement.id, on: connection) else { return .refused(.beingPaid) }
        return .known(try statement.payable)
    }
}

extension Statement {
    /// The month, if it is that customer's.
    fileprivate static func find(
        _ id: ID,
        of customer: Customer.ID,
        on connection: any SQLConnection
    ) throws
        -> Statement?
    {
        guard let statement = try find(id, on: connection),
            try Contract.find(statement.contract, on: connection)?.customer == customer
        else { return nil }
        return statement
    }
}

extension DebtChange {
    func record(
        _ action: String,
        by actor: StaffMember,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: "customer:\(customer)",
            by: .staff(actor.actorID),
            [
                "change": "\(id)", "kind": kind.name.rawValue, "amount_dong": "\(amount.dong)",
                "statement": statement.map { "\($0)" } ?? "", "reason": reason, "document": document,
                "ruling": ruling ?? "",
            ],
            in: world,
            connection
        )
    }
}
