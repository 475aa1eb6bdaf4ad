import Testing

/// Words that may not stand in the sources, since the compiler would let them.
@Suite struct WordTests {
    struct Ban: Sendable, CustomTestStringConvertible {
        let word: String
        let pattern: String
        /// Plain words, one of which stands wherever the pattern is found.
        let cues: [String]
        /// Folders, below `Sources`, where it may stand all the same.
        var exceptIn: [String] = []
        let instead: String

        var testDescription: String { word }

        /// Word ends as programmers see them: by default `database.read` would be one word to Unicode.
        func matches(_ line: String) throws -> Bool {
            try cues.contains { line.contains($0) } && line.contains(Regex(pattern).wordBoundaryKind(.simple))
        }
    }

    static let bans = [
        // Ink on paper is measured in fractions; what is written there comes as finished words.
        Ban(
            word: "Double",
            pattern: #"\b(Double|Float|Decimal)\b"#,
            cues: ["Double", "Float", "Decimal"],
            exceptIn: ["Ground/Typesetting/"],
            instead: "integers: Money, basis points"
        ),
        Ban(
            word: "Date()",
            pattern: #"\b(Date\(\)|Date\.now)"#,
            cues: ["Date()", "Date.now"],
            exceptIn: ["Entry/App/"],
            instead: "a Now from outside"
        ),
        Ban(
            word: "UUID()",
            pattern: #"\bUUID\(\)"#,
            cues: ["UUID()"],
            exceptIn: ["Entry/App/"],
            instead: "World.newID"
        ),
        Ban(word: "try!", pattern: #"\btry!"#, cues: ["try!"], instead: "throws"),
        Ban(word: "as!", pattern: #"\bas!"#, cues: ["as!"], instead: "a type that needs no cast"),
        Ban(
            word: "print(",
            pattern: #"(^|[^.\w])print\("#,
            cues: ["print("],
            exceptIn: ["Entry/App/"],
            instead: "a Logger"
        ),
        Ban(
            word: "Task {",
            pattern: #"\bTask(\.detached)?\s*(\([^)]*\)\s*)?\{"#,
            cues: ["Task"],
            exceptIn: ["Entry/App/"],
            instead: "a task group or a service"
        ),
        Ban(word: "catch {}", pattern: #"catch\s*\{\s*\}"#, cues: ["catch"], instead: "an answer to the error"),
        Ban(
            word: "stringLiteral:",
            pattern: #"\bstringLiteral:"#,
            cues: ["stringLiteral:"],
            exceptIn: ["Ground/Storage/", "Ground/Markup/"],
            instead: "a literal: a String must not become SQL or markup"
        ),
        Ban(
            word: "try? on a database or a partner",
            pattern: #"try\?\s+(await\s+)?[\w.()]*([dD]atabase|[cC]onnection|[sS]tore|[gG]ateway|[tT]ransport)\b"#,
            cues: ["try?"],
            instead: "throws: its absence is not normal"
        ),
        Ban(
            word: "TODO",
            pattern: #"\b(TODO|FIXME|XXX)\b"#,
            cues: ["TODO", "FIXME", "XXX"],
            instead: "the work, or an issue"
        ),
        Ban(word: "SELECT *", pattern: #"\bSELECT \*"#, cues: ["SELECT *"], instead: "the names of the columns"),
        Ban(
            word: "DROP TABLE",
            pattern: #"\bDROP TABLE\b"#,
            cues: ["DROP TABLE"],
            // SQLite cannot change a CHECK: migrations 0020 and 0059 copy every row into a new table before the old one
            // goes.
            exceptIn: [
                "Business/Invoicing/InvoicingMigrations.swift", "Business/Accounting/AccountingMigrations.swift",
            ],
            instead: "a fact is never deleted"
        ),
    ]

    @Test(arguments: bans)
    func `the word stands nowhere`(ban: Ban) throws {
        for file in try SourceTree.files(in: "Sources") {
            guard !ban.exceptIn.contains(where: { file.path.hasPrefix("Sources/" + $0) }), file.mentions(ban.cues)
            else {
                continue
            }
            for line in file.code where try ban.matches(line.text) {
                Issue.record("\(file.path):\(line.number): write \(ban.instead), not \(ban.word)")
            }
        }
    }

    @Test(arguments: [
        ("Double", "let x: Double = 1"), ("Date()", "let now = Date()"), ("Task {", "Task { work() }"),
        ("Task {", "Task(priority: .low) {"), ("print(", "    print(1)"), ("catch {}", "} catch { }"),
        ("try? on a database or a partner", "let row = try? await database.read { 1 }"),
        ("try? on a database or a partner", "try? connection.run(x)"), ("Double", "x = Double.pi"),
    ])
    func `each ban finds what it is for`(word: String, line: String) throws {
        let ban = try #require(Self.bans.first { $0.word == word })
        #expect(try ban.matches(line))
    }

    @Test(arguments: [
        ("print(", "fingerprint(x)"), ("print(", "page.print(x)"), ("Double", "let isDoubled = true"),
        ("Task {", "group.addTask { work() }"), ("try? on a database or a partner", "try? Int64(text)"),
    ])
    func `no ban finds what it is not for`(word: String, line: String) throws {
        let ban = try #require(Self.bans.first { $0.word == word })
        #expect(try !ban.matches(line))
    }

    @Test func `only the wire formats are public: they are the package's libraries`() throws {
        let pattern = #/^\s*(@\w+\s+)?public\s/#
        for file in try SourceTree.files(in: "Sources")
        where !file.path.hasPrefix("Sources/Protocols/") && file.mentions(["public "]) {
            for line in file.code where line.text.contains(pattern) {
                Issue.record("\(file.path):\(line.number): write package, not public")
            }
        }
    }

    @Test func `SQL of the system stands in stores and migrations, and nowhere else`() throws {
        let pattern =
            #/\b(SELECT\s+[\w(].*|INSERT INTO \w|UPDATE \w+ SET|DELETE FROM \w|CREATE (TABLE|INDEX|UNIQUE) |ALTER TABLE )/#
        let places = [
            "Sources/Ground/Storage/", "Sources/Ground/Journal/", "Sources/Adapters/Storage", "Sources/Sandbox/",
        ]
        for file in try SourceTree.files(in: "Sources") {
            guard !places.contains(where: file.path.hasPrefix), !file.path.hasSuffix("Store.swift"),
                !file.path.hasSuffix("Migrations.swift"),
                file.mentions(["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "CREATE ", "ALTER TABLE"])
            else { continue }
            for line in file.code where line.text.contains(pattern) {
                Issue.record("\(file.path):\(line.number): SQL belongs in a …Store.swift")
            }
        }
    }
}
