import Hummingbird
import Storage
import TestKit
import Testing

@testable import API

/// What the bank brought for closed days, through the API (step B7).
@Suite struct BankCreditTests {
    private static let net = 1_296_000

    /// A day of one payment, closed by the accountant.
    private func closedDay(_ office: Office, _ program: Program) async throws {
        let seller = Program(client: program.client, token: try await office.token(.manager))
        try await office.pay(seller.submitted())
        guard case .text(let reference)? = try await seller.get("payments").items.first?["reference"] else {
            throw Office.Unexpected()
        }
        office.clock.advance(days: 1)
        let file = "ngày 2026-11-23\n\(reference) 14600001 \(Self.net)\n"
        let path = "reconciliation_days/2026-11-23"
        let taken = try await program.upload("\(path)/file?name=a.csv", Array(file.utf8), type: "text/csv")
        #expect(taken.status == 200, "\(taken.text)")
        let closed = try await program.post("\(path)/close?without_fees=true")
        #expect(closed.status == 200, "\(closed.text)")
    }

    private static func credit(
        _ dong: Int = net,
        on day: String = "2026-11-24",
        reference: String = "FT1",
        days: String = #""2026-11-23""#,
        more: String = ""
    ) -> String {
        """
        {"credited_on":"\(day)","amount_dong":\(dong),"bank_reference":"\(reference)","days":[\(days)]\(more)}
        """
    }

    @Test(arguments: TestEngine.available)
    func `a transfer is written down by one, confirmed by another, and taken back by two`(
        engine: TestEngine
    ) async throws {
        let office = try await Office(engine)
        let second = try await office.token(.accountantTwo)
        try await office.serve(.accountant) { program in
            let other = Program(client: program.client, token: second)
            try await closedDay(office, program)
            let made = try await program.call(.post, "bank_credits", Self.credit(), key: "credit")
            #expect(made.status == 201 && made["state"] == "recorded", "\(made.text)")
            #expect(made["expected_dong"] == 1_296_000 && made["difference_dong"] == 0)
            let again = try await program.call(.post, "bank_credits", Self.credit(), key: "credit")
            #expect(again.status == 201 && again.text == made.text)
            #expect(try await program.call(.post, "bank_credits", Self.credit(1), key: "credit").status == 422)
            #expect(try await program.post("bank_credits", Self.credit()).status == 409, "that line is known")
            guard case .integer(let number)? = made["number"] else { throw Office.Unexpected() }
            let path = "bank_credits/\(number)"
            #expect(made.headers[.location] == "/api/v1/\(path)")
            #expect(try await program.get(path).text == made.text)

            #expect(try await program.post("\(path)/confirmation").status == 403, "one's own")
            let confirmed = try await other.post("\(path)/confirmation")
            #expect(confirmed.status == 200 && confirmed["state"] == "confirmed", "\(confirmed.text)")
            #expect(try await other.post("\(path)/confirmation").status == 409)
            #expect(try await program.post("\(path)/withdrawal").status == 409)

            #expect(try await program.post("\(path)/reversal", #"{"reason":" "}"#).places == ["/reason"])
            let asked = try await program.post("\(path)/reversal", #"{"reason":"ghi nhầm ngày"}"#)
            #expect(asked.status == 200 && asked["reversal"]?["reason"] == "ghi nhầm ngày", "\(asked.text)")
            #expect(try await program.post("\(path)/reversal/confirmation").status == 403)
            #expect(try await other.post("\(path)/reversal/rejection")["reversal"] == nil)
            office.clock.advance(minutes: 1)
            #expect(try await program.post("\(path)/reversal", #"{"reason":"vẫn nhầm"}"#).status == 200)
            let reversed = try await other.post("\(path)/reversal/confirmation")
            #expect(reversed.status == 200 && reversed["state"] == "reversed", "\(reversed.text)")
        }
        #expect(try await office.count("ledger_transaction WHERE subject LIKE 'bank_credit:%'") == 2)
        #expect(try await office.count("audit_entry WHERE action = 'bank_credit.confirmed'") == 1)
        #expect(try await office.count("audit_entry WHERE action = 'bank_credit.reversed'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `what cannot be a transfer is told field by field, and lists go by state and cursor`(
        engine: TestEngine
    ) async throws {
        let office = try await Office(engine)
        try await office.serve(.accountant) { program in
            try await closedDay(office, program)
            for (body, place) in [
                (Self.credit(20_000_000), "/amount_dong"), (Self.credit(on: "2026-11-25"), "/credited_on"),
                (Self.credit(on: "2026-11-22"), "/credited_on"), (Self.credit(1_295_000), "/explanation"),
                (Self.credit(reference: " "), "/bank_reference"),
            ] {
                let reply = try await program.post("bank_credits", body)
                #expect(reply.status == 422 && reply.places == [place], "\(body) \(reply.text)")
            }
            #expect(try await program.post("bank_credits", Self.credit(days: #""2026-11-22""#)).status == 409)
            #expect(try await program.post("bank_credits", Self.credit(0)).status == 400)

            // Withdrawn ones leave the day free for the next.
            for (number, reference) in ["FT1", "FT2", "FT3"].enumerated() {
                office.clock.advance(minutes: 1)
                let more = #","explanation":"phí chuyển tiền","treatment":"write_off""#
                let made = try await program.post(
                    "bank_credits",
                    Self.credit(1_295_000, reference: reference, more: more)
                )
                #expect(made.status == 201 && made["difference_dong"] == -1_000, "\(made.text)")
                guard case .integer(let id)? = made["number"], number < 2 else { continue }
                #expect(try await program.post("bank_credits/\(id)/withdrawal")["state"] == "withdrawn")
            }
            let first = try await program.get("bank_credits?limit=2")
            #expect(first.items.map { $0["bank_reference"] } == ["FT3", "FT2"])
            let rest = try await program.get("bank_credits?limit=2&cursor=\(first.text("next_cursor"))")
            #expect(rest.items.map { $0["bank_reference"] } == ["FT1"] && rest["next_cursor"] == nil)
            #expect(try await program.get("bank_credits?state=recorded").items.count == 1)
            #expect(try await program.get("bank_credits?state=withdrawn").items.count == 2)
            #expect(try await program.get("bank_credits?state=reversed").items.isEmpty)
            #expect(try await program.get("bank_credits/99").status == 404)
        }
    }
}
