import ArgumentParser
import CurlTransfer
import Foundation
import Kernel
import Payments
import Storage
import VNPAY
import Web

/// `qldv doctor`: whether an installation can do its work, before the first customer finds out.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks an installation over: settings, database, clock, disk, VNPAY, IPN address, mail, partners.",
        discussion: """
            Reads the same settings as `qldv serve`. Changes nothing that counts: VNPAY is asked about a payment that \
            does not exist (for five minutes it may refuse other questions, code 94), the mail server is only greeted, \
            and our own IPN address keeps the record of one unsigned call. Exit status 1 when something is wrong; warnings alone are 0.
            """
    )

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let settings: Settings
        do {
            settings = try Settings(reader: await options.reader())
        } catch {
            // Nothing else can be looked at; the error says which setting.
            print("settings  WRONG  \(error)")
            throw ExitCode.failure
        }
        var findings = [Finding("settings", .fine, "complete")]
        findings += await DatabaseCheckUp(settings: settings).findings()
        findings += await PartnerCheckUp(settings: settings).findings()
        let rows = findings.map { [$0.name, $0.state.word, $0.words] }
        print(AlignedTable(titles: ["what", "state", "words"], rows: rows).text)
        let wrong = findings.count { $0.state == .wrong }
        print("\(findings.count) looked at, \(wrong) wrong, \(findings.count { $0.state == .warning }) to think about")
        if wrong > 0 { throw ExitCode.failure }
    }
}

/// One thing that was looked at.
struct Finding: Sendable {
    enum State: Sendable {
        case fine, warning, wrong

        var word: String {
            switch self {
            case .fine: "ok"
            case .warning: "think"
            case .wrong: "WRONG"
            }
        }
    }

    let name: String
    let state: State
    /// What was found, and what to do about it.
    let words: String

    init(_ name: String, _ state: State, _ words: String) {
        (self.name, self.state, self.words) = (name, state, words)
    }
}
