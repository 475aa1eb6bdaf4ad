import Activation
import Contracts
import Invoicing
import Journal
import Kernel
import Payments
import Storage
import Synchronization
import TestKit
import Testing

/// What follows a payment, when the partners are slow, silent or wrong.
@Suite struct EffectTests {
    /// A provider that remembers what it was sent, and misbehaves as told.
    private final class Provider: Sendable {
        let saved = Mutex<[InvoiceDraft]>([])
        let signed = Mutex(0)
        let losesAnswers = Mutex(0)
        let polls = Mutex(0)

        var port: InvoicingPort {
            InvoicingPort(
                find: { (key) async throws(InvoicingFailure) in
                    self.saved.withLock { $0.last { $0.key == key } }.map { _ in self.invoice }
                },
                save: { (draft) async throws(InvoicingFailure) in
                    self.saved.withLock { $0.append(draft) }
                    let isLost = self.losesAnswers.withLock { count in
                        count -= 1
                        return count >= 0
                    }
                    if isLost { throw .unknown(reason: "no answer") }
                    return self.invoice
                },
                sign: { (_) async throws(InvoicingFailure) in self.signed.withLock { $0 += 1 } },
                status: { (_) async throws(InvoicingFailure) in
                    self.polls.withLock { $0 += 1 }
                    return self.invoice
                },
                files: (
                    pdf: { (_) async throws(InvoicingFailure) in Array("%PDF-".utf8) },
                    xml: { (_) async throws(InvoicingFailure) in Array("<HDon/>".utf8) }
                )
            )
        }

        private var invoice: ProviderInvoice {
            let isSigned = signed.withLock { $0 > 0 }
            let status: ProviderInvoice.Status =
                !isSigned ? .draft : polls.withLock { $0 } < 4 ? .waiting : .accepted
            return ProviderInvoice(
                id: "p1",
                status: status,
                series: "1C26TQD",
                number: isSigned ? "1" : nil,
                codes: (status == .accepted ? "M1" : nil, "L1")
            )
        }
    }

    private func paid(_ engine: TestEngine) async throws -> Shop {
        let shop = try await Shop(engine)
        #expect(await shop.notice("true \(try await shop.attempt(shop.order()))") == .recorded)
        return shop
    }

    private func invoiceID(_ shop: Shop) async throws -> InvoiceRequest.ID {
        try await shop.database.read { connection in
            try #require(try connection.rows("SELECT id FROM invoice_request").first).id("id")
        }
    }

    @Test(arguments: TestEngine.available)
    func `an invoice whose answer was lost is read back and exists once`(engine: TestEngine) async throws {
        let shop = try await paid(engine)
        let provider = Provider()
        provider.losesAnswers.withLock { $0 = 1 }
        let push = PushInvoice(database: shop.database, world: shop.world, port: provider.port)
        let id = try await invoiceID(shop)
        #expect(try await push(id) == .failed(reason: "no answer"))
        var rounds = 0
        while try await push(id) != .done {
            rounds += 1
            try #require(rounds < 20)
        }
        #expect(provider.saved.withLock { $0.count } == 1)
        #expect(provider.signed.withLock { $0 } == 1)
        #expect(try await push(id) == .done, "called again, it does nothing")
        let request = try #require(try await shop.database.read { try InvoiceRequest.find(id, on: $0) })
        #expect(request.state == .accepted)
        #expect(request.document.authorityCode == "M1")
        #expect(try await shop.count("invoice_file") == 1)
        #expect(try await shop.count("notice WHERE kind = 'invoice_issued'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `two workers with one invoice save it once`(engine: TestEngine) async throws {
        let shop = try await paid(engine)
        let provider = Provider()
        let push = PushInvoice(database: shop.database, world: shop.world, port: provider.port)
        let id = try await invoiceID(shop)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try? await push(id) } }
        }
        #expect(provider.saved.withLock { $0.count } == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a draft that the form forbids goes to a person, and nobody is asked`(engine: TestEngine) async throws {
        let shop = try await paid(engine)
        let long = String(repeating: "x", count: 401)
        try await shop.database.write { try $0.run("UPDATE contract SET buyer_address = \(long)") }
        let provider = Provider()
        let push = PushInvoice(database: shop.database, world: shop.world, port: provider.port)
        guard case .park(let reason) = try await push(invoiceID(shop)) else { throw Shop.Unexpected() }
        #expect(reason.contains("address"))
        #expect(provider.saved.withLock { $0.isEmpty })
    }

    @Test(arguments: TestEngine.available)
    func `a package is activated once, whatever the answers`(engine: TestEngine) async throws {
        let shop = try await paid(engine)
        let asked = Mutex(0)
        let answers: [ActivationOutcome] = [
            .tryLater(reason: "HTTP 503"), .pending,
            .active(
                reference: "R1",
                access: [
                    AccessItem(label: Bilingual(vietnamese: "Khóa", english: "Key"), value: "K", isSecret: true)
                ]
            ),
        ]
        let port = ActivationPort { _ in
            answers[
                asked.withLock { count in
                    defer { count += 1 }; return min(count, 2)
                }
            ]
        }
        let activate = ActivateLine(database: shop.database, world: shop.world, port: port)
        let id: LineActivation.ID = try await shop.database.read { connection in
            try #require(try connection.rows("SELECT id FROM activation").first).id("id")
        }
        #expect(try await activate(id) == .failed(reason: "HTTP 503"))
        #expect(try await activate(id) == .waiting(milliseconds: 3_000))
        #expect(try await activate(id) == .done)
        #expect(try await activate(id) == .done)
        #expect(asked.withLock { $0 } == 3, "once active, nobody is asked again")
        let found = try await shop.database.read { connection -> Contract? in
            guard let activation = try LineActivation.find(id, on: connection) else { return nil }
            return try Contract.find(activation.contract, on: connection)
        }
        let contract = try #require(found)
        #expect(contract.state == .active)
        #expect(contract.startsOn == Day(year: 2026, month: 11, day: 23))
        #expect(contract.endsOn == Day(year: 2027, month: 11, day: 22))
        #expect(try await shop.count("notice WHERE kind = 'package_activated'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `an attempt nobody spoke of is asked about, and its time running out alone settles nothing`(
        engine: TestEngine
    ) async throws {
        let shop = try await Shop(engine)
        let link = try await shop.order()
        let reference = try await shop.attempt(link)
        shop.clock.advance(minutes: 17)
        #expect(try await FindQuietAttempts(database: shop.database, world: shop.world)() == 1)
        guard case .checking = try await shop.page(link).standing else { throw Shop.Unexpected() }
        let attempt = try #require(
            try await shop.database.read { try PaymentAttempt.find(reference: reference, on: $0) }
        )
        let resolve = ResolveAttempt(database: shop.database, world: shop.world, gateway: shop.gateway)
        #expect(try await resolve(attempt.id) == .waiting(milliseconds: 301_500), "not found is not yet no")
        guard case .waiting = try await resolve(attempt.id) else { throw Shop.Unexpected() }
        #expect(try await shop.count("gateway_message WHERE channel = 'querydr'") == 1, "one question in five minutes")
        shop.clock.advance(minutes: 20)
        #expect(try await resolve(attempt.id) == .done)
        #expect(try await shop.page(link).standing == .open(lastDecline: "91"))
        #expect(await shop.notice("true \(reference)") == .recorded, "a success is taken even then")
    }
}
