import Storage
import TestKit
import Testing

@Suite struct MigrationTests {
    static let engines = TestEngine.available
    static let second = Migration("0002-add-colour", ["ALTER TABLE thing ADD COLUMN colour TEXT"])

    @Test(arguments: engines)
    func `migrations apply once, in order, and later ones are added`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        try await database.migrate([.things])
        try await database.migrate([.things, Self.second])
        try await database.checkSchema([.things, Self.second])
        try await database.write { try $0.run("INSERT INTO thing (id, colour) VALUES (\(1), \("xanh"))") }
    }

    @Test(arguments: engines)
    func `a schema from the future is left alone`(engine: TestEngine) async throws {
        let database = try await engine.database([.things, Self.second])
        await #expect(throws: SchemaError.fromTheFuture(migrations: ["0002-add-colour"])) {
            try await database.migrate([.things])
        }
        await #expect(throws: SchemaError.fromTheFuture(migrations: ["0002-add-colour"])) {
            try await database.checkSchema([.things])
        }
    }

    @Test(arguments: engines)
    func `what was not migrated is named`(engine: TestEngine) async throws {
        let empty = try await engine.database()
        await #expect(throws: SchemaError.notMigrated(missing: ["0001-create-thing"])) {
            try await empty.checkSchema([.things])
        }
        try await empty.migrate([.things])
        await #expect(throws: SchemaError.notMigrated(missing: ["0002-add-colour"])) {
            try await empty.checkSchema([.things, Self.second])
        }
    }

    @Test(arguments: engines)
    func `a migration that fails changes nothing`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let broken = Migration(
            "0002-broken",
            ["ALTER TABLE thing ADD COLUMN colour TEXT", "ALTER TABLE absent ADD x TEXT"]
        )
        await #expect(throws: (any Error).self) { try await database.migrate([.things, broken]) }
        try await database.checkSchema([.things])
        await #expect(throws: (any Error).self) { try await database.read { try $0.rows("SELECT colour FROM thing") } }
    }

    @Test(arguments: engines)
    func `two programs that migrate at once do not hurt each other`(engine: TestEngine) async throws {
        let database = try await engine.database()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...4 { group.addTask { try await database.migrate([.things, Self.second]) } }
            try await group.waitForAll()
        }
        try await database.checkSchema([.things, Self.second])
    }

    @Test(arguments: engines)
    func `statements known before a migration work after it`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let look: @Sendable (any SQLConnection) throws -> Int = { connection in
            // All columns on purpose: this is the statement whose prepared form a new column spoils.
            try connection.rows("SELECT * FROM thing").count
        }
        let used = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...8 { group.addTask { try await database.read(look) } }
            return try await group.reduce(0, +)
        }
        #expect(used == 0)
        try await database.migrate([.things, Self.second])
        try await database.write { try $0.run("INSERT INTO thing (id, colour) VALUES (\(1), \("xanh"))") }
        for _ in 1...8 { #expect(try await database.read(look) == 1) }
    }
}
