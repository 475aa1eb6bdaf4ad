import Kernel
import Notices
import People
import Storage
import Synchronization
import TestKit
import Testing

@Suite struct CollectBouncesTests {
    @Test(arguments: TestEngine.available)
    func `the mailbox is emptied, a bounded number at a time`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.sent)
        let token = office.shop.key.returnToken(notice)
        let pile = MailPile([
            PostOffice.mail(token, "failed 5.1.1 an@example.vn no"),
            PostOffice.mail(token, "delayed 4.4.1 an@example.vn x"),
            PostOffice.mail("forged", "failed 5.1.1 an@example.vn no"), Array("Tôi đi vắng".utf8), [],
            PostOffice.mail(token, "failed 5.1.1 an@example.vn no"), PostOffice.mail(token, "nothing"),
        ])
        let first = try await office.collect(pile.mailbox, limit: 2)
        #expect(pile.uids == ["u2", "u3", "u4", "u5", "u6"])
        #expect(first.failed == 1 && first.noted == 1 && first.taken == 2)
        let rest = try await office.collect(pile.mailbox)
        #expect(rest.unknownLetter == 1 && rest.unreadable == 3 && rest.knownAlready == 1 && rest.taken == 5)
        #expect(pile.uids.isEmpty)
        #expect(try await office.collect(pile.mailbox) == CollectBounces.Outcome())
        #expect(try await office.bouncedKeys() == ["bounced/\(notice)"])
        #expect(try await office.shop.count("mail_bounce") == 6)
        #expect(try await office.shop.count("mail_bounce WHERE diagnostic = 'not a report on delivery'") == 2)
    }

    @Test(arguments: TestEngine.available)
    func `what could not be removed comes again and is known`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.sent)
        let pile = MailPile([PostOffice.mail(office.shop.key.returnToken(notice), "failed 5.1.1 an@example.vn no")])
        pile.isStuck.withLock { $0 = true }
        await #expect(throws: MailPile.Stuck.self) { try await office.collect(pile.mailbox) }
        #expect(try await office.bouncedKeys() == ["bounced/\(notice)"])
        pile.isStuck.withLock { $0 = false }
        #expect(try await office.collect(pile.mailbox).knownAlready == 1)
        #expect(try await office.shop.count("mail_bounce") == 1)
        #expect(pile.uids.isEmpty)
    }

    /// The schema is made to refuse one mail, as a defect would.
    @Test(arguments: TestEngine.available)
    func `a mail that cannot be taken is kept with its reason and blocks no other`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.sent)
        let token = office.shop.key.returnToken(notice)
        try await office.shop.database.write { connection in
            try connection.run("CREATE UNIQUE INDEX poison ON mail_bounce (recipient) WHERE recipient = 'x@example.vn'")
        }
        let pile = MailPile([
            PostOffice.mail(token, "delayed 4.4.1 x@example.vn one"),
            PostOffice.mail(token, "delayed 4.4.1 x@example.vn two"),
            PostOffice.mail(token, "failed 5.1.1 an@example.vn three"),
        ])
        let outcome = try await office.collect(pile.mailbox)
        #expect(outcome.noted == 1 && outcome.unreadable == 1 && outcome.failed == 1)
        #expect(pile.uids.isEmpty)
        #expect(try await office.shop.count("mail_bounce WHERE action = 'unreadable' AND raw IS NOT NULL") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `two collectors at once take each mail once`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.sent)
        let token = office.shop.key.returnToken(notice)
        let pile = MailPile((0..<8).map { PostOffice.mail(token, "failed 5.1.1 an@example.vn number \($0)") })
        let outcomes = try await withThrowingTaskGroup(of: CollectBounces.Outcome.self) { group in
            for _ in 0..<4 { group.addTask { try await office.collect(pile.mailbox) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.reduce(0) { $0 + $1.failed } == 8)
        #expect(try await office.shop.count("mail_bounce") == 8)
        #expect(try await office.bouncedKeys() == ["bounced/\(notice)"])
        #expect(pile.uids.isEmpty)
    }
}
