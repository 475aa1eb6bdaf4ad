import Dispatch
import Journal
import Kernel
import Spreadsheet
import Synchronization
package import Usage

extension UsageFileReader {
    /// Separated text of any usual encoding and separator, and the first sheet of a workbook.
    package static let spreadsheet = UsageFileReader { source in
        let reader =
            switch source.content {
            case .bytes(let bytes): SpreadsheetReader(bytes: bytes)
            case .file(let path): SpreadsheetReader(path: path)
            }
        let pump = RowPump()
        // Reading is work, not waiting: it goes to a thread of its own.
        DispatchQueue.global().async { pump.read(reader) }
        return UsageRows(next: { try await pump.next() }, close: { pump.close() })
    }
}

/// Hands rows from the thread that reads to the task that keeps them; the reader is a few batches ahead, and then
/// waits.
private final class RowPump: Sendable {
    private struct Closed: Error {}

    private struct State {
        var batches: [[UsageRow]] = []
        var end: Result<[UsageRow], any Error>?
        var waiting: CheckedContinuation<[UsageRow], any Error>?
        var isClosed = false
    }

    private static let batchRows = 1_000
    private static let batchesAhead = 3

    private let state = Mutex(State())
    /// Begins at nothing, since a semaphore may not go with less than it began with.
    private let room = DispatchSemaphore(value: 0)

    init() { for _ in 0..<Self.batchesAhead { room.signal() } }

    func read(_ reader: SpreadsheetReader) {
        var batch: [UsageRow] = []
        batch.reserveCapacity(Self.batchRows)
        do {
            try reader.forEachRow { number, cells in
                batch.append(UsageRow(number: Int64(number), cells: cells))
                guard batch.count == Self.batchRows else { return }
                try hand(over: batch)
                batch.removeAll(keepingCapacity: true)
            }
            if !batch.isEmpty { try hand(over: batch) }
            end(.success([]))
        } catch let error as SpreadsheetError {
            end(.failure(UsageFileFault(words: error.words)))
        } catch {
            end(.failure(error))
        }
    }

    private func hand(over batch: [UsageRow]) throws {
        room.wait()
        let waiting = try state.withLock { state -> CheckedContinuation<[UsageRow], any Error>? in
            guard !state.isClosed else { throw Closed() }
            guard let waiting = state.waiting else {
                state.batches.append(batch)
                return nil
            }
            state.waiting = nil
            return waiting
        }
        guard let waiting else { return }
        room.signal()
        waiting.resume(returning: batch)
    }

    private func end(_ result: Result<[UsageRow], any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<[UsageRow], any Error>? in
            state.end = result
            let waiting = state.waiting
            state.waiting = nil
            return waiting
        }
        waiting?.resume(with: result)
    }

    func next() async throws -> [UsageRow] {
        try await withCheckedThrowingContinuation { continuation in
            let ready = state.withLock { state -> Result<[UsageRow], any Error>? in
                if !state.batches.isEmpty { return .success(state.batches.removeFirst()) }
                if let end = state.end { return end }
                state.waiting = continuation
                return nil
            }
            guard let ready else { return }
            room.signal()
            continuation.resume(with: ready)
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        room.signal()
    }
}
