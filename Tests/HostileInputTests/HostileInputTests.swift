import Foundation
import Synchronization
import TestKit
import Testing

/// Whatever bytes come: nobody falls over, nothing takes long, nothing is believed that was not said, and what is
/// wrong is told by an error of the reader's own (R23). `make fuzz INPUTS=1000000` is the long run.
@Suite struct HostileInputTests {
    private static let surroundings = ProcessInfo.processInfo.environment
    private static let inputs = surroundings["QLDV_FUZZ_INPUTS"].flatMap { Int($0) } ?? 100
    private static let seed = surroundings["QLDV_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_261_128
    /// In a debug build, on a machine that does other things as well.
    private static let slowest = Duration.seconds(15)

    @Test(arguments: Reader.all)
    func `whatever comes is read or refused`(reader: Reader) throws {
        let seeds = try reader.seeds()
        for good in seeds { try reader.read(good) }
        var mutator = Mutator(seed: Self.seed, seeds: seeds, words: reader.words)
        var longest = Duration.zero
        let clock = ContinuousClock()
        let began = clock.now
        for number in 0..<Self.inputs {
            let bytes = mutator.next()
            try Self.keep(bytes, of: reader)
            let start = clock.now
            do {
                try reader.read(bytes)
            } catch {
                Issue.record(
                    "input \(number) of seed \(Self.seed): \(error)\n\(Data(bytes.prefix(3_000)).base64EncodedString())"
                )
                return
            }
            longest = max(longest, clock.now - start)
        }
        #expect(longest < Self.slowest)
        try Self.tell(reader, longest: longest, took: clock.now - began)
    }

    /// In a long run: what is about to be read, so that an input that ends the process can be looked at.
    private static func keep(_ bytes: [UInt8], of reader: Reader) throws {
        guard let folder = surroundings["QLDV_FUZZ_OUT"] else { return }
        let file = URL(filePath: folder).appending(path: Self.fileName(reader) + ".last")
        try Data(bytes).write(to: file)
    }

    /// A line for the table of docs/reliability.md.
    private static func tell(_ reader: Reader, longest: Duration, took: Duration) throws {
        guard let folder = surroundings["QLDV_FUZZ_OUT"] else { return }
        let line = Line(
            reader: reader.name,
            inputs: inputs,
            seed: seed,
            longestMilliseconds: milliseconds(longest),
            seconds: milliseconds(took) / 1_000
        )
        let file = URL(filePath: folder).appending(path: Self.fileName(reader) + ".json")
        try JSONEncoder().encode(line).write(to: file)
    }

    private struct Line: Encodable {
        let reader: String
        let inputs: Int
        let seed: UInt64
        let longestMilliseconds: Int64
        let seconds: Int64
    }

    private static func fileName(_ reader: Reader) -> String {
        String(reader.name.lowercased().map { $0.isASCII && $0.isLetter ? $0 : "-" })
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}
