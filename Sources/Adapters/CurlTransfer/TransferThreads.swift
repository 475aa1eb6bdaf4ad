import CCurl
import Foundation

/// Threads of our own that may block in libcurl, so that Swift's cooperative pool never does. Each keeps one libcurl
/// handle, and with it the connections it opened.
///
/// A class because it owns threads: when the last holder lets go, they end.
final class TransferThreads: Sendable {
    typealias Job = @Sendable (TransferHandle?) -> Void

    private let queue: TransferQueue

    init(name: String, count: Int, waitingLimit: Int = 1_000) {
        _ = curlIsReady
        queue = TransferQueue(waitingLimit: waitingLimit)
        for number in 0..<count {
            let thread = Thread { [queue] in
                let handle = TransferHandle()
                while let job = queue.next() { job(handle) }
            }
            thread.name = "\(name)-\(number)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    deinit { queue.close() }

    /// Runs `work` on one of the threads. `nil` when so many wait already that a further one is refused.
    func run<Value: Sendable>(_ work: @escaping @Sendable (TransferHandle?) -> Value) async -> Value? {
        await withCheckedContinuation { continuation in
            let accepted = queue.add { handle in continuation.resume(returning: work(handle)) }
            if !accepted { continuation.resume(returning: nil) }
        }
    }
}

/// libcurl wants to be set up once, before the first thread.
private let curlIsReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

/// Work waiting for a thread; a condition variable guards it.
private final class TransferQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private let waitingLimit: Int
    private var jobs: [TransferThreads.Job] = []
    private var first = 0
    private var closed = false

    init(waitingLimit: Int) { self.waitingLimit = waitingLimit }

    /// False when the queue is full or closed.
    func add(_ job: @escaping TransferThreads.Job) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !closed, jobs.count - first < waitingLimit else { return false }
        jobs.append(job)
        condition.signal()
        return true
    }

    /// Blocks until there is work; `nil` when closed and empty.
    func next() -> TransferThreads.Job? {
        condition.lock()
        defer { condition.unlock() }
        while first == jobs.count {
            if closed { return nil }
            condition.wait()
        }
        let job = jobs[first]
        first += 1
        if first == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            first = 0
        } else if first > 256 {
            jobs.removeFirst(first)
            first = 0
        }
        return job
    }

    func close() {
        condition.lock()
        closed = true
        condition.broadcast()
        condition.unlock()
    }
}
