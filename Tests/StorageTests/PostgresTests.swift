import Storage
import StoragePostgres
import Synchronization
import TestKit
import Testing

/// What only a server over a network can do to us.
@Suite struct PostgresTests {
    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `a connection that the server closed is replaced, and the body run again`() async throws {
        let database = try await TestEngine.postgres.database([.things])
        let runs = Counter()
        try await database.write { connection in
            try connection.run("INSERT INTO thing (id) VALUES (\(1))")
            if runs.next() == 1 { try connection.run("SELECT pg_terminate_backend(pg_backend_pid())") }
        }
        #expect(runs.value == 2)
        #expect(try await database.count("thing") == 1)
    }

    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `a connection killed while it is idle is survived`() async throws {
        let database = try await TestEngine.postgres.database([.things])
        let killer = try PostgresDatabase(connectionString: TestEngine.localAddress(), connections: 1)
        for round in 1...5 {
            let process = try await database.read { connection in
                try connection.rows("SELECT pg_backend_pid() AS process").first?.integer("process") ?? 0
            }
            let killed = try await killer.write { connection in
                try connection.rows("SELECT pg_terminate_backend(\(process)::int) AS killed").first?.bool("killed")
            }
            #expect(killed == true)
            try await database.write { try $0.run("INSERT INTO thing (id) VALUES (\(round))") }
        }
        #expect(try await database.count("thing") == 5)
    }

    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `an error that the body swallows is never a success`() async throws {
        let database = try await TestEngine.postgres.database([.things])
        await #expect(throws: ConstraintViolation.self) {
            try await database.write { connection in
                try connection.run("INSERT INTO thing (id) VALUES (\(1))")
                do { try connection.run("INSERT INTO thing (id) VALUES (\(1))") } catch is ConstraintViolation {}
            }
        }
        #expect(try await database.count("thing") == 0)
    }

    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `a commit cut off is told as unknown, and not repeated`() async throws {
        let database = try await TestEngine.postgres.database([.things])
        // A deferred trigger runs inside COMMIT: it stands for a server that dies at that very moment.
        try await database.write { connection in
            try connection.run(
                """
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END'
                """
            )
            try connection.run(
                """
                CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die()
                """
            )
        }
        let runs = Counter()
        await #expect(throws: CommitOutcomeUnknown.self) {
            try await database.write { connection in
                _ = runs.next()
                try connection.run("INSERT INTO thing (id) VALUES (\(1))")
            }
        }
        #expect(runs.value == 1)
        #expect(try await database.count("thing") == 0)
    }

    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `more different statements than are kept prepared still run`() async throws {
        let database = try await TestEngine.postgres.database([.things])
        let sum = try await database.read { connection in
            try (1...600).reduce(Int64(0)) { sum, length in
                let row = try connection.rows("SELECT count(*) AS n FROM thing WHERE id IN (\(list: 0..<length))").first
                return sum + (try row?.integer("n") ?? 1)
            }
        }
        #expect(sum == 0)
    }

    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `more callers than connections all get their turn`() async throws {
        let database = try await TestEngine.postgres.database([.things])
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...200 { group.addTask { try await database.read { try $0.rows("SELECT 1 AS one").count } } }
            return try await group.reduce(0, +)
        }
        #expect(done == 200)
    }

    @Test(arguments: [
        "postgres://user:geheim/word@localhost:5432/db", "postgres://user:ge@heim#wort@localhost/db",
        "host=localhost port=geheim", "nonsense geheim", "postgres://user:geheim@127.0.0.1:1/db?connect_timeout=1",
        "postgres://user:geheim@127.0.0.1:1/db?sslmode=wrong",
    ])
    func `what is wrong with an address is told without its password`(address: String) {
        let error = #expect(throws: PostgresError.self) { try PostgresDatabase(connectionString: address) }
        #expect(error.map { String(describing: $0).contains("geheim") } == false)
        #expect(error.map { String(describing: $0).contains("heim#") } == false)
    }

    @Test func `a schema's name cannot carry SQL`() {
        #expect(throws: PostgresError.self) {
            try PostgresDatabase(connectionString: "postgres://127.0.0.1:1/db", schema: "a\"; DROP TABLE x")
        }
    }
}

final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
    var value: Int { count.withLock { $0 } }
}
