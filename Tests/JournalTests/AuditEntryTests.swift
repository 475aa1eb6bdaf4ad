import Journal
import Kernel
import Storage
import TestKit
import Testing

/// What stands in the audit log is what was written there, line by line.
@Suite struct AuditEntryTests {
    /// Scalars that end lines, or do worse, in some reader of the log.
    static let breaking: [Unicode.Scalar] =
        (0x00...0x1F).map { Unicode.Scalar(UInt8($0)) } + (0x7F...0x9F).map { Unicode.Scalar(UInt8($0)) } + [
            "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}",
        ]

    private static let forged = "subject=contract:other"

    private func record(_ text: String, _ database: any SQLDatabase, _ world: World) async throws {
        try await database.write { connection in
            try AuditEntry.record(
                "contract.noted",
                on: "contract:1",
                by: .customer(text),
                ["note": text, "last": "end"],
                in: world,
                connection
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `no text forges a line of a record, or keeps it from being written`(engine: TestEngine) async throws {
        let database = try await engine.database([.createJournal])
        let clock = TestClock()
        let world = World.test(clock)
        let texts = Self.breaking.map { "a\($0)\(Self.forged)" } + ["a\r\n\(Self.forged)", "a\n\u{301}\(Self.forged)"]
        for text in texts {
            clock.advance(seconds: 1)
            try await record(text, database, world)
        }
        let entries = try await database.read { try AuditEntry.entries(about: "contract:1", on: $0) }
        #expect(entries.count == texts.count)
        for (entry, text) in zip(entries, texts) {
            let words = text.unicodeScalars.map { String(format: $0) }.joined(separator: " ")
            #expect(entry.detail.unicodeScalars.count { Self.breaking.contains($0) } == 1, "\(words)")
            #expect(entry.detail.split(whereSeparator: \.isNewline).count == 2, "\(words)")
            #expect(entry.value("subject") == nil && entry.value("last") == "end", "\(words)")
            #expect(entry.value("note")?.hasSuffix(Self.forged) == true, "\(words)")
            #expect(!entry.actor.unicodeScalars.contains(where: Self.breaking.contains), "\(words)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `what reads well stays as it was written`(engine: TestEngine) async throws {
        let database = try await engine.database([.createJournal])
        let world = World.test(TestClock())
        let text = "Nguyễn Thị Hằng — “quá hạn” = 5 %; 👩‍👩‍👧 a\u{301} \u{FEFF}"
        try await record(text, database, world)
        let entry = try #require(try await database.read { try AuditEntry.entries(about: "contract:1", on: $0).first })
        #expect(entry.value("note") == text)
        #expect(entry.actor == "customer:\(text)")
    }

    @Test(arguments: TestEngine.available)
    func `a chain with entries of earlier releases, line ends and all, still verifies`(engine: TestEngine) async throws
    {
        let database = try await engine.database([.createJournal])
        let clock = TestClock()
        let world = World.test(clock)
        // As they were written when only LF was folded.
        let detail = "note=a\r\nsubject=x\u{2028}y\tz\nlast=end"
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO audit_entry (id, at, actor, action, subject, detail)
                VALUES ('old', \(world.now()), 'system', 'contract.noted', 'contract:1', \(detail))
                """
            )
            try connection.run("INSERT INTO audit_unsealed (entry_id) VALUES ('old')")
        }
        try await SealAudit(database: database)()
        clock.advance(seconds: 1)
        try await record("b\r\nc", database, world)
        try await SealAudit(database: database)()
        let report = try await database.read { try AuditChain.verify(on: $0) }
        #expect(report == AuditChain.Report(verified: 2, broken: nil))
        let trail = try await database.read { try AuditTrailEntry.all(about: "contract:1", on: $0) }
        #expect(trail.map(\.holds) == [true, true])
        #expect(trail.first?.entry.detail == detail, "nothing that is sealed is written anew")
        #expect(
            trail.first?.place?.hash == Self.hashOfOldEntry,
            "the hash is the one that the earlier release made"
        )
    }

    /// SHA-256 over `qldv`, the identifier, the time and the texts, each led by its length (docs/decisions/0004).
    private static let hashOfOldEntry = "4711d315e2442d0239556a50e1ca563017842cb4f7b4b2a6bf316f5383a5517b"
}

extension String {
    fileprivate init(format scalar: Unicode.Scalar) { self = "U+" + String(scalar.value, radix: 16) }
}
