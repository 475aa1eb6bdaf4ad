import Contracts
import Invoicing
import Journal
import Kernel
import Organisation
import Storage
import TestKit
import Testing

/// One ordered queue a series (einvoice/spec.md §13), and the rule that its dates never go back.
@Suite struct InvoiceQueueTests {
    @Test(arguments: TestEngine.available)
    func `numbers follow the order of payment, whoever is delivered first`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        var all: [InvoiceRequest] = []
        for name in ["a", "b", "c", "d"] {
            all.append(try await house.paid(name))
            house.shop.clock.advance(seconds: 1)
        }
        guard case .waiting(let last) = try await house.push(all[3].id),
            case .waiting(let second) = try await house.push(all[1].id)
        else { throw Shop.Unexpected() }
        #expect(last > second, "the next one looks soon, the others are woken")
        #expect(house.provider.held.isEmpty)
        for request in all { try await house.finish(request.id) }
        #expect(house.provider.numbered == all.map(\.key))
    }

    @Test(arguments: TestEngine.available)
    func `who leaves the queue wakes the next`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let first = try await house.paid("a")
        let second = try await house.paid("b")
        let later = house.world.now().adding(minutes: 5)
        try await house.database.write { connection in
            try connection.run("UPDATE outbox_message SET available_at = \(later) WHERE kind = 'push_invoice'")
        }
        _ = try await house.push(first.id)
        #expect(try await house.request(first.id).state == .signed)
        #expect(try await house.delivery(second)?.availableAt == house.world.now())
    }

    @Test(arguments: TestEngine.available)
    func `one stuck invoice blocks nobody: refused, parked and in need of a person step aside`(
        engine: TestEngine
    ) async throws {
        let house = try await InvoiceHouse(engine)
        let refused = try await house.paid("a")
        let silent = try await house.paid("b")
        let good = try await house.paid("c")
        house.provider.order {
            $0.refuses = [refused.key: "mã số thuế không đúng"]
            $0.swallows = [silent.key]
        }
        #expect(try await house.finish(refused.id) == .park(reason: "mã số thuế không đúng"))
        #expect(try await house.push(silent.id) == .failed(reason: "no answer"))
        #expect(try await house.push(good.id) == .waiting(milliseconds: 2_000), "not yet: it may still be issued")
        try await house.database.write { connection in
            try connection.run(
                "UPDATE outbox_message SET state = 'parked' WHERE key = \("invoice/\(silent.contract)")"
            )
        }
        #expect(try await house.finish(good.id) == .done)
        #expect(house.provider.numbered == [good.key])
    }

    @Test(arguments: TestEngine.available)
    func `a date that the series has passed goes to a person, who draws it up today`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let officer = try await house.member("hoa", .invoiceOfficer, in: "CNTT")
        let early = try await house.paid("a")
        house.shop.clock.advance(days: 1)
        let late = try await house.paid("b")
        // Parked for a day, while the next was issued.
        try await house.database.write { connection in
            try connection.run("UPDATE outbox_message SET state = 'parked' WHERE key = \("invoice/\(early.contract)")")
        }
        #expect(try await house.finish(late.id) == .done)
        #expect(try await house.finish(early.id) == .park(reason: "earlier_date"))
        let stuck = try await house.request(early.id)
        #expect(stuck.state == .needsPerson && stuck.obstacle == .earlierDate)
        #expect(house.provider.held.count == 1, "the provider was not asked")
        let tasks = try await house.inbox(officer).filter { $0.kind == .invoiceRefused }
        #expect(tasks.map(\.about) == [early.subject] && tasks.allSatisfy { $0.isTask && $0.doneAt == nil })

        let retry = RetryInvoice(database: house.database, world: house.world)
        let buyer = InvoiceBuyerForm(try await contract(early, house).buyer)
        #expect(try await retry(early.id, date: .kept, buyer: buyer, by: officer) == .retried)
        #expect(try await house.finish(early.id) == .park(reason: "earlier_date"), "the same date is still passed")
        #expect(try await retry(early.id, date: .today, buyer: buyer, by: officer) == .retried)
        #expect(try await house.finish(early.id) == .done)
        let issued = try await house.request(early.id)
        #expect(issued.date == house.world.now().day && issued.deadline.iso8601 == "2026-11-25")
        #expect(try await house.inbox(officer).allSatisfy { $0.doneAt != nil })
    }

    @Test(arguments: TestEngine.available)
    func `a new year begins a new book, and another series waits for nobody`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let online = try await house.paid("a")
        try await house.database.write { connection in
            try StoredSetting.set("invoice.series", to: "TKV", by: nil, at: house.world.now(), on: connection)
        }
        let other = try await house.paid("b")
        #expect(try await house.finish(other.id) == .done, "the first of its series")
        #expect(house.provider.held.first?.draft.seriesLetters == "TKV")
        #expect(try await house.finish(online.id) == .done)
        #expect(house.provider.held.last?.draft.seriesLetters == "TQD")
    }

    @Test(arguments: TestEngine.available)
    func `a provider that is down is asked again without end, and nothing is parked`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let request = try await house.paid("a")
        house.provider.order { $0.isDown = true }
        for _ in 0..<30 { #expect(try await house.push(request.id) == .waiting(milliseconds: 30_000)) }
        #expect(try await house.request(request.id).document.remark == "no connection")
        house.provider.order { $0.isDown = false }
        #expect(try await house.finish(request.id) == .done)
        #expect(house.provider.held.count == 1)
    }

    @Test(arguments: TestEngine.available)
    func `lost answers and "duplicate" end in one invoice`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let request = try await house.paid("a")
        house.provider.order {
            $0.losesSaves = 1
            $0.losesSigns = 1
            $0.saysDuplicate = true
        }
        #expect(try await house.finish(request.id) == .done)
        #expect(house.provider.held.count == 1)
        // As after a restored database: we know of nothing, and the provider says that it has it.
        try await house.database.write { connection in
            try connection.run("DELETE FROM invoice_file")
            try connection.run("UPDATE invoice_request SET state = 'pending', number = NULL, provider_id = NULL")
        }
        #expect(try await house.finish(request.id) == .done)
        #expect(house.provider.held.count == 1)
    }

    @Test(arguments: TestEngine.available)
    func `an invoice may come without files`(engine: TestEngine) async throws {
        let house = try await InvoiceHouse(engine)
        let request = try await house.paid("a")
        house.provider.order { $0.hasFiles = false }
        #expect(try await house.finish(request.id) == .done)
        #expect(try await house.shop.count("invoice_file") == 0)
        #expect(try await house.shop.count("notice WHERE kind = 'invoice_issued'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `sent again after the authority's no, the refused one is told from the new one`(
        engine: TestEngine
    ) async throws {
        let house = try await InvoiceHouse(engine)
        let officer = try await house.member("hoa", .invoiceOfficer, in: "CNTT")
        let request = try await house.paid("a")
        house.provider.order { $0.refusesCode = 1 }
        #expect(try await house.finish(request.id) == .park(reason: "wrong tax code"))
        var buyer = InvoiceBuyerForm(try await contract(request, house).buyer)
        buyer.taxCode = "0101248142"
        let retry = RetryInvoice(database: house.database, world: house.world)
        #expect(
            try await retry(request.id, date: .kept, buyer: buyer, by: officer) == .mistakes([.taxCode: .badTaxCode])
        )
        buyer.taxCode = "0101248141"
        buyer.name = "Công ty Cổ phần FPT"
        house.provider.order { $0.losesSaves = 1 }
        #expect(try await retry(request.id, date: .kept, buyer: buyer, by: officer) == .retried)
        #expect(try await retry(request.id, date: .kept, buyer: buyer, by: officer) == .notWaiting)
        #expect(try await house.finish(request.id) == .done)
        #expect(house.provider.held.map(\.draft.buyer.displayName) == ["Nguyễn Văn An", "Công ty Cổ phần FPT"])
        #expect(try await house.request(request.id).document.number == "2")
    }
}

extension InvoiceQueueTests {
    private func contract(_ request: InvoiceRequest, _ house: InvoiceHouse) async throws -> Contract {
        try #require(try await house.database.read { try Contract.find(request.contract, on: $0) })
    }
}
