import Kernel
import Logging
import NIOCore
import NIOPosix
import SandboxKit
import ServiceLifecycle
import Storage
import Synchronization

/// The socket side of the mail sink.
struct SMTPServing: Sendable {
    let store: MailStore
    let faults: SandboxFaults<MailboxFaults>
    let logger: Logger
    static let connectionLimit = 256

    typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    func run(host: String, port: Int, onBound: @escaping @Sendable (Int) -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Channel(wrappingChannelSynchronously: channel) }
            }
        onBound(server.channel.localAddress?.port ?? port)
        logger.info("mail sink listening", metadata: ["host": "\(host)", "port": "\(port)"])
        let open = OpenConnections()
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await open.count { await serve(connection, refused: $0 > Self.connectionLimit) } }
                }
            }
        }
    }

    /// A connection that breaks is its sender's concern; the sink goes on.
    private func serve(_ channel: Channel, refused: Bool) async {
        do {
            try await channel.executeThenClose { inbound, outbound in
                guard !refused else {
                    return try await outbound.write(ByteBuffer(string: "421 4.3.2 too many connections\r\n"))
                }
                try await converse(inbound, outbound)
            }
        } catch {
            logger.debug("mail connection ended", metadata: ["error": "\(error)"])
        }
    }

    private func converse(
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
            let id = try await store.add(envelope)
            logger.info("mail accepted", metadata: ["id": "\(id)", "size": "\(envelope.source.count)"])
            return dropped ? nil : "250 2.0.0 kept as \(id)"
        } catch {
            logger.error("mail not stored", metadata: ["error": "\(error)"])
            return dropped ? nil : "451 4.3.0 not stored, try again later"
        }
    }
}

/// How many conversations are under way.
private final class OpenConnections: Sendable {
    private let open = Mutex(0)

    func count(_ body: (Int) async -> Void) async {
        let number = open.withLock { count in
            count += 1
            return count
        }
        await body(number)
        open.withLock { $0 -= 1 }
    }
}
