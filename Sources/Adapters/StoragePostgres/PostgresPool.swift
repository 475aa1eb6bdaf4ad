import class Foundation.NSCondition
import class Foundation.NSLock
import class Foundation.Thread

/// Threads with a connection each, fed by one queue.
final class PostgresPool: Sendable {
    private let queue: JobQueue

    init(_ address: PostgresAddress, limit: Int) { queue = JobQueue(address, limit: max(1, limit)) }

    deinit { queue.close() }

    func shutdown() { queue.close() }

    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSlot) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.submit { result in continuation.resume(with: Result { try work(result.get()) }) }
        }
    }
}

/// What the threads share. A thread is started when work comes and none is idle, so that a quiet program holds few
/// connections.
private final class JobQueue: @unchecked Sendable {
    typealias Job = @Sendable (Result<PostgresSlot, PostgresError>) -> Void

    private static let longest = 10_000

    private let address: PostgresAddress
    private let limit: Int
    private let contention = NSLock()
    /// Guards everything below.
    private let condition = NSCondition()
    private var incoming: [Job] = []
    private var outgoing: [Job] = []
    private var threads = 0
    private var idle = 0
    private var isClosed = false

    init(_ address: PostgresAddress, limit: Int) {
        self.address = address
        self.limit = limit
    }

    func submit(_ job: @escaping Job) {
        condition.lock()
        let waiting = incoming.count + outgoing.count
        guard !isClosed, waiting < Self.longest else {
            let error = isClosed ? PostgresError.closed : .overloaded
            condition.unlock()
            job(.failure(error))
            return
        }
        incoming.append(job)
        let needsThread = idle <= waiting && threads < limit
        if needsThread { threads += 1 }
        let number = threads
        condition.signal()
        condition.unlock()
        if needsThread { start(number) }
    }

    func close() {
        condition.lock()
        isClosed = true
        let refused = outgoing.reversed() + incoming
        incoming = []
        outgoing = []
        condition.broadcast()
        condition.unlock()
        for job in refused { job(.failure(.closed)) }
    }

    private func start(_ number: Int) {
        let thread = Thread { [self] in
            let slot = PostgresSlot(address, contention: contention)
            while let job = next() { job(.success(slot)) }
        }
        thread.name = "postgres \(number)"
        thread.start()
    }

    private func next() -> Job? {
        condition.lock()
        defer { condition.unlock() }
        while incoming.isEmpty, outgoing.isEmpty, !isClosed {
            idle += 1
            condition.wait()
            idle -= 1
        }
        if outgoing.isEmpty {
            outgoing = incoming.reversed()
            incoming = []
        }
        return outgoing.popLast()
    }
}
