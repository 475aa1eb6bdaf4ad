/// Finds a pattern in bytes with at most two comparisons a byte, whatever the bytes are (Knuth, Morris, Pratt): who
/// makes up a file full of almost-matches gains nothing.
struct ByteSearch: Sendable {
    private let pattern: [UInt8]
    /// How much of the pattern still stands when the sign after that many does not fit.
    private let rest: [Int]

    init(_ pattern: [UInt8]) {
        var rest = [Int](repeating: 0, count: pattern.count)
        var known = 0
        for position in pattern.indices.dropFirst() {
            while known > 0, pattern[position] != pattern[known] { known = rest[known - 1] }
            if pattern[position] == pattern[known] { known += 1 }
            rest[position] = known
        }
        self.pattern = pattern
        self.rest = rest
    }

    /// The first place from `start` on; `nil` when there is none.
    ///
    /// - Parameter work: Grows by the comparisons made.
    func first(in bytes: [UInt8], from start: Int, before end: Int? = nil, work: inout Int) -> Range<Int>? {
        bytes.withUnsafeBufferPointer { bytes in
            var known = 0
            var compared = 0
            defer { work += compared }
            for position in start..<max(start, min(end ?? bytes.count, bytes.count)) {
                compared += 1
                while known > 0, bytes[position] != pattern[known] {
                    known = rest[known - 1]
                    compared += 1
                }
                if bytes[position] == pattern[known] { known += 1 }
                if known == pattern.count { return position + 1 - known..<position + 1 }
            }
            return nil
        }
    }
}
