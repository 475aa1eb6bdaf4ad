import Foundation
import Storage
import StorageSQLite
import Synchronization
import Testing

/// Bodies that wait at the same time share a transaction. What each caller sees stays what a transaction of his own
/// would have shown him.
@Suite struct GroupCommitTests {
    private static let group = 8

    @Test func `nobody hears of success before the commit that he shares, and one failure touches no other`()
        async throws
    {
        let file = try await TemporaryDatabase()
        let first = Gate()
        let last = Gate()
        let answered = Count()
        let ran = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await file.database.write { connection in
                    try connection.run("INSERT INTO thing (id) VALUES (\(0))")
                    first.pass()
                }
            }
            await first.arrival()
            // All of these come while the first is at work, so that they are one group.
            for number in 1...Self.group {
                group.addTask {
                    let result = await Self.outcome {
                        try await file.database.write { connection in
                            try connection.run("INSERT INTO thing (id) VALUES (\(number))")
                            if ran.up() == Self.group { last.pass() }
                            if number == 5 { throw Stop() }
                        }
                    }
                    answered.up()
                    #expect(result == (number != 5))
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            first.open()
            await last.arrival()
            #expect(try await file.things() == [0])
            #expect(answered.number == 0)
            last.open()
            try await group.waitForAll()
        }
        #expect(try await file.things() == (0...Self.group).filter { $0 != 5 }.map(Int64.init))
    }

    /// What takes the whole transaction away from those who shared it.
    enum Loss: CaseIterable, Sendable {
        /// SQLite undoes everything by itself when the disk cannot be read; the body has not noticed, and goes on.
        case transactionGone
        /// A rule that SQLite looks at when it commits.
        case refusedAtCommit
        case diskFull

        func strike(_ connection: any SQLConnection) throws {
            switch self {
            case .transactionGone:
                try connection.run("ROLLBACK")
                try connection.run("INSERT INTO thing (id) VALUES (77)")
            case .refusedAtCommit: try connection.run("INSERT INTO later (thing_id) VALUES (404)")
            case .diskFull: try connection.run("INSERT INTO thing (id, word) VALUES (99, hex(zeroblob(20000000)))")
            }
        }
    }

    @Test(arguments: Loss.allCases)
    func `when the shared transaction is lost, only who lost it fails`(loss: Loss) async throws {
        let file = try await TemporaryDatabase(isSmall: true)
        let gate = Gate()
        let ran = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await file.database.write { _ in gate.pass() } }
            await gate.arrival()
            for number in 1...Self.group {
                group.addTask {
                    let result = await Self.outcome {
                        try await file.database.write { connection in
                            ran.up()
                            try connection.run("INSERT INTO thing (id) VALUES (\(number))")
                            if number == 4 { try loss.strike(connection) }
                        }
                    }
                    #expect(result == (number != 4), "\(number)")
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            gate.open()
            try await group.waitForAll()
        }
        #expect(try await file.things() == (1...Self.group).filter { $0 != 4 }.map(Int64.init))
        if loss != .diskFull { #expect(ran.number > Self.group, "they had shared it, and were done again") }
        #expect(try await file.database.write { _ in 7 } == 7, "it goes on")
    }

    @Test func `a thousand bodies from many callers each count once`() async throws {
        let file = try await TemporaryDatabase()
        _ = try await file.database.write { try $0.run("INSERT INTO thing (id, number) VALUES (\(1), \(0))") }
        let failed = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...1_000 {
                group.addTask {
                    let isGood = await Self.outcome {
                        try await file.database.write { connection in
                            try connection.run("UPDATE thing SET number = number + 1 WHERE id = 1")
                            if number % 7 == 0 { throw Stop() }
                        }
                    }
                    if !isGood { failed.up() }
                }
            }
            try await group.waitForAll()
        }
        #expect(failed.number == 142)
        let number = try await file.database.read { try $0.rows("SELECT number FROM thing").first?.integer("number") }
        #expect(number == 858)
    }

    private static func outcome(_ work: @Sendable () async throws -> Void) async -> Bool {
        do {
            try await work()
            return true
        } catch {
            return false
        }
    }
}

private final class Count: Sendable {
    private let value = Mutex(0)

    var number: Int { value.withLock { $0 } }

    @discardableResult func up() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}

/// Holds a body where it is, until the test lets it go on.
private final class Gate: Sendable {
    private let arrived = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    func pass() {
        arrived.signal()
        opened.wait()
    }

    func arrival() async {
        await withCheckedContinuation { caller in
            DispatchQueue.global().async { [arrived] in
                arrived.wait()
                caller.resume()
            }
        }
    }

    func open() { opened.signal() }
}

/// A database in a file, where durability costs something; gone when the test ends.
private final class TemporaryDatabase: Sendable {
    let database: SQLiteDatabase
    private let path: String

    init(isSmall: Bool = false) async throws {
        path = FileManager.default.temporaryDirectory.appending(path: "qldv-group-\(UUID().uuidString).sqlite").path
        database = try SQLiteDatabase(path: path)
        try await database.migrate([.things])
        try await database.write { connection in
            try connection.run(
                """
                CREATE TABLE later (thing_id INTEGER REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED)
                """
            )
            if isSmall { _ = try connection.rows("PRAGMA max_page_count = 2000") }
        }
    }

    deinit { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }

    func things() async throws -> [Int64] {
        try await database.read { try $0.rows("SELECT id FROM thing ORDER BY id").map { try $0.integer("id") } }
    }
}
