package import Journal
package import Kernel
package import Logging
import ServiceLifecycle
package import Storage

/// Delivers outbox messages, at least once each. A lane has its own kinds and its own number of deliveries at a time,
/// so that a slow partner holds up nobody else's messages.
package struct OutboxWorker: Service {
    /// Delivers one message; called again after any doubt.
    package typealias Handler = @Sendable (_ body: String) async throws -> Delivery

    package struct Lane: Sendable {
        package let name: String
        package let handlers: [String: Handler]
        package let atOnce: Int

        package init(name: String, atOnce: Int, handlers: [String: Handler]) {
            self.name = name
            self.atOnce = atOnce
            self.handlers = handlers
        }
    }

    private let database: any SQLDatabase
    private let now: Now
    private let lanes: [Lane]
    private let logger: Logger

    /// A delivery that takes longer than this may be begun by another worker as well; longer than any time-out.
    private static let leaseMilliseconds: Int64 = 180_000
    private static let idlePause = Duration.milliseconds(150)

    package init(database: any SQLDatabase, now: @escaping Now, lanes: [Lane], logger: Logger) {
        self.database = database
        self.now = now
        self.lanes = lanes
        self.logger = logger
    }

    /// Told to stop, it claims nothing more and lets what is under way end: a delivery that is broken off would have to
    /// wait for its lease.
    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            for lane in lanes { group.addTask { await serve(lane) } }
        }
    }

    private func serve(_ lane: Lane) async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            var delivered = 0
            do {
                delivered = try await deliverDue(in: lane)
                if delivered == 0 { try await Task.sleep(for: Self.idlePause) }
            } catch is CancellationError {
                return
            } catch {
                logger.error("outbox lane failed", metadata: ["lane": "\(lane.name)", "error": "\(error)"])
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            }
        }
    }

    /// One round: claims what is due and delivers it.
    ///
    /// - Returns: How many were delivered, well or badly.
    @discardableResult
    package func deliverDue(in lane: Lane) async throws -> Int {
        let kinds = lane.handlers.keys.sorted()
        let time = now()
        guard try await database.read({ try OutboxMessage.isAnyDue(kinds: kinds, at: time, on: $0) }) else { return 0 }
        let claimed = try await database.write { connection in
            try OutboxMessage.claim(
                kinds: kinds,
                limit: lane.atOnce,
                lease: Self.leaseMilliseconds,
                at: time,
                on: connection
            )
        }
        await withTaskGroup(of: Void.self) { group in
            for message in claimed { group.addTask { await deliver(message, in: lane) } }
        }
        return claimed.count
    }

    private func deliver(_ claimed: ClaimedMessage, in lane: Lane) async {
        let message = claimed.message
        let delivery: Delivery
        if claimed.attempt > ClaimedMessage.limit {
            // Nobody has written down how the last one ended: it has ended the process, or hung beyond its lease.
            delivery = .park(reason: "begun \(claimed.attempt - 1) times, and the last time never ended")
            await finish(claimed, delivery)
            return
        }
        do {
            let handler = lane.handlers[message.kind]
            delivery = try await handler?(message.body) ?? .park(reason: "nobody handles \(message.kind)")
        } catch is CancellationError {
            return  // the lease ends by itself, and the message comes again
        } catch {
            delivery = .failed(reason: "\(error)")
        }
        await finish(claimed, delivery)
    }

    private func finish(_ claimed: ClaimedMessage, _ delivery: Delivery) async {
        log(delivery, claimed)
        do {
            try await database.write { [now] in try claimed.finish(delivery, at: now(), on: $0) }
        } catch {
            logger.error(
                "a delivery could not be written down",
                metadata: ["key": "\(claimed.message.key)", "error": "\(error)"]
            )
        }
    }

    private func log(_ delivery: Delivery, _ claimed: ClaimedMessage) {
        let metadata: Logger.Metadata = ["key": "\(claimed.message.key)", "attempt": "\(claimed.attempt)"]
        switch delivery {
        case .done: logger.info("delivered", metadata: metadata)
        case .waiting: logger.debug("waiting", metadata: metadata)
        case .failed(let reason):
            logger.warning("delivery failed", metadata: metadata.merging(["reason": "\(reason)"]) { $1 })
        case .park(let reason):
            logger.error("delivery parked", metadata: metadata.merging(["reason": "\(reason)"]) { $1 })
        }
    }
}
