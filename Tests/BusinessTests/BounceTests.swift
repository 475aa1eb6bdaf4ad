import Journal
import Kernel
import Notices
import People
import Storage
import Synchronization
import TestKit
import Testing

@Suite struct BounceTests {
    @Test(arguments: TestEngine.available)
    func `a letter that will not arrive asks for a person once, whatever comes after`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.sent)
        let token = office.shop.key.returnToken(notice)
        let first = try await office.take(token, "failed 5.1.1 an@example.vn no such user")
        #expect(first == .failed(notice))
        #expect(try await office.take(token, "failed 5.1.1 an@example.vn no such user") == .knownAlready)
        #expect(try await office.take(token.uppercased(), "failed 4.4.7 an@example.vn given up") == .failed(notice))
        #expect(try await office.bouncedKeys() == ["bounced/\(notice)"])
        #expect(try await office.fate(notice) == .bounced(status: "5.1.1", diagnostic: "no such user", at: .noon))
        let (story, stored) = try await office.shop.database.read { connection in
            (
                try AuditEntry.entries(about: "notice:\(notice)", on: connection),
                try MailBounce.all(of: notice, on: connection)
            )
        }
        #expect(story.map(\.action) == ["notice.bounced", "notice.bounced"])
        #expect(story.first?.value("recipient") == "an@example.vn")
        #expect(stored.map(\.status) == ["5.1.1", "4.4.7"])
        let body = try await office.shop.count("mail_bounce WHERE raw IS NOT NULL AND notice_id IS NOT NULL")
        #expect(body == 2)
    }

    @Test(arguments: TestEngine.available)
    func `what is delayed or has arrived is noted, and nobody is disturbed`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.sent)
        for word in ["delayed 4.4.1", "delivered 2.0.0", "relayed 2.0.0", "expanded 2.0.0"] {
            let outcome = try await office.take(office.shop.key.returnToken(notice), "\(word) an@example.vn later")
            #expect(outcome == .noted(notice))
        }
        #expect(try await office.bouncedKeys().isEmpty)
        #expect(try await office.fate(notice) == .sent(at: .noon, reply: "250 ok"))
    }

    @Test(arguments: TestEngine.available)
    func `a forged return address is kept, and believed by nobody`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.sent)
        let stranger = office.shop.world.newID(Notice.self)
        let digits = notice.description.filter { $0 != "-" }
        let tokens = [
            "", "x", "\(digits).", "\(digits).00000000000000000000", "\(digits)",
            office.shop.key.returnToken(stranger), office.shop.key.returnToken(notice) + "0",
        ]
        for (number, token) in tokens.enumerated() {
            #expect(try await office.take(token, "failed 5.1.1 an\(number)@example.vn no") == .unknownLetter)
        }
        #expect(try await office.bouncedKeys().isEmpty)
        #expect(try await office.fate(notice) == .sent(at: .noon, reply: "250 ok"))
        let unknown = try await office.shop.database.read { try MailBounce.unknown(limit: 100, on: $0) }
        #expect(unknown.count == tokens.count)
        #expect(unknown.allSatisfy { $0.notice == nil && $0.isPermanent })
        #expect(try await office.shop.count("audit_entry WHERE action = 'bounce.unknown'") == Int64(tokens.count))
    }

    @Test(arguments: TestEngine.available)
    func `a letter refused at once asks for a person too, in the same transaction`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.refused)
        #expect(try await office.fate(notice) == .refused(reply: "250 ok"))
        #expect(try await office.bouncedKeys() == ["bounced/\(notice)"])
        let waiting = try await office.letter(.queued, about: "2")
        #expect(try await office.fate(waiting) == .queued)
    }

    @Test(arguments: TestEngine.available)
    func `a report about several recipients is stored word by word`(engine: TestEngine) async throws {
        let office = try await PostOffice(engine)
        let notice = try await office.letter(.sent)
        let words = "delivered 2.0.0 a@example.vn ok\nfailed - b@example.vn \u{0}mailbox\u{7}full"
        #expect(try await office.take(office.shop.key.returnToken(notice), words) == .failed(notice))
        let stored = try await office.shop.database.read { try MailBounce.all(of: notice, on: $0) }
        #expect(Set(stored.map(\.recipient)) == ["a@example.vn", "b@example.vn"])
        #expect(stored.contains { $0.diagnostic == " mailbox full" && $0.status == nil })
    }

    @Test func `a token goes into an address and comes out of it, also in capitals`() throws {
        let key = try #require(ServerKey(secret: Array(0..<32)))
        let other = try #require(ServerKey(secret: Array(1..<33)))
        let notice = World.test().newID(Notice.self)
        let address = ReturnAddress.address(token: key.returnToken(notice), domain: "bounces.qldv.example")
        #expect(address.prefix { $0 != "@" }.utf8.count <= 64)
        #expect(address == address.lowercased())
        for form in [address, address.uppercased()] {
            #expect(ReturnAddress.token(in: form).flatMap { key.notice(ofReturnToken: $0) } == notice)
            #expect(ReturnAddress.token(in: form).flatMap { other.notice(ofReturnToken: $0) } == nil)
        }
        for other in ["bounces@x", "bounces+@x", "an@x", "bounces+a", "xbounces+a@x", ""] {
            #expect(ReturnAddress.token(in: other) == nil)
        }
    }
}

/// A shop whose letters come back: a mailbox in memory, and a reader of mails that are `to <token>`, then a line
/// `<action> <status> <address> <words>` for each recipient.
struct PostOffice {
    let shop: Shop

    init(_ engine: TestEngine) async throws { shop = try await Shop(engine) }

    /// A letter in that state.
    func letter(_ state: Notice.State, about: String = "1") async throws -> Notice.ID {
        let world = shop.world
        return try await shop.database.write { connection in
            let recipient = Notice.Recipient(email: "an@example.vn", name: "An", language: .vietnamese)
            try Notice.enqueue(.paymentLink, about: about, to: recipient, in: world, on: connection)
            let row = try connection.rows("SELECT id FROM notice WHERE about = \(about)").first
            let notice = try #require(try row.flatMap { try Notice.find($0.id("id"), on: connection) })
            if state != .queued { try notice.settle(state, reply: "250 ok", at: world.now(), on: connection) }
            return notice.id
        }
    }

    func take(_ token: String, _ words: String) async throws -> TakeBounce.Outcome {
        let key = shop.key
        let take = TakeBounce(
            database: shop.database,
            world: shop.world,
            read: Self.read,
            noticeOf: { key.notice(ofReturnToken: $0) }
        )
        return try await take(Self.mail(token, words))
    }

    func collect(_ mailbox: BounceMailbox, limit: Int = 50) async throws -> CollectBounces.Outcome {
        let key = shop.key
        let collect = CollectBounces(
            database: shop.database,
            world: shop.world,
            mailbox: mailbox,
            noticeOf: { key.notice(ofReturnToken: $0) }
        )
        return try await collect(limit: limit)
    }

    func fate(_ id: Notice.ID) async throws -> MailFate {
        try await shop.database.read { connection in
            try MailFate.of(try #require(try Notice.find(id, on: connection)), on: connection)
        }
    }

    func bouncedKeys() async throws -> [String] {
        try await shop.database.read { connection in
            try connection.rows("SELECT key FROM outbox_message WHERE kind = \(OutboxMessage.noticeBouncedKind)")
                .map { try $0.text("key") }
        }
    }

    static func mail(_ token: String, _ words: String) -> [UInt8] { Array("to \(token)\n\(words)".utf8) }

    @Sendable static func read(_ bytes: [UInt8]) -> BounceReport? {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard let first = lines.first, first.hasPrefix("to ") else { return nil }
        return BounceReport(
            sentTo: ["no-reply@qldv.example", "bounces+\(first.dropFirst(3))@bounces.qldv.example"],
            recipients: lines.dropFirst().compactMap { line in
                let parts = line.split(separator: " ", maxSplits: 3).map(String.init)
                guard parts.count == 4, let action = MailBounce.Action(rawValue: parts[0]) else { return nil }
                return BounceReport.Recipient(
                    address: parts[2],
                    action: action,
                    status: parts[1] == "-" ? nil : parts[1],
                    diagnostic: parts[3]
                )
            }
        )
    }
}

/// What lies in a mailbox, and how often it was visited.
final class MailPile: Sendable {
    private let mails: Mutex<[ReturnedMail]>
    /// While true, nothing leaves the pile.
    let isStuck = Mutex(false)

    init(_ mails: [[UInt8]]) {
        self.mails = Mutex(mails.enumerated().map { ReturnedMail(uid: "u\($0)", bytes: $1) })
    }

    var uids: [String] { mails.withLock { $0.map(\.uid) } }

    var mailbox: BounceMailbox {
        BounceMailbox(
            fetch: { limit in Array(self.mails.withLock { $0 }.prefix(limit)) },
            remove: { uids in
                guard !self.isStuck.withLock({ $0 }) else { throw Stuck() }
                self.mails.withLock { $0.removeAll { uids.contains($0.uid) } }
            },
            read: PostOffice.read
        )
    }

    struct Stuck: Error {}
}
