package import Journal
import Kernel
package import Organisation
import Storage

// Keeping what was looked at and agreed to.

extension ImportUsage {
    /// How long to work at a file at a time.
    package enum Pace: Hashable, Sendable {
        case whole
        /// Then the rest is left for later.
        case seconds(Int64)
        /// A minute at a time, and its person is told of the end.
        case background

        fileprivate var limit: Duration? {
            switch self {
            case .whole: nil
            case .seconds(let seconds): .seconds(seconds)
            case .background: .seconds(60)
            }
        }
    }

    /// Takes the file in, batch by batch. May be ended anywhere and called again, also by two machines at once: each
    /// batch is one transaction with how far it has come.
    ///
    /// - Parameter source: Where the file is; `nil` when it was uploaded.
    package func run(
        _ id: UsageImport.ID,
        from source: IncomingFile? = nil,
        by actor: StaffMember?,
        _ pace: Pace = .whole,
        report: Report = { _ in }
    ) async throws -> Outcome {
        let start = ContinuousClock.now
        guard let file = try await database.read({ try UsageImport.find(id, on: $0) }) else { return .unknown }
        guard file.state == .importing else { return .notNow(file.state) }
        let kept = source == nil ? try await uploaded(file) : nil
        guard let source = source ?? kept else { return .underWay(file) }
        let rows = reader.open(source)
        defer { rows.close() }
        var taking = Taking()
        var reached: UsageImport?
        while true {
            let batch = try await rows.next()
            guard !batch.isEmpty else { return try await finish(id, by: actor, pace) }
            // A file of one batch is done at the first try, however slow the machine is.
            if let reached, let limit = pace.limit, ContinuousClock.now - start >= limit { return .underWay(reached) }
            let before = taking
            let step = try await database.write { [world] connection in
                try Self.keep(batch, of: id, before, by: actor, (world, connection))
            }
            taking = step.taking
            guard step.file.state == .importing else { return .notNow(step.file.state) }
            report(step.file.position)
            reached = step.file
        }
    }

    private func uploaded(_ file: UsageImport) async throws -> IncomingFile? {
        let bytes = try await database.read { try file.content(on: $0) }
        return bytes.isEmpty ? nil : IncomingFile(name: file.name, content: .bytes(bytes))
    }

    /// What goes from one batch to the next.
    private struct Taking: Sendable {
        var sheet: UsageSheet?
        var contracts = KnownContracts()
    }

    private struct Step: Sendable {
        let file: UsageImport
        let taking: Taking
    }

    private static func keep(
        _ batch: [UsageRow],
        of id: UsageImport.ID,
        _ before: Taking,
        by actor: StaffMember?,
        _ place: (world: World, connection: any SQLConnection)
    ) throws -> Step {
        var taking = before
        let connection = place.connection
        guard let file = try UsageImport.find(id, on: connection), file.state == .importing else { throw Moved() }
        var rows = batch[...]
        if taking.sheet == nil, let header = rows.popFirst() { taking.sheet = try UsageSheet(header: header) }
        // What another machine, or this one before it died, has done already.
        rows = rows.drop { $0.number <= file.position }
        guard let sheet = taking.sheet, let last = rows.last else { return Step(file: file, taking: taking) }
        var entries: [UsageEntry] = []
        var cells: [Int64: [String]] = [:]
        for row in rows {
            do throws(UsageMistake) {
                entries.append(try sheet.entry(row))
                cells[row.number] = row.cells
            } catch {
                // Noted when the file was looked at.
                continue
            }
        }
        var judge = JudgeUsage(by: actor, at: place.world.now(), knowing: taking.contracts)
        var records: [UsageRecord] = []
        var mistakes: [UsageImportMistake] = []
        for (entry, verdict) in zip(entries, try judge(entries, on: connection)) {
            switch verdict {
            case .fit(let record, _): records.append(record)
            case .repeated: continue
            case .refused(let mistake), .orphan(_, _, let mistake):
                mistakes.append(UsageImportMistake(mistake: mistake, cells: cells[entry.line] ?? []))
            }
        }
        taking.contracts = judge.contracts
        try UsageRecord.insert(records, source: file.source, at: place.world.now(), on: connection)
        var next = file
        // Something may have changed since the file was looked at.
        let noted = try file.note(mistakes, on: connection)
        next.counts.refused += noted
        next.counts.new -= noted
        next.added += Int64(records.count)
        next.position = last.number
        guard try next.update(from: file, at: place.world.now(), on: connection) else { throw Moved() }
        return Step(file: next, taking: taking)
    }

    private func finish(_ id: UsageImport.ID, by actor: StaffMember?, _ pace: Pace) async throws -> Outcome {
        try await database.write { [world] connection in
            guard let file = try UsageImport.find(id, on: connection) else { return .unknown }
            guard file.state == .importing else { return .done(file) }
            var done = file
            done.state = .done
            done.position = max(done.position, done.lastRow)
            done.finishedAt = world.now()
            guard try done.update(from: file, at: world.now(), on: connection) else { return .underWay(file) }
            try done.removeContent(on: connection)
            try done.record("usage_import.done", by: actor, in: world, connection)
            if pace == .background, let person = file.startedBy {
                try InboxMessage(
                    .usageImported,
                    about: done.subject,
                    fact: "\(done.id)",
                    detail: "\(done.name): \(done.added.grouped)"
                ).put(to: [person], in: world, on: connection)
            }
            return .done(done)
        }
    }

    // MARK: By the timetable

    /// Goes on with uploaded files that nobody is taking in, and forgets those that nobody came back to.
    ///
    /// - Returns: How many it has worked on.
    package func goOn() async throws -> Int {
        let time = world.now()
        let (left, old) = try await database.read { connection in
            (
                try UsageImport.waiting(.importing, since: time.adding(seconds: -10), on: connection),
                try UsageImport.waiting(.checked, since: time.adding(days: -Self.keptDays), on: connection)
                    + UsageImport.waiting(.checking, since: time.adding(hours: -6), on: connection)
            )
        }
        for file in old { _ = try await withdraw(file.id, by: nil) }
        var worked = old.count
        for file in left {
            let person = try await database.read { connection in
                try file.startedBy.flatMap { try StaffMember.find($0, on: connection) }
            }
            _ = try await run(file.id, by: person, .background)
            worked += 1
        }
        return worked
    }
}

extension UsageImport {
    /// As it stands beside each record that it brought.
    package var source: String { "import:\(id)" }
}
