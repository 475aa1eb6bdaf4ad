import Accounting
import ArgumentParser
import Evidence
import Journal
import Kernel
import Storage

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Proves the books, the states and the audit chain; exit status 1 when something does not hold."
    )

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let database = try await options.open()
        let world = World.live(LiveClock(start: nil, file: nil))
        let report = try await ProveSystem(database: database, world: world)()
        let books = try await database.read { try TrialBalance.read(on: $0) }
        print("books: \(books.transactions) transactions, \(books.isBalanced ? "balanced" : "NOT BALANCED")")
        for line in books.lines { print("  \(line.account): debit \(line.debitDong) credit \(line.creditDong)") }
        for key in books.unbalanced { print("  unbalanced: \(key)") }
        for proof in report.proofs {
            print("\(proof.rule.rawValue): \(proof.holds ? "OK" : "BROKEN")")
            for offender in proof.offenders { print("  \(offender)") }
        }
        print("audit: \(report.audit.verified) entries verified\(report.audit.broken.map { ", BROKEN: \($0)" } ?? "")")
        let chain = report.ledger
        print("ledger: \(chain.verified) transactions verified\(chain.broken.map { ", BROKEN: \($0.words)" } ?? "")")
        if !books.isBalanced || !report.holds { throw ExitCode.failure }
    }
}
