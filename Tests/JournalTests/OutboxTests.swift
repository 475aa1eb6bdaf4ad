import Journal
import Kernel
import Storage
import TestKit
import Testing

@Suite struct OutboxTests {
    private func claim(_ database: any SQLDatabase, at time: Timestamp) async throws -> [ClaimedMessage] {
        try await database.write { connection in
            try OutboxMessage.claim(kinds: ["mail"], limit: 10, lease: 60_000, at: time, on: connection)
        }
    }

    private func database(_ engine: TestEngine) async throws -> any SQLDatabase {
        let database = try await engine.database([.createJournal])
        try await database.write { connection in
            for _ in 0..<2 {
                try OutboxMessage(key: "a", kind: "mail", body: "1").enqueue(at: .noon, on: connection)
            }
        }
        return database
    }

    @Test(arguments: TestEngine.available)
    func `a message enqueued twice is one, and comes back when its worker dies`(engine: TestEngine) async throws {
        let database = try await database(engine)
        #expect(try await claim(database, at: .noon).count == 1)
        #expect(try await claim(database, at: .noon).isEmpty)
        #expect(try await claim(database, at: .noon.adding(minutes: 2)).count == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a worker that lost its lease writes nothing`(engine: TestEngine) async throws {
        let database = try await database(engine)
        let late = try #require(try await claim(database, at: .noon).first)
        let current = try #require(try await claim(database, at: .noon.adding(minutes: 2)).first)
        // The second worker waits, which gives its failure count back; the first must still be refused.
        try await database.write { try current.finish(.waiting(milliseconds: 0), at: .noon.adding(minutes: 2), on: $0) }
        try await database.write { try late.finish(.done, at: .noon.adding(minutes: 2), on: $0) }
        #expect(try await claim(database, at: .noon.adding(minutes: 3)).count == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a message that keeps failing is parked with its reason, and released by hand`(engine: TestEngine) async throws
    {
        let database = try await database(engine)
        var time = Timestamp.noon
        for _ in 0..<ClaimedMessage.limit {
            let claimed = try #require(try await claim(database, at: time).first)
            let now = time
            try await database.write { try claimed.finish(.failed(reason: "no route"), at: now, on: $0) }
            time = time.adding(hours: 1)
        }
        #expect(try await claim(database, at: time).isEmpty)
        let parked = try await database.read { try OutboxStatus.unfinished(limit: 10, on: $0) }
        #expect(parked.map(\.state) == ["parked"])
        #expect(parked.first?.lastError == "no route")
        let now = time
        #expect(try await database.write { try OutboxStatus.release(key: "a", at: now, on: $0) })
        #expect(try await claim(database, at: time).count == 1)
    }

    @Test(arguments: TestEngine.available)
    func `the same key and input get the first answer, another input is refused`(engine: TestEngine) async throws {
        let database = try await database(engine)
        let key = IdempotencyKey(scope: "s", key: "k", inputHash: "h")
        try await database.write { connection in
            #expect(try key.check(on: connection) == .first)
            try key.keep(answer: "done", at: .noon, on: connection)
            #expect(try key.check(on: connection) == .repeated(answer: "done"))
            #expect(try IdempotencyKey(scope: "s", key: "k", inputHash: "x").check(on: connection) == .otherInput)
        }
    }
}
