import Journal
package import Kernel
package import Storage

/// Gives a message that was given up another round: somebody has looked at why.
package struct ReleaseDelivery: Sendable {
    package enum Outcome: Hashable, Sendable {
        case released
        case notAllowed
        /// No such message, or it waits for its turn already.
        case notParked
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(key: String, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageDeliveries) else { return .notAllowed }
        return try await database.write { [world] connection in
            guard try OutboxStatus.release(key: key, at: world.now(), on: connection) else { return .notParked }
            try AuditEntry.record(
                "delivery.released",
                on: "delivery:\(key)",
                by: .staff(actor.actorID),
                in: world,
                connection
            )
            return .released
        }
    }
}
