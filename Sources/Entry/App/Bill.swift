import ArgumentParser
import Configuration
import Foundation
import Kernel
import Statements
import Storage

/// `qldv bill --month 2026-11`
struct Bill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bills a month of every postpaid contract.",
        discussion: """
            Works out the month first and prints what it comes to. Statements are sent when an accountant has approved \
            the run, on its page or with --yes. Ended in the middle, the same command goes on where it stopped. Exit \
            status 1 when contracts are parked.
            """
    )

    @OptionGroup var options: DatabaseOptions
    @Option(help: "The month, such as 2026-11.") var month: String
    @Flag(help: "Only work it out: nothing is sent.") var dryRun = false
    @Flag(help: "Approve what was worked out.") var yes = false

    func run() async throws {
        guard let month = Day(iso8601: "\(month)-01")?.month else {
            throw ValidationError("--month is a month such as 2026-11")
        }
        let database = try await options.open()
        let setting = try await options.reader().scoped(to: "qldv")
        let start = setting.string(forKey: "clock").flatMap { Timestamp(iso8601: $0) }
        let world = World.live(LiveClock(start: start, file: nil))
        let billing = RunBilling(database: database, world: world)
        let advance = AdvanceBilling(database: database, world: world, key: try await serverKey(options))
        let id: BillingRun.ID
        switch try await billing.start(month, isOnlyDry: dryRun, by: nil) {
        case .done(let started): id = started
        case .underWay(let known): id = known
        case .monthNotOver: throw ValidationError("\(month.iso8601) is not over")
        case .notAllowed, .unknown, .notNow: throw ExitCode.failure
        }
        try await advance.untilIdle { try await Self.show($0, database) }
        if yes, try await Self.find(id, database).state == .awaitingApproval {
            _ = try await billing.approve(id, by: nil)
            try await advance.untilIdle { try await Self.show($0, database) }
        }
        try await report(id, database)
    }

    private static func find(_ id: BillingRun.ID, _ database: any SQLDatabase) async throws -> BillingRun {
        guard let run = try await database.read({ try BillingRun.find(id, on: $0) }) else { throw ExitCode.failure }
        return run
    }

    /// One line that is written over, on a terminal only.
    private static func show(_ id: BillingRun.ID, _ database: any SQLDatabase) async throws {
        guard isatty(2) == 1 else { return }
        let run = try await find(id, database)
        let figures = try await database.read { try run.figures(on: $0) }
        let left = figures.counts[run.state == .issuing ? .computed : .pending] ?? 0
        FileHandle.standardError.write(Data("\r\(run.state.rawValue) \(figures.all - left)/\(figures.all) ".utf8))
    }

    private func report(_ id: BillingRun.ID, _ database: any SQLDatabase) async throws {
        let run = try await Self.find(id, database)
        let figures = try await database.read { try run.figures(on: $0) }
        print("run\t\(id)\t\(run.month.iso8601)\t\(run.state.rawValue)")
        for state in BillingItem.State.allCases { print("\(state.rawValue)\t\(figures.counts[state] ?? 0)") }
        print("total\t\(figures.totalDong)\nmonth before\t\(figures.previousDong)\nunusual\t\(figures.unusual)")
        if run.state == .awaitingApproval {
            print("An accountant approves it under /quan-ly/cuoc/ky/\(id), or use --yes.")
        }
        if (figures.counts[.parked] ?? 0) > 0 { throw ExitCode.failure }
    }
}
