package import Contracts
package import Kernel
package import Organisation
package import Storage

/// Reads imports and usage for those who may see them.
package struct UsageQueries: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// One import as a page shows it.
    package struct Dossier: Sendable {
        package let file: UsageImport
        /// Who brought it; `nil` for the command line.
        package let person: String?
        package let totals: (items: [UsageTotal], count: Int64)
        package let mistakes: [UsageImportMistake]
    }

    package func imports(
        for reader: StaffMember,
        _ window: (limit: Int, offset: Int)
    ) async throws -> (items: [(file: UsageImport, person: String?)], count: Int64) {
        let scope = reader.scope(for: .importUsage)
        return try await database.read { connection in
            let (files, count) = try UsageImport.list(in: scope, window, on: connection)
            return (try files.map { ($0, try Self.person(of: $0, on: connection)) }, count)
        }
    }

    package func dossier(
        _ id: UsageImport.ID,
        for reader: StaffMember,
        totals: (limit: Int, offset: Int),
        mistakes: (limit: Int, offset: Int)
    ) async throws -> Dossier? {
        try await database.read { connection in
            guard let file = try UsageImport.find(id, on: connection), file.isSeen(by: reader) else { return nil }
            return Dossier(
                file: file,
                person: try Self.person(of: file, on: connection),
                totals: try file.totals(totals, on: connection),
                mistakes: try file.mistakes(mistakes, on: connection)
            )
        }
    }

    /// Lines that were left out, after that row.
    package func mistakes(
        of file: UsageImport,
        after row: Int64,
        limit: Int
    ) async throws -> [UsageImportMistake] {
        try await database.read { try file.mistakes(after: row, limit: limit, on: $0) }
    }

    /// Who brought it; `nil` for the command line.
    package func person(of file: UsageImport) async throws -> String? {
        try await database.read { try Self.person(of: file, on: $0) }
    }

    private static func person(of file: UsageImport, on connection: any SQLConnection) throws -> String? {
        try file.startedBy.flatMap { try StaffMember.find($0, on: connection) }?.name
    }

    // MARK: Usage

    /// The contract by its number or identifier, if the reader may see its months.
    package func contract(_ name: String, for reader: StaffMember) async throws -> (id: Contract.ID, number: String)? {
        guard !name.isEmpty, name.utf8.count <= 100 else { return nil }
        return try await database.read { connection in
            guard let found = try MeteredContract.find([name], on: connection).first,
                reader.may(.viewStatements, on: found.belonging)
            else { return nil }
            return (found.id, found.number)
        }
    }

    /// A contract's usage, the newest day first.
    package func records(
        of contract: Contract.ID,
        in month: Month?,
        after place: UsageItem.Place?,
        limit: Int
    ) async throws -> [UsageItem] {
        try await database.read {
            try UsageItem.list(of: contract, in: month, after: place, limit: limit, on: $0)
        }
    }

    /// Sums of a contract's usage in a month.
    package func sums(of contract: Contract.ID, in month: Month?) async throws -> [UsageItem.Sum] {
        try await database.read { try UsageItem.sums(of: contract, in: month, on: $0) }
    }
}

/// One event as a list shows it.
package struct UsageItem: Hashable, Sendable {
    /// Where a list goes on.
    package struct Place: Hashable, Sendable {
        package let day: Day
        package let event: String

        package init(day: Day, event: String) {
            self.day = day
            self.event = event
        }
    }

    /// Of a plan's meter.
    package struct Sum: Hashable, Sendable {
        package let plan: String
        package let meter: String
        package let rows: Int64
        package let quantity: Int64
        /// Of the quantity, what is on a statement.
        package let billed: Int64
    }

    package let record: UsageRecord
    package let receivedAt: Timestamp
    /// The statement that it is on; `nil` while it is on none.
    package let statement: String?

    package var place: Place { Place(day: record.day, event: record.event) }
}
