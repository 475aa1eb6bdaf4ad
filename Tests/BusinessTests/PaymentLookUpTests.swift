import Accounting
import Contracts
import Journal
import Kernel
import Notices
import Organisation
import Payments
import Storage
import TestKit
import Testing

/// Look-up of payments: every attempt is a row, and each reader finds only what is the reader's.
@Suite struct PaymentLookUpTests {
    private static let page = (limit: 25, offset: 0)

    /// An online order that was declined and then paid, a paid contract of KV1, one of KV2 whose payer is at VNPAY.
    private struct Stock {
        let house: House
        let online: String
        let first: Contract
        let second: Contract

        init(_ engine: TestEngine) async throws {
            house = try await House(engine)
            online = try await house.shop.order()
            let declined = try await house.shop.attempt(online)
            #expect(await house.shop.notice("failed \(declined)") == .recorded)
            house.clock.advance(minutes: 1)
            #expect(await house.shop.notice("true \(try await house.shop.attempt(online)) 1296000 77") == .recorded)
            house.clock.advance(days: 1)
            first = try await house.paid(key: "one")
            house.clock.advance(days: 1)
            second = try await house.submitted(key: "two", by: .managerTwo)
            _ = try await house.shop.attempt(house.token(second.id))
        }

        func find(
            by person: House.Person = .admin,
            _ narrow: (inout PaymentFilter) throws -> Void
        ) async throws -> [String] {
            var filter = PaymentFilter()
            try narrow(&filter)
            let queries = PaymentQueries(database: house.database)
            let found = try await queries.list(filter, for: house.member(person), window: PaymentLookUpTests.page)
            #expect(found.count == .exactly(Int64(found.items.count)))
            return found.items.map(\.reference)
        }
    }

    @Test(arguments: TestEngine.available)
    func `every attempt is found by what somebody may know of it`(engine: TestEngine) async throws {
        let stock = try await Stock(engine)
        let all = try await stock.find { _ in }
        #expect(all.count == 4)
        #expect(all[0] == "\(stock.second.number)-01")
        #expect(all[1] == "\(stock.first.number)-01")
        let online = Array(all[2...])
        #expect(try await stock.find { $0.isNewestFirst = false } == all.reversed())
        #expect(try await stock.find { $0.text = " \(all[1].lowercased()) " } == [all[1]], "the reference")
        #expect(try await stock.find { $0.text = "77" } == [online[0]], "VNPAY's number")
        #expect(try await stock.find { $0.text = stock.first.number } == [all[1]], "the contract's number")
        #expect(try await stock.find { $0.text = "hd-2026-kv" } == Array(all[..<2]), "how numbers begin")
        #expect(try await stock.find { $0.text = "cong ty so" } == Array(all[..<2]), "words of the customer")
        #expect(try await stock.find { $0.text = "nguyễn AN" } == online)
        #expect(try await stock.find { $0.text = "0100686209" }.count == 2, "the tax code")
        #expect(try await stock.find { $0.text = "xyz%" }.isEmpty)
        #expect(try await stock.find { $0.text = "%" }.isEmpty)
        #expect(try await stock.find { $0.states = [.declined] } == [online[1]])
        #expect(try await stock.find { $0.states = [.redirected, .paid] }.count == 3)
        #expect(try await stock.find { $0.bank = "NCB" }.count == 2)
        #expect(try await stock.find { $0.unit = "KV1" } == [all[1]])
        #expect(try await stock.find { $0.accountManager = try stock.house.id(.managerTwo) } == [all[0]])
        #expect(try await stock.find { $0.contract = stock.first.id } == [all[1]])
        #expect(try await stock.find { $0.customer = stock.first.customer } == [all[1]])
        #expect(try await stock.find { $0.least = try Money(dong: 1_296_001) }.isEmpty)
        #expect(try await stock.find { $0.most = try Money(dong: 1_296_000) }.count == 4)
        let day = Timestamp.noon.day
        #expect(try await stock.find { ($0.from, $0.to) = (day, day) } == online)
        #expect(try await stock.find { $0.from = day.adding(days: 1) } == Array(all[..<2]))
        #expect(try await stock.find { $0.to = day.adding(days: -1) }.isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `nobody finds what is not theirs, by whatever name`(engine: TestEngine) async throws {
        let stock = try await Stock(engine)
        let (one, two) = ("\(stock.first.number)-01", "\(stock.second.number)-01")
        let sees: [(House.Person, Set<String>)] = [
            (.manager, [one]), (.otherManager, []), (.agent, []), (.approver, [one]), (.officer, [one]),
            (.managerTwo, [two]), (.approverTwo, [two]),
        ]
        for (person, references) in sees {
            #expect(Set(try await stock.find(by: person) { _ in }) == references)
            for reference in [one, two] {
                let found = try await stock.find(by: person) { $0.text = reference }
                #expect(found == (references.contains(reference) ? [reference] : []))
                let story = try await PaymentQueries(database: stock.house.database)
                    .story(reference, for: stock.house.member(person))
                #expect((story != nil) == references.contains(reference))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a payment tells its whole story, forged messages marked`(engine: TestEngine) async throws {
        let stock = try await Stock(engine)
        let reference = "\(stock.first.number)-01"
        stock.house.clock.advance(minutes: 1)
        _ = await stock.house.shop.notice("forged \(reference)")
        stock.house.clock.advance(minutes: 1)
        _ = await stock.house.shop.notice("true \(reference) 1")
        let queries = PaymentQueries(database: stock.house.database)
        let story = try #require(try await queries.story(reference, for: stock.house.member(.accountant)))
        #expect(story.messages.map(\.verdict) == ["00", "97", "04"])
        #expect(story.messages.map(\.isProven) == [true, false, true])
        #expect(story.booked?.postings.map(\.account) == [.vnpayClearing, .deferredRevenue, .vatPayable])
        #expect(story.links.count == 1)
        #expect(Set(story.letters.map(\.kind)) == [.paymentLink, .paymentReceived, .staffContractPaid])
        #expect(story.cases.map(\.kind) == [.amountMismatch])
        #expect(story.trail.map(\.entry.action).contains("contract.paid"))
        #expect(story.item.use == .request)
        let cases = try await queries.openCases(for: stock.house.member(.approver), window: Self.page)
        #expect(cases.items.map(\.contractNumber) == [stock.first.number])
        #expect(try await queries.openCases(for: stock.house.member(.approverTwo), window: Self.page).items.isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `an export takes every row once, in batches, and is noted before it leaves`(engine: TestEngine) async throws {
        let stock = try await Stock(engine)
        let export = ExportPayments(database: stock.house.database, world: stock.house.world)
        let accountant = try stock.house.member(.accountant)
        var filter = PaymentFilter()
        filter.text = "HD-2026"
        #expect(try await export.begin(filter, format: "csv", by: accountant) == 2)
        var last: PaymentListItem?
        var taken: [String] = []
        while let item = try await export.batch(filter, after: last, for: accountant).first {
            taken.append(item.reference)
            last = item
        }
        #expect(taken == ["\(stock.second.number)-01", "\(stock.first.number)-01"])
        #expect(try await export.begin(filter, format: "csv", by: stock.house.member(.agent)) == nil)
        #expect(try await stock.house.audited("payments.exported") == 1)
    }
}
