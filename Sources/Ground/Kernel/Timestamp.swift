package import struct Foundation.Date

/// An instant, as milliseconds since 1970 UTC. Stored as one integer on every database.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package init(_ date: Date) { milliseconds = Int64((date.timeIntervalSince1970 * 1_000).rounded()) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    package func adding(milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: self.milliseconds + milliseconds)
    }
    package func adding(seconds: Int64) -> Timestamp { adding(milliseconds: seconds * 1_000) }
    package func adding(minutes: Int64) -> Timestamp { adding(seconds: minutes * 60) }
    package func adding(hours: Int64) -> Timestamp { adding(minutes: hours * 60) }
    package func adding(days: Int64) -> Timestamp { adding(hours: days * 24) }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` is later.
    package func milliseconds(since earlier: Timestamp) -> Int64 { milliseconds - earlier.milliseconds }
}

extension Timestamp {
    /// Vietnam keeps UTC+7 all year and has done so since 1975, so its wall clock is plain arithmetic.
    package static let vietnamOffsetMilliseconds: Int64 = 7 * 3_600_000

    /// The business day this instant falls on, in Asia/Ho_Chi_Minh.
    package var day: Day {
        Day(number: (milliseconds + Self.vietnamOffsetMilliseconds).floorDivided(by: 86_400_000))
    }

    /// Hours, minutes, seconds and milliseconds of the Vietnamese wall clock.
    package var clock: (hour: Int64, minute: Int64, second: Int64, millisecond: Int64) {
        let inDay = milliseconds + Self.vietnamOffsetMilliseconds - day.number * 86_400_000
        return (inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1_000 % 60, inDay % 1_000)
    }

    /// `23/11/2026 14:05`, Vietnamese wall clock.
    package var display: String { "\(day.display) \(clock.hour.padded(2)):\(clock.minute.padded(2))" }

    /// `14:05:09 23/11/2026`, for evidence where the second matters.
    package var displayWithSeconds: String {
        "\(clock.hour.padded(2)):\(clock.minute.padded(2)):\(clock.second.padded(2)) \(day.display)"
    }

    /// `2026-11-23T14:05:09.120+07:00`.
    package var iso8601: String {
        let clock = clock
        return "\(day.iso8601)T\(clock.hour.padded(2)):\(clock.minute.padded(2)):\(clock.second.padded(2))"
            + ".\(clock.millisecond.padded(3))+07:00"
    }

    /// Reads `2026-11-23T14:05:09+07:00`, with or without seconds, fraction and zone (`Z`, `+hh:mm`; none is +07:00).
    package init?(iso8601 text: String) {
        let parts = text.split(separator: "T", maxSplits: 1)
        guard let first = parts.first, let day = Day(iso8601: first) else { return nil }
        guard parts.count == 2 else {
            self = day.start
            return
        }
        var time = parts[1]
        var offsetMinutes: Int64 = 7 * 60
        if time.hasSuffix("Z") {
            offsetMinutes = 0
            time = time.dropLast()
        } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let zone = time[time.index(after: sign)...].split(separator: ":").compactMap { Int64($0) }
            guard zone.count == 2, (0..<24).contains(zone[0]), (0..<60).contains(zone[1]) else { return nil }
            offsetMinutes = (zone[0] * 60 + zone[1]) * (time[sign] == "-" ? -1 : 1)
            time = time[..<sign]
        }
        let fields = time.split(separator: ":")
        let seconds = fields.count == 3 ? fields[2].prefix { $0 != "." } : "0"
        guard (2...3).contains(fields.count), let hour = Int64(fields[0]), let minute = Int64(fields[1]),
            let second = Int64(seconds), (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
        else { return nil }
        let local = day.number * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1_000
        self.init(milliseconds: local - offsetMinutes * 60_000)
    }
}

/// Where a use case gets the time. Live reads the clock; a test hands it a constant.
package typealias Now = @Sendable () -> Timestamp
