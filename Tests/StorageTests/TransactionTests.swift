import Kernel
import Storage
import TestKit
import Testing

@Suite struct TransactionTests {
    static let engines = TestEngine.available

    @Test(arguments: engines)
    func `a body that throws leaves no trace`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        await #expect(throws: Stop.self) {
            try await database.write { connection in
                try connection.run("INSERT INTO thing (id) VALUES (\(1))")
                throw Stop()
            }
        }
        #expect(try await database.count("thing") == 0)
    }

    enum Mistake: CaseIterable, Sendable {
        case sameKey, noParent, badValue, missing

        var statement: SQLStatement {
            switch self {
            case .sameKey: "INSERT INTO thing (id) VALUES (\(1))"
            case .noParent: "INSERT INTO part (thing_id, size) VALUES (\(404), \(1))"
            case .badValue: "INSERT INTO part (thing_id, size) VALUES (\(1), \(-1))"
            case .missing: "INSERT INTO part (thing_id) VALUES (\(1))"
            }
        }
    }

    @Test(arguments: engines, Mistake.allCases)
    func `the schema's rules are refused by one name, and undo all`(engine: TestEngine, mistake: Mistake) async throws {
        let database = try await engine.database([.things])
        try await database.write { try $0.run("INSERT INTO thing (id) VALUES (\(1))") }
        await #expect(throws: ConstraintViolation.self) {
            try await database.write { connection in
                try connection.run("INSERT INTO thing (id) VALUES (\(2))")
                try connection.run(mistake.statement)
            }
        }
        #expect(try await database.count("thing") == 1)
        #expect(try await database.count("part") == 0)
    }

    @Test(arguments: engines)
    func `a read cannot write`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        await #expect(throws: (any Error).self) {
            try await database.read { try $0.run("INSERT INTO thing (id) VALUES (\(1))") }
        }
        #expect(try await database.count("thing") == 0)
    }

    @Test(arguments: engines)
    func `fifty writers that read first count to fifty`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        try await database.write { try $0.run("INSERT INTO thing (id, number) VALUES (\(1), \(0))") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...50 {
                group.addTask {
                    try await database.write { connection in
                        let row = try connection.rows("SELECT number FROM thing WHERE id = \(1)").first
                        let number = try row?.integer("number") ?? 0
                        try connection.run("UPDATE thing SET number = \(number + 1) WHERE id = \(1)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let end = try await database.read { try $0.rows("SELECT number FROM thing").first?.integer("number") }
        #expect(end == 50)
    }

    @Test(arguments: engines)
    func `of twenty that look and then insert, one inserts`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 1...20 {
                group.addTask {
                    try await database.write { connection in
                        let known = try connection.rows("SELECT id FROM thing WHERE id = \(7)")
                        guard known.isEmpty else { return false }
                        try connection.run("INSERT INTO thing (id, number) VALUES (\(7), \(number))")
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        #expect(try await database.count("thing") == 1)
    }

    /// Two doctors on call, each allowed to leave while the other stays: snapshots alone let both go.
    @Test(arguments: engines)
    func `a rule over two rows holds against two writers`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        try await database.write { connection in
            for id in 1...2 { try connection.run("INSERT INTO thing (id, number) VALUES (\(id), \(1))") }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in [1, 2, 1, 2] {
                group.addTask {
                    try await database.write { connection in
                        let onCall = try connection.rows("SELECT id FROM thing WHERE number = \(1)").count
                        guard onCall > 1 else { return }
                        try connection.run("UPDATE thing SET number = \(0) WHERE id = \(id)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let left = try await database.read { try $0.rows("SELECT id FROM thing WHERE number = \(1)").count }
        #expect(left == 1)
    }

    @Test(arguments: engines)
    func `a reader sees one moment`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for id in 1...100 {
                    try await database.write { connection in
                        try connection.run("INSERT INTO thing (id) VALUES (\(id))")
                        try connection.run("INSERT INTO part (thing_id, size) VALUES (\(id), \(1))")
                    }
                }
            }
            for _ in 1...50 {
                group.addTask {
                    let (things, parts) = try await database.read { connection in
                        (
                            try connection.rows("SELECT count(*) AS n FROM thing").first?.integer("n"),
                            try connection.rows("SELECT count(*) AS n FROM part").first?.integer("n")
                        )
                    }
                    #expect(things == parts)
                }
            }
            try await group.waitForAll()
        }
    }
}
