import Accounting
import Billing
import Contracts
import Journal
import Kernel
import Payments
import People
import Storage
import TestKit
import Testing

@Suite struct NoticeTests {
    @Test(arguments: TestEngine.available)
    func `VNPAY hears exactly the code that its rules name`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let reference = try await shop.attempt(shop.order())
        #expect(await shop.notice("forged \(reference)") == .badSignature)
        #expect(await shop.notice("true NOBODY") == .unknownReference)
        #expect(await shop.notice("true \(reference) 1000") == .wrongAmount)
        #expect(await shop.notice("true \(reference)") == .recorded)
        #expect(await shop.notice("true \(reference)") == .knownAlready)
        #expect(await shop.notice("failed \(reference)") == .knownAlready)
        #expect(try await shop.count("gateway_message") == 6, "every message is kept, forged ones too")
        #expect(try await shop.count("payment_case") == 2, "the unknown charge and the wrong amount wait for a person")
    }

    @Test(arguments: TestEngine.available)
    func `ten notices at once take effect once`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let reference = try await shop.attempt(shop.order())
        let answers = await withTaskGroup(of: TakeNotice.Answer.self) { group in
            for _ in 0..<10 { group.addTask { await shop.notice("true \(reference)") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .recorded } == 1)
        #expect(answers.count { $0 == .knownAlready } == 9)
        for table in ["payment", "activation", "invoice_request", "ledger_transaction"] as [SQLStatement] {
            #expect(try await shop.count(table) == 1)
        }
        #expect(try await shop.count("notice WHERE kind = 'payment_received'") == 1)
    }

    /// R7: forged, true, failed, success again, duplicate, in every order of up to five.
    @Test func `every order of events ends in the same right state`() async throws {
        let events = ["forged", "true", "failed", "suspected", "quiet"]
        var runs = 0
        for length in 1...5 {
            for order in Self.arrangements(of: events, length: length) {
                runs += 1
                let shop = try await Shop(.sqlite)
                let link = try await shop.order()
                let reference = try await shop.attempt(link)
                for event in order {
                    if event == "quiet" {
                        shop.clock.advance(minutes: 17)
                        try await FindQuietAttempts(database: shop.database, world: shop.world)()
                    } else {
                        _ = await shop.notice("\(event) \(reference)")
                    }
                }
                try await Self.expectRight(shop, link, order)
            }
        }
        #expect(runs == 5 + 20 + 60 + 120 + 120)
    }

    /// R7 with repeats: true, failed and forged, each as often as it likes, in every sequence of up to five.
    @Test(arguments: TestEngine.available)
    func `a repeated word changes nothing, whatever came before it`(engine: TestEngine) async throws {
        var sequences: [[String]] = [[]]
        for _ in 1...(engine == .sqlite ? 5 : 3) {
            sequences = sequences.flatMap { head in ["forged", "true", "failed"].map { head + [$0] } }
            for sequence in sequences {
                let shop = try await Shop(engine)
                let link = try await shop.order()
                let reference = try await shop.attempt(link)
                for event in sequence { _ = await shop.notice("\(event) \(reference)") }
                try await Self.expectRight(shop, link, sequence)
            }
        }
        #expect(sequences.count == (engine == .sqlite ? 243 : 27))
    }

    private static func expectRight(_ shop: Shop, _ link: String, _ order: [String]) async throws {
        let page = try await shop.page(link)
        let charged: Int64 = order.contains("true") ? 1 : 0
        #expect(try await shop.count("payment WHERE use = 'request'") == charged, "\(order)")
        #expect(try await shop.count("activation") == charged, "\(order)")
        #expect(try await shop.count("invoice_request") == charged, "\(order)")
        #expect(page.request.state == (charged == 1 ? .paid : .open), "\(order)")
        #expect(page.contract.state == (charged == 1 ? .activating : .awaitingPayment), "\(order)")
        let books = try await shop.database.read { try TrialBalance.read(on: $0) }
        #expect(books.isBalanced)
        #expect(books.transactions == charged)
    }

    private static func arrangements(of events: [String], length: Int) -> [[String]] {
        guard length > 0 else { return [[]] }
        return events.flatMap { event in
            arrangements(of: events.filter { $0 != event }, length: length - 1).map { [event] + $0 }
        }
    }

    @Test(arguments: TestEngine.available)
    func `money for a debt that is paid already is kept and put before a person`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let link = try await shop.order()
        let first = try await shop.attempt(link)
        #expect(await shop.notice("failed \(first)") == .recorded)
        let second = try await shop.attempt(link)
        #expect(await shop.notice("true \(second) \(Shop.total) 222") == .recorded)
        #expect(await shop.notice("true \(first) \(Shop.total) 111") == .recorded, "a late success is a fact")
        #expect(try await shop.count("payment WHERE use = 'overpayment'") == 1)
        #expect(try await shop.count("activation") == 1)
        let (books, cases) = try await shop.database.read { connection in
            (try TrialBalance.read(on: connection), try PaymentCase.open(limit: 10, on: connection))
        }
        #expect(cases.map(\.kind) == [.overpayment])
        #expect(books.lines.first { $0.account == "overpayments" }?.creditDong == Shop.total)
        #expect(books.isBalanced)
    }

    @Test(arguments: TestEngine.available)
    func `a second charge of a paid attempt is one case, however often it is told`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let reference = try await shop.attempt(shop.order())
        #expect(await shop.notice("true \(reference) \(Shop.total) 111") == .recorded)
        #expect(await shop.notice("true \(reference) \(Shop.total) 222") == .recorded, "a fact of its own")
        for _ in 0..<9 { #expect(await shop.notice("true \(reference) \(Shop.total) 222") == .knownAlready) }
        #expect(await shop.notice("true \(reference) \(Shop.total) 111") == .knownAlready)
        #expect(try await shop.count("payment_case WHERE kind = 'second_charge'") == 1)
        #expect(try await shop.count("audit_entry WHERE action = 'payment.case_opened'") == 1)
        #expect(try await shop.count("payment") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `the books say where every đồng is`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        _ = await shop.notice("true \(try await shop.attempt(shop.order()))")
        let books = try await shop.database.read { try TrialBalance.read(on: $0) }
        let credit = Dictionary(uniqueKeysWithValues: books.lines.map { ($0.account, $0.creditDong - $0.debitDong) })
        #expect(credit == ["vnpay_clearing": -1_296_000, "deferred_revenue": 1_200_000, "vat_payable": 96_000])
    }

    @Test(arguments: TestEngine.available)
    func `the audit chain of an order verifies, and a changed entry is found`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        _ = await shop.notice("true \(try await shop.attempt(shop.order()))")
        let sealed = try await SealAudit(database: shop.database)()
        #expect(sealed > 3)
        let whole = try await shop.database.read { try AuditChain.verify(on: $0) }
        #expect(whole == AuditChain.Report(verified: sealed, broken: nil))
        try await shop.database.write { connection in
            try connection.run("UPDATE audit_entry SET actor = 'nobody' WHERE action = 'contract.paid'")
        }
        let broken = try await shop.database.read { try AuditChain.verify(on: $0) }
        #expect(broken.broken?.contains("does not match") == true)
    }
}
