import Activation
import Approvals
package import Contracts
import Journal
package import Kernel
import Notices
package import Organisation
package import Statements
package import Storage
import Tariffs

/// The account manager hands in an amendment to a contract that runs: what is agreed from a day on. It is laid before
/// the two approvers as the contract was; only when both agree is anything changed.
package struct ChangeContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case handedIn(ContractChange.ID)
        case mistakes([ContractChangeForm.Field: ContractChangeForm.Mistake])
        case notAllowed
        case unknown
        /// Changed by somebody since this page was shown.
        case stale
        /// Not a contract that is paid month by month and in service.
        case notInService
        /// An amendment waits for the approvers already, by its ordinal.
        case underWay(Int64)
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ id: Contract.ID,
        _ form: ContractChangeForm,
        revision: Int64,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world] connection in
            guard let contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.declareContracts, on: contract.belonging) else { return .notAllowed }
            guard contract.isInTerm else { return .notInService }
            if let known = try ContractChange.awaiting(of: id, on: connection) { return .underWay(known.ordinal) }
            guard contract.revision == revision else { return .stale }
            let billed = try Statement.billedThrough(contract, on: connection)
            let (values, mistakes) = try form.checked(against: contract, billed: billed, in: world, on: connection)
            guard let values else { return .mistakes(mistakes) }
            let change = try contract.hand(in: values, by: actor, world: world, on: connection)
            try contract.openApproval(in: world, on: connection)
            try change.record(
                "contract.change_submitted",
                by: .staff(actor.actorID),
                of: contract,
                in: world,
                connection
            )
            return .handedIn(change.id)
        }
    }

    /// Old and new beside each other; nothing is stored.
    package struct Preview: Sendable {
        package let change: ContractChange
        /// The fixed fees of a whole month.
        package let monthly: (before: Totals, after: Totals)
        /// The first month in which the change shows, as it would be billed.
        package let first: (before: PreviewMonth, after: PreviewMonth)
    }

    package func preview(
        _ id: Contract.ID,
        _ form: ContractChangeForm,
        by actor: StaffMember
    ) async throws -> (shown: Preview?, mistakes: [ContractChangeForm.Field: ContractChangeForm.Mistake]) {
        try await database.read { [world] connection in
            guard let contract = try Contract.find(id, on: connection),
                actor.may(.declareContracts, on: contract.belonging)
            else { return (nil, [:]) }
            let billed = try Statement.billedThrough(contract, on: connection)
            let (values, mistakes) = try form.checked(against: contract, billed: billed, in: world, on: connection)
            guard let values else { return (nil, mistakes) }
            let change = contract.trying(values, by: actor, in: world)
            let changed = contract.applying(change)
            guard let before = try PreviewMonth(contract, containing: change.from, on: connection),
                let after = try PreviewMonth(
                    changed,
                    containing: change.from,
                    adding: change.discounts,
                    on: connection
                )
            else { return (nil, [:]) }
            let last = change.from.adding(days: -1)
            let monthly = (
                before: try Totals(lines: contract.lines(on: last)),
                after: try Totals(lines: changed.lines(on: change.from))
            )
            return (Preview(change: change, monthly: monthly, first: (before, after)), [:])
        }
    }

    package enum Withdrawal: Hashable, Sendable { case withdrawn, notAllowed, unknown, notAwaiting }

    /// Its maker's side takes an amendment back before both have agreed.
    package func withdraw(_ id: ContractChange.ID, by actor: StaffMember) async throws -> Withdrawal {
        try await database.write { [world] connection in
            guard let change = try ContractChange.find(id, on: connection),
                let contract = try Contract.find(change.contract, on: connection)
            else { return .unknown }
            guard actor.may(.declareContracts, on: contract.belonging) else { return .notAllowed }
            guard change.state == .awaiting else { return .notAwaiting }
            try contract.withdraw(change, by: .staff(actor.actorID), in: world, on: connection)
            return .withdrawn
        }
    }
}

extension ContractChange {
    func record(
        _ action: String,
        by actor: Actor,
        of contract: Contract,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: contract.subject,
            by: actor,
            [
                "change": "\(id)", "number": "\(ordinal)", "from": from.iso8601, "revision": "\(revision)",
                "reason": reason,
            ],
            in: world,
            connection
        )
    }

    /// Moves it on, in the caller's transaction.
    func move(_ event: Event, in world: World, on connection: any SQLConnection) throws {
        var change = self
        guard change.apply(event) == true else { return }
        try change.update(from: state, at: world.now(), on: connection)
    }
}

extension Contract {
    /// Takes an amendment out of the approvers' hands, or gives one up that has not begun.
    func withdraw(
        _ change: ContractChange,
        by actor: Actor,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        try change.move(.withdrawn, in: world, on: connection)
        if change.state == .awaiting { try ApprovalCase.withdraw(about: subject, in: world, on: connection) }
        try change.record("contract.change_withdrawn", by: actor, of: self, in: world, connection)
    }

    /// What becomes of an amendment by the decision just taken.
    func settle(
        _ change: ContractChange,
        by decided: ApprovalCase,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        switch decided.state {
        case .awaiting, .voided: break
        case .refused:
            try change.move(.refused, in: world, on: connection)
            try change.record("contract.change_refused", by: .system, of: self, in: world, connection)
        case .approved:
            try change.move(.approved, in: world, on: connection)
            try write(change, at: world.now(), on: connection)
            for discount in change.discounts {
                try discount.insert(of: id, id: world.newID(), on: connection)
            }
            try change.record("contract.change_agreed", by: .system, of: self, in: world, connection)
            try Notice.enqueue(
                .contractChanged,
                about: "\(change.id)",
                of: subject,
                to: buyer.recipient,
                in: world,
                on: connection
            )
        }
    }

    /// Why an amendment cannot be agreed to any more, although it is as it was.
    func obstacle(to change: ContractChange, on connection: any SQLConnection) throws -> DecideContract.Obstacle? {
        guard isInTerm else { return .contractOver }
        if let endsOn, endsOn < change.from { return .contractOver }
        if let billed = try Statement.billedThrough(self, on: connection), change.from <= billed {
            return .monthBilled(through: billed)
        }
        return nil
    }
}
