import ArgumentParser
import Configuration
import Foundation
import Journal
import Kernel
import Organisation
import Spreadsheet
import Storage
import Synchronization
import Usage
import UsageFiles
import Web

struct UsageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "What customers of postpaid contracts used.",
        subcommands: [Import.self]
    )

    /// `qldv usage import FILE`
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Imports a file of usage: separated text or .xlsx.",
            discussion: """
                The first row names the columns: event, contract, meter, time, quantity, and if need be plan and corrects, \
                in English or Vietnamese. Nothing is imported of a file with wrong lines, unless --keep-good says so. \
                Ended in the middle, the same command goes on where it stopped; an event that is known already is counted \
                and left as it is. Exit status 1 when lines are wrong.
                """
        )

        @OptionGroup var options: DatabaseOptions
        @Argument(help: "The file.") var file: String
        @Flag(help: "Only look: nothing is imported.") var dryRun = false
        @Flag(help: "Import the good lines although others are wrong.") var keepGood = false
        @Option(help: "Write the wrong lines with their reasons into this CSV file.") var errors: String?

        func run() async throws {
            guard FileManager.default.isReadableFile(atPath: file) else {
                throw ValidationError("\(file) cannot be read")
            }
            let database = try await options.open()
            let setting = try await options.reader().scoped(to: "qldv")
            let start = setting.string(forKey: "clock").flatMap { Timestamp(iso8601: $0) }
            let world = World.live(LiveClock(start: start, file: nil))
            let importing = ImportUsage(database: database, world: world, reader: .spreadsheet)
            let queries = UsageQueries(database: database)
            let source = IncomingFile(name: URL(filePath: file).lastPathComponent, content: .file(path: file))
            let looking = Progress("checked")
            let checked: UsageImport
            switch try await importing.check(
                source,
                keepsContent: false,
                by: nil,
                report: { looking.report($0) }
            ) {
            case .checked(let found): checked = found
            case .underWay(let found):
                print("going on after row \(found.position)")
                return try await take(found, from: source, importing)
            case .known(let known):
                let person = try await queries.person(of: known) ?? "the command line"
                return print("\(file) was imported on \(known.startedAt.display) by \(person); nothing has changed")
            case .fault(let words): throw ValidationError(words.english)
            case .notAllowed: throw ExitCode.failure
            }
            looking.end(checked.counts.rows)
            try await report(checked, queries)
            let isTaken = !dryRun && (checked.counts.refused == 0 || keepGood)
            guard isTaken else {
                _ = try await importing.withdraw(checked.id, by: nil)
                if !dryRun { print("nothing was imported; mend the lines, or use --keep-good") }
                if checked.counts.refused > 0 { throw ExitCode.failure }
                return
            }
            _ = try await importing.agree(checked.id, keepsGood: keepGood, by: nil)
            try await take(checked, from: source, importing)
        }

        private func take(_ checked: UsageImport, from source: IncomingFile, _ importing: ImportUsage) async throws {
            let progress = Progress("imported")
            guard
                case .done(let done) = try await importing.run(
                    checked.id,
                    from: source,
                    by: nil,
                    report: { progress.report($0) }
                )
            else { throw ValidationError("another program has ended this import") }
            progress.end(done.position)
            print("import\t\(done.id)\nimported\t\(done.added)")
            if done.counts.refused > 0 { throw ExitCode.failure }
        }

        private func report(_ checked: UsageImport, _ queries: UsageQueries) async throws {
            let counts = checked.counts
            print("rows\t\(counts.rows)\nnew\t\(counts.new)\nrepeated\t\(counts.repeated)\nwrong\t\(counts.refused)")
            if counts.late > 0 {
                print("late\t\(counts.late)\tof months already billed: they will be on the next statement")
            }
            for item in try await queries.mistakes(of: checked, after: 0, limit: 20) {
                let mistake = item.mistake
                print(
                    "row \(mistake.line), \(mistake.column.header.english): “\(mistake.text)”. \(mistake.words.english)"
                )
            }
            if counts.refused > 20 { print("… and \(counts.refused - 20) more: see --errors") }
            if let errors { try await write(checked, queries, to: errors) }
        }

        private func write(_ checked: UsageImport, _ queries: UsageQueries, to path: String) async throws {
            guard FileManager.default.createFile(atPath: path, contents: nil),
                let output = FileHandle(forWritingAtPath: path)
            else { throw ValidationError("\(path) cannot be written") }
            let sheet = CSVWriter()
            try output.write(contentsOf: Data(sheet.opening))
            let more = ["Row", "Column", "Read", "What to do"]
            try output.write(contentsOf: Data(sheet.row((checked.header + more).map { .text($0) })))
            var row: Int64 = 0
            while true {
                let items = try await queries.mistakes(of: checked, after: row, limit: 1_000)
                guard let last = items.last else { break }
                for item in items {
                    try output.write(contentsOf: Data(sheet.row(item.sheetCells(checked.header.count, .english))))
                }
                row = last.mistake.line
            }
            try output.close()
        }
    }

    /// Rows and speed on standard error: one line that is written over on a terminal, one every ten seconds elsewhere.
    private final class Progress: Sendable {
        private let word: String
        private let start = ContinuousClock.now
        private let last: Mutex<ContinuousClock.Instant>
        private let isTerminal = isatty(2) == 1

        init(_ word: String) {
            self.word = word
            last = Mutex(.now)
        }

        func report(_ rows: Int64) {
            let isDue = last.withLock { last in
                guard ContinuousClock.now - last >= (isTerminal ? .milliseconds(300) : .seconds(10)) else {
                    return false
                }
                last = .now
                return true
            }
            if isDue { write(rows, isTerminal ? "\r" : "", isTerminal ? " " : "\n") }
        }

        func end(_ rows: Int64) { write(rows, isTerminal ? "\r" : "", "\n") }

        private func write(_ rows: Int64, _ before: String, _ after: String) {
            let (seconds, attoseconds) = (ContinuousClock.now - start).components
            let milliseconds = max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
            let line = "\(before)\(word) \(rows) rows, \(rows * 1_000 / milliseconds) rows/s\(after)"
            FileHandle.standardError.write(Data(line.utf8))
        }
    }
}
