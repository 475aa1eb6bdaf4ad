import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The socket side of a conversation in lines, with a bound on how many are under way.
struct LineServer: Sendable {
    /// What the listener is called in the log.
    let name: String
    let logger: Logger
    /// What is said to a connection that is one too many.
    let refusal: String
    let converse:
        @Sendable (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws ->
            Void

    static let connectionLimit = 256

    typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    func run(host: String, port: Int, onBound: @escaping @Sendable (Int) -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Channel(wrappingChannelSynchronously: channel) }
            }
        onBound(server.channel.localAddress?.port ?? port)
        logger.info("\(name) listening", metadata: ["host": "\(host)", "port": "\(port)"])
        let open = OpenConnections()
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await open.count { await serve(connection, refused: $0 > Self.connectionLimit) } }
                }
            }
        }
    }

    /// A connection that breaks is its maker's concern; the server goes on.
    private func serve(_ channel: Channel, refused: Bool) async {
        do {
            try await channel.executeThenClose { inbound, outbound in
                guard !refused else { return try await outbound.write(ByteBuffer(string: refusal + "\r\n")) }
                try await converse(inbound, outbound)
            }
        } catch {
            logger.debug("\(name): a connection ended", metadata: ["error": "\(error)"])
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
