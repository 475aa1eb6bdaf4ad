import Hummingbird
import Kernel
import Organisation
import Storage
import TestKit
import Testing

@testable import API

/// The same call twice does its work once.
@Suite struct OnceTests {
    private let customer = """
        {"kind":"individual","name":"Nguyễn Văn An","address":"Số 5 Duy Tân, Hà Nội","email":"an@example.vn",
         "phone":"0912345678"}
        """

    @Test(arguments: TestEngine.available)
    func `the same key and input get the first answer again`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        try await office.serve { program in
            let first = try await program.call(.post, "customers", customer, key: "once")
            #expect(first.status == 201, "\(first.text)")
            office.clock.advance(minutes: 5)
            let second = try await program.call(.post, "customers", customer, key: "once")
            #expect(second.status == 201 && second.text == first.text)
            #expect(second.headers[.location] == first.headers[.location])
        }
        #expect(try await office.count("customer_profile") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `the same key with another input is refused`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        try await office.serve { program in
            #expect(try await program.call(.post, "customers", customer, key: "once").status == 201)
            let other = customer.replacing("Văn An", with: "Văn Ba")
            let reply = try await program.call(.post, "customers", other, key: "once")
            #expect(reply.status == 422 && reply["type"] == "urn:qldv:problem:idempotency-key-reused")
            // Another address is another input too.
            let declared = try await program.call(.post, "delegations", customer, key: "once")
            #expect(declared.status == 403)
        }
        #expect(try await office.count("customer_profile") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `ten at once are one`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        try await office.serve { program in
            let texts = try await withThrowingTaskGroup(of: Program.Reply.self) { group in
                for _ in 0..<10 {
                    group.addTask { try await program.call(.post, "customers", customer, key: "once") }
                }
                return try await group.reduce(into: [Program.Reply]()) { $0.append($1) }
            }
            #expect(texts.allSatisfy { $0.status == 201 }, "\(texts.map(\.text))")
            #expect(Set(texts.map(\.text)).count == 1)
        }
        #expect(try await office.count("customer_profile") == 1)
        #expect(try await office.count("audit_entry WHERE action = 'customer.added'") == 1)
    }

    @Test func `a refused call keeps no key: mended, it goes through`() async throws {
        let office = try await Office()
        try await office.serve { program in
            let wrong = customer.replacing("0912345678", with: "12345678")
            let refused = try await program.call(.post, "customers", wrong, key: "once")
            #expect(refused.status == 422 && refused.places == ["/phone"])
            #expect(try await program.call(.post, "customers", customer, key: "once").status == 201)
        }
    }

    @Test func `each token has keys of its own`() async throws {
        let office = try await Office()
        let another = try await office.token(.managerTwo)
        try await office.serve { program in
            #expect(try await program.call(.post, "customers", customer, key: "once").status == 201)
            let second = Program(client: program.client, token: another)
            let reply = try await second.call(.post, "customers", customer, key: "once")
            // A customer of another region has that e-mail already: only that it is there is told.
            #expect(reply.status == 409 && !reply.text.contains("KH-"), "\(reply.text)")
            let said = customer.replacing("}", with: #","is_another":true}"#)
            #expect(try await second.call(.post, "customers", said, key: "once").status == 201)
        }
        #expect(try await office.count("customer_profile") == 2)
    }

    @Test func `a step of a contract is taken once`() async throws {
        let office = try await Office()
        try await office.serve { program in
            let contract = try await program.declare(program.addCustomer())
            _ = try await program.upload("contracts/\(contract)/attachments?name=a.pdf", Office.pdf)
            for _ in 0..<3 {
                let reply = try await program.call(.post, "contracts/\(contract)/submit", #"{"revision":0}"#, key: "s")
                #expect(reply.status == 200 && reply["state"] == "awaiting_payment")
            }
            let again = try await program.post("contracts/\(contract)/submit", #"{"revision":0}"#)
            #expect(again.status == 409)
        }
        #expect(try await office.count("notice WHERE kind = 'payment_link'") == 1)
    }
}
