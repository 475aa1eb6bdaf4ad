import Contracts
import Hummingbird
import Invoicing
import Kernel
import Storage
import TestKit
import Testing

@testable import API

/// What an invoicing officer's program does about invoices.
@Suite struct InvoiceStepTests {
    private static let line =
        #"{"name":"Chữ ký số","unit":"gói","quantity":1,"unit_price_dong":100000,"vat_rate":"8%"}"#

    private static func adjustment(_ direction: String, _ more: String = "") -> String {
        #"{"reason":"giảm giá","direction":"\#(direction)"\#(more)}"#
    }

    /// An invoice of a contract of the first regional company.
    private func invoice(_ office: Office, _ program: Program, _ state: InvoiceRequest.State) async throws -> String {
        let seller = Program(client: program.client, token: try await office.token(.manager))
        return try await office.invoice(seller.submitted(), state)
    }

    @Test(arguments: TestEngine.available)
    func `a refused invoice goes out again with the buyer mended`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        try await office.serve(.officer) { program in
            let id = try await invoice(office, program, .refused)
            let wrong = #"{"buyer":{"name":"Công ty A","tax_code":"123","address":"Hà Nội"}}"#
            #expect(try await program.post("invoices/\(id)/retry", wrong).places == ["/buyer/tax_code"])
            let mended = #"{"date":"today","buyer":{"name":"Công ty A","tax_code":"0100686209","address":"Hà Nội"}}"#
            let sent = try await program.call(.post, "invoices/\(id)/retry", mended, key: "retry")
            #expect(sent.status == 200 && sent["state"] == "pending" && sent["date"] == "2026-11-23", "\(sent.text)")
            let again = try await program.call(.post, "invoices/\(id)/retry", mended, key: "retry")
            #expect(again.status == 200 && again.text == sent.text)
            #expect(try await program.post("invoices/\(id)/retry", "{}").status == 409)
        }
        #expect(try await office.count("audit_entry WHERE action = 'invoice.retried'") == 1)
        #expect(try await office.count("outbox_message WHERE state = 'open' AND kind = 'push_invoice'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `an accepted invoice is adjusted or replaced, and only as the circular has it`(engine: TestEngine) async throws
    {
        let office = try await Office(engine)
        try await office.serve(.officer) { program in
            let id = try await invoice(office, program, .accepted)
            let path = "invoices/\(id)"
            for (body, place) in [
                (Self.adjustment("decrease"), "/lines"),
                (Self.adjustment("decrease", #","lines":[\#(Self.line.replacing("8%", with: "10%"))]"#), "/lines/0"),
                (
                    Self.adjustment("decrease", #","lines":[\#(Self.line.replacing("100000", with: "90000000"))]"#),
                    "/lines"
                ),
            ] {
                let reply = try await program.post("\(path)/adjustment", body)
                #expect(reply.status == 422 && reply.places == [place], "\(reply.text)")
            }
            #expect(try await program.post("\(path)/adjustment", Self.adjustment("sideways")).status == 400)
            let body = Self.adjustment("decrease", #","lines":[\#(Self.line)]"#)
            let made = try await program.call(.post, "\(path)/adjustment", body, key: "adjust")
            #expect(made.status == 201 && made["kind"] == "adjustment" && made["total_dong"] == 108_000, "\(made.text)")
            #expect(made["corrects_id"] == .text(id))
            #expect(try await program.call(.post, "\(path)/adjustment", body, key: "adjust").text == made.text)
            #expect(try await program.post("\(path)/adjustment", body).status == 409, "one at a time")
            let replacing = #"{"reason":"sai tên","lines":[\#(Self.line)]}"#
            #expect(try await program.post("\(path)/replacement", replacing).status == 409)

            let second = try await invoice(office, program, .accepted)
            let replaced = try await program.post("invoices/\(second)/replacement", replacing)
            #expect(replaced.status == 201 && replaced["kind"] == "replacement", "\(replaced.text)")
            #expect(try await program.get("invoices/\(try replaced.text("id"))").text == replaced.text)
        }
        #expect(try await office.count("audit_entry WHERE action = 'invoice.adjustment_requested'") == 1)
        #expect(try await office.count("audit_entry WHERE action = 'invoice.replacement_requested'") == 1)
    }
}
