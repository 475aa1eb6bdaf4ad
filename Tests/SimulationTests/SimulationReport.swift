import Crypto
import Foundation
import Storage

/// What became of one run.
struct SimulationReport: Sendable, CustomStringConvertible {
    let seed: UInt64
    let steps: Int
    let lives: Int
    let broken: BrokenLaw?
    let story: [String]
    /// What the world did meanwhile, in numbers.
    let summary: String
    /// Of the story and of everything that stands in the database at its end.
    let digest: String

    static func of(seed: UInt64, steps: Int, bug: PlantedBug? = nil) async throws -> SimulationReport {
        let simulation = try await Simulation(seed: seed, bug: bug)
        let broken = try await simulation.run(steps: steps)
        let story = await simulation.story
        let rows = try await simulation.disk.read { try Self.everything(on: $0) }
        let digest = SHA256.hash(data: Array((story + rows).joined(separator: "\n").utf8))
        return SimulationReport(
            seed: seed,
            steps: await simulation.stepsDone,
            lives: await simulation.lives,
            broken: broken,
            story: story,
            summary: await simulation.summary,
            digest: digest.map { String(format: "%02x", $0) }.joined()
        )
    }

    /// Every row of every table, in an order that does not depend on how it was written.
    private static func everything(on connection: any SQLConnection) throws -> [String] {
        let tables = try connection.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        ).map { try $0.text("name") }
        return try tables.flatMap { table -> [String] in
            let name = SQLStatement(stringLiteral: table)
            let columns = try connection.rows("SELECT name FROM pragma_table_info(\(table)) ORDER BY cid")
                .map { try $0.text("name") }
            let rows = try connection.rows("SELECT * FROM " + name)
            return try rows.map { row in
                try "\(table) " + columns.map { "\($0)=\(try row.value($0))" }.joined(separator: " ")
            }.sorted()
        }
    }

    var wholeStory: String { (story + [summary, "digest \(digest)"]).joined(separator: "\n") }

    /// What somebody needs who has to find out why.
    var description: String {
        guard let broken else { return summary }
        return """

            seed \(seed), step \(steps): broken is
              \(broken.law.rawValue)
            \(broken.rows.map { "    " + $0 }.joined(separator: "\n"))
            what happened last:
            \(story.suffix(40).map { "  " + $0 }.joined(separator: "\n"))
            again: make simulate SEED=\(seed)
            """
    }
}
