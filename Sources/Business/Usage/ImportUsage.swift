import Contracts
import Crypto
import Foundation
package import Journal
package import Kernel
package import Organisation
package import Storage

/// Takes in files of usage. A file is gone through twice: once to look, so that nothing is taken of one with mistakes
/// unless somebody wants that, and once to keep. Memory holds a few thousand lines, and of the whole file two numbers a
/// line.
package struct ImportUsage: Sendable {
    package enum Checked: Hashable, Sendable {
        case checked(UsageImport)
        /// This content was taken in completely.
        case known(UsageImport)
        /// It is being taken in, or was interrupted.
        case underWay(UsageImport)
        /// The file as a whole cannot be read.
        case fault(Bilingual)
        case notAllowed
    }

    package enum Outcome: Hashable, Sendable {
        case done(UsageImport)
        /// Time is over; it goes on later.
        case underWay(UsageImport)
        /// Lines are wrong, and nobody wants the good ones alone.
        case mistakes(UsageImport)
        case notNow(UsageImport.State)
        case unknown
        case notAllowed
    }

    /// Tells how many rows have been gone through.
    package typealias Report = @Sendable (_ rows: Int64) -> Void

    package static let mistakeLimit: Int64 = 100_000
    /// How long an uploaded file waits for its person.
    package static let keptDays: Int64 = 7
    private static let partBytes = 1 << 20

    let database: any SQLDatabase
    let world: World
    let reader: UsageFileReader

    package init(database: any SQLDatabase, world: World, reader: UsageFileReader) {
        self.database = database
        self.world = world
        self.reader = reader
    }

    // MARK: Looking

    /// Goes through the file and notes what is wrong with it. Takes nothing.
    ///
    /// - Parameters:
    ///   - keepsContent: Whether the file is kept until it is taken in, for one that came over the web.
    ///   - actor: `nil` for the operator at the command line.
    package func check(
        _ source: IncomingFile,
        keepsContent: Bool,
        by actor: StaffMember?,
        report: Report = { _ in }
    ) async throws -> Checked {
        if let actor, !actor.may(.importUsage) { return .notAllowed }
        let (digest, size) = try source.digest()
        let file = UsageImport(source.name, content: (digest, size), by: actor, in: world)
        let known = try await database.write { connection -> Checked? in
            if let known = try UsageImport.complete(sha256: digest, on: connection) { return .known(known) }
            if let live = try UsageImport.live(sha256: digest, on: connection) {
                guard live.state != .importing else { return .underWay(live) }
                // Looked at once, by somebody who may see other contracts, or on another day: looked at again.
                try live.remove(on: connection)
            }
            try file.insert(on: connection)
            return nil
        }
        if let known { return known }
        do {
            if keepsContent { try await keep(source, of: file) }
            let checked = try await look(at: source, file, by: actor, report)
            return .checked(checked)
        } catch let fault as UsageFileFault {
            try await database.write { try file.remove(on: $0) }
            return .fault(fault.words)
        }
    }

    private func keep(_ source: IncomingFile, of file: UsageImport) async throws {
        guard case .bytes(let bytes) = source.content else { return }
        for (position, start) in stride(from: 0, to: bytes.count, by: Self.partBytes).enumerated() {
            let part = Array(bytes[start..<min(start + Self.partBytes, bytes.count)])
            try await database.write { try file.keep(part, at: position, on: $0) }
        }
    }

    private func look(
        at source: IncomingFile,
        _ file: UsageImport,
        by actor: StaffMember?,
        _ report: Report
    ) async throws -> UsageImport {
        let rows = reader.open(source)
        defer { rows.close() }
        var survey = UsageSurvey()
        var contracts = KnownContracts()
        while true {
            let batch = try await rows.next()
            guard !batch.isEmpty else { break }
            let entries = try survey.read(batch)
            (survey.verdicts, contracts) = try await judge(entries, by: actor, knowing: contracts)
            survey.count(entries)
            report(survey.counts.rows)
            guard survey.counts.refused <= Self.mistakeLimit else { throw UsageFileFault.hopeless }
            if survey.isFull { try await flush(&survey, to: file) }
        }
        guard survey.counts.rows > 0 else { throw UsageFileFault.empty }
        try await flush(&survey, to: file)
        var checked = file
        checked.counts = survey.counts
        checked.header = survey.header
        checked.lastRow = survey.lastRow
        checked.state = .checked
        return try await database.write { [world, checked] connection in
            guard try checked.update(from: file, at: world.now(), on: connection) else { throw Moved() }
            try checked.record("usage_import.checked", by: actor, in: world, connection)
            return checked
        }
    }

    private func judge(
        _ entries: [UsageEntry],
        by actor: StaffMember?,
        knowing contracts: KnownContracts
    ) async throws -> ([JudgeUsage.Verdict], KnownContracts) {
        let time = world.now()
        return try await database.read { connection in
            var judge = JudgeUsage(by: actor, at: time, knowing: contracts)
            return (try judge(entries, on: connection), judge.contracts)
        }
    }

    private func flush(_ survey: inout UsageSurvey, to file: UsageImport) async throws {
        let (mistakes, sums) = survey.take()
        try await database.write { connection in
            _ = try file.note(mistakes, on: connection)
            try file.add(sums, on: connection)
        }
    }

    /// Somebody else has looked at the same file meanwhile.
    package struct Moved: Error {}

    // MARK: Deciding

    /// A person agrees that the file is taken in.
    ///
    /// - Parameter keepsGood: Take the good lines although others are wrong.
    package func agree(_ id: UsageImport.ID, keepsGood: Bool, by actor: StaffMember?) async throws -> Outcome {
        try await move(id, by: actor) { [world] file, connection in
            switch file.state {
            case .checked: break
            case .importing: return .underWay(file)
            case .checking, .done, .withdrawn: return .notNow(file.state)
            }
            guard file.counts.refused == 0 || keepsGood else { return .mistakes(file) }
            var next = file
            next.state = .importing
            next.keepsGood = keepsGood
            guard try next.update(from: file, at: world.now(), on: connection) else { return .notNow(file.state) }
            try next.record("usage_import.started", by: actor, in: world, connection)
            return .underWay(next)
        }
    }

    /// A person does not want it after all.
    package func withdraw(_ id: UsageImport.ID, by actor: StaffMember?) async throws -> Outcome {
        try await move(id, by: actor) { [world] file, connection in
            guard file.state == .checked || file.state == .checking else { return .notNow(file.state) }
            var next = file
            next.state = .withdrawn
            next.finishedAt = world.now()
            guard try next.update(from: file, at: world.now(), on: connection) else { return .notNow(file.state) }
            try next.removeContent(on: connection)
            try next.record("usage_import.withdrawn", by: actor, in: world, connection)
            return .done(next)
        }
    }

    private func move(
        _ id: UsageImport.ID,
        by actor: StaffMember?,
        _ step: @escaping @Sendable (UsageImport, any SQLConnection) throws -> Outcome
    ) async throws -> Outcome {
        try await database.write { connection in
            guard let file = try UsageImport.find(id, on: connection) else { return .unknown }
            if let actor, !file.isSeen(by: actor) { return .notAllowed }
            return try step(file, connection)
        }
    }

}

extension UsageImport {
    fileprivate init(
        _ name: String,
        content: (sha256: String, sizeBytes: Int64),
        by actor: StaffMember?,
        in world: World
    ) {
        id = world.newID()
        self.name = String(name.prefix(200)).withoutControls
        (sha256, sizeBytes) = content
        state = .checking
        keepsGood = false
        counts = Counts()
        (added, position, lastRow) = (0, 0, 0)
        header = []
        startedBy = actor?.id
        unit = actor?.unit.code
        startedAt = world.now()
    }

    func record(
        _ action: String,
        by actor: StaffMember?,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: subject,
            by: actor.map { .staff($0.actorID) } ?? .system,
            [
                "file": name, "sha256": sha256, "rows": "\(counts.rows)", "new": "\(counts.new)",
                "repeated": "\(counts.repeated)", "refused": "\(counts.refused)", "late": "\(counts.late)",
                "added": "\(added)",
            ],
            in: world,
            connection
        )
    }
}
