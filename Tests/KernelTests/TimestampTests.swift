import Kernel
import TestKit
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2026-11-23T14:05:09.120+07:00", 1_795_417_509_120), ("1970-01-01T07:00:00.000+07:00", 0),
        ("1970-01-01T00:00:00.000+07:00", -25_200_000), ("2024-02-29T23:59:59.999+07:00", 1_709_225_999_999),
        ("1969-12-31T23:59:59.999+07:00", -25_200_001),
    ])
    func `an instant is written on Vietnam's clock`(text: String, milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    }

    @Test(arguments: [
        ("2026-11-23T14:05:09+07:00", 1_795_417_509_000), ("2026-11-23T07:05:09Z", 1_795_417_509_000),
        ("2026-11-23T14:05:09", 1_795_417_509_000), ("2026-11-23T14:05", 1_795_417_500_000),
        ("2026-11-23T02:05:09-05:00", 1_795_417_509_000), ("2026-11-23", 1_795_366_800_000),
    ])
    func `an instant is read with or without seconds and zone`(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "x", "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z", "2026-11-23T10",
        "2026-11-23T1:2:3:4",
        "2026-11-23T10:00:00+07", "2026-11-23T::", "2026-11-23T10:00:.", "2026-11-23T10:00:.5Z",
        "2026-11-23T10:00:00+9223372036854775807:00", "2026-11-23T10:00:00-00:99",
    ])
    func `what is no instant is refused`(text: String) { #expect(Timestamp(iso8601: text) == nil) }

    @Test func `the business day changes at midnight in Vietnam`() throws {
        let day = try #require(Day(iso8601: "2026-11-23"))
        #expect(day.start.day == day)
        #expect(day.start.adding(milliseconds: -1).day == day.adding(days: -1))
        #expect(day.start.adding(days: 1).adding(milliseconds: -1).day == day)
        #expect(day.start.adding(days: 1).day == day.adding(days: 1))
        let clock = day.start.adding(hours: 14).adding(minutes: 5).adding(seconds: 9).clock
        #expect(clock == (14, 5, 9, 0))
    }

    @Test func `people read day and clock`() {
        let time = Timestamp(milliseconds: 1_795_417_509_120)
        #expect(time.display == "23/11/2026 14:05")
        #expect(time.displayWithSeconds == "14:05:09 23/11/2026")
    }

    @Test func `every instant comes back from its day and clock`() {
        var generator = Dice(seed: 3)
        for _ in 1...50_000 {
            let time = Timestamp(milliseconds: .random(in: -4_000_000_000_000...8_000_000_000_000, using: &generator))
            let clock = time.clock
            let minutes = clock.hour * 60 + clock.minute
            #expect(
                time.day.start.adding(minutes: minutes).adding(seconds: clock.second)
                    .adding(milliseconds: clock.millisecond) == time
            )
        }
    }
}
