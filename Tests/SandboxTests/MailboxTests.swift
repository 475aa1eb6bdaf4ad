import CurlTransfer
import Hummingbird
import HummingbirdTesting
import Kernel
import MailSMTP
import Notices
import SandboxKit
import SandboxMailbox
import TestKit
import Testing

@Suite struct MailboxTests {
    static let sender = Mailbox(address: "khong-tra-loi@qldv.example", name: "MobiFone – Phòng Kế toán")

    static func mail(_ key: String = "receipt/1", to: String = "an@example.com", subject: String) -> OutgoingMail {
        OutgoingMail(
            key: key,
            to: to,
            toName: "Nguyễn Thị Ánh \"Ký\", Ltd",
            subject: subject,
            text: "Kính gửi Quý khách,\n.dòng bắt đầu bằng dấu chấm\nhttps://qldv.example/p/abc?x=1&y=2.",
            html:
                "<html><head></head><a href=\"https://qldv.example/p/abc?x=1&amp;y=2\">Thanh toán</a></html>",
            attachments: [
                MailAttachment(name: "Hóa đơn số 17.pdf", contentType: "application/pdf", bytes: Array("%PDF-1.7".utf8))
            ],
            at: .noon
        )
    }

    @Test func `Vietnamese arrives as it was written`() async throws {
        let subject =
            "Thông báo: đã nhận thanh toán 1.105.021 ₫ cho hợp đồng số HĐ-2026/000017 của Quý khách hàng thân mến"
        try await MailboxFixture.run { (mailbox) async throws in
            let settings = SMTPSettings(
                server: SMTPServer(url: "smtp://127.0.0.1:\(mailbox.port)", requireTLS: false),
                from: Self.sender
            )
            let transport = MailTransport.smtp(settings)
            let outcome = await transport.send(Self.mail(subject: subject))
            #expect(outcome == .accepted(reply: "250 2.0.0 kept as 1"))
            let message = try #require(try await mailbox.messages("?to=AN@example.com").first)
            #expect(message.subject == subject)
            #expect(message.from == "MobiFone – Phòng Kế toán <khong-tra-loi@qldv.example>")
            #expect(message.to == ["an@example.com"])
            #expect(message.text.contains("\n.dòng bắt đầu bằng dấu chấm"))
            #expect(message.html.contains(">Thanh toán</a>"))
            #expect(message.links == ["https://qldv.example/p/abc?x=1&y=2"])
            #expect(message.attachments.map(\.name) == ["Hóa đơn số 17.pdf"])
            #expect(message.attachments.first?.size == 8)
            #expect(message.messageID == "<receipt=2F1@qldv.example>")
        }
    }

    @Test func `the same key gives the same message id`() async throws {
        let first = Message(Self.mail("k/1", subject: "a"), from: Self.sender, domain: "qldv.example")
        let second = Message(Self.mail("k/1", subject: "b"), from: Self.sender, domain: "qldv.example")
        let other = Message(Self.mail("k=2F1", subject: "a"), from: Self.sender, domain: "qldv.example")
        #expect(first.messageID == second.messageID)
        #expect(first.messageID != other.messageID)
    }

    @Test func `no word from outside becomes a header`() {
        let mail = OutgoingMail(
            key: "k\r\nBcc: thief@example.com",
            to: "an@example.com>\r\nBcc: thief@example.com",
            toName: "An\r\nBcc: thief@example.com",
            subject: "Xin chào\r\nBcc: thief@example.com\r\n\r\nbody",
            text: "",
            html: "",
            attachments: [
                MailAttachment(name: "a\"\r\nBcc: thief.pdf", contentType: "text/html\r\nBcc: x", bytes: [])
            ],
            at: .noon
        )
        let message = Message(mail, from: Self.sender, domain: "qldv.example")
        let lines = String(decoding: message.bytes, as: UTF8.self).components(separatedByCRLF: ())
        #expect(!lines.contains { $0.hasPrefix("Bcc") })
        #expect(lines.allSatisfy { $0.utf8.count <= 200 && !$0.contains("\n") && !$0.contains("\r") })
        #expect(lines.contains("Date: Mon, 23 Nov 2026 12:00:00 +0700"))
    }

    @Test func `an address with a line break is not sent to`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            let client = mailbox.client()
            for address in ["a@b\r\nRCPT TO:<c@d>", "a@b> SIZE=1", "", "a", "@b", "a@", "ế@b.vn", "a b@c"] {
                await #expect(throws: SMTPError.invalidAddress(address)) {
                    try await client.send(from: "x@y.example", to: address, message: [])
                }
            }
            let kept = try await mailbox.messages()
            #expect(kept.isEmpty)
        }
    }

    @Test func `dots and long lines come through unharmed`() async throws {
        let body = "Subject: x\r\n\r\n.\r\n..\r\n.a\r\n\(String(repeating: "đ", count: 400))\r\n.end"
        try await MailboxFixture.run { (mailbox) async throws in
            let client = mailbox.client(user: "ai cũng được", password: "mật khẩu")
            for number in 1...3 {
                let reply = try await client.send(
                    from: "a@example.com",
                    to: "b\(number)@example.com",
                    message: Array((body + "\r\n").utf8)
                )
                #expect(reply == "250 2.0.0 kept as \(number)")
            }
            let raw = try await mailbox.page("/mailbox/2/raw")
            #expect(String(buffer: raw.body) == body + "\r\n")
        }
    }

    @Test func `refused for good and refused for now are told apart`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            var faults = MailboxFaults()
            faults.refuse = ["gone@example.com"]
            faults.greylist = 1
            mailbox.sandbox.faults.set(faults)
            let client = mailbox.client()
            let message = Array("Subject: x\r\n\r\ny\r\n".utf8)
            do throws(SMTPError) {
                try await client.send(from: "a@example.com", to: "gone@example.com", message: message)
                Issue.record("a refused recipient was accepted")
            } catch { #expect(error == .permanent(code: 550, reply: "550 5.1.1 no such mailbox")) }
            do throws(SMTPError) {
                try await client.send(from: "a@example.com", to: "b@example.com", message: message)
                Issue.record("a greylisted recipient was accepted")
            } catch { #expect(error == .temporary(code: 451, reply: "451 4.7.1 greylisted, try again later")) }
            try await client.send(from: "a@example.com", to: "b@example.com", message: message)
            #expect(try await mailbox.messages().map(\.to) == [["b@example.com"]])
        }
    }

    @Test func `a server that falls silent after the message leaves it in doubt`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            var faults = MailboxFaults()
            faults.dropAfterData = 1
            mailbox.sandbox.faults.set(faults)
            let settings = SMTPSettings(
                server: SMTPServer(url: "smtp://127.0.0.1:\(mailbox.port)", requireTLS: false),
                from: Self.sender
            )
            let transport = MailTransport.smtp(settings)
            guard case .tryLater = await transport.send(Self.mail(subject: "Một")) else {
                Issue.record("silence was taken for an answer")
                return
            }
            #expect(await transport.send(Self.mail(subject: "Một")) == .accepted(reply: "250 2.0.0 kept as 2"))
            let ids = try await mailbox.messages().map(\.messageID)
            #expect(ids.count == 2 && Set(ids).count == 1)
        }
    }

    @Test func `no server is not a refusal`() async throws {
        let server = SMTPServer(url: "smtp://127.0.0.1:1", requireTLS: false)
        let transport = MailTransport.smtp(SMTPSettings(server: server, from: Self.sender))
        guard case .unreachable = await transport.send(Self.mail(subject: "x")) else {
            Issue.record("an unreachable server has seen no message")
            return
        }
    }

    @Test func `pages show the mail, and its markup only in a cage`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            let message = Message(
                Self.mail(subject: "<script>alert(1)</script>"),
                from: Self.sender,
                domain: "qldv.example"
            )
            try await mailbox.client().send(from: "a@example.com", to: "an@example.com", message: message.bytes)
            let list = try await mailbox.page("/mailbox?to=an@example.com")
            #expect(String(buffer: list.body).contains("&lt;script&gt;"))
            let page = String(buffer: try await mailbox.page("/mailbox/1").body)
            #expect(page.contains("sandbox=\"allow-top-navigation-by-user-activation\""))
            #expect(page.contains("href=\"https://qldv.example/p/abc?x=1&amp;y=2\""))
            let frame = try await mailbox.page("/mailbox/1/html")
            #expect(frame.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(String(buffer: frame.body).contains("<base target=\"_top\">"))
            let file = try await mailbox.page("/mailbox/1/attachments/0")
            #expect(String(buffer: file.body) == "%PDF-1.7")
            #expect(try await mailbox.page("/mailbox/2").status == .notFound)
            #expect(try await mailbox.messages("?to=nobody@example.com").isEmpty)
            #expect(try await mailbox.messages("?subject=script").count == 1)
        }
    }
}

extension String {
    /// Lines as mail counts them.
    fileprivate func components(separatedByCRLF _: Void) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in unicodeScalars {
            if previous == "\r", scalar == "\n" {
                line.removeLast()
                lines.append(String(line))
                line = String.UnicodeScalarView()
            } else {
                line.append(scalar)
            }
            previous = scalar
        }
        return lines + [String(line)]
    }
}
