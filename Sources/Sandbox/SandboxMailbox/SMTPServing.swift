import Kernel
import Logging
import NIOCore
import SandboxKit

/// The mail sink's conversations.
struct SMTPServing: Sendable {
    let store: MailStore
    let faults: SandboxFaults<MailboxFaults>
    let logger: Logger

    func run(host: String, port: Int, onBound: @escaping @Sendable (Int) -> Void) async throws {
        let server = LineServer(
            name: "mail sink",
            logger: logger,
            refusal: "421 4.3.2 too many connections",
            converse: converse
        )
        try await server.run(host: host, port: port, onBound: onBound)
    }

    @Sendable private func converse(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws {
        var session = SMTPSession(limitBytes: 10_000_000)
        var reader = LineReader()
        try await say(SMTPSession.greeting, to: outbound)
        for try await chunk in inbound {
            reader.append(chunk.readableBytesView)
            while let line = reader.next() {
                switch session.take(line, refusal: refusal) {
                case .nothing: break
                case .reply(let text): try await say(text, to: outbound)
                case .close(let text): return try await say(text, to: outbound)
                case .deliver(let envelope):
                    guard let reply = await deliver(envelope) else { return }
                    try await say(reply, to: outbound)
                }
            }
            guard !reader.isTooLong else { return try await say("500 5.5.2 line too long", to: outbound) }
        }
    }

    private func say(_ text: String, to outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws {
        let delay = faults.current.delayMilliseconds
        if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
        try await outbound.write(ByteBuffer(string: text + "\r\n"))
    }

    private func refusal(_ recipient: String) -> String? {
        faults.take { orders in
            let address = recipient.lowercased()
            if orders.refuse.contains(where: { $0 == "*" || $0.lowercased() == address }) {
                return "550 5.1.1 no such mailbox"
            }
            return orders.greylist.spend() ? "451 4.7.1 greylisted, try again later" : nil
        }
    }

    /// The reply, or `nil` to hang up without one.
    private func deliver(_ envelope: MailEnvelope) async -> String? {
        let (dropped, kept) = faults.take { orders in (orders.dropAfterData.spend(), orders.keepDropped) }
        if dropped, !kept { return nil }
        do {
            let name = try await store.take(envelope, faults.current)
            logger.info("mail accepted", metadata: ["id": "\(name)", "size": "\(envelope.source.count)"])
            return dropped ? nil : "250 2.0.0 kept as \(name)"
        } catch {
            logger.error("mail not stored", metadata: ["error": "\(error)"])
            return dropped ? nil : "451 4.3.0 not stored, try again later"
        }
    }
}
