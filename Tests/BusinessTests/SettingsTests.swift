import Contracts
import Invoicing
import Journal
import Kernel
import Organisation
import Storage
import TestKit
import Testing

/// What the admin sets for the whole house, and what the audit log shows of it.
@Suite struct SettingsTests {
    private func change(_ house: House) -> ChangeSettings {
        ChangeSettings(database: house.database, world: house.world)
    }

    private func story(_ house: House, _ subject: String) async throws -> [AuditEntry] {
        try await house.database.read { try AuditEntry.entries(about: subject, on: $0) }
    }

    @Test(arguments: TestEngine.available)
    func `only the admin of the IT centre sets anything`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let today = house.world.now().day
        let policy = ChangeInvoicePolicy(database: house.database, world: house.world)
        let release = ReleaseDelivery(database: house.database, world: house.world)
        for person in House.Person.allCases where person.role != .admin {
            let actor = try house.member(person)
            let change = change(house)
            #expect(try await change.setPattern("{unit}{year}{number}", of: "KV1", by: actor) == .notAllowed)
            #expect(try await change.setDiscountLimit(1, of: "*", by: actor) == .notAllowed)
            #expect(try await change.addHoliday(today, name: "Tết", by: actor) == .notAllowed)
            #expect(try await change.removeHoliday(today, by: actor) == .notAllowed)
            #expect(try await change.addStandardHolidays(by: actor) == .notAllowed)
            #expect(try await policy(.standard, by: actor) == .notAllowed)
            #expect(try await release(key: "x", by: actor) == .notAllowed)
        }
        #expect(try await house.shop.count("audit_entry WHERE action LIKE 'setting.%'") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `a number pattern holds from the next contract on`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let admin = try house.member(.admin)
        let before = try await house.draft(house.contractForm(house.addCustomer()), key: "a")
        let change = change(house)
        #expect(try await change.setPattern("{unit}", of: "KV1", by: admin) == .badPattern(.missing("{number}")))
        #expect(try await change.setPattern("{unit}{year}{number}", of: "KV9", by: admin) == .unknown)
        #expect(try await change.setPattern(" MBF.{year}.{unit}.{number} ", of: "KV1", by: admin) == .saved)
        #expect(try await change.setPattern("MBF.{year}.{unit}.{number}", of: "KV1", by: admin) == .saved)
        let after = try await house.draft(house.contractForm(house.addCustomer(2)), key: "b")
        #expect(before.number == "HD-2026-KV1-00001" && after.number == "MBF.2026.KV1.00002")
        #expect(try await house.contract(before.id).number == before.number)
        let story = try await story(house, "unit:KV1")
        #expect(story.map(\.action) == ["setting.number_pattern"], "saying the same again changes nothing")
        #expect(story[0].value("before") == "HD-{year}-{unit}-{number}")
        #expect(story[0].value("after") == "MBF.{year}.{unit}.{number}")
    }

    @Test(arguments: TestEngine.available)
    func `a product's own limit goes before the general one, until it is taken away`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let admin = try house.member(.admin)
        let change = change(house)
        func limit() async throws -> Int64 {
            try await house.database.read { try DiscountLimits.read(on: $0) }.limit(of: "CA")
        }
        #expect(try await limit() == 0)
        #expect(try await change.setDiscountLimit(1_000, of: DiscountLimits.everyProduct, by: admin) == .saved)
        #expect(try await change.setDiscountLimit(250, of: "CA", by: admin) == .saved)
        #expect(try await limit() == 250)
        house.clock.advance(seconds: 1)
        #expect(try await change.setDiscountLimit(nil, of: "CA", by: admin) == .saved)
        #expect(try await limit() == 1_000)
        for wrong in [-1, 10_001] as [Int64] {
            #expect(try await change.setDiscountLimit(wrong, of: "CA", by: admin) == .badPercentage)
        }
        #expect(try await story(house, "product:CA").map { $0.value("after") } == ["250", ""])
    }

    @Test(arguments: TestEngine.available)
    func `holidays are added and taken away, and the known ones never overwrite`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let admin = try house.member(.admin)
        let change = change(house)
        let tet = try #require(Day(iso8601: "2027-02-08"))
        #expect(try await change.addHoliday(tet, name: " Tết  ", by: admin) == .saved)
        #expect(try await change.addHoliday(tet, name: " ", by: admin) == .badName)
        #expect(try await change.addHoliday(Day(number: 0), name: "Tết", by: admin) == .badDay)
        #expect(try await change.addStandardHolidays(by: admin) == .saved)
        #expect(try await change.addStandardHolidays(by: admin) == .saved)
        let all = try await house.database.read { try Holiday.all(on: $0) }
        #expect(Set(all.map(\.day)) == Set(Holiday.standard.map(\.day)))
        #expect(all.first { $0.day == tet }?.name == "Tết")
        #expect(try await story(house, "holiday:standard").count == 1)
        #expect(try await change.removeHoliday(tet, by: admin) == .saved)
        #expect(try await change.removeHoliday(tet, by: admin) == .unknown)
        let calendar = try await house.database.read { try WorkingCalendar.read(on: $0) }
        #expect(calendar.isWorkingDay(tet))
    }

    @Test func `the known holidays are working days otherwise, and the law's number of them`() {
        #expect(Set(Holiday.standard.map(\.day)).count == Holiday.standard.count)
        for holiday in Holiday.standard { #expect(holiday.day.weekday <= 5, "\(holiday)") }
        // Twelve days by law, one of them a Sunday made up for; 2026 has two exchanged days besides.
        #expect(Holiday.standard.filter { $0.day.components.year == 2026 }.count == 14)
        #expect(Holiday.standard.filter { $0.day.components.year == 2027 }.count == 12)
    }

    @Test(arguments: TestEngine.available)
    func `the invoice policy is what was set, and each change is written down`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let change = ChangeInvoicePolicy(database: house.database, world: house.world)
        var policy = InvoicePolicy.standard
        policy.afterOnline = .reconciliation
        #expect(try await change(policy, by: house.member(.admin)) == .saved)
        #expect(try await change(policy, by: house.member(.admin)) == .saved)
        #expect(try await house.database.read { try InvoicePolicy.read(on: $0) } == policy)
        #expect(try await house.audited("setting.invoice_policy") == 1)
        let entry = try await story(house, "setting:invoice.after.online")
        #expect(entry.map { $0.value("after") } == ["reconciliation"])
    }

    // MARK: Deliveries

    @Test(arguments: TestEngine.available)
    func `a message that was given up is released once, by name`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let time = house.world.now()
        try await house.database.write { connection in
            try OutboxMessage(key: "mail/1", kind: "test", body: "1").enqueue(at: time, on: connection)
            let claimed = try OutboxMessage.claim(kinds: ["test"], limit: 1, lease: 1_000, at: time, on: connection)
            try claimed.first?.finish(.park(reason: "no such mailbox"), at: time, on: connection)
        }
        let release = ReleaseDelivery(database: house.database, world: house.world)
        let admin = try house.member(.admin)
        #expect(try await release(key: "mail/2", by: admin) == .notParked)
        #expect(try await release(key: "mail/1", by: admin) == .released)
        #expect(try await release(key: "mail/1", by: admin) == .notParked)
        #expect(try await story(house, "delivery:mail/1").map(\.actor) == ["staff:\(admin.id)"])
        #expect(try await house.database.read { try OutboxMessage.isAnyDue(kinds: ["test"], at: time, on: $0) })
    }

    // MARK: The audit log

    @Test(arguments: TestEngine.available)
    func `the audit log is read page by page, and filters find exactly what they say`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await house.database.write { connection in
            try connection.run("DELETE FROM audit_unsealed")
            try connection.run("DELETE FROM audit_entry")
        }
        for number in 0..<30 {
            house.clock.advance(minutes: 60)
            try await house.database.write { [world = house.world] connection in
                try AuditEntry.record(
                    number.isMultiple(of: 3) ? "payment_link.sent" : "payment.started",
                    on: "contract:\(number % 2)",
                    by: number < 10 ? .system : .staff("an"),
                    ["number": "\(number)"],
                    in: world,
                    connection
                )
            }
        }
        func read(_ filter: AuditFilter, pageSize: Int = 7) async throws -> [String] {
            var numbers: [String] = []
            var cursor: AuditEntry.ID?
            while true {
                let page = try await house.database.read { [cursor] connection in
                    try AuditLine.page(filter, before: cursor, limit: pageSize, on: connection)
                }
                numbers += page.compactMap { $0.entry.value("number") }
                guard page.count == pageSize else { return numbers }
                cursor = page.last?.id
            }
        }
        func expected(_ holds: (Int) -> Bool) -> [String] { (0..<30).reversed().filter(holds).map(String.init) }
        #expect(try await read(AuditFilter()) == expected { _ in true })
        var filter = AuditFilter()
        filter.action = "payment."
        #expect(try await read(filter) == expected { !$0.isMultiple(of: 3) }, "the point is a point")
        filter.action = "payment_"
        #expect(try await read(filter) == expected { $0.isMultiple(of: 3) }, "and the line below is no joker")
        filter = AuditFilter()
        filter.actor = "system"
        #expect(try await read(filter) == expected { $0 < 10 })
        filter = AuditFilter()
        filter.subject = "contract:1"
        filter.from = Day(iso8601: "2026-11-24")
        #expect(try await read(filter, pageSize: 2) == expected { $0 % 2 == 1 && $0 >= 11 })
        filter.to = Day(iso8601: "2026-11-23")
        #expect(try await read(filter) == [])
        #expect(try await house.database.read { try AuditChain.length(on: $0) } == (0, 30))
        _ = try await SealAudit(database: house.database)()
        #expect(try await house.database.read { try AuditChain.length(on: $0) } == (30, 0))
        let first = try await house.database.read { try AuditLine.page(AuditFilter(), before: nil, limit: 1, on: $0) }
        #expect(first.map(\.sequence) == [30])
    }
}
