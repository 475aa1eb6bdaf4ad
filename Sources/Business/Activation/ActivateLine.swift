import Alarms
package import Contracts
package import Journal
package import Kernel
import Notices
import Organisation
package import People
package import Storage

/// Delivers one activation: asks the product's system, writes down the answer, and when the last line works tells the
/// customer (step A3). May be called any number of times.
package struct ActivateLine: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let port: ActivationPort

    package init(database: any SQLDatabase, world: World, port: ActivationPort) {
        self.database = database
        self.world = world
        self.port = port
    }

    package func callAsFunction(_ id: LineActivation.ID) async throws -> Delivery {
        let found = try await database.read { connection -> (LineActivation, Contract, isFrozen: Bool)? in
            guard let activation = try LineActivation.find(id, on: connection),
                let contract = try Contract.find(activation.contract, on: connection)
            else { return nil }
            return (activation, contract, try Alarm.freezes(contract.subject, on: connection))
        }
        guard let (activation, contract, isFrozen) = found,
            let line = contract.lines.first(where: { $0.id == activation.line })
        else { return .park(reason: "there is no activation \(id)") }
        switch activation.state {
        case .active: return .done
        case .refused(let reason): return .park(reason: reason)
        case .requested: break
        }
        guard !isFrozen else { return .waiting(milliseconds: Alarm.frozenMilliseconds) }
        let order = ActivationTask(
            key: activation.key,
            contractNumber: contract.number,
            line: line,
            buyer: contract.buyer,
            startsOn: activation.startsOn,
            endsOn: activation.endsOn
        )
        switch await port.activate(order) {
        case .active(let reference, let access):
            try await settle(id, .activated(at: world.now(), reference: reference, access: access))
            return .done
        case .refused(let reason):
            try await settle(id, .refused(reason: reason))
            return .park(reason: reason)
        case .pending:
            return .waiting(milliseconds: 3_000)
        case .tryLater(let reason):
            return .failed(reason: reason)
        }
    }

    private func settle(_ id: LineActivation.ID, _ event: LineActivation.Event) async throws {
        try await database.write { [world] connection in
            guard var activation = try LineActivation.find(id, on: connection),
                var contract = try Contract.find(activation.contract, on: connection)
            else { return }
            let previous = activation.state
            guard try activation.apply(event) else { return }
            try activation.update(from: previous, at: world.now(), on: connection)
            try activation.record(on: contract.subject, in: world, connection)
            if case .refused(let reason) = activation.state {
                try contract.tellOfRefusal(activation, reason, in: world, on: connection)
            }
            let all = try LineActivation.all(of: contract.id, on: connection)
            try contract.hold(activation, in: world, on: connection)
            // Later on, lines that join during the term are activated one by one.
            guard contract.state == .activating, all.count == contract.lines.count, all.allSatisfy(\.isActive) else {
                return
            }
            let before = contract.state
            let effects = try contract.apply(.activated)
            guard contract.state != before else { return }
            contract.startsOn = all.map(\.startsOn).min()
            // A quantity without a term, bought beside packages with one, does not keep the contract open for ever.
            contract.endsOn = all.compactMap(\.endsOn).max()
            try contract.update(from: before, at: world.now(), on: connection)
            try AuditEntry.record("contract.active", on: contract.subject, by: .system, in: world, connection)
            try InboxMessage(.contractActive, about: contract.subject, fact: "\(contract.id)")
                .put(to: contract.belonging.people, in: world, on: connection)
            if effects.contains(.tellActivated) {
                try Notice.enqueue(
                    .packageActivated,
                    about: "\(contract.id)",
                    of: contract.subject,
                    to: contract.buyer.recipient,
                    in: world,
                    on: connection
                )
            }
        }
    }
}

extension Contract {
    /// A line that joins while the contract rests, or after it has ended, does not run.
    fileprivate func hold(
        _ activation: LineActivation,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard activation.isActive, state == .suspended || state == .terminated else { return }
        let opening = ServiceOrder.Opening(
            state == .suspended ? .resting : .ended,
            quantity: lines.first { $0.id == activation.line }?.quantity ?? 1,
            cause: .agreement
        )
        try ServiceOrder.request(opening, of: activation, in: world, on: connection)
    }

    /// A person has to look: whoever sold it, and whoever may ask again.
    fileprivate func tellOfRefusal(
        _ activation: LineActivation,
        _ reason: String,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let people = try StaffMember.active(.itApprover, on: connection) + StaffMember.active(.admin, on: connection)
        try InboxMessage(
            .activationRefused,
            about: subject,
            fact: "\(activation.id)/\(world.now().milliseconds)",
            detail: reason,
            isTask: true
        ).put(to: Set(people.map(\.id)).union(belonging.people), in: world, on: connection)
    }
}

extension LineActivation {
    package var isActive: Bool {
        switch state {
        case .active: true
        case .requested, .refused: false
        }
    }

    fileprivate func record(on subject: String, in world: World, _ connection: any SQLConnection) throws {
        switch state {
        case .requested: break
        case .active(_, let reference, _):
            try AuditEntry.record(
                "line.activated",
                on: subject,
                by: .partner("provisioning"),
                ["line": "\(line)", "reference": reference],
                in: world,
                connection
            )
        case .refused(let reason):
            try AuditEntry.record(
                "line.refused",
                on: subject,
                by: .partner("provisioning"),
                ["line": "\(line)", "reason": reason],
                in: world,
                connection
            )
        }
    }
}

/// A package as its owner sees it: the contract, and how far each line is.
package struct Package: Hashable, Sendable {
    package let contract: Contract
    package let activations: [LineActivation]
}

/// The packages of a customer.
package struct Packages: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Everything ordered and confirmed, newest first.
    package func all(of customer: ID<Customer>) async throws -> [Package] {
        try await database.read { connection in
            try Contract.all(of: customer, on: connection).map { contract in
                Package(contract: contract, activations: try LineActivation.all(of: contract.id, on: connection))
            }
        }
    }

    /// One package with its story; `nil` when it is not this customer's.
    package func find(
        number: String,
        of customer: ID<Customer>
    ) async throws -> (package: Package, story: [AuditEntry])? {
        try await database.read { connection in
            guard let contract = try Contract.all(of: customer, on: connection).first(where: { $0.number == number })
            else { return nil }
            let package = Package(
                contract: contract,
                activations: try LineActivation.all(of: contract.id, on: connection)
            )
            return (package, try AuditEntry.entries(about: contract.subject, on: connection))
        }
    }
}
