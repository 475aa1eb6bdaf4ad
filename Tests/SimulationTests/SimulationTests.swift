import Foundation
import Testing

/// The whole system under every fault at once, from one seed each; docs/reliability.md tells how it is run.
@Suite(.serialized) struct SimulationTests {
    private static let plan = SimulationPlan.fromEnvironment()

    @Test(arguments: plan.seeds)
    func `every law holds, whatever happens`(seed: UInt64) async throws {
        let report = try await SimulationReport.of(seed: seed, steps: Self.plan.steps)
        if Self.plan.tells { say(Self.plan.seeds.count == 1 ? report.wholeStory : report.summary) }
        #expect(report.broken == nil, "\(report)")
    }

    @Test func `a seed tells the same story every time`() async throws {
        let one = try await SimulationReport.of(seed: 7, steps: 80)
        let other = try await SimulationReport.of(seed: 7, steps: 80)
        #expect(one.story == other.story)
        #expect(one.digest == other.digest)
        #expect(try await SimulationReport.of(seed: 8, steps: 80).digest != one.digest)
    }

    /// The bug is found by its seed, by the law that it breaks; without it, the same seed breaks nothing.
    @Test(arguments: plan.bugs)
    func `a planted bug is found`(bug: PlantedBug) async throws {
        let steps = SimulationPlan.standardSteps
        let report = try await SimulationReport.of(seed: bug.seed, steps: steps, bug: bug)
        #expect(report.broken?.law == bug.law, "\(bug.words): \(report)")
        // The usual seeds are run anyway.
        guard !Self.plan.seeds.contains(bug.seed) || Self.plan.steps != steps else { return }
        #expect(try await SimulationReport.of(seed: bug.seed, steps: steps).broken == nil)
    }

    /// `make simulate-hunt`: which seed is the first to find each planted bug.
    @Test(.enabled(if: plan.hunts))
    func `every planted bug has a seed that finds it`() async throws {
        for bug in Self.plan.hunted {
            let found = try await firstSeed(of: bug)
            say("\(bug): \(found.map { "\($0)" } ?? "NOT FOUND")")
            #expect(found != nil, "\(bug.words)")
        }
    }

    private func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    private func firstSeed(of bug: PlantedBug) async throws -> UInt64? {
        for seed in UInt64(1)...20 {
            let report = try await SimulationReport.of(seed: seed, steps: SimulationPlan.standardSteps, bug: bug)
            if let broken = report.broken {
                say("  \(bug) seed \(seed): \(broken.law) at step \(report.steps)")
                if broken.law == bug.law { return seed }
            }
        }
        return nil
    }
}

/// Which seeds are run, and how far.
struct SimulationPlan: Sendable {
    static let standardSteps = 250
    /// What every run of the tests does.
    static let usualSeeds: ClosedRange<UInt64> = 1...6
    static let usualBugs: [PlantedBug] = [.auditEntryLost, .halfBooked, .silenceIsARefusal, .signatureUnchecked]

    let seeds: [UInt64]
    let steps: Int
    let bugs: [PlantedBug]
    let hunts: Bool
    let hunted: [PlantedBug]
    /// Somebody asked for these seeds and wants to hear of each.
    let tells: Bool

    /// `SEEDS=1000` is the first thousand, `SEEDS=500..600` those, `SEEDS=42,77` these two; `SEED=42` is that one.
    static func fromEnvironment() -> SimulationPlan {
        let environment = ProcessInfo.processInfo.environment
        let seeds = environment["SEEDS"].flatMap(parse) ?? environment["SEED"].flatMap { UInt64($0) }.map { [$0] }
        return SimulationPlan(
            seeds: seeds ?? Array(usualSeeds),
            steps: environment["STEPS"].flatMap { Int($0) } ?? standardSteps,
            bugs: environment["MUTANTS"] == "all" ? PlantedBug.allCases : usualBugs,
            hunts: environment["HUNT"] != nil,
            hunted: environment["HUNT"].flatMap(PlantedBug.init(rawValue:)).map { [$0] } ?? PlantedBug.allCases,
            tells: seeds != nil
        )
    }

    private static func parse(_ text: String) -> [UInt64]? {
        let ends = text.split(separator: ".", omittingEmptySubsequences: true).compactMap { UInt64($0) }
        if text.contains(".."), ends.count == 2, ends[0] <= ends[1] { return Array(ends[0]...ends[1]) }
        if text.contains(",") { return text.split(separator: ",").compactMap { UInt64($0) } }
        return UInt64(text).map { Array(1...max(1, $0)) }
    }
}
