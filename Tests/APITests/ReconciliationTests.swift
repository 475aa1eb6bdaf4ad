import Hummingbird
import Journal
import Kernel
import Organisation
import Reconciliation
import Storage
import TestKit
import Testing

@testable import API

extension SettlementReader {
    /// Reads `<reference> <VNPAY's number> <đồng>` a line: the business knows no wire format.
    static let lines = SettlementReader { source in
        guard case .bytes(let bytes) = source.content, let text = String(validating: bytes, as: UTF8.self),
            text.hasPrefix("ngày ")
        else { throw SettlementFileFault(words: Bilingual(vietnamese: "Không đọc được.", english: "Unreadable.")) }
        let rows = text.split(separator: "\n")
        let day = Day(iso8601: rows[0].dropFirst("ngày ".count)) ?? Day(number: 0)
        let items = rows.dropFirst().enumerated().compactMap { position, row -> SettlementItem? in
            let words = row.split(separator: " ").map(String.init)
            guard words.count == 3, let gross = Int64(words[2]) else { return nil }
            return .line(
                SettlementLine(
                    rowNumber: Int64(position + 2),
                    names: (words[0], words[1]),
                    time: day.start.adding(hours: 12),
                    what: (.payment, .succeeded),
                    amounts: (gross, nil, nil),
                    means: ("NCB", "ATM", .domestic),
                    raw: String(row)
                )
            )
        }
        let rest = Rest(items)
        return SettlementRows(export: "transactions") { limit in rest.take(limit) }
    }
}

/// What has not been taken out yet.
private final class Rest: Sendable {
    private let items: [SettlementItem]
    private let place = PlaceInList()

    init(_ items: [SettlementItem]) { self.items = items }

    func take(_ limit: Int) -> [SettlementItem] {
        let start = place.move(by: limit)
        return start < items.count ? Array(items[start..<min(items.count, start + limit)]) : []
    }
}

/// A day's file through the API (step B7).
@Suite struct ReconciliationTests {
    @Test(arguments: TestEngine.available)
    func `a file is imported, an exception worked by two, the day closed and opened again`(
        engine: TestEngine
    ) async throws {
        let office = try await Office(engine)
        let (manager, second) = (try await office.token(.manager), try await office.token(.accountantTwo))
        try await office.serve(.accountant) { program in
            let seller = Program(client: program.client, token: manager)
            let contract = try await seller.submitted()
            try await office.pay(contract)
            guard case .text(let reference)? = try await seller.get("payments").items.first?["reference"] else {
                throw Office.Unexpected()
            }
            let path = "reconciliation_days/2026-11-23"
            let file = "ngày 2026-11-23\n\(reference) 14600001 1296000\nKHONG-BIET 14600002 50000\n"
            #expect(
                try await program.upload("\(path)/file?name=a.csv", Array(file.utf8), type: "text/csv").status == 409
            )
            office.clock.advance(days: 1)
            let broken = try await program.upload("\(path)/file?name=a.csv", [1, 2], type: "text/csv")
            #expect(broken.status == 422, "\(broken.text)")
            let taken = try await program.upload("\(path)/file?name=a.csv", Array(file.utf8), type: "text/csv")
            #expect(taken.status == 200 && taken["state"] == "imported" && taken["blocking"] == 1, "\(taken.text)")
            let again = try await program.upload("\(path)/file?name=a.csv", Array(file.utf8), type: "text/csv")
            #expect(again.status == 200 && again.text == taken.text)
            #expect(try await program.post("\(path)/close").status == 409)

            let open = try await program.get("reconciliation_exceptions?day=2026-11-23&state=open")
            guard open.items.count == 1, case .integer(let number)? = open.items.first?["number"] else {
                throw Office.Unexpected()
            }
            #expect(open.items.first?["match_class"] == "unknown_reference")
            let exception = "reconciliation_exceptions/\(number)"
            let owner = try office.member(.accountantTwo).id
            #expect(try await program.post("\(exception)/owner", #"{"owner_id":"\#(owner)"}"#).status == 200)
            let explained = try await program.post("\(exception)/explanation", #"{"reason":"Đã hỏi VNPAY"}"#)
            #expect(explained["explanation"] == "Đã hỏi VNPAY")
            let proposal = #"{"resolution":"no_action","reason":"của hệ thống khác"}"#
            #expect(try await program.post("\(exception)/proposal", proposal).status == 200)
            #expect(try await program.post("\(exception)/confirmation").status == 403)
            let other = Program(client: program.client, token: second)
            #expect(try await other.post("\(exception)/rejection", #"{"reason":"xem lại"}"#).status == 200)
            #expect(try await program.post("\(exception)/proposal", proposal).status == 200)
            let agreed = try await other.post("\(exception)/confirmation")
            #expect(agreed.status == 200 && agreed["state"] == "resolved", "\(agreed.text)")

            let without = try await program.post("\(path)/close")
            #expect(without.status == 409 && without.text.contains("without_fees"), "the file is no fee report")
            let close = "\(path)/close?without_fees=true"
            let closed = try await program.call(.post, close, nil, key: "close")
            #expect(closed.status == 200 && closed["state"] == "closed", "\(closed.text)")
            #expect(try await program.call(.post, close, nil, key: "close").text == closed.text)
            #expect(try await program.post("\(path)/close").status == 409)
            let days = try await program.get("reconciliation_days?count=2")
            #expect(days.items.count == 2 && days.items.first?["state"] == "closed", "\(days.text)")
            let reopened = try await program.post("\(path)/reopen", #"{"reason":"sai tệp"}"#)
            #expect(reopened.status == 200 && reopened["state"] == "imported", "\(reopened.text)")
        }
    }

    @Test(arguments: Office.Person.allCases)
    func `only those of the IT centre whose work it is see files and exceptions`(person: Office.Person) async throws {
        let office = try await Office()
        let member = try office.member(person)
        try await office.serve(person) { program in
            for endpoint in reconciliationEndpoints + exceptionEndpoints + bankCreditEndpoints {
                let path = endpoint.path.replacing("{day}", with: "2026-11-20").replacing("{number}", with: "7")
                let reply = try await program.call(endpoint.method.http, path, "{}", key: "\(path.count)")
                #expect((reply.status == 403) == !member.may(endpoint.action), "\(person) \(path): \(reply.text)")
                #expect(reply.status < 500)
            }
        }
    }
}
