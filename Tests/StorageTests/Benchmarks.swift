import Foundation
import Storage
import StoragePostgres
import StorageSQLite
import Testing

/// How many durable transactions a second this machine makes: `make bench`. Not a test, so only run when asked for.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["QLDV_BENCH"] == "1"))
struct Benchmarks {
    @Test(arguments: [1, 16])
    func `SQLite in a file`(callers: Int) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "qldv-bench-\(UUID().uuidString).sqlite").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        try await measure("SQLite", SQLiteDatabase(path: path), callers: callers)
    }

    /// On the server of `QLDV_BENCH_POSTGRES`, whose own settings say what "durable" means.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["QLDV_BENCH_POSTGRES"] != nil), arguments: [1, 16])
    func `PostgreSQL on a server`(callers: Int) async throws {
        let address = try #require(ProcessInfo.processInfo.environment["QLDV_BENCH_POSTGRES"])
        let schema = "bench_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let database = try PostgresDatabase(connectionString: address, connections: callers, schema: schema)
        try await measure("PostgreSQL", database, callers: callers)
    }

    private func measure(_ name: String, _ database: any SQLDatabase, callers: Int) async throws {
        try await database.migrate([.things])
        let each = 2_000 / callers
        let clock = ContinuousClock()
        let time = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<callers {
                    group.addTask {
                        for number in 0..<each {
                            let id = caller * each + number
                            try await database.write {
                                try $0.run("INSERT INTO thing (id, word) VALUES (\(id), \("đ"))")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(try await database.count("thing") == Int64(callers * each))
        let microseconds = time.components.seconds * 1_000_000 + time.components.attoseconds / 1_000_000_000_000
        print(
            "\(name), \(callers) callers: \(Int64(callers * each) * 1_000_000 / microseconds) durable transactions a second"
        )
    }
}
