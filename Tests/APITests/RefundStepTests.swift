import Hummingbird
import Kernel
import Organisation
import Refunds
import Storage
import TestKit
import Testing

@testable import API

/// Refund cases worked by two programs, each for its own person.
@Suite struct RefundStepTests {
    /// A paid contract's payment.
    private func paid(_ office: Office, _ client: Program) async throws -> String {
        let seller = Program(client: client.client, token: try await office.token(.manager))
        try await office.pay(seller.submitted())
        guard case .text(let reference)? = try await seller.get("payments").items.first?["reference"] else {
            throw Office.Unexpected()
        }
        return reference
    }

    private static func opening(_ reference: String, _ dong: Int = 500_000) -> String {
        #"{"reference":"\#(reference)","amount_dong":\#(dong),"reason":"khách trả trùng"}"#
    }

    private static let proposal = #"{"way":"vnpay","amount_dong":500000,"reason":"hoàn cho khách"}"#

    /// The latest proposal of a case.
    private func refund(_ program: Program, _ path: String) async throws -> String {
        guard case .text(let id)? = try await program.get("\(path)/refunds").items.first?["id"] else {
            throw Office.Unexpected()
        }
        return id
    }

    @Test(arguments: TestEngine.available)
    func `a case is opened and proposed by one, and agreed to by another`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        let second = try await office.token(.accountantTwo)
        try await office.serve(.accountant) { program in
            let other = Program(client: program.client, token: second)
            let reference = try await paid(office, program)
            let opened = try await program.call(.post, "refund_cases", Self.opening(reference), key: "open")
            #expect(opened.status == 201 && opened["state"] == "open", "\(opened.text)")
            let again = try await program.call(.post, "refund_cases", Self.opening(reference), key: "open")
            #expect(again.text == opened.text)
            let path = "refund_cases/\(try opened.text("id"))"
            #expect(opened.headers[.location] == "/api/v1/\(path)")
            #expect(try await program.post("refund_cases", Self.opening(reference)).text("id") == opened.text("id"))

            let proposed = try await program.post("\(path)/proposal", Self.proposal)
            #expect(proposed.status == 200 && proposed["state"] == "proposed", "\(proposed.text)")
            #expect(try await program.post("\(path)/proposal", Self.proposal).status == 409)
            let choice = #"{"refund_id":"\#(try await refund(program, path))"}"#
            #expect(try await program.post("\(path)/confirmation", choice).status == 403, "one's own")
            let unseen = #"{"refund_id":"\#(SpecimenID.other)"}"#
            #expect(try await other.post("\(path)/confirmation", unseen).status == 404, "another proposal")
            #expect(try await office.count("outbox_message WHERE kind = 'work_refund'") == 0, "nothing has moved")
            let agreed = try await other.call(.post, "\(path)/confirmation", choice, key: "agree")
            #expect(agreed.status == 200 && agreed["state"] == "under_way", "\(agreed.text)")
            let repeated = try await other.call(.post, "\(path)/confirmation", choice, key: "agree")
            #expect(repeated.status == 200 && repeated.text == agreed.text)
            #expect(try await other.post("\(path)/confirmation", choice).status == 409)
            #expect(try await program.post("\(path)/inquiry").status == 409, "nothing is unclear")
            #expect(try await other.post("\(path)/ruling", #"{"ruling":"made","reason":"sao kê"}"#).status == 409)
        }
        #expect(try await office.count("outbox_message WHERE kind = 'work_refund'") == 1)
        #expect(try await office.count("audit_entry WHERE action = 'refund.confirmed'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a proposal is sent back by the other and taken back by its own`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        let second = try await office.token(.accountantTwo)
        let proposing = try await office.token(.accountantTwo, [.viewRefunds, .proposeRefunds])
        try await office.serve(.accountant) { program in
            let other = Program(client: program.client, token: second)
            let meek = Program(client: program.client, token: proposing)
            let reference = try await paid(office, program)
            let path = "refund_cases/\(try await program.post("refund_cases", Self.opening(reference)).text("id"))"
            _ = try await program.post("\(path)/proposal", Self.proposal)
            var choice = #"{"refund_id":"\#(try await refund(program, path))","reason":"sai số tiền"}"#
            #expect(try await meek.post("\(path)/withdrawal", choice).status == 403, "not one's own")
            #expect(try await meek.post("\(path)/rejection", choice).status == 403, "beyond its scopes")
            let rejected = try await other.post("\(path)/rejection", choice)
            #expect(rejected.status == 200 && rejected["state"] == "open", "\(rejected.text)")
            // The latest is known by its time.
            office.clock.advance(minutes: 1)
            _ = try await program.post("\(path)/proposal", Self.proposal)
            choice = #"{"refund_id":"\#(try await refund(program, path))","reason":"ghi nhầm"}"#
            #expect(try await program.post("\(path)/withdrawal", choice)["state"] == "open")
        }
    }

    @Test func `what cannot be proposed is told field by field`() async throws {
        let office = try await Office()
        try await office.serve(.accountant) { program in
            let reference = try await paid(office, program)
            #expect(try await program.post("refund_cases", Self.opening("KHONG-CO")).status == 404)
            #expect(
                try await program.post("refund_cases", Self.opening(reference, 9_000_000)).places == ["/amount_dong"]
            )
            let path = "refund_cases/\(try await program.post("refund_cases", Self.opening(reference)).text("id"))"
            for (body, place) in [
                (#"{"way":"vnpay","reason":"x"}"#, "/amount_dong"),
                (#"{"way":"vnpay","amount_dong":9000000,"reason":"x"}"#, "/amount_dong"),
                (#"{"way":"vnpay","amount_dong":1,"reason":" "}"#, "/reason"),
                (#"{"way":"kept","reason":"x"}"#, "/reason"),
                (#"{"way":"outside","amount_dong":1,"reason":"x"}"#, "/bank_reference"),
                (#"{"way":"outside","amount_dong":1,"reason":"x","bank_reference":"FT1"}"#, "/bank_day"),
            ] {
                let reply = try await program.post("\(path)/proposal", body)
                #expect(reply.status == 422 && reply.places == [place], "\(body) \(reply.text)")
            }
            #expect(try await program.get("refund_cases?state=open").items.count == 1)
        }
        #expect(try await office.count("refund") == 0)
    }
}
