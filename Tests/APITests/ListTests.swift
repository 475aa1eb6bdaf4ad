import Hummingbird
import Kernel
import TestKit
import Testing

@testable import API

/// Lists are read part by part, each thing once.
@Suite struct ListTests {
    private func walk(_ program: Program, _ path: String, limit: Int) async throws -> [String] {
        var seen: [String] = []
        var cursor = ""
        repeat {
            let sign = path.contains("?") ? "&" : "?"
            let reply = try await program.get("\(path)\(sign)limit=\(limit)\(cursor)")
            #expect(reply.status == 200 && reply.items.count <= limit, "\(reply.text)")
            seen += try reply.items.map { item in
                guard case .text(let id)? = item["id"] ?? item["reference"] else { throw Office.Unexpected() }
                return id
            }
            guard case .text(let next)? = reply["next_cursor"] else { return seen }
            cursor = "&cursor=\(next)"
        } while seen.count < 1_000
        return seen
    }

    @Test(arguments: TestEngine.available)
    func `walking a list meets everything once, the newest first`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        try await office.serve { program in
            var added: [String] = []
            for number in 1...11 {
                // Some in the same millisecond: the identifier decides.
                if number.isMultiple(of: 3) { office.clock.advance(seconds: 1) }
                added.append(try await program.addCustomer(number))
            }
            for limit in [1, 2, 3, 5, 11, 50] {
                let seen = try await walk(program, "customers", limit: limit)
                #expect(seen.count == 11 && Set(seen) == Set(added))
            }
            #expect(try await walk(program, "customers?query=So%207", limit: 2).count == 1)
        }
    }

    @Test func `what is added meanwhile does not shift the rest`() async throws {
        let office = try await Office()
        try await office.serve { program in
            for number in 1...6 {
                office.clock.advance(seconds: 1)
                _ = try await program.addCustomer(number)
            }
            let first = try await program.get("customers?limit=3")
            office.clock.advance(seconds: 1)
            _ = try await program.addCustomer(7)
            let second = try await program.get("customers?limit=3&cursor=\(first.text("next_cursor"))")
            let ids = (first.items + second.items).map { $0["id"] }
            #expect(Set(ids).count == 6)
            #expect(second["next_cursor"] == nil)
        }
    }

    @Test func `each list has its filters`() async throws {
        let office = try await Office()
        try await office.serve(.manager) { program in
            let contract = try await program.submitted()
            let other = try await program.declare(program.addCustomer(2))
            for (path, count) in [
                ("contracts", 2), ("contracts?state=draft", 1), ("contracts?state=active", 0),
                ("contracts?unit=KV1", 2),
                ("contracts?unit=KV2", 0), ("contracts?kind=renewal", 0), ("contracts?channel=declared", 2),
                ("contracts?query=HD-2026", 2), ("disputes?contract_id=\(contract)", 0), ("payments", 0),
                ("activations?contract_id=\(other)", 0), ("invoices?state=accepted", 0),
            ] {
                let reply = try await program.get(path)
                #expect(reply.status == 200 && reply.items.count == count, "\(path): \(reply.text)")
            }
            try await office.pay(contract)
            for (path, count) in [
                ("payments", 1), ("payments?state=paid", 1), ("payments?state=declined", 0),
                ("payments?from=2026-11-23&through=2026-11-23", 1), ("payments?from=2026-11-24", 0),
                ("payments?through=2026-11-22", 0), ("payments?contract_id=\(other)", 0),
            ] {
                #expect(try await program.get(path).items.count == count, "\(path)")
            }
        }
    }
}
