package import Contracts
package import Customers
package import Kernel
package import Organisation
package import People
package import Statements
package import Storage

/// One month of a customer with its reminders.
package struct DunnedMonth: Sendable {
    package let statement: Statement
    package let contract: Contract
    package let done: [DoneStep]
    package let toCome: [DunningStep]
    package let isResting: Bool
}

/// All that is known of a customer's debts.
package struct DebtorDossier: Sendable {
    package let customer: CustomerProfile
    /// Open months, the oldest debt first, and those that were given up.
    package let months: [DunnedMonth]
    package let writtenOff: [DunnedMonth]
    package let letters: [DunningLetter]
    package let pauses: [DunningPause]
    package let promises: [PaymentPromise]
    package let changes: [DebtChange]
    /// Kept of refunds for other debts, and not yet credited.
    package let keptRefunds: [(refund: String, reference: String, amount: Money)]
    /// Who is named in all that.
    package let people: [StaffMember.ID: String]
    package let numbers: [Statement.ID: String]

    /// What has been credited and not set off, in đồng.
    package var creditDong: Int64 {
        changes.filter { $0.kind.name == .credit && $0.state == .agreed }.map(\.left.dong).reduce(0, +)
    }
}

/// A proposal as a list shows it.
package struct ListedDebtChange: Sendable {
    package let change: DebtChange
    package let customer: String
    package let statement: String?
    package let proposedBy: String
    package let decidedBy: String?
}

/// Reads debts for those who may see the statements.
package struct DebtQueries: Sendable {
    private let database: any SQLDatabase
    private let now: Now

    package init(database: any SQLDatabase, now: @escaping Now) {
        self.database = database
        self.now = now
    }

    package func list(
        _ filter: DebtFilter,
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [Debtor], count: Int64) {
        let (scope, day) = (reader.scope(for: .viewStatements), now().day)
        return try await database.read { connection in
            (
                try Debtor.list(filter, in: scope, on: day, window: window, connection),
                try Debtor.count(filter, in: scope, on: day, connection)
            )
        }
    }

    /// Everything that is late, by unit.
    package func aging(for reader: StaffMember) async throws -> [(unit: String, debt: AgedDebt)] {
        let (scope, day) = (reader.scope(for: .viewStatements), now().day)
        return try await database.read { connection in
            try AgedDebt.byUnit(in: scope, on: day, connection).map { (unit: $0.0, debt: $0.1) }
        }
    }

    package func timetable() async throws -> DunningTimetable {
        try await database.read { try DunningTimetable.read(on: $0) }
    }

    /// One customer's, if the reader may see it.
    package func dossier(_ id: Customer.ID, for reader: StaffMember) async throws -> DebtorDossier? {
        try await database.read { connection in
            guard let profile = try CustomerProfile.find(id, on: connection),
                reader.may(.viewStatements, on: profile.belonging)
            else { return nil }
            let timetable = try DunningTimetable.read(on: connection)
            let pauses = try DunningPause.all(of: id, on: connection)
            let promises = try PaymentPromise.all(of: id, on: connection)
            let changes = try DebtChange.all(of: id, on: connection)
            let people =
                pauses.map(\.by) + promises.map(\.by) + changes.map(\.proposedBy) + changes.compactMap(\.decidedBy)
            var numbers: [Statement.ID: String] = [:]
            for month in Set(changes.compactMap(\.statement)) {
                numbers[month] = try Statement.find(month, on: connection)?.number
            }
            return DebtorDossier(
                customer: profile,
                months: try DunnedMonth.all(try Statement.unpaid(of: id, on: connection), timetable, connection),
                writtenOff: try DunnedMonth.all(
                    try Statement.writtenOff(of: id, on: connection),
                    DunningTimetable(unchecked: []),
                    connection
                ),
                letters: try DunningLetter.all(of: id, limit: 20, on: connection),
                pauses: pauses,
                promises: promises,
                changes: changes,
                keptRefunds: try DebtChange.keptRefunds(of: id, on: connection),
                people: try Self.names(people, on: connection),
                numbers: numbers
            )
        }
    }

    /// Proposals about debts that the reader may see: those that wait, or those that are over.
    package func changes(
        _ state: DebtChange.State,
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [ListedDebtChange], count: Int64) {
        try await database.read { connection in
            let found = try DebtChange.all(state, window: window, on: connection)
            let names = try Self.names(found.map(\.proposedBy) + found.compactMap(\.decidedBy), on: connection)
            let items = try found.compactMap { change -> ListedDebtChange? in
                guard let profile = try CustomerProfile.find(change.customer, on: connection),
                    reader.may(.proposeDebtChanges, on: profile.belonging)
                else { return nil }
                return ListedDebtChange(
                    change: change,
                    customer: profile.name,
                    statement: try change.statement.flatMap { try Statement.find($0, on: connection)?.number },
                    proposedBy: names[change.proposedBy] ?? "",
                    decidedBy: change.decidedBy.flatMap { names[$0] }
                )
            }
            return (items, try DebtChange.count(state, on: connection))
        }
    }

    private static func names(
        _ people: [StaffMember.ID],
        on connection: any SQLConnection
    ) throws
        -> [StaffMember.ID: String]
    {
        var names: [StaffMember.ID: String] = [:]
        for id in Set(people) { names[id] = try StaffMember.find(id, on: connection)?.name }
        return names
    }
}

extension DunnedMonth {
    fileprivate static func all(
        _ statements: [Statement],
        _ timetable: DunningTimetable,
        _ connection: any SQLConnection
    ) throws -> [DunnedMonth] {
        try statements.compactMap { statement in
            guard let contract = try Contract.find(statement.contract, on: connection) else { return nil }
            let done = try DoneStep.all(of: statement.id, on: connection)
            return DunnedMonth(
                statement: statement,
                contract: contract,
                done: done,
                toCome: timetable.toCome(after: done.last?.days),
                isResting: try DebtRest.isAny(of: contract.id, on: connection)
            )
        }
    }
}
