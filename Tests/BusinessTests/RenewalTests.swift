import Activation
import Catalogue
import Contracts
import Journal
import Kernel
import Organisation
import Sales
import Storage
import TestKit
import Testing

@Suite struct RenewalTests {
    /// Paid, approved and active from that day for twelve months.
    private func active(_ house: House, key: String = "once") async throws -> Contract {
        let contract = try await house.paid(key: key)
        _ = try await house.decide(contract, by: house.member(.approver))
        _ = try await house.decide(contract, by: house.member(.itApprover))
        let port = ActivationPort { _ in .active(reference: "R", access: []) }
        let activate = ActivateLine(database: house.database, world: house.world, port: port)
        let lines = try await house.database.read { try LineActivation.all(of: contract.id, on: $0) }
        for line in lines { #expect(try await activate(line.id) == .done) }
        return try await house.contract(contract.id)
    }

    private func renew(_ house: House) -> RenewContract { RenewContract(database: house.database, world: house.world) }

    @Test(arguments: TestEngine.available)
    func `a renewal starts the day after the end, at today's price, and is drafted once`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let old = try await active(house)
        #expect(old.state == .active && old.endsOn == Day(iso8601: "2027-11-22"))
        house.clock.set(try #require(Day(iso8601: "2027-10-01")).start)
        let dearer = try CatalogueData.small(price: 1_500_000)
        _ = try await LoadCatalogue(database: house.database, world: house.world)(dearer, by: .system)
        #expect(try await renew(house)(old.id, by: house.member(.otherManager)) == .notAllowed)
        guard case .drafted(let id) = try await renew(house)(old.id, by: house.member(.manager)) else {
            throw Shop.Unexpected()
        }
        #expect(try await renew(house)(old.id, by: house.member(.manager)) == .exists(id))
        let next = try await house.contract(id)
        #expect(next.kind == .renewal && next.state == .draft && next.customer == old.customer)
        #expect(next.number == "HD-2027-KV1-00001")
        #expect(next.declaration?.wantedStart == Day(iso8601: "2027-11-23"))
        #expect(next.declaration?.renewalOf == old.id)
        // 1.500.000 before 10 % VAT, as of 2027.
        #expect(try next.totals().total.dong == 1_650_000)
        #expect(try await house.contract(old.id) == old, "the old one is not touched")
    }

    @Test(arguments: TestEngine.available)
    func `a renewal that was given up can be drafted again`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let old = try await active(house)
        guard case .drafted(let first) = try await renew(house)(old.id, by: house.member(.manager)) else {
            throw Shop.Unexpected()
        }
        let cancel = CancelContract(database: house.database, world: house.world)
        #expect(try await cancel(first, reason: "", by: house.member(.manager)) == .cancelled)
        guard case .drafted(let second) = try await renew(house)(old.id, by: house.member(.manager)) else {
            throw Shop.Unexpected()
        }
        #expect(first != second)
    }

    @Test(arguments: TestEngine.available)
    func `what is neither active nor over has no renewal`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let paid = try await house.paid()
        #expect(try await renew(house)(paid.id, by: house.member(.manager)) == .notRenewable)
        #expect(try await house.audited("contract.renewal_drafted") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `an expired contract is renewed from today, not from the past`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let old = try await active(house)
        house.clock.set(try #require(Day(iso8601: "2027-12-10")).start)
        #expect(try await EndTerms(database: house.database, world: house.world)() == 1)
        guard case .drafted(let id) = try await renew(house)(old.id, by: house.member(.manager)) else {
            throw Shop.Unexpected()
        }
        #expect(try await house.contract(id).declaration?.wantedStart == Day(iso8601: "2027-12-10"))
    }

    @Test(arguments: TestEngine.available)
    func `the account manager is reminded at sixty, thirty and seven days, once each`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let old = try await active(house)
        let remind = RemindOfRenewals(database: house.database, world: house.world)
        let end = try #require(old.endsOn)
        var told: [Int64] = []
        for left in stride(from: Int64(70), through: -3, by: -1) {
            house.clock.set(end.adding(days: -left).start.adding(hours: 8))
            if try await remind() > 0 { told.append(left) }
            #expect(try await remind() == 0, "once a day is enough")
        }
        #expect(told == [60, 30, 7])
        let reminders = try await house.inbox(.manager).filter { $0.kind == .renewalDue }
        #expect(Set(reminders.map(\.detail)) == ["days=60", "days=30", "days=7"])
        #expect(try await house.letters("'staff_renewal_due'") == 3)
        #expect(try await house.shop.count("contract WHERE kind = 'renewal'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a server that slept for months reminds once, of the last`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let old = try await active(house)
        let remind = RemindOfRenewals(database: house.database, world: house.world)
        house.clock.set(try #require(old.endsOn).adding(days: -5).start)
        #expect(try await remind() == 1)
        #expect(try await remind() == 0)
        #expect(try await house.inbox(.manager).filter { $0.kind == .renewalDue }.map(\.detail) == ["days=5"])
    }

    @Test(arguments: TestEngine.available)
    func `online orders and contracts without an end are left alone`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let old = try await active(house)
        try await house.database.write { connection in
            try connection.run("UPDATE contract SET ends_on = NULL, payment = 'postpaid' WHERE id = \(old.id)")
        }
        let remind = RemindOfRenewals(database: house.database, world: house.world)
        house.clock.set(try #require(Day(iso8601: "2027-11-20")).start)
        #expect(try await remind() == 0)
        #expect(try await renew(house)(old.id, by: house.member(.manager)) == .notRenewable)
        #expect(try await house.contract(old.id).state == .active)
    }

    @Test(arguments: TestEngine.available)
    func `a renewal is handed in at the prices and limits of the day, and the account manager is told what moved`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let old = try await active(house)
        guard case .drafted(let id) = try await renew(house)(old.id, by: house.member(.manager)) else {
            throw Shop.Unexpected()
        }
        _ = try await house.attachments.add(name: "a.pdf", content: House.pdf, to: id, by: house.member(.manager))
        let dearer = try CatalogueData.small(price: 1_500_000)
        _ = try await LoadCatalogue(database: house.database, world: house.world)(dearer, by: .system)
        let refused = try await house.submit(id, revision: 0, by: house.member(.manager))
        guard case .outdated(let changes) = refused, case .price(_, let now)? = changes.first?.what else {
            throw Shop.Unexpected()
        }
        #expect(changes.count == 1 && now.dong == 1_500_000)
        let form = ContractForm(try await house.contract(id))
        #expect(try await house.declare.change(id, form, revision: 0, by: house.member(.manager)) == .saved(id))
        #expect(try await house.contract(id).lines[0].unitPrice.dong == 1_500_000)
        #expect(try await house.submit(id, revision: 1, by: house.member(.manager)) == .submitted)
    }
}
