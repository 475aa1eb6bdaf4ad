import Logging
import NIOCore
import SandboxKit

/// The conversations of the mailbox of bounces.
struct POP3Serving: Sendable {
    let store: MailStore
    let faults: SandboxFaults<MailboxFaults>
    let logger: Logger
    /// The most that one session sees.
    private static let mailLimit = 1_000

    func run(host: String, port: Int, onBound: @escaping @Sendable (Int) -> Void) async throws {
        let server = LineServer(
            name: "mailbox of bounces",
            logger: logger,
            refusal: "-ERR too many connections",
            converse: converse
        )
        try await server.run(host: host, port: port, onBound: onBound)
    }

    @Sendable private func converse(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws {
        var session = POP3Session()
        var reader = LineReader()
        try await outbound.write(ByteBuffer(string: POP3Session.greeting + "\r\n"))
        for try await chunk in inbound {
            reader.append(chunk.readableBytesView)
            while let line = reader.next() {
                let delay = faults.current.delayMilliseconds
                if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
                let (answer, isLast) = try await answer(to: line, in: &session)
                try await outbound.write(ByteBuffer(bytes: answer))
                if isLast { return }
            }
            guard !reader.isTooLong else { return }
        }
    }

    private func answer(to line: [UInt8], in session: inout POP3Session) async throws -> (bytes: [UInt8], isLast: Bool)
    {
        var reaction = session.take(line)
        if reaction == .signIn {
            guard !faults.current.refuseSignIn else { return (Array("-ERR [AUTH] no\r\n".utf8), false) }
            reaction = session.open(try await store.waiting(limit: Self.mailLimit))
        }
        switch reaction {
        case .signIn: return (Array("-ERR later\r\n".utf8), false)
        case .reply(let text): return (Array("\(text)\r\n".utf8), false)
        case .list(let text, let lines):
            return (Array((([text] + lines + ["."]).joined(separator: "\r\n") + "\r\n").utf8), false)
        case .send(let id, let bodyLines):
            guard let source = try await store.returnedSource(id) else {
                return (Array("-ERR gone\r\n".utf8), false)
            }
            return (Array("+OK here it is\r\n".utf8) + POP3Session.wire(source, bodyLines: bodyLines), false)
        case .close(let text, let ids):
            try await store.removeReturned(ids)
            return (Array("\(text)\r\n".utf8), true)
        }
    }
}
