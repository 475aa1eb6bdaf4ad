import ArgumentParser
import Configuration
import CurlTransfer
import Foundation
import Spreadsheet
import VNPAY

/// `qldv vnpay acceptance`: VNPAY's acceptance of a merchant, without VNPAY.
struct AcceptanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acceptance",
        abstract: "Tries a merchant's IPN address as VNPAY does before it opens a terminal; prints a table.",
        discussion: """
            Works against any merchant's address. It says that the orders are paid or failed although no money has \
            moved: use it on a test installation, with two orders that wait for their payment. The hash secret is read \
            from QLDV_VNPAY_HASH_SECRET. Exit status 1 when anything was answered wrongly.
            """
    )

    enum Language: String, ExpressibleByArgument, CaseIterable { case vi, en }

    @Option(help: "The IPN address, such as https://shop.example/vnpay/ipn") var url: String
    @Option(help: "The terminal's vnp_TmnCode.") var terminal: String
    @Option(help: "An order that waits for its payment, as REFERENCE:AMOUNT in đồng.") var paid: String
    @Option(help: "A second one, of which a failure will be told.") var failed: String?
    @Option(help: "The language of the table.") var language = Language.vi
    @Option(help: "Also writes the table into this CSV file.") var csv: String?

    func run() async throws {
        let environment = ConfigReader(provider: EnvironmentVariablesProvider())
        guard let secret = environment.string(forKey: "qldv.vnpay.hashSecret", isSecret: true), !secret.isEmpty else {
            throw ValidationError("QLDV_VNPAY_HASH_SECRET is not set")
        }
        let acceptance = VNPAYAcceptance(
            terminal: terminal,
            secret: VNPAYSecret(secret),
            paid: try order(paid),
            failed: try failed.map(order),
            now: Int64(Date().timeIntervalSince1970 * 1_000)
        )
        var rows: [[String]] = []
        var wrong = 0
        let client = HTTPClient(threadCount: 1)
        for trial in acceptance.trials {
            let reply = await reply(to: trial, client)
            let verdict = VNPAYAcceptance.judge(trial, reply)
            if !verdict.isPassed { wrong += 1 }
            rows.append([
                "\(rows.count + 1)", said(trial.words), trial.expected.rawValue, verdict.answer,
                reply.map { "\($0.milliseconds) ms" } ?? "–",
                verdict.isPassed ? words("đạt", "passed") : words("KHÔNG ĐẠT", "FAILED"),
                verdict.remark.map(said) ?? "",
            ])
        }
        let right = rows.count - wrong
        for untried in acceptance.untried {
            rows.append([
                "\(rows.count + 1)", said(untried.words), untried.expected.rawValue, "–", "–",
                words("không thử", "not tried"), said(untried.reason),
            ])
        }
        print(AlignedTable(titles: titles, rows: rows).text)
        print(
            words(
                "\(right) đạt, \(wrong) không đạt, \(acceptance.untried.count) không thử: \(url)",
                "\(right) passed, \(wrong) failed, \(acceptance.untried.count) not tried: \(url)"
            )
        )
        if let csv { try write([titles] + rows, to: csv) }
        if wrong > 0 { throw ExitCode.failure }
    }

    private var titles: [String] {
        [
            words("STT", "No."), words("Tình huống", "Trial"), words("Phải trả", "Expected"),
            words("Đã trả", "Answered"), words("Thời gian", "Time"), words("Kết quả", "Result"),
            words("Ghi chú", "Remark"),
        ]
    }

    private func order(_ text: String) throws -> VNPAYAcceptance.Order {
        let parts = text.split(separator: ":").map(String.init)
        guard parts.count == 2, let amount = Int64(parts[1]), amount > 0 else {
            throw ValidationError("\(text) is not REFERENCE:AMOUNT, such as ON-261122-7KQ2MX-01:1296000")
        }
        return VNPAYAcceptance.Order(reference: parts[0], amountDong: amount)
    }

    private func reply(to trial: VNPAYAcceptance.Trial, _ client: HTTPClient) async -> VNPAYAcceptance.Reply? {
        let start = ContinuousClock.now
        let call = HTTPCall("GET", url + (url.contains("?") ? "&" : "?") + trial.query)
        do {
            let answer = try await client.send(call)
            let milliseconds = Int64((ContinuousClock.now - start) / .milliseconds(1))
            return VNPAYAcceptance.Reply(status: answer.status, body: answer.text, milliseconds: milliseconds)
        } catch {
            FileHandle.standardError.write(Data("\(trial.code): \(error)\n".utf8))
            return nil
        }
    }

    private func write(_ rows: [[String]], to path: String) throws {
        let writer = CSVWriter()
        let bytes = rows.flatMap { row in writer.row(row.map { SpreadsheetCell.text($0) }) }
        try Data(writer.opening + bytes).write(to: URL(filePath: path))
    }

    private func said(_ words: VNPAYWords) -> String { language == .vi ? words.vietnamese : words.english }

    private func words(_ vietnamese: String, _ english: String) -> String {
        said(VNPAYWords(vietnamese, english))
    }
}
