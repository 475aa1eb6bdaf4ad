import Foundation

/// A few threads for long computations, with a bound on how many wait for them. Never the event loop.
///
/// A class because a lock guards the count of those inside.
package final class HashingBench: @unchecked Sendable {
    private let queue = OperationQueue()
    private let lock = NSLock()
    private let limit: Int
    private var inside = 0

    /// - Parameters:
    ///   - atOnce: how many threads work.
    ///   - limit: how many may be inside, those who wait included.
    package init(atOnce: Int, limit: Int) {
        queue.maxConcurrentOperationCount = atOnce
        queue.name = "argon2id"
        self.limit = limit
    }

    /// What `work` gives, once a thread was free for it; `nil` when too many wait already.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
        let entered = lock.withLock {
            guard inside < limit else { return false }
            inside += 1
            return true
        }
        guard entered else { return nil }
        return await withCheckedContinuation { continuation in
            queue.addOperation { [self] in
                let value = work()
                lock.withLock { inside -= 1 }
                continuation.resume(returning: value)
            }
        }
    }
}
