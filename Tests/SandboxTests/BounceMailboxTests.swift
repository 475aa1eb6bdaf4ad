import BouncesPOP3
import CurlTransfer
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import MailSMTP
import Notices
import People
import SandboxKit
import SandboxMailbox
import TestKit
import Testing

/// A letter out by SMTP, a report back by POP3, with the real clients on real sockets.
@Suite struct BounceMailboxTests {
    static func transport(_ mailbox: MailboxFixture, domain: String? = MailboxSandbox.bounceDomain) -> MailTransport {
        var settings = SMTPSettings(
            server: SMTPServer(url: "smtp://127.0.0.1:\(mailbox.port)", requireTLS: false),
            from: MailboxTests.sender
        )
        settings.bounceDomain = domain
        return .smtp(settings)
    }

    static func letter(to address: String, token: String?, key: String = "payment_link/1") -> OutgoingMail {
        OutgoingMail(
            key: key,
            to: address,
            toName: "An",
            subject: "Thanh toán",
            text: "x",
            html: "",
            attachments: [],
            at: .noon,
            returnToken: token
        )
    }

    @Test func `a letter leaves with its own return address, or with the sender's when there is none`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            let sender = MailboxTests.sender.address
            let cases: [(domain: String?, token: String?, sender: String)] = [
                ("bounces.qldv.example", "7.ab", "bounces+7.ab@bounces.qldv.example"),
                ("bounces.qldv.example", nil, sender), (nil, "7.ab", sender), (nil, nil, sender),
            ]
            for (domain, token, expected) in cases {
                let transport = Self.transport(mailbox, domain: domain)
                let outcome = await transport.send(Self.letter(to: "an@example.com", token: token))
                guard case .accepted = outcome else {
                    Issue.record("not accepted: \(outcome)")
                    continue
                }
                let message = try #require(try await mailbox.messages().first)
                #expect(message.envelopeFrom == expected)
                #expect(message.from.hasSuffix("<\(sender)>"), "the reader sees the sender")
            }
        }
    }

    @Test func `a letter to nobody is accepted, comes back, and says which letter it was`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            let key = try #require(ServerKey(secret: Array(0..<32)))
            let notice = World.test().newID(Notice.self)
            let bounces = BounceMailbox.pop3(mailbox.bounceServer())
            #expect(try await bounces.fetch(10).isEmpty)
            let nobody = "an@khong-ton-tai.example"
            let outcome = await Self.transport(mailbox).send(
                Self.letter(to: nobody, token: key.returnToken(notice))
            )
            #expect(outcome == .accepted(reply: "250 2.0.0 kept as 1"))
            let mail = try #require(try await bounces.fetch(10).first)
            let report = try #require(bounces.read(mail.bytes))
            #expect(
                report.recipients == [
                    BounceReport.Recipient(
                        address: nobody,
                        action: .failed,
                        status: "5.1.1",
                        diagnostic: "550 5.1.1 <\(nobody)>: Recipient address rejected: User unknown"
                    )
                ]
            )
            let token = report.sentTo.lazy.compactMap(ReturnAddress.token(in:)).first
            #expect(token.flatMap { key.notice(ofReturnToken: $0) } == notice)
            let source = String(decoding: mail.bytes, as: UTF8.self)
            #expect(source.contains("Message-ID: <payment_link=2F1@qldv.example>"))
            #expect(source.hasSuffix("--\r\n"))

            #expect(try await bounces.fetch(10) == [mail], "what was not removed lies there still")
            try await bounces.remove([mail.uid, "no such"])
            #expect(try await bounces.fetch(10).isEmpty)
            #expect(try await mailbox.messages().map(\.to) == [[nobody]], "bounces are nobody's ordinary mail")
        }
    }

    @Test func `orders make mail bounce or tarry, and an empty sender hears nothing`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            let orders = #"{"bounce":["Gone@example.com"],"delayed":["slow@example.com"]}"#
            mailbox.sandbox.faults.set(try JSONDecoder().decode(MailboxFaults.self, from: Data(orders.utf8)))
            let transport = Self.transport(mailbox)
            for (number, address) in ["gone@example.com", "slow@example.com", "an@example.com"].enumerated() {
                _ = await transport.send(Self.letter(to: address, token: "\(number).ab"))
            }
            let bounces = BounceMailbox.pop3(mailbox.bounceServer())
            let mails = try await bounces.fetch(10)
            #expect(mails.compactMap { bounces.read($0.bytes)?.recipients.first?.action } == [.failed, .delayed])
            #expect(try await bounces.fetch(1) == Array(mails.prefix(1)))
            try await bounces.remove(mails.map(\.uid))
            #expect(try await bounces.fetch(10).isEmpty)
        }
    }

    @Test func `what is sent to the domain of bounces lies with them, dots and all`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            let body = "Subject: Tôi đi vắng\r\n\r\n.\r\n..\r\n.a\r\n\r\nhết.\r\n"
            try await mailbox.client().send(
                from: "an@example.com",
                to: "bounces+7.ab@\(MailboxSandbox.bounceDomain)",
                message: Array(body.utf8)
            )
            let mails = try await mailbox.bounces().fetch(limit: 10)
            #expect(mails.map { String(decoding: $0.bytes, as: UTF8.self) } == [body])
            #expect(BounceReport(reading: mails[0].bytes) == nil)
            #expect(try await mailbox.messages().isEmpty)
            let page = String(buffer: try await mailbox.page("/mailbox?lang=en").body)
            #expect(page.contains("Returned mail") && page.contains("not yet"))
            #expect(String(buffer: try await mailbox.page("/mailbox/returned/1").body) == body)
            #expect(try await mailbox.page("/mailbox/returned/2").status == .notFound)
        }
    }

    @Test func `of a large mail the beginning comes, and it blocks no other`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            let lines = String(repeating: String(repeating: "x", count: 78) + "\r\n", count: 2_000)
            let endless = String(repeating: "y", count: 200_000) + "\r\n"
            for body in [lines, endless, "short\r\n"] {
                try await mailbox.client().send(
                    from: "an@example.com",
                    to: "bounces+1@\(MailboxSandbox.bounceDomain)",
                    message: Array("Subject: x\r\n\r\n\(body)".utf8)
                )
            }
            let client = mailbox.bounces { $0.mailLimitBytes = 20_000 }
            let mails = try await client.fetch(limit: 10)
            #expect(mails.map(\.bytes.count) == [14 + 200 * 80, 20_000, 21])
            #expect(try await client.fetch(limit: 10) == mails, "the same at every visit")
            try await client.remove(mails.map(\.uid))
            #expect(try await client.fetch(limit: 10).isEmpty)
        }
    }

    @Test func `a closed door, a wrong password and no TLS are told apart`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            await Self.expect(mailbox.bounces { $0.url = "pop3://127.0.0.1:1" }) { error in
                if case .unreachable = error { true } else { false }
            }
            await Self.expect(mailbox.bounces { $0.requireTLS = true }) { error in
                if case .unreachable = error { true } else { false }
            }
            var faults = MailboxFaults()
            faults.refuseSignIn = true
            mailbox.sandbox.faults.set(faults)
            await Self.expect(mailbox.bounces()) { error in
                if case .signInRefused = error { true } else { false }
            }
            faults = MailboxFaults()
            faults.delayMilliseconds = 2_000
            mailbox.sandbox.faults.set(faults)
            await Self.expect(mailbox.bounces { $0.timeoutMilliseconds = 300 }) { error in
                if case .interrupted = error { true } else { false }
            }
        }
    }

    private static func expect(_ client: POP3Client, _ isRight: (POP3Error) -> Bool) async {
        do throws(POP3Error) {
            let mails = try await client.fetch(limit: 1)
            Issue.record("came in, and saw \(mails.count)")
        } catch { #expect(isRight(error), "\(error)") }
    }
}
