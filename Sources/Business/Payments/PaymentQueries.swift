import Contracts
import Journal
package import Kernel
package import Organisation
package import Storage

/// Look-up of payments, each reader's own part of them.
package struct PaymentQueries: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func list(
        _ filter: PaymentFilter,
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> FoundPayments {
        let scope = reader.scope(for: .viewPayments)
        return try await database.read { connection in
            let search = try PaymentListItem.search(filter, in: scope, on: connection)
            return FoundPayments(
                items: try PaymentListItem.list(search, window: window, on: connection),
                count: try PaymentListItem.count(search, on: connection),
                isOnlyNewest: search.isOnlyNewest
            )
        }
    }

    /// What waits for a person.
    package func openCases(
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [PaymentCaseItem], count: BoundedCount) {
        let scope = reader.scope(for: .viewPayments)
        return try await database.read { connection in
            (
                try PaymentCaseItem.open(in: scope, window: window, on: connection),
                try PaymentCaseItem.openCount(in: scope, on: connection)
            )
        }
    }

    /// One payment with all that hangs on it; `nil` when there is none, or not for this reader.
    package func story(_ reference: String, for reader: StaffMember) async throws -> PaymentStory? {
        try await database.read { connection in
            guard let story = try PaymentStory.find(reference, on: connection),
                reader.may(.viewPayments, on: story.contract.belonging)
            else { return nil }
            return story
        }
    }
}

/// Takes payments out of the system, batch by batch: memory holds one batch, however many there are.
package struct ExportPayments: Sendable {
    package static let batchSize = 500

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// Notes who takes what, before the first row leaves.
    ///
    /// - Returns: How many rows there are; `nil` when this person may not export.
    package func begin(_ filter: PaymentFilter, format: String, by actor: StaffMember) async throws -> Int64? {
        guard actor.may(.exportPayments) else { return nil }
        let scope = actor.scope(for: .exportPayments)
        return try await database.write { [world] connection in
            let search = try PaymentListItem.search(filter, in: scope, on: connection)
            let count = try PaymentListItem.exactCount(search, on: connection)
            try AuditEntry.record(
                "payments.exported",
                on: actor.subject,
                by: .staff(actor.actorID),
                ["filter": filter.words, "format": format, "count": "\(count)"],
                in: world,
                connection
            )
            return count
        }
    }

    /// The rows after the last one taken; none means the end.
    package func batch(
        _ filter: PaymentFilter,
        after last: PaymentListItem?,
        for actor: StaffMember
    ) async throws -> [PaymentListItem] {
        let scope = actor.scope(for: .exportPayments)
        return try await database.read { connection in
            let search = try PaymentListItem.search(filter, in: scope, on: connection)
            return try PaymentListItem.batch(search, after: last, limit: Self.batchSize, on: connection)
        }
    }
}
