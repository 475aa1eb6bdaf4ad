import Synchronization

/// How far a list has been read, by whoever reads it.
final class PlaceInList: Sendable {
    private let place = Mutex(0)

    /// Moves on, and tells from where.
    func move(by count: Int) -> Int {
        place.withLock { place in
            defer { place += count }
            return place
        }
    }
}
