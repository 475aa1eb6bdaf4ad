import GRDB
package import Storage
import Synchronization

/// The embedded database, over GRDB: one writer, several readers (WAL), every commit synchronised to the disk. GRDB is
/// not visible outside this folder.
package struct SQLiteDatabase: SQLDatabase {
    private let writer: any DatabaseWriter
    private let group: GroupCommit

    package var dialect: Dialect { .sqlite }

    /// - Parameter path: The database's file, made when absent; `nil` keeps it in memory.
    package init(path: String? = nil) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        guard let path else {
            let queue = try DatabaseQueue(configuration: configuration)
            writer = queue
            group = GroupCommit(queue)
            return
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets synchronous=NORMAL on its own once the pool is open; a commit that we answered must outlive a
        // power cut, so it is set to FULL here and read back.
        let level = try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw SQLiteSettingRefused(setting: "synchronous=FULL") }
        writer = pool
        group = GroupCommit(pool)
    }

    /// An own copy in memory of what stands in another.
    package init(copying original: SQLiteDatabase) throws {
        try self.init()
        try original.writer.backup(to: writer)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await writer.read { try body(SQLiteConnection(database: $0)) }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let made = Made<Value>()
        try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Void, any Error>) in
            group.submit(
                GroupCommit.Work(
                    run: { connection in
                        let value = try body(connection)
                        made.value.withLock { $0 = value }
                    },
                    tell: { error in caller.resume(with: error.map { .failure($0) } ?? .success(())) }
                )
            )
        }
        guard let value = made.value.withLock({ $0 }) else {
            preconditionFailure("a body that ran to its durable end has left something")
        }
        return value
    }

    package func migrate(_ migrations: [Migration]) async throws {
        try await write { try Migration.apply(migrations, on: $0) }
    }

    package func checkSchema(_ migrations: [Migration]) async throws {
        try await read { try Migration.check(migrations, on: $0) }
    }

    /// A consistent copy while the system runs.
    package func backUp(to path: String) async throws {
        let copy = try DatabaseQueue(path: path)
        try writer.backup(to: copy)
        try copy.close()
    }
}

/// SQLite did not take a setting on which durability rests; better not to start.
package struct SQLiteSettingRefused: Error { package let setting: String }

/// What a body has returned, until its commit is durable.
private final class Made<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
