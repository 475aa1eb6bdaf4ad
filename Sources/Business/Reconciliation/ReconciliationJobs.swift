import Contracts
package import Kernel
import Organisation
import Payments
package import Storage

/// Settles exceptions whose cause has gone by itself: a late notice, an answer of the gateway. And opens those whose
/// cause came later: a refund that matched, and that VNPAY then refused.
package struct RefreshExceptions: Sendable {
    private let database: any SQLDatabase
    private let world: World

    /// Ends of refunds before this have been compared long ago.
    private static let reachDays: Int64 = 31

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many were looked at; at most `limit` of either kind.
    @discardableResult
    package func callAsFunction(limit: Int = 200) async throws -> Int {
        let from = world.now().adding(minutes: -Self.reachDays * 24 * 60)
        let isIdle = try await database.read { connection in
            try SettlementException.stirred(limit: 1, on: connection).isEmpty
                && MatchRefunds.contradicted(since: from, limit: 1, on: connection).isEmpty
        }
        guard !isIdle else { return 0 }
        return try await database.write { [world] connection in
            let contradicted = try MatchRefunds.contradicted(since: from, limit: limit, on: connection)
            for (key, rows) in Dictionary(grouping: contradicted, by: \.key) {
                try CompareDay(world: world, connection: connection)
                    .references(rows.map(\.reference), of: key, owner: nil)
            }
            let stirred = try SettlementException.stirred(limit: limit, on: connection)
            let compare = CompareDay(world: world, connection: connection)
            for (key, exceptions) in Dictionary(grouping: stirred, by: \.key) {
                let references = try exceptions.flatMap { exception in
                    let ours = try exception.attempt.flatMap { try PaymentAttempt.find($0, on: connection)?.reference }
                    return [exception.reference] + (ours.map { [$0] } ?? [])
                }
                try compare.references(references, of: key, owner: nil)
                // Rows that cannot be read are compared with the whole file only; they have been looked at too.
                try SettlementException.look(at: exceptions.map(\.number), at: world.now(), on: connection)
            }
            return stirred.count + contradicted.count
        }
    }
}

/// Puts a task before the accountants when a day's file is missing at half past five of the next working day: VNPAY
/// sends it then at the latest (vnpay/protocol.md §11). Once a day and person.
package struct FindOverdueDays: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let terminal: String

    /// Days before this are somebody else's history.
    private static let reachDays: Int64 = 31

    package init(database: any SQLDatabase, world: World, terminal: String) {
        self.database = database
        self.world = world
        self.terminal = terminal
    }

    /// - Returns: How many days are late that nobody had been told of.
    @discardableResult
    package func callAsFunction() async throws -> Int {
        let late = try await database.read { [self] in try lateDays(on: $0) }
        guard !late.isEmpty else { return 0 }
        return try await database.write { [world, self] connection in
            let late = try lateDays(on: connection)
            let accountants = try StaffMember.active(.accountant, on: connection)
            for day in late {
                let key = ReconciliationDay.Key(day, terminal: terminal)
                try InboxMessage(
                    .reconciliationOverdue,
                    about: key.subject,
                    fact: "\(terminal)/\(day.iso8601)",
                    detail: day.display,
                    isTask: true
                ).put(to: accountants.map(\.id), in: world, on: connection)
            }
            return accountants.isEmpty ? 0 : late.count
        }
    }

    /// Without a file, over their time, and not told of. A day on which nobody works counts when something was paid.
    private func lateDays(on connection: any SQLConnection) throws -> [Day] {
        let today = world.now().day
        let calendar = try WorkingCalendar.read(on: connection)
        guard let first = try ReconciliationDay.firstPaid(of: terminal, on: connection) else { return [] }
        let from = max(first, today.adding(days: -Self.reachDays))
        guard from < today else { return [] }
        return try (from.number..<today.number).map(Day.init(number:)).filter { day in
            let due = calendar.day(0, workingDaysAfter: day.adding(days: 1)).start.adding(minutes: 17 * 60 + 30)
            guard due <= world.now() else { return false }
            let key = ReconciliationDay.Key(day, terminal: terminal)
            guard try SettlementFile.current(of: key, on: connection) == nil,
                try InboxItem.all(about: key.subject, on: connection).isEmpty
            else { return false }
            return try calendar.isWorkingDay(day) || key.ours(on: connection).count > 0
        }
    }
}
