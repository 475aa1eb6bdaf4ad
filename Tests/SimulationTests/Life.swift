import Storage
import Synchronization

/// The power is gone: whatever this process still tries has no effect.
struct PowerFailure: Error {}

/// One life of the program, from its start until the power fails. Each commit and each call to the outside has a point
/// before it and one after it at which that may happen.
final class Life: Sendable {
    private struct State {
        var isOver = false
        var pointsLeft: Int?
    }

    /// The first is 1.
    let number: Int
    private let state = Mutex(State())

    init(number: Int) { self.number = number }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// The power fails when so many more points have been passed; `nil` lets the life go on.
    func end(afterPoints points: Int?) { state.withLock { $0.pointsLeft = points } }

    /// Passes a point.
    ///
    /// - Returns: Whether the power is still on.
    func passes() -> Bool {
        state.withLock { state in
            guard !state.isOver else { return false }
            guard let left = state.pointsLeft else { return true }
            state.pointsLeft = left - 1
            state.isOver = left <= 0
            return !state.isOver
        }
    }
}

/// The disk, as a process sees it whose power may fail: a transaction is lost whole, or kept whole although nobody
/// heard of it. What comes after the failure reads and writes nothing.
struct MortalDatabase: SQLDatabase {
    let disk: any SQLDatabase
    let life: Life
    /// What else happens in the world between two transactions of this process.
    let meanwhile: @Sendable () async -> Void

    var dialect: Dialect { disk.dialect }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        guard !life.isOver else { throw PowerFailure() }
        return try await disk.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        guard !life.isOver else { throw PowerFailure() }
        let commits = life.passes()
        let value = try await disk.write { connection in
            let value = try body(connection)
            guard commits else { throw PowerFailure() }
            return value
        }
        guard life.passes() else { throw PowerFailure() }
        await meanwhile()
        return value
    }

    func migrate(_ migrations: [Migration]) async throws { try await disk.migrate(migrations) }
    func checkSchema(_ migrations: [Migration]) async throws { try await disk.checkSchema(migrations) }
}
