import Kernel
import Storage
import TestKit
import Testing

/// What a caller may rely on, whichever engine is beneath.
@Suite struct DatabaseTests {
    static let engines = TestEngine.available

    @Test func `PostgreSQL is tried where it must be`() {
        #expect(!TestEngine.requiresPostgres || TestEngine.available.contains(.postgres))
    }

    @Test(arguments: engines)
    func `every kind of value comes back as it went in`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let texts = [
            "", "Nguyễn Thị Đức", "a'b\"c\\d\n\t%_", "🇻🇳 gói cước", "\\x41", String(repeating: "ế", count: 100_000),
        ]
        let blobs: [[UInt8]] = [[], [0], Array(0...255), [92, 120, 52, 49]]
        let numbers: [Int64] = [0, 1, -1, .min, .max, 1_105_021]
        for (position, text) in texts.enumerated() {
            let blob = blobs[position % blobs.count]
            let number = numbers[position]
            let row = try await database.write { connection in
                try connection.run(
                    "INSERT INTO thing (id, word, number, bytes) VALUES (\(position), \(text), \(number), \(blob))"
                )
                return try connection.rows("SELECT word, number, bytes FROM thing WHERE word = \(text)").first
            }
            #expect(try row?.text("word") == text)
            #expect(try row?.integer("number") == number)
            #expect(try row?.blob("bytes") == blob)
        }
    }

    @Test(arguments: engines)
    func `nothing, true and false, sums and counts have one form`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let none: String? = nil
        let row = try await database.write { connection in
            for number in [7, 9] {
                try connection.run("INSERT INTO thing (id, word, number) VALUES (\(number), \(none), \(number))")
            }
            try connection.run("INSERT INTO thing (id, word) VALUES (\(1), \("x"))")
            return try connection.rows(
                """
                SELECT sum(number) AS total, count(*) AS how_many, max(word) AS word, NULL AS bytes,
                    \(true) AS yes, \(false) AS no, \(41) + 1 AS next, max(number) > 8 AS large
                FROM thing
                """
            ).first
        }
        let found = try #require(row)
        #expect(try found.integer("total") == 16)
        #expect(try found.integer("how_many") == 3)
        #expect(try found.text("word") == "x")
        #expect(try found.blobIfPresent("bytes") == nil)
        #expect(try found.bool("yes"))
        #expect(try !found.bool("no"))
        #expect(try found.integer("next") == 42)
        #expect(try found.bool("large"))
        #expect(throws: SQLRowError.self) { try found.text("total") }
        #expect(throws: SQLRowError.self) { try found.integer("absent") }
    }

    @Test(arguments: engines)
    func `types of the kernel come back`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let id = World.test().newID(TestEngine.self)
        let price = try Money(dong: 1_105_021)
        let row = try await database.read { connection in
            try connection.rows(
                """
                SELECT \(id) AS id, \(price) AS price, \(Timestamp.noon) AS at, \(Timestamp.noon.day) AS day,
                    \(VATRate.notSubject) AS rate, \(Language.english) AS language
                """
            ).first
        }
        let found = try #require(row)
        #expect(try found.id("id", of: TestEngine.self) == id)
        #expect(try found.money("price") == price)
        #expect(try found.timestamp("at") == .noon)
        #expect(try found.day("day") == Timestamp.noon.day)
        #expect(try found.vatRate("rate") == .notSubject)
        #expect(try found.choice("language", of: Language.self) == .english)
    }

    @Test(arguments: engines)
    func `a value is never taken for SQL`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let evil = "x'); DROP TABLE thing; --"
        let count = try await database.write { connection in
            try connection.run("INSERT INTO thing (id, word) VALUES (\(1), \(evil))")
            return try connection.rows("SELECT word FROM thing WHERE word = \(evil)").count
        }
        #expect(count == 1)
    }

    @Test(arguments: engines)
    func `a list finds its members`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let found = try await database.write { connection in
            for number in 1...5 { try connection.run("INSERT INTO thing (id) VALUES (\(number))") }
            return try connection.rows("SELECT id FROM thing WHERE id IN (\(list: [2, 4, 9])) ORDER BY id")
                .map { try $0.integer("id") }
        }
        #expect(found == [2, 4])
    }

    @Test(arguments: engines)
    func `the number of changed rows is told`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let counts = try await database.write { connection in
            var counts = try (1...5).map { try connection.run("INSERT INTO thing (id) VALUES (\($0))") }
            counts.append(try connection.run("UPDATE thing SET word = \("w") WHERE id > \(3)"))
            counts.append(try connection.run("UPDATE thing SET word = \("w") WHERE id > \(9)"))
            counts.append(try connection.run("INSERT INTO thing (id) VALUES (\(1)) ON CONFLICT (id) DO NOTHING"))
            counts.append(try connection.rows("DELETE FROM thing WHERE id < \(3) RETURNING id").count)
            return counts
        }
        #expect(counts == [1, 1, 1, 1, 1, 2, 0, 0, 2])
    }

    @Test(arguments: engines)
    func `a text with a NUL is refused`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        await #expect(throws: TextWithNUL.self) {
            try await database.write { try $0.run("INSERT INTO thing (id, word) VALUES (\(1), \("a\0b"))") }
        }
        #expect(try await database.count("thing") == 0)
    }

    @Test(arguments: engines)
    func `rows can be walked through without being kept`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let sum = try await database.write { connection in
            for number in 1...1_000 { try connection.run("INSERT INTO thing (id) VALUES (\(number))") }
            var sum: Int64 = 0
            try connection.forEachRow("SELECT id FROM thing") { sum += try $0.integer("id") }
            return sum
        }
        #expect(sum == 500_500)
        await #expect(throws: Stop.self) {
            try await database.read { try $0.forEachRow("SELECT id FROM thing") { _ in throw Stop() } }
        }
        #expect(try await database.count("thing") == 1_000, "the connection is in step after a walk was left")
    }

    @Test(arguments: engines)
    func `ten megabytes come back`(engine: TestEngine) async throws {
        let database = try await engine.database([.things])
        let bytes = [UInt8](repeating: 0xA5, count: 10_000_000) + [1]
        let back = try await database.write { connection in
            try connection.run("INSERT INTO thing (id, bytes) VALUES (\(1), \(bytes))")
            return try connection.rows("SELECT bytes FROM thing").first?.blob("bytes")
        }
        #expect(back == bytes)
    }
}

struct Stop: Error {}

extension Migration {
    static let things = Migration(
        "0001-create-thing",
        [
            """
            CREATE TABLE thing (
                id \(SQLStatement.integerType) PRIMARY KEY,
                word TEXT,
                number \(SQLStatement.integerType),
                bytes \(SQLStatement.blobType)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE part (
                thing_id \(SQLStatement.integerType) NOT NULL REFERENCES thing (id),
                size \(SQLStatement.integerType) NOT NULL CHECK (size > 0)
            )\(SQLStatement.strict)
            """,
        ]
    )
}

extension SQLDatabase {
    func count(_ table: String) async throws -> Int64? {
        try await read { connection in
            switch table {
            case "thing": try connection.rows("SELECT count(*) AS n FROM thing").first?.integer("n")
            case "part": try connection.rows("SELECT count(*) AS n FROM part").first?.integer("n")
            default: nil
            }
        }
    }
}
