import Journal
package import Kernel
package import Storage

/// Contracts whose last day has passed are over.
package struct EndTerms: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many ended now; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 200) async throws -> Int {
        let today = world.now().day
        guard try await database.read({ try !Self.ended(before: today, limit: 1, on: $0).isEmpty }) else { return 0 }
        return try await database.write { [world] connection in
            let ended = try Self.ended(before: today, limit: limit, on: connection)
            for var contract in ended {
                let previous = contract.state
                _ = try contract.apply(.termEnded)
                try contract.update(from: previous, at: world.now(), on: connection)
                try AuditEntry.record("contract.expired", on: contract.subject, by: .system, in: world, connection)
            }
            return ended.count
        }
    }

    private static func ended(before day: Day, limit: Int, on connection: any SQLConnection) throws -> [Contract] {
        try Contract.ended(before: day, state: .active, limit: limit, on: connection)
            + Contract.ended(before: day, state: .suspended, limit: limit, on: connection)
    }
}

/// Orders whose address nobody proved are dropped after a while: nothing was owed.
package struct DropStaleOrders: Sendable {
    private static let patienceDays: Int64 = 3

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many were dropped now; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 200) async throws -> Int {
        let before = world.now().adding(days: -Self.patienceDays)
        guard try await database.read({ try !Contract.drafts(before: before, limit: 1, on: $0).isEmpty }) else {
            return 0
        }
        return try await database.write { [world] connection in
            let stale = try Contract.drafts(before: before, limit: limit, on: connection)
            for var contract in stale {
                let previous = contract.state
                _ = try contract.apply(.cancelled)
                try contract.update(from: previous, at: world.now(), on: connection)
                try AuditEntry.record("contract.cancelled", on: contract.subject, by: .system, in: world, connection)
            }
            return stale.count
        }
    }
}
