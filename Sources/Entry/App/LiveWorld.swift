import Foundation
import Kernel
import Synchronization

/// The system's clock. `QLDV_CLOCK` sets it; it runs on from there. Only in `qldv demo` can it be moved afterwards, and
/// in a trial (`qldv serve --trial-clock`), there by anybody who reaches the server. The shift is kept in a file, so
/// that a restart does not jump back.
final class LiveClock: Sendable {
    private let shift: Mutex<Int64>
    private let file: URL?
    let isMovable: Bool

    /// - Parameters:
    ///   - start: What time it is to be now; `nil` is the time it is, or the shift kept in `file`.
    ///   - file: Where the shift is kept; `nil` for a clock that cannot be moved.
    init(start: Timestamp?, file: URL?) {
        self.file = file
        isMovable = file != nil
        let kept = file.flatMap { try? String(contentsOf: $0, encoding: .utf8) }.flatMap { Int64($0) }
        shift = Mutex(kept ?? start.map { $0.milliseconds(since: Timestamp(Date())) } ?? 0)
    }

    var now: Timestamp { Timestamp(Date()).adding(milliseconds: shift.withLock { $0 }) }

    /// Sets it; `nil` for a clock that cannot be moved.
    var mover: (@Sendable (Timestamp) -> Void)? {
        guard isMovable else { return nil }
        return { time in self.set(time) }
    }

    private func set(_ time: Timestamp) {
        let milliseconds = time.milliseconds(since: Timestamp(Date()))
        shift.withLock { $0 = milliseconds }
        guard let file else { return }
        try? Data(String(milliseconds).utf8).write(to: file, options: .atomic)  // a demo's clock; nothing hangs on it
    }
}

extension World {
    /// The real world: the given clock, and the operating system's random numbers.
    static func live(_ clock: LiveClock) -> World {
        World(
            now: { clock.now },
            randomBytes: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            }
        )
    }
}
