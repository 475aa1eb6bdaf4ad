import Crypto
import Foundation
package import Journal
package import Kernel
package import Organisation
import Payments
package import Storage

/// Takes in VNPAY's file of a day (step B7): keeps every row, and compares the day. May be done again: the same content
/// changes nothing, a newer file takes the older one's place and what it says otherwise is recorded.
package struct ImportSettlement: Sendable {
    package enum Outcome: Hashable, Sendable {
        case imported(Summary)
        /// This content is the day's file already.
        case known
        /// An accountant has closed the day: it is opened again first, with a reason.
        case closed
        /// The day is not over.
        case notOver
        /// Most rows are of another day: the wrong file was chosen.
        case otherDay(Day)
        /// The file as a whole cannot be read.
        case fault(Bilingual)
        case notAllowed
    }

    package struct Summary: Hashable, Sendable {
        package let file: SettlementFile
        package let classes: [ClassSum]
        /// How many rows a newer file added, lacks or tells otherwise; `nil` for a day's first file.
        package let differences: [SettlementDifference.Change: Int64]?
        package let openExceptions: Int64
    }

    private let database: any SQLDatabase
    private let world: World
    private let reader: SettlementReader
    package let terminal: String

    /// Rows written at a time, each time in a transaction of its own.
    private static let batchRows = 1_000

    package init(database: any SQLDatabase, world: World, reader: SettlementReader, terminal: String) {
        self.database = database
        self.world = world
        self.reader = reader
        self.terminal = terminal
    }

    /// - Parameter actor: `nil` for the operator at the command line.
    package func callAsFunction(
        _ source: IncomingFile,
        day: Day,
        by actor: StaffMember?
    ) async throws -> Outcome {
        if let actor, !actor.may(.reconcile) { return .notAllowed }
        guard day < world.now().day else { return .notOver }
        let key = ReconciliationDay.Key(day, terminal: terminal)
        let rows: SettlementRows
        do {
            rows = try await reader.read(source)
        } catch let fault as SettlementFileFault {
            return .fault(fault.words)
        }
        let (digest, size) = try source.digest()
        let beginning = try await database.write { [world] connection -> Beginning in
            if try ReconciliationDay.findOrOpen(key, on: connection).state == .closed { return .closed }
            let known = try SettlementFile.find(sha256: digest, of: key, on: connection)
            if let known {
                switch known.state {
                case .current: return .known
                case .replaced: return .finish(known)
                case .reading: return .fill(known)
                }
            }
            let file = SettlementFile(
                key,
                name: source.name,
                content: (digest, size, rows.export),
                by: actor?.id,
                in: world
            )
            try file.insert(on: connection)
            return .fill(file)
        }
        switch beginning {
        case .closed: return .closed
        case .known: return .known
        case .finish(let file): return try await finish(file, by: actor)
        case .fill(let file):
            while true {
                let batch = try rows.next(Self.batchRows)
                guard !batch.isEmpty else { break }
                try await database.write { try file.keep(batch, on: $0) }
            }
            return try await finish(file, by: actor)
        }
    }

    private enum Beginning: Sendable {
        case closed, known
        /// New, or left behind by an import that was interrupted.
        case fill(SettlementFile)
        /// Was the day's file once and shall be it again.
        case finish(SettlementFile)
    }

    private func finish(_ file: SettlementFile, by actor: StaffMember?) async throws -> Outcome {
        try await database.write { [world] connection in
            let before = try ReconciliationDay.findOrOpen(file.key, on: connection)
            guard before.state != .closed else { return .closed }
            if let other = try file.otherDay(on: connection) { return .otherDay(other) }
            let older = try SettlementFile.current(of: file.key, on: connection)
            if older?.id == file.id { return .known }
            try file.becomeCurrent(at: world.now(), on: connection)
            var day = before
            day.state = .imported
            try day.update(from: before, on: connection)
            if let older {
                _ = try SettlementDifference.record(
                    from: older.id,
                    to: file.id,
                    at: world.now(),
                    on: connection
                )
            }
            guard let current = try SettlementFile.current(of: file.key, on: connection) else { return .known }
            try Take(world: world, connection: connection)(current, owner: actor?.id)
            let summary = Summary(
                file: current,
                classes: try file.key.classes(on: connection),
                differences: try older.map { _ in try SettlementDifference.counts(of: file.id, on: connection) },
                openExceptions: try SettlementException.countOpen(of: file.key, on: connection)
            )
            try Self.record(summary, replacing: older, by: actor, in: world, connection)
            return .imported(summary)
        }
    }

    private static func record(
        _ summary: Summary,
        replacing older: SettlementFile?,
        by actor: StaffMember?,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        let file = summary.file
        try InboxItem.settle(
            [.reconciliationOverdue],
            about: file.key.subject,
            at: world.now(),
            on: connection
        )
        try AuditEntry.record(
            older == nil ? "reconciliation.imported" : "reconciliation.replaced",
            on: file.key.subject,
            by: actor.map { .staff($0.actorID) } ?? .system,
            [
                "file": file.name, "sha256": file.sha256, "rows": "\(file.counts.rows)",
                "unreadable": "\(file.counts.mistakes)", "gross_dong": "\(file.counts.grossDong)",
                "replaced": older?.sha256 ?? "", "exceptions": "\(summary.openExceptions)",
            ],
            in: world,
            connection
        )
    }

}

/// What a file that has just become its day's sets going.
private struct Take {
    let world: World
    let connection: any SQLConnection

    func callAsFunction(_ file: SettlementFile, owner: StaffMember.ID?) throws {
        let compare = CompareDay(world: world, connection: connection)
        try compare(file, .whole, owner: owner)
        // VNPAY says that these were paid and we never heard: it is asked, before anybody believes a file.
        for attempt in try file.key.unheard(on: connection) {
            try ResolveAttempt.askAgain(attempt, reason: file.key.day.iso8601, at: world.now(), on: connection)
        }
        let awaited = try SettlementException.awaited(near: file.key, on: connection)
        for (day, waiting) in Dictionary(grouping: awaited, by: \.day).sorted(by: { $0.key < $1.key }) {
            try compare.references(
                waiting.map(\.reference),
                of: ReconciliationDay.Key(day, terminal: file.key.terminal),
                owner: owner
            )
        }
        try SettlementException.endWaiting(
            [file.key.day.adding(days: -1), file.key.day],
            terminal: file.key.terminal,
            on: connection
        )
    }
}

extension SettlementFile {
    fileprivate init(
        _ key: ReconciliationDay.Key,
        name: String,
        content: (sha256: String, sizeBytes: Int64, export: String),
        by actor: StaffMember.ID?,
        in world: World
    ) {
        id = world.newID()
        self.key = key
        self.name = String(name.prefix(200))
        (sha256, sizeBytes, export) = content
        state = .reading
        counts = Counts(rows: 0, mistakes: 0, paid: 0, grossDong: 0, feeDong: nil, netDong: 0)
        importedBy = actor
        importedAt = world.now()
    }
}
