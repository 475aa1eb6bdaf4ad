package import Activation
import Contracts
import Journal
package import Kernel
package import Organisation
package import Storage

/// Somebody has mended what a product's system refused: it is asked again (step B6).
package struct RetryActivation: Sendable {
    package enum Outcome: Hashable, Sendable { case retried, notAllowed, unknown, notRefused }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ id: LineActivation.ID, by actor: StaffMember) async throws -> Outcome {
        try await database.write { [world] connection in
            guard var activation = try LineActivation.find(id, on: connection),
                let contract = try Contract.find(activation.contract, on: connection)
            else { return .unknown }
            guard actor.may(.retryActivations, on: contract.belonging) else { return .notAllowed }
            let released = try activation.releaseMessage(at: world.now(), on: connection)
            let previous = activation.state
            let isChanged = previous.isRefused ? try activation.apply(.retried) : false
            if isChanged { try activation.update(from: previous, at: world.now(), on: connection) }
            guard isChanged || released else { return .notRefused }
            try contract.record("activation.retried", by: actor, "\(activation.line)", in: world, connection)
            try InboxItem.settle([.activationRefused], about: contract.subject, at: world.now(), on: connection)
            return .retried
        }
    }
}
