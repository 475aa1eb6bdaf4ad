import Contracts
import Invoicing
import Journal
import Kernel
import Organisation
import Storage
import TestKit
import Testing

/// Nobody may overlook a time limit: fines are counted per invoice.
@Suite struct InvoiceAlarmTests {
    /// Drawn up on Monday 23 November: due on Tuesday.
    @Test(arguments: TestEngine.available)
    func `the officer is told on the last afternoon and when it is over, once each`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let officer = try await house.member("hoa", .invoiceOfficer, in: "KV1")
        let request = try await house.paid("a", unit: "KV1")
        let alarm = AlarmLateInvoices(database: house.database, world: house.world)
        let due = request.deadline
        house.shop.clock.set(due.start.adding(minutes: 14 * 60 - 1))
        #expect(try await alarm() == 0)
        house.shop.clock.set(due.start.adding(hours: 14))
        #expect(try await alarm() == 1)
        #expect(try await alarm() == 0)
        house.shop.clock.set(due.adding(days: 1).start)
        #expect(try await alarm() == 1)
        #expect(try await alarm() == 0)
        let told = try await house.inbox(officer)
        #expect(told.map(\.kind) == [.invoiceLate, .invoiceLate] && told.allSatisfy { $0.isTask && $0.doneAt == nil })
        #expect(told.allSatisfy { $0.about == request.subject })
        try await house.finish(request.id)
        #expect(try await house.inbox(officer).allSatisfy { $0.doneAt != nil })
    }

    @Test(arguments: TestEngine.available)
    func `over Tết the time limit is the first working day after it`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let first = try #require(Day(iso8601: "2027-02-05"))
        try await house.database.write { connection in
            for offset in Int64(0)..<7 {
                try Holiday(day: first.adding(days: offset), name: "Tết Đinh Mùi").store(on: connection)
            }
        }
        house.shop.clock.set(first.adding(days: -1).start.adding(hours: 20))
        let request = try await house.paid("a")
        #expect(request.deadline.iso8601 == "2027-02-12")
        let alarm = AlarmLateInvoices(database: house.database, world: house.world)
        house.shop.clock.set(first.adding(days: 6).start.adding(hours: 23))
        #expect(try await alarm() == 0)
        house.shop.clock.set(first.adding(days: 7).start.adding(hours: 15))
        #expect(try await alarm() == 1)
    }

    @Test(arguments: TestEngine.available)
    func `the one whom the unit named is told; else its officers; else the IT centre's, else the admins`(
        engine: TestEngine
    ) async throws {
        let house = try await InvoiceHouse(engine)
        let admin = try await house.member("admin", .admin, in: "CNTT")
        func told(_ name: String, unit: String?) async throws -> [String] {
            let request = try await house.paid(name, unit: unit)
            try await house.database.write {
                try $0.run(
                    "UPDATE contract SET buyer_address = \(String(repeating: "x", count: 401)) WHERE id = \(request.contract)"
                )
            }
            _ = try await house.finish(request.id)
            return try await house.database.read { connection in
                try InboxItem.all(about: request.subject, on: connection).compactMap { item in
                    try StaffMember.find(item.staff, on: connection)?.name
                }
            }.sorted()
        }
        #expect(try await told("a", unit: "KV1") == ["admin"])
        _ = try await house.member("trung", .invoiceOfficer, in: "CNTT")
        #expect(try await told("b", unit: "KV1") == ["trung"])
        _ = try await house.member("an", .invoiceOfficer, in: "KV1")
        let binh = try await house.member("binh", .invoiceOfficer, in: "KV1")
        #expect(try await told("c", unit: "KV1") == ["an", "binh"])
        #expect(try await told("d", unit: nil) == ["trung"], "an online order is the IT centre's")
        let register = RegisterInvoicingOfficer(database: house.database, world: house.world)
        let day = house.world.now().day
        #expect(
            try await register(unit: "KV1", staff: binh.id, days: (day, nil), document: "12/CV-KV1", by: admin)
                == .registered
        )
        #expect(try await told("e", unit: "KV1") == ["binh"])
    }

    @Test(arguments: TestEngine.available)
    func `lists show each reader's own part, problems first, and count by state`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let officer = try await house.member("hoa", .invoiceOfficer, in: "KV1")
        let central = try await house.member("trung", .invoiceOfficer, in: "CNTT")
        let bad = try await house.paid("a", unit: "KV1")
        house.provider.order { $0.refuses = [bad.key: "sai"] }
        _ = try await house.finish(bad.id)
        let good = try await house.paid("b", unit: "KV1")
        try await house.finish(good.id)
        let other = try await house.paid("c", unit: "KV2")
        let queries = InvoiceQueries(database: house.database, now: house.world.now)
        let (items, count) = try await queries.list(InvoiceFilter(), for: officer, window: (25, 0))
        #expect(items.map(\.id) == [bad.id, good.id] && count == 2)
        #expect(items.first?.remark == "sai")
        #expect(try await queries.list(InvoiceFilter(), for: central, window: (25, 0)).count == 3)
        var filter = InvoiceFilter()
        filter.onlyProblems = true
        #expect(try await queries.list(filter, for: central, window: (25, 0)).items.map(\.id) == [bad.id])
        house.shop.clock.advance(days: 2)
        #expect(try await queries.list(filter, for: central, window: (25, 0)).count == 2, "the pending one is late")
        filter = InvoiceFilter()
        filter.unit = "KV2"
        #expect(try await queries.list(filter, for: central, window: (25, 0)).items.map(\.id) == [other.id])
        filter = InvoiceFilter()
        filter.to = good.date.adding(days: -1)
        #expect(try await queries.list(filter, for: central, window: (25, 0)).count == 0)
        filter = InvoiceFilter()
        filter.text = "nguyen van an"
        for order in InvoiceFilter.Order.allCases {
            filter.order = order
            #expect(try await queries.list(filter, for: central, window: (2, 1)).items.count == 2)
        }
        let counts = try await queries.counts(for: officer)
        #expect(counts.states == [.refused: 1, .accepted: 1] && counts.problems == 1)
        let story = try #require(try await queries.story(good.id, for: officer))
        #expect(story.mayWork && story.files.pdf && story.lines.count == 1)
        #expect(story.entries.map(\.action).last == "invoice.accepted")
        #expect(try await queries.story(other.id, for: officer) == nil)
        #expect(try await queries.files(good.id, for: officer)?.name == "1C26TQD-1")
        #expect(try await queries.files(good.id, for: try await house.member("x", .invoiceOfficer, in: "KV2")) == nil)
    }
}
