import TestKit

/// Makes hostile inputs out of good ones: bytes that are changed, cut, doubled, moved, and words of the grammar put
/// where they do not belong. The same seed makes the same inputs.
struct Mutator {
    var dice: Dice
    let seeds: [[UInt8]]
    let words: [[UInt8]]
    let limitBytes: Int

    /// - Parameter words: What the format is made of: separators, keywords, numbers at the edges.
    init(seed: UInt64, seeds: [[UInt8]], words: [String], limitBytes: Int = 40_000) {
        dice = Dice(seed: seed)
        self.seeds = seeds
        self.words = (words + Self.edges).map { Array($0.utf8) }
        self.limitBytes = limitBytes
    }

    /// Numbers and texts at which programs stumble.
    static let edges = [
        "", "0", "-1", "00", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e999", "-0.0",
        "99999999999999999999999999", "NaN", "٣٠٠", "\u{0}", "\u{FEFF}", "\u{202E}", "e\u{301}\u{301}\u{301}",
        "🇻🇳",
        "%00",
        "%", "%F", "%FF%FE", "\r\n", "\r\n\r\n", "\n", "\t", "\"", "'", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]",
        "<", ">",
        "20261340999999", "00000000000000", "2026-02-30T25:61:61+99:99", "null", "true",
    ]

    mutating func next() -> [UInt8] {
        switch dice.below(10) {
        case 0: return noise(dice.below(2_000))
        case 1: return sentence()
        default:
            var bytes = seeds[dice.below(seeds.count)]
            for _ in 0...dice.below(6) { change(&bytes) }
            return Array(bytes.prefix(limitBytes))
        }
    }

    private mutating func noise(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
    }

    /// Words of the grammar in any order.
    private mutating func sentence() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0...dice.below(60) { bytes += words[dice.below(words.count)] }
        return Array(bytes.prefix(limitBytes))
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = dice.below(bytes.count + 1)
        let length = min(bytes.count - place, dice.below(24))
        switch dice.below(8) {
        case 0 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
        case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8(dice.below(8))
        case 2: bytes.removeSubrange(place..<place + length)
        case 3: bytes.insert(contentsOf: words[dice.below(words.count)], at: place)
        case 4: bytes.replaceSubrange(place..<place + length, with: words[dice.below(words.count)])
        case 5: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: dice.below(bytes.count + 1))
        case 6 where dice.below(4) == 0: repeatPiece(of: &bytes, at: place, length)
        case 7 where dice.below(4) == 0: bytes.removeSubrange(place...)
        default: bytes.insert(UInt8(truncatingIfNeeded: dice.next()), at: place)
        }
    }

    /// What is long, deep or many.
    private mutating func repeatPiece(of bytes: inout [UInt8], at place: Int, _ length: Int) {
        let piece = length > 0 ? Array(bytes[place..<place + length]) : words[dice.below(words.count)]
        guard !piece.isEmpty else { return }
        let times = min(dice.below(4_000), max(0, limitBytes - bytes.count) / piece.count)
        bytes.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: place)
    }
}
