package import Kernel
import Synchronization

/// A clock that a test sets and moves by hand.
package final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    package init(at time: Timestamp = .noon) { self.time = Mutex(time) }

    package var now: Timestamp { time.withLock { $0 } }

    package func set(_ time: Timestamp) { self.time.withLock { $0 = time } }

    package func advance(days: Int64 = 0, minutes: Int64 = 0, seconds: Int64 = 0) {
        time.withLock { $0 = $0.adding(days: days).adding(minutes: minutes).adding(seconds: seconds) }
    }
}

extension World {
    /// A world that stands still, with random bytes that are the same in every run.
    package static func test(at time: Timestamp = .noon, seed: UInt64 = 1) -> World {
        test(TestClock(at: time), seed: seed)
    }

    /// A world on this clock: `let clock = TestClock(); let world = World.test(clock); clock.advance(minutes: 15)`.
    package static func test(_ clock: TestClock, seed: UInt64 = 1) -> World {
        let state = RandomState(seed: seed)
        return World(now: { clock.now }, randomBytes: { state.bytes($0) })
    }
}

extension Timestamp {
    /// Noon in Vietnam on 23 November 2026: when most tests take place.
    package static let noon = Timestamp(milliseconds: 1_795_410_000_000)
}

/// SplitMix64: small, and good enough that no two identifiers of a test are equal.
private final class RandomState: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) { state = Mutex(seed) }

    func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state &+= 0x9E37_79B9_7F4A_7C15
                var word = state
                word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
                word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: word ^ word >> 31)
            }
        }
    }
}
