import ArgumentParser
import Configuration
import Foundation
import Journal
import Kernel
import Organisation
import Reconciliation
import SettlementVNPAY
import Storage

struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports VNPAY's file of a day and compares it with our payments.",
        discussion: """
            FILE is one of the merchant portal's two exports, .xlsx or .csv. The same file again changes nothing; a newer \
            one replaces the older. Exit status 1 when something does not agree.
            """
    )

    @OptionGroup var options: DatabaseOptions
    @Argument(help: "The fee report or the transaction list.") var file: String
    @Option(help: "The day it is about, such as 2026-11-22.") var day: String
    @Option(help: "The terminal (TmnCode); QLDV_VNPAY_TERMINAL, or the only one in the database, otherwise.")
    var terminal: String?

    func run() async throws {
        guard let day = Day(iso8601: day) else { throw ValidationError("--day is a date such as 2026-11-22") }
        guard FileManager.default.isReadableFile(atPath: file) else { throw ValidationError("\(file) cannot be read") }
        let database = try await options.open()
        let setting = try await options.reader().scoped(to: "qldv")
        let start = setting.string(forKey: "clock").flatMap { Timestamp(iso8601: $0) }
        let importing = ImportSettlement(
            database: database,
            world: .live(LiveClock(start: start, file: nil)),
            reader: .vnpay,
            terminal: try await chosenTerminal(setting.string(forKey: "vnpay.terminal"), database)
        )
        let source = IncomingFile(name: URL(filePath: file).lastPathComponent, content: .file(path: file))
        switch try await importing(source, day: day, by: nil) {
        case .imported(let summary): try report(summary)
        case .known:
            print("\(file) is the file of \(day.iso8601) already; nothing has changed")
            let key = ReconciliationDay.Key(day, terminal: importing.terminal)
            if try await database.read({ try SettlementException.countOpen(of: key, on: $0) }) > 0 {
                throw ExitCode.failure
            }
        case .closed: throw ValidationError("\(day.iso8601) is closed: an accountant opens it again first")
        case .notOver: throw ValidationError("\(day.iso8601) is not over")
        case .otherDay(let other): throw ValidationError("most rows are of \(other.iso8601)")
        case .fault(let words): throw ValidationError(words.english)
        case .notAllowed: throw ExitCode.failure
        }
    }

    private func chosenTerminal(_ setting: String?, _ database: any SQLDatabase) async throws -> String {
        if let given = terminal ?? setting { return given }
        let known = try await database.read { try ReconciliationDay.terminals(on: $0) }
        guard let only = known.first, known.count == 1 else { throw ValidationError("say which --terminal") }
        return only
    }

    private func report(_ summary: ImportSettlement.Summary) throws {
        let counts = summary.file.counts
        print("\(summary.file.name): \(counts.rows) rows, \(counts.mistakes) unreadable, \(counts.paid) paid")
        print("gross \(counts.grossDong)\tfee \(counts.feeDong.map(String.init) ?? "-")\tnet \(counts.netDong)")
        if let differences = summary.differences {
            let parts = SettlementDifference.Change.allCases.map { "\($0.rawValue) \(differences[$0] ?? 0)" }
            print("against the file before: \(parts.joined(separator: ", "))")
        }
        print("class\trows\tdong\tat risk")
        for sum in summary.classes {
            print("\(sum.matchClass.rawValue)\t\(sum.count)\t\(sum.dong)\t\(sum.riskDong)")
        }
        print("open exceptions: \(summary.openExceptions)")
        if summary.openExceptions > 0 { throw ExitCode.failure }
    }
}
