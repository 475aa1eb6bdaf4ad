import GRDB
import Storage
import Synchronization

/// Write bodies that wait at the same time share one transaction, and so one wait for the disk. Each has a savepoint of
/// its own, so that one that fails touches no other; nobody hears of success before the commit that holds his work.
///
/// Nothing is held back to make groups larger: a group is what came while the group before it was being written.
final class GroupCommit: Sendable {
    /// A body that waits: what it does, and how its caller hears the end.
    struct Work: Sendable {
        /// Does it; what it returned or threw is kept for `tell`.
        let run: @Sendable (any SQLConnection) throws -> Void
        /// Called once; `nil` when the work is durable.
        let tell: @Sendable ((any Error)?) -> Void
    }

    private struct Line: Sendable {
        var waiting: [Work] = []
        var isServed = false
    }

    /// So many bodies in one transaction at most, and no more once it has been open for so long: the first of them
    /// waits for the last.
    private static let most = 256
    private static let longest = Duration.milliseconds(20)

    private let line = Mutex(Line())
    private let writer: any DatabaseWriter

    init(_ writer: any DatabaseWriter) { self.writer = writer }

    func submit(_ work: Work) {
        let isFirst = line.withLock { line in
            line.waiting.append(work)
            defer { line.isServed = true }
            return !line.isServed
        }
        if isFirst { serve() }
    }

    private func serve() {
        writer.asyncWriteWithoutTransaction { [self] database in
            let group = writeGroup(in: database)
            let isMore = line.withLock { line in
                line.isServed = !line.waiting.isEmpty
                return line.isServed
            }
            // The next group may be written while the callers of this one go on.
            if isMore { serve() }
            for (work, error) in group { work.tell(error) }
        }
    }

    private func next() -> Work? {
        line.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }

    /// One transaction with what waits. Who was in it, and what became of each.
    private func writeGroup(in database: Database) -> [(Work, (any Error)?)] {
        let connection = SQLiteConnection(database: database)
        var group: [(work: Work, error: (any Error)?)] = []
        var isOpen = false
        do {
            try database.inTransaction(.immediate) {
                isOpen = true
                let end = ContinuousClock.now + Self.longest
                while group.count < Self.most, let work = next() {
                    group.append((work, nil))
                    group[group.count - 1].error = try connection.inSavepoint(work.run)
                    if ContinuousClock.now > end { break }
                }
                return .commit
            }
        } catch {
            if isOpen {
                connection.repeatAlone(&group)
            } else if let work = next() {
                // Another process holds the file for longer than anybody waits: whoever is first has waited for it.
                group.append((work, error))
            }
        }
        return group
    }
}

extension SQLiteConnection {
    /// The error of the body, whose changes are undone; throws when the transaction around it is lost.
    fileprivate func inSavepoint(_ body: (any SQLConnection) throws -> Void) throws -> (any Error)? {
        try run("SAVEPOINT body")
        do {
            try body(self)
            try run("RELEASE body")
            return nil
        } catch {
            guard database.isInsideTransaction else { throw error }
            try run("ROLLBACK TO body")
            try run("RELEASE body")
            return error
        }
    }

    /// The whole transaction is gone, through nobody's fault or through that of one (a full disk, a rule that is looked
    /// at only by COMMIT). Each goes again on its own, so that only who fails by himself hears of it.
    fileprivate func repeatAlone(_ group: inout [(work: GroupCommit.Work, error: (any Error)?)]) {
        for index in group.indices { group[index].error = alone(group[index].work.run) }
    }

    private func alone(_ body: (any SQLConnection) throws -> Void) -> (any Error)? {
        do {
            try translatingErrors {
                try database.inTransaction(.immediate) {
                    try body(self)
                    return .commit
                }
            }
            return nil
        } catch {
            return error
        }
    }
}
