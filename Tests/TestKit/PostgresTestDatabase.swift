import CPostgres
import Crypto
import Dispatch
import Foundation
import Storage
import StoragePostgres
import Synchronization

/// A database of its own in the PostgreSQL of the tests: a copy of one that has been migrated, dropped at the end.
final class PostgresTestDatabase: SQLDatabase {
    /// Databases open at once, so that parallel tests stay below the server's usual 100 connections.
    private static let gate = Gate(places: 12)

    private let database: PostgresDatabase
    private let server: Server
    private let name: String

    init(_ address: String, _ migrations: [Migration]) async throws {
        await Self.gate.enter()
        do {
            server = Server(address: address)
            name = Server.newName()
            let template = try await Templates.shared.template(migrations, on: server)
            try server.run("CREATE DATABASE \(name) TEMPLATE \(template)")
            database = try PostgresDatabase(connectionString: server.address(of: name), connections: 5)
        } catch {
            Self.gate.leave()
            throw error
        }
    }

    deinit {
        let (database, server, name) = (database, server, name)
        DispatchQueue.global().async {
            database.shutdown()
            _ = try? server.run("DROP DATABASE \(name) WITH (FORCE)")
            Self.gate.leave()
        }
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

/// The migrated databases that are copied. They stay for the next run, until the server is stopped: a template's name
/// is the digest of what made it.
private actor Templates {
    static let shared = Templates()

    private var templates: [String: Task<String, any Error>] = [:]

    func template(_ migrations: [Migration], on server: Server) async throws -> String {
        var digest = SHA256()
        for migration in migrations {
            digest.update(data: Data(migration.name.utf8))
            for statement in migration.statements {
                let (text, values) = statement.render(for: .postgres)
                digest.update(data: Data("\(text)\(values)".utf8))
            }
        }
        let name = "template_" + digest.finalize().prefix(16).map { String(format: "%02x", $0) }.joined()
        let task = templates[name] ?? Task { try await Self.make(name, migrations, on: server) }
        templates[name] = task
        return try await task.value
    }

    private static func make(_ name: String, _ migrations: [Migration], on server: Server) async throws -> String {
        if try server.run("SELECT 1 FROM pg_database WHERE datname = '\(name)'") > 0 { return name }
        let draft = Server.newName()
        try server.run("CREATE DATABASE \(draft)")
        let database = try PostgresDatabase(connectionString: server.address(of: draft), connections: 1)
        try await database.migrate(migrations)
        database.shutdown()
        // Nobody may be in it when it is copied; the server notices a closed connection a moment later.
        try server.run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(draft)'")
        do {
            try server.run("ALTER DATABASE \(draft) RENAME TO \(name)")
        } catch {
            // Another process was quicker.
            try server.run("DROP DATABASE \(draft) WITH (FORCE)")
        }
        return name
    }
}

/// For what cannot be done inside a transaction.
private struct Server {
    let address: String

    static func newName() -> String { "test_" + UUID().uuidString.lowercased().filter { $0 != "-" } }

    func address(of database: String) throws -> String {
        guard var parts = URLComponents(string: address) else { throw TestDatabaseError.notLocal }
        parts.path = "/\(database)"
        return parts.string ?? address
    }

    /// - Returns: How many rows came.
    @discardableResult func run(_ command: String) throws -> Int32 {
        let connection = PQconnectdb(address)
        defer { PQfinish(connection) }
        let result = PQexec(connection, command)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw TestDatabaseError.refused(command, String(cString: PQerrorMessage(connection)))
        }
        return PQntuples(result)
    }
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
