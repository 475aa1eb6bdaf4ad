import Billing
import Contracts
import Foundation
import Invoicing
import Journal
import Kernel
import Organisation
import Payments
import People
import Storage
import Synchronization
import TestKit
import Testing

/// A shop whose paid orders become invoices, two units with their people, and a provider that does as it is told.
struct InvoiceHouse {
    let shop: Shop
    let provider = InvoiceProvider()

    var database: any SQLDatabase { shop.database }
    var world: World { shop.world }

    init(_ engine: TestEngine) async throws {
        shop = try await Shop(engine)
        try await shop.database.write { connection in
            for (code, kind) in [("KV1", OrganisationUnit.Kind.regional), ("KV2", .regional), ("CNTT", .itCentre)] {
                try OrganisationUnit(
                    code: code,
                    kind: kind,
                    name: Bilingual(vietnamese: code, english: code),
                    numberPattern: .standard
                ).store(on: connection)
            }
        }
    }

    /// Somebody who works here, signed in as it were.
    func member(_ name: String, _ role: Role, in unit: String) async throws -> StaffMember {
        let id = shop.world.newID(StaffMember.self)
        return try await shop.database.write { [time = shop.world.now()] connection in
            let place = try #require(try OrganisationUnit.find(unit, on: connection))
            try StaffMember(
                id: id,
                email: try #require(EmailAddress("\(name)@mobifone.vn")),
                name: name,
                phone: "0900000000",
                firm: nil,
                language: .vietnamese,
                in: place.reference,
                roles: [role]
            ).insert(at: time, on: connection)
            try connection.run("UPDATE staff SET state = 'active' WHERE id = \(id)")
            return try #require(try StaffMember.find(id, on: connection))
        }
    }

    /// One more order, paid: its invoice is asked for.
    @discardableResult
    func paid(_ name: String, unit: String? = nil) async throws -> InvoiceRequest {
        shop.clock.advance(seconds: 1)
        var form = shop.form
        form.email = "\(name)@example.vn"
        guard case .registered(let token) = try await shop.register(form, key: name) else { throw Shop.Unexpected() }
        let code = try await shop.code(of: token)
        guard case .confirmed(let link, _) = try await shop.confirm(token, code) else { throw Shop.Unexpected() }
        let reference = try await shop.attempt(link)
        let amount = try #require(
            try await shop.database.read { try PaymentAttempt.find(reference: reference, on: $0) }
        ).amount
        let manager = unit == nil ? nil : try await member("am-\(name)", .accountManager, in: unit ?? "").id
        #expect(await shop.notice("true \(reference) \(amount.dong) 9\(name.hashed)") == .recorded)
        return try await shop.database.write { connection in
            let attempt = try #require(try PaymentAttempt.find(reference: reference, on: connection))
            let row = try #require(
                try connection.rows(
                    "SELECT contract_id FROM payment_request WHERE id = \(attempt.request)"
                ).first
            )
            let contract: Contract.ID = try row.id("contract_id")
            if let unit {
                try connection.run(
                    "UPDATE contract SET unit_code = \(unit), account_manager_id = \(manager) WHERE id = \(contract)"
                )
            }
            return try #require(try InvoiceRequest.original(of: contract, on: connection))
        }
    }

    var push: PushInvoice { PushInvoice(database: shop.database, world: shop.world, port: provider.port) }

    /// Until it is issued or parked.
    @discardableResult
    func finish(_ id: InvoiceRequest.ID) async throws -> Delivery {
        for _ in 0..<20 {
            switch try await push(id) {
            case .done: return .done
            case .park(let reason): return .park(reason: reason)
            case .waiting, .failed: shop.clock.advance(seconds: 1)
            }
        }
        throw Shop.Unexpected()
    }

    func request(_ id: InvoiceRequest.ID) async throws -> InvoiceRequest {
        try #require(try await shop.database.read { try InvoiceRequest.find(id, on: $0) })
    }

    func delivery(_ request: InvoiceRequest) async throws -> OutboxStatus? {
        try await shop.database.read { connection in
            let key = request.kind == .original ? "invoice/\(request.contract)" : "invoice/\(request.id)"
            return try OutboxStatus.find(key: key, on: connection)
        }
    }

    func inbox(_ member: StaffMember) async throws -> [InboxItem] {
        try await shop.database.read { try InboxItem.all(of: member.id, limit: 50, on: $0) }
    }

    /// A form that takes `dong` before VAT off, or adds it.
    static func adjustment(
        _ direction: InvoiceDirection,
        dong: Int64,
        reason: String = "Giảm giá sau bán"
    )
        -> InvoiceCorrectionForm
    {
        var form = InvoiceCorrectionForm()
        form.reason = reason
        form.direction = direction.rawValue
        form.lines = [
            .init(code: "CA-12", name: "Chữ ký số", unit: "gói", quantity: "1", unitPrice: "\(dong)", rate: "8%")
        ]
        return form
    }
}

extension String {
    fileprivate var hashed: String { String(utf8.reduce(7) { ($0 * 31 + Int($1)) % 9_999_999 }) }
}

/// An e-invoice provider in memory.
final class InvoiceProvider: Sendable {
    struct Held: Sendable {
        let id: String
        let draft: InvoiceDraft
        var number: Int?
        var status: ProviderInvoice.Status
    }

    struct Orders: Sendable {
        var held: [Held] = []
        var isDown = false
        /// The next so many saves are kept, and their answers lost.
        var losesSaves = 0
        var losesSigns = 0
        /// Keys that are refused, and why.
        var refuses: [String: String] = [:]
        /// Whether the authority refuses what is signed next.
        var refusesCode = 0
        /// Keys whose save always ends in silence, kept nowhere.
        var swallows: Set<String> = []
        var saysDuplicate = false
        var hasFiles = true
    }

    let orders = Mutex(Orders())

    func order(_ change: (inout Orders) -> Void) { orders.withLock { change(&$0) } }

    var held: [Held] { orders.withLock { $0.held } }
    /// The keys in the order of their numbers.
    var numbered: [String] {
        held.filter { $0.number != nil }.sorted { ($0.number ?? 0) < ($1.number ?? 0) }.map(\.draft.key)
    }

    var port: InvoicingPort {
        InvoicingPort(
            find: { (key) async throws(InvoicingFailure) in try self.find(key) },
            save: { (draft) async throws(InvoicingFailure) in try self.save(draft) },
            sign: { (id) async throws(InvoicingFailure) in try self.sign(id) },
            status: { (id) async throws(InvoicingFailure) in try self.status(id) },
            files: (
                pdf: { (_) async throws(InvoicingFailure) in
                    self.orders.withLock { $0.hasFiles } ? Array("%PDF-".utf8) : nil
                },
                xml: { (_) async throws(InvoicingFailure) in
                    self.orders.withLock { $0.hasFiles } ? Array("<HDon/>".utf8) : nil
                }
            )
        )
    }

    private func find(_ key: String) throws(InvoicingFailure) -> ProviderInvoice? {
        let (isDown, all) = orders.withLock { ($0.isDown, $0.held.filter { $0.draft.key == key }) }
        if isDown { throw .notSent(reason: "no connection") }
        let best = all.last { if case .refused = $0.status { false } else { true } } ?? all.last
        return best.map(Self.answer)
    }

    private func save(_ draft: InvoiceDraft) throws(InvoicingFailure) -> ProviderInvoice {
        let result: Result<ProviderInvoice, InvoicingFailure> = orders.withLock { orders in
            if orders.isDown { return .failure(.notSent(reason: "no connection")) }
            if let reason = orders.refuses[draft.key] { return .failure(.refused(reason: reason)) }
            if orders.swallows.contains(draft.key) { return .failure(.unknown(reason: "no answer")) }
            if orders.saysDuplicate, orders.held.contains(where: { $0.draft.key == draft.key }) {
                return .failure(.refused(reason: "duplicate"))
            }
            let held = Held(id: "p\(orders.held.count + 1)", draft: draft, number: nil, status: .draft)
            orders.held.append(held)
            if orders.losesSaves > 0 {
                orders.losesSaves -= 1
                return .failure(.unknown(reason: "no answer"))
            }
            return .success(Self.answer(held))
        }
        return try result.get()
    }

    private func sign(_ id: String) throws(InvoicingFailure) {
        let failure: InvoicingFailure? = orders.withLock { orders in
            guard let index = orders.held.firstIndex(where: { $0.id == id }) else { return .refused(reason: "none") }
            guard orders.held[index].number == nil else { return .refused(reason: "already signed") }
            orders.held[index].number = (orders.held.compactMap(\.number).max() ?? 0) + 1
            orders.held[index].status = .waiting
            if orders.losesSigns > 0 {
                orders.losesSigns -= 1
                return .unknown(reason: "no answer")
            }
            return nil
        }
        if let failure { throw failure }
    }

    private func status(_ id: String) throws(InvoicingFailure) -> ProviderInvoice {
        let answer: ProviderInvoice? = orders.withLock { orders in
            guard let index = orders.held.firstIndex(where: { $0.id == id }) else { return nil }
            defer {
                if orders.held[index].status == .waiting {
                    let isRefused = orders.refusesCode > 0
                    orders.refusesCode -= isRefused ? 1 : 0
                    orders.held[index].status = isRefused ? .refused(reason: "wrong tax code") : .accepted
                }
            }
            return Self.answer(orders.held[index])
        }
        guard let answer else { throw .refused(reason: "there is none") }
        return answer
    }

    private static func answer(_ held: Held) -> ProviderInvoice {
        ProviderInvoice(
            id: held.id,
            status: held.status,
            series: "1C26TQD",
            number: held.number.map { "\($0)" },
            codes: (held.status == .accepted ? "M\(held.id)" : nil, "L\(held.id)")
        )
    }
}
