package import Storage
import StoragePostgres
import StorageSQLite
import Synchronization

import class Foundation.ProcessInfo
import struct Foundation.URLComponents
import struct Foundation.UUID

/// The databases a suite runs on: `@Test(arguments: TestEngine.available) func …(engine: TestEngine)`.
package enum TestEngine: String, CaseIterable, Sendable {
    case sqlite, postgres

    /// SQLite always; PostgreSQL when `QLDV_TEST_POSTGRES` holds its address, as it does under `make test`.
    package static let available: [TestEngine] = allCases.filter { $0 == .sqlite || address != nil }

    /// `make test` sets this, so that PostgreSQL's share cannot be left out by accident.
    package static let requiresPostgres = environment["QLDV_REQUIRE_POSTGRES"] == "1"

    private static let environment = ProcessInfo.processInfo.environment
    private static let address = environment["QLDV_TEST_POSTGRES"]

    /// A fresh database that nobody else uses, gone with the value. One to a test: more could wait for each other.
    package func database(_ migrations: [Migration] = []) async throws -> any SQLDatabase {
        let database: any SQLDatabase =
            switch self {
            case .sqlite: try SQLiteDatabase()
            case .postgres: try await PostgresTestDatabase(Self.localAddress())
            }
        try await database.migrate(migrations)
        return database
    }

    /// A test writes and deletes: it must never reach somebody's real database.
    package static func localAddress() throws -> String {
        guard let address, let parts = URLComponents(string: address), parts.scheme?.hasPrefix("postgres") == true,
            ["127.0.0.1", "localhost", "::1", "[::1]"].contains(parts.host)
        else { throw TestDatabaseError.notLocal }
        return address
    }
}

package enum TestDatabaseError: Error { case notLocal }

/// A schema of its own in the PostgreSQL of the tests.
private final class PostgresTestDatabase: SQLDatabase {
    /// Databases open at once, so that parallel tests stay below the server's usual 100 connections.
    private static let gate = Gate(places: 12)

    private let database: PostgresDatabase

    init(_ address: String) async throws {
        await Self.gate.enter()
        do {
            let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
            database = try PostgresDatabase(connectionString: address, connections: 5, schema: name)
        } catch {
            Self.gate.leave()
            throw error
        }
    }

    deinit {
        database.shutdown()
        Self.gate.leave()
    }

    var dialect: Dialect { .postgres }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value { try await database.read(body) }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value { try await database.write(body) }

    func migrate(_ migrations: [Migration]) async throws { try await database.migrate(migrations) }

    func checkSchema(_ migrations: [Migration]) async throws { try await database.checkSchema(migrations) }
}

/// Lets so many in at once; the others wait without holding a thread.
private final class Gate: Sendable {
    private struct State {
        var places: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(places: Int) { state = Mutex(State(places: places)) }

    func enter() async {
        await withCheckedContinuation { continuation in
            let mayEnter = state.withLock { state in
                guard state.places > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.places -= 1
                return true
            }
            if mayEnter { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.places += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
