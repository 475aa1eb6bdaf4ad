import Activation
import Contracts
import Journal
package import Kernel
import Organisation
package import Storage

/// On the day from which an amendment holds, the products' systems are told: what is new begins, what is gone ends,
/// what has another quantity gets it.
package struct BeginChanges: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many began now; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 100) async throws -> Int {
        let today = world.now().day
        guard try await database.read({ try ContractChange.isAnyDue(on: today, $0) }) else { return 0 }
        return try await database.write { [world] connection in
            let due = try ContractChange.due(on: today, limit: limit, on: connection)
            for change in due {
                guard let contract = try Contract.find(change.contract, on: connection) else { continue }
                guard contract.isInTerm else {
                    try contract.withdraw(change, by: .system, in: world, on: connection)
                    continue
                }
                try change.move(.begun, in: world, on: connection)
                try contract.provision(change, in: world, on: connection)
                try change.record("contract.change_begun", by: .system, of: contract, in: world, connection)
                try InboxMessage(
                    .changeBegun,
                    about: contract.subject,
                    fact: "\(change.id)",
                    detail: change.from.display
                ).put(to: contract.belonging.people, in: world, on: connection)
            }
            return due.count
        }
    }
}

extension Contract {
    fileprivate func provision(_ change: ContractChange, in world: World, on connection: any SQLConnection) throws {
        let activations = try LineActivation.all(of: id, on: connection)
        func activation(of line: ContractLine.ID) -> LineActivation? {
            guard let line = lines.first(where: { $0.id == line }) else { return nil }
            let first = root(of: line)
            return activations.first { $0.line == first.id }
        }
        for new in change.begins {
            guard let replaced = new.replaces else {
                try LineActivation.request(new, of: self, startingOn: change.from, in: world, on: connection)
                continue
            }
            guard let running = activation(of: replaced) else { continue }
            let opening = ServiceOrder.Opening(
                state == .suspended ? .resting : .running,
                quantity: new.quantity,
                cause: .agreement
            )
            try ServiceOrder.request(opening, of: running, in: world, on: connection)
        }
        for gone in change.removed {
            guard let running = activation(of: gone), let line = lines.first(where: { $0.id == gone }) else { continue }
            let opening = ServiceOrder.Opening(.ended, quantity: line.quantity, cause: .agreement)
            try ServiceOrder.request(opening, of: running, in: world, on: connection)
        }
    }
}
