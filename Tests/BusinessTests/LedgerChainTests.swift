import Accounting
import Alarms
import Contracts
import Evidence
import Kernel
import Storage
import TestKit
import Testing

/// Whatever is changed in the books behind the system's back is found, and the first place is named (R29).
@Suite struct LedgerChainTests {
    /// Four paid contracts, every booking linked.
    private func house(_ engine: TestEngine) async throws -> House {
        let house = try await House(engine)
        for key in ["one", "two", "three", "four"] { _ = try await house.paid(key: key) }
        while try await SealLedger(database: house.database)(limit: 3) > 0 {}
        return house
    }

    private func report(_ house: House, last: Int64? = nil) async throws -> LedgerChain.Report {
        try await house.database.read { try LedgerChain.verify(last: last, on: $0) }
    }

    @Test(arguments: TestEngine.available)
    func `every booking is linked once, and holds`(engine: TestEngine) async throws {
        let house = try await house(engine)
        let count = try await Int(house.shop.count("ledger_transaction"))
        #expect(count == 4)
        #expect(try await report(house) == LedgerChain.Report(verified: count, broken: nil))
        #expect(try await report(house, last: 2) == LedgerChain.Report(verified: 2, broken: nil))
        #expect(try await SealLedger(database: house.database)() == 0)
        #expect(try await ProveSystem(database: house.database, world: house.world)().ledger.verified == count)
    }

    /// The second booking, by its place in the chain.
    private static let second: SQLStatement = "(SELECT transaction_id FROM ledger_link WHERE sequence = 2)"

    static let harms: [(words: String, statement: SQLStatement)] = [
        ("account", "UPDATE ledger_posting SET account = 'bank' WHERE position = 0 AND transaction_id = \(second)"),
        ("side", "UPDATE ledger_posting SET side = 'credit' WHERE side = 'debit' AND transaction_id = \(second)"),
        ("amounts", "UPDATE ledger_posting SET amount_dong = amount_dong + 1 WHERE transaction_id = \(second)"),
        ("posting's day", "UPDATE ledger_posting SET day = day - 31 WHERE transaction_id = \(second)"),
        ("posting", "DELETE FROM ledger_posting WHERE position = 1 AND transaction_id = \(second)"),
        ("kind", "UPDATE ledger_transaction SET kind = 'overpaid' WHERE id = \(second)"),
        ("day", "UPDATE ledger_transaction SET day = day - 31 WHERE id = \(second)"),
        ("time", "UPDATE ledger_transaction SET at = at - 1 WHERE id = \(second)"),
        ("key", "UPDATE ledger_transaction SET key = key || '0' WHERE id = \(second)"),
        ("subject", "UPDATE ledger_transaction SET subject = 'contract:x' WHERE id = \(second)"),
        ("hash", "UPDATE ledger_link SET hash = 'x' WHERE sequence = 2"),
    ]

    @Test(arguments: TestEngine.available, harms.indices)
    func `a change is found where it is`(engine: TestEngine, index: Int) async throws {
        let house = try await house(engine)
        try await house.database.write { try $0.run(Self.harms[index].statement) }
        let report = try await report(house)
        #expect(report.verified == 1, "\(Self.harms[index].words)")
        #expect(report.broken?.words.hasPrefix("link 2 does not match payment/") == true)
        #expect(report.broken?.subject?.hasPrefix("contract:") == true)
        try await house.look()
        #expect(try await house.alarms().contains { $0.rule == "ledger_chain" })
    }

    @Test(arguments: TestEngine.available)
    func `a link that is gone, and a booking put in beside the chain, are found`(engine: TestEngine) async throws {
        let house = try await house(engine)
        try await house.database.write { try $0.run("UPDATE ledger_transaction SET is_linked = 1") }
        #expect(try await report(house).broken == nil)
        try await house.database.write { connection in
            try connection.run(
                """
                INSERT INTO ledger_transaction (id, key, kind, subject, at, day, is_linked)
                SELECT '00000000-0000-7000-8000-000000000001', 'x', kind, subject, at, day, 1 FROM ledger_transaction
                WHERE id = \(Self.second)
                """
            )
        }
        #expect(try await report(house).broken?.words == "x is in no link")
        try await house.database.write { connection in
            try connection.run("DELETE FROM ledger_transaction WHERE key = 'x'")
            try connection.run("DELETE FROM ledger_link WHERE sequence = 2")
        }
        #expect(try await report(house).broken?.words == "link 2 is missing")
    }
}
