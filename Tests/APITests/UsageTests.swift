import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import Storage
import Testing

@testable import API

/// Usage and months over the API.
@Suite struct UsageTests {
    private static func batch(_ events: [String]) -> String { "{\"events\":[\(events.joined(separator: ","))]}" }

    private static func event(
        _ name: String,
        _ contract: String,
        quantity: Int = 1,
        at time: String = "2026-11-23"
    )
        -> String
    {
        """
        {"event":"\(name)","contract":"\(contract)","meter":"sms","used_at":"\(time)","quantity":\(quantity)}
        """
    }

    private func statuses(_ reply: Program.Reply) -> [String] {
        reply.items.map { item in
            guard case .text(let status)? = item["status"] else { return "" }
            guard case .text(let reason)? = item["reason"] else { return status }
            return "\(status) \(reason)"
        }
    }

    @Test func `each event has its answer, and needs no key but itself`() async throws {
        let office = try await Office()
        try await office.serve(.accountant) { program async throws in
            let contract = "HD-2026-KV1-00001"
            let body = Self.batch([
                Self.event("e1", contract), Self.event("mã", contract), Self.event("e2", contract, quantity: 0),
                Self.event("e3", contract, at: "mai"),
            ])
            let reply = try await program.call(.post, "usage", body)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(
                statuses(reply) == [
                    "refused unknown_contract", "refused not_an_event", "refused zero", "refused not_a_time",
                ]
            )
            #expect(reply["refused"] == .integer(4) && reply["accepted"] == .integer(0))
            #expect(try await program.call(.post, "usage", Self.batch([])).status == 400)
            let many = (0...500).map { Self.event("m\($0)", contract) }
            let tooMany = try await program.call(.post, "usage", Self.batch(many))
            #expect(tooMany.status == 400 && tooMany.places == ["/events"])
        }
    }

    @Test func `lists are there for whoever may see them, and empty before the first month`() async throws {
        let office = try await Office()
        let nowhere = "0192f0a0-0000-7000-8000-000000000009"
        try await office.serve(.accountant) { program async throws in
            for path in ["statements", "billing_runs", "statements?month=2026-11&state=unpaid"] {
                let reply = try await program.get(path)
                #expect(reply.status == 200 && reply.items.isEmpty, "\(path): \(reply.text)")
            }
            for path in ["statements/\(nowhere)", "billing_runs/\(nowhere)", "usage?contract_id=\(nowhere)"] {
                #expect(try await program.get(path).status == 404, "\(path)")
            }
            for path in ["statements?month=2026-13", "statements?month=abcdefg", "usage", "statements?cursor=x"] {
                #expect(try await program.get(path).status == 400, "\(path)")
            }
        }
        try await office.serve(.manager) { program async throws in
            #expect(try await program.get("statements").status == 200)
            #expect(try await program.get("billing_runs").status == 403)
        }
        try await office.serve(.auditor) { program async throws in
            #expect(try await program.call(.post, "usage", Self.batch([Self.event("e", "x")])).status == 403)
        }
    }

    @Test func `a contract's usage is listed part by part`() async throws {
        let office = try await Office()
        let number = try await office.activeMeteredContract()
        try await office.serve(.accountant) { program async throws in
            let events = (1...5).map { Self.event("u\($0)", number, quantity: $0) }
            let sent = try await program.call(.post, "usage", Self.batch(events))
            #expect(sent["accepted"] == .integer(5), "\(sent.text)")
            let again = try await program.call(
                .post,
                "usage",
                Self.batch(events + [Self.event("u1", number, quantity: 9)])
            )
            #expect(again["repeated"] == .integer(5) && again["refused"] == .integer(1), "\(again.text)")
            let contract = try await office.id(ofContract: number)
            var names: [String] = []
            var cursor = ""
            repeat {
                let reply = try await program.get("usage?contract_id=\(contract)&limit=2&month=2026-11\(cursor)")
                #expect(reply.status == 200, "\(reply.text)")
                for item in reply.items { if case .text(let name)? = item["event"] { names.append(name) } }
                cursor = (try? reply.text("next_cursor")).map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(names == ["u5", "u4", "u3", "u2", "u1"])
            #expect(try await program.get("usage?contract_id=\(contract)&month=2026-10").items.isEmpty)
        }
    }
}

extension Office {
    /// A postpaid contract with a meter, in use since the day on which it is: written down by hand.
    func activeMeteredContract() async throws -> String {
        let contract = try await serving(.manager) { try await $0.declare($0.addCustomer()) }
        let day = world.now().day
        let tariff =
            #"{"meters":[{"meter":"sms","unitVi":"tin","unitEn":"SMS","scheme":"volume","tiers":[{"priceDong":1}]}]}"#
        return try await database.write { connection in
            try connection.run(
                """
                UPDATE contract SET state = 'active', payment = 'postpaid', billing_cycle = 'calendar',
                    payment_days = 15, starts_on = \(day), customer_id = customer_id
                WHERE id = \(contract)
                """
            )
            try connection.run("UPDATE contract_line SET tariff = \(tariff) WHERE contract_id = \(contract)")
            return try #require(
                try connection.rows("SELECT number FROM contract WHERE id = \(contract)").first
            ).text("number")
        }
    }

    func id(ofContract number: String) async throws -> String {
        try await database.read { connection in
            try #require(try connection.rows("SELECT id FROM contract WHERE number = \(number)").first).text("id")
        }
    }

    private func serving(
        _ person: Person,
        _ body: @escaping @Sendable (Program) async throws -> String
    ) async throws -> String {
        let token = try await token(person)
        return try await app.test(.router) { try await body(Program(client: $0, token: token)) }
    }
}
