import CurlTransfer
import Foundation
import NIOCore
import NIOPosix
import SandboxMailbox
import TestKit
import Testing

/// The mailbox of bounces as any mail program may ask it, line by line.
@Suite struct POP3ConversationTests {
    @Test func `every command answers as RFC 1939 says, and deletes only at QUIT`() async throws {
        try await MailboxFixture.run { (mailbox) async throws in
            for number in 1...2 {
                try await mailbox.client().send(
                    from: "a@example.com",
                    to: "bounces+\(number)@\(MailboxSandbox.bounceDomain)",
                    message: Array("Subject: \(number)\r\n\r\n.dot\r\nend\r\n".utf8)
                )
            }
            let first = try await Self.talk(
                mailbox.popPort,
                [
                    "STAT", "USER a", "PASS b c", "STAT", "LIST", "UIDL 2", "TOP 1 1", "RETR 3", "DELE 1", "LIST",
                    "DELE 1", "NOOP",
                ]
            )
            #expect(
                first == """
                    +OK sandbox mailbox of bounces|-ERR USER and PASS first|+OK and the password?|+OK 2 messages|+OK 2 50|\
                    +OK 2 messages|1 25|2 25|.|+OK 2 sandbox-2|+OK here it is|Subject: 1||..dot|.|-ERR no such message|\
                    +OK deleted at the end|+OK 1 messages|2 25|.|-ERR no such message|+OK here|
                    """
            )
            let second = try await Self.talk(
                mailbox.popPort,
                ["CAPA", "USER a", "PASS b", "DELE 1", "RSET", "DELE 2", "NOOP", "APOP x", "TOP 1", "QUIT"]
            )
            #expect(second.contains("UIDL|TOP|") && second.contains("+OK 2 messages|"), "no QUIT, no deletion")
            #expect(second.hasSuffix("+OK here|-ERR not a command of this server|-ERR TOP number lines|+OK bye|"))
            let third = try await Self.talk(mailbox.popPort, ["USER a", "PASS b", "UIDL", "QUIT"])
            #expect(third.contains("|+OK 1 messages|1 sandbox-1|.|+OK bye|"))
        }
    }

    /// Sends the lines, the last of which is NOOP or QUIT, and reads up to its answer; line ends become `|`.
    private static func talk(_ port: Int, _ lines: [String]) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: lines.map { $0 + "\r\n" }.joined()))
            var heard = ByteBuffer()
            for try await chunk in inbound {
                heard.writeImmutableBuffer(chunk)
                let text = String(buffer: heard)
                if text.hasSuffix("+OK here\r\n"), lines.last == "NOOP" { break }
            }
            return String(buffer: heard).replacingOccurrences(of: "\r\n", with: "|")
        }
    }
}
