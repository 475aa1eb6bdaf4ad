import Catalogue
import Contracts
import Invoicing
import Journal
import Kernel
import Organisation
import People
import Storage
import TestKit
import Testing

/// A signed invoice is never edited or cancelled: only adjusted or replaced (Circular 91/2026/TT-BTC art. 10).
@Suite struct InvoiceCorrectionTests {
    private struct Scene {
        let house: InvoiceHouse
        let officer: StaffMember
        let original: InvoiceRequest
        var adjust: AdjustInvoice { AdjustInvoice(database: house.database, world: house.world) }
        var replace: ReplaceInvoice { ReplaceInvoice(database: house.database, world: house.world) }

        /// - Parameter isIssued: whether the original has its number yet.
        init(_ engine: TestEngine, isIssued: Bool = true) async throws {
            house = try await InvoiceHouse(engine)
            officer = try await house.member("hoa", .invoiceOfficer, in: "KV1")
            let asked = try await house.paid("a", unit: "KV1")
            if isIssued { try await house.finish(asked.id) }
            original = try await house.request(asked.id)
        }

        func issued(_ outcome: CorrectionOutcome) async throws -> InvoiceRequest {
            guard case .requested(let id) = outcome else {
                Issue.record("\(outcome)")
                throw Shop.Unexpected()
            }
            #expect(try await house.finish(id) == .done)
            return try await house.request(id)
        }

        func replacement(
            _ change: (inout InvoiceCorrectionForm) -> Void = { _ in }
        ) async throws
            -> InvoiceCorrectionForm
        {
            let contract = try #require(try await house.database.read { try Contract.find(original.contract, on: $0) })
            var form = InvoiceCorrectionForm()
            form.reason = "Sai mã số thuế"
            form.lines = contract.lines.map { .init(InvoiceLine($0)) }
            form.buyer = InvoiceBuyerForm(contract.buyer)
            change(&form)
            return form
        }
    }

    @Test(arguments: TestEngine.available)
    func `an adjustment downward names the invoice and carries its own lines`(engine: TestEngine) async throws {
        let scene = try await Scene(engine)
        let form = InvoiceHouse.adjustment(.decrease, dong: 200_000)
        let done = try await scene.issued(try await scene.adjust(scene.original.id, form, by: scene.officer))
        #expect(done.kind == .adjustment(of: scene.original.id, .decrease))
        #expect(done.total.dong == 216_000, "never negative here")
        let draft = try #require(scene.house.provider.held.last?.draft)
        #expect(draft.isDecrease)
        #expect(draft.lines.map(\.price.net.dong) == [200_000])
        #expect(
            draft.correction?.sentence
                == "Điều chỉnh cho hóa đơn Mẫu số 1 ký hiệu C26TQD số 1 ngày 23 tháng 11 năm 2026"
        )
        let chain = try #require(
            try await scene.house.database.read { try InvoiceChain.read(scene.original.id, on: $0) }
        )
        #expect(chain.standing == .adjusted)
        #expect(try chain.worth().dong == Shop.total - 216_000)
        #expect(try await scene.house.shop.count("notice WHERE kind = 'invoice_issued'") == 2)
        let entries = try await scene.house.database.read { connection in
            try AuditEntry.entries(about: "contract:\(scene.original.contract)", on: connection)
        }
        let entry = try #require(entries.first { $0.action == "invoice.adjustment_requested" })
        #expect(entry.actor == "staff:\(scene.officer.id)" && entry.value("corrects") == scene.original.key)
    }

    @Test(arguments: TestEngine.available)
    func `no more can be taken off than the invoice is still worth`(engine: TestEngine) async throws {
        let scene = try await Scene(engine)
        let id = scene.original.id
        let all = InvoiceHouse.adjustment(.decrease, dong: 1_200_001)
        let full = try #require(try? Money(dong: Shop.total))
        #expect(
            try await scene.adjust(id, all, by: scene.officer) == .mistakes([.lines: .moreThanInvoiced(full)])
        )
        _ = try await scene.issued(
            try await scene.adjust(id, InvoiceHouse.adjustment(.decrease, dong: 1_200_000), by: scene.officer)
        )
        let more = InvoiceHouse.adjustment(.decrease, dong: 1)
        #expect(try await scene.adjust(id, more, by: scene.officer) == .mistakes([.lines: .moreThanInvoiced(.zero)]))
        _ = try await scene.issued(
            try await scene.adjust(id, InvoiceHouse.adjustment(.increase, dong: 50_000), by: scene.officer)
        )
    }

    @Test(arguments: TestEngine.available)
    func `a replacement stands in its place, and only it can be corrected then`(engine: TestEngine) async throws {
        let scene = try await Scene(engine)
        let form = try await scene.replacement {
            $0.buyer.name = "Công ty Cổ phần FPT"
            $0.buyer.taxCode = "0101248141"
        }
        let first = try await scene.issued(try await scene.replace(scene.original.id, form, by: scene.officer))
        let draft = try #require(scene.house.provider.held.last?.draft)
        #expect(draft.correction?.kind == .replacement && draft.correction?.number == "1")
        #expect(draft.buyer.displayName == "Công ty Cổ phần FPT")
        #expect(try await scene.replace(scene.original.id, form, by: scene.officer) == .refused(.replaced))
        let adjustment = InvoiceHouse.adjustment(.increase, dong: 1_000)
        #expect(try await scene.adjust(scene.original.id, adjustment, by: scene.officer) == .refused(.replaced))
        #expect(
            try await scene.adjust(first.id, adjustment, by: scene.officer) == .refused(.mustReplace),
            "a second correction uses the form of the first"
        )
        let second = try await scene.issued(try await scene.replace(first.id, form, by: scene.officer))
        #expect(second.buyerOverride?.taxCode?.description == "0101248141", "the mended buyer stays")
    }

    @Test(arguments: TestEngine.available)
    func `one correction at a time, of an issued invoice, in the form of the first`(engine: TestEngine) async throws {
        let scene = try await Scene(engine)
        let id = scene.original.id
        let form = InvoiceHouse.adjustment(.increase, dong: 1_000)
        guard case .requested(let first) = try await scene.adjust(id, form, by: scene.officer) else {
            throw Shop.Unexpected()
        }
        #expect(try await scene.adjust(id, form, by: scene.officer) == .refused(.underWay))
        #expect(try await scene.replace(id, scene.replacement(), by: scene.officer) == .refused(.underWay))
        #expect(try await scene.adjust(first, form, by: scene.officer) == .refused(.notAccepted))
        #expect(try await scene.house.finish(first) == .done)
        #expect(try await scene.replace(id, scene.replacement(), by: scene.officer) == .refused(.mustAdjust))
        #expect(try await scene.adjust(first, form, by: scene.officer) == .refused(.isAdjustment))
    }

    @Test(arguments: TestEngine.available)
    func `a refused correction stands in nobody's way, and comes too late after another`(
        engine: TestEngine
    ) async throws {
        let scene = try await Scene(engine)
        let id = scene.original.id
        let form = InvoiceHouse.adjustment(.decrease, dong: 1_000)
        guard case .requested(let refused) = try await scene.adjust(id, form, by: scene.officer) else {
            throw Shop.Unexpected()
        }
        let key = try await scene.house.request(refused).key
        scene.house.provider.order { $0.refuses = [key: "sai"] }
        #expect(try await scene.house.finish(refused) == .park(reason: "sai"))
        _ = try await scene.issued(
            try await scene.adjust(
                id,
                InvoiceHouse.adjustment(.decrease, dong: 1_200_000),
                by: scene.officer
            )
        )
        let retry = RetryInvoice(database: scene.house.database, world: scene.house.world)
        let outcome = try await retry(refused, date: .kept, buyer: scene.replacement().buyer, by: scene.officer)
        #expect(outcome == .overtaken, "nothing is left to take off")
    }

    @Test(arguments: TestEngine.available)
    func `an adjustment of information changes no amount`(engine: TestEngine) async throws {
        let scene = try await Scene(engine)
        var form = try await scene.replacement { $0.buyer.address = "Số 1 phố Huế, Hà Nội" }
        form.direction = InvoiceDirection.information.rawValue
        let done = try await scene.issued(try await scene.adjust(scene.original.id, form, by: scene.officer))
        #expect(done.total.isZero && done.buyerOverride?.address == "Số 1 phố Huế, Hà Nội")
        #expect(scene.house.provider.held.last?.draft.lines.isEmpty == true)
    }

    @Test(arguments: TestEngine.available)
    func `mistakes of a form are told at once, and nothing is asked for`(engine: TestEngine) async throws {
        let scene = try await Scene(engine)
        var form = try await scene.replacement { $0.reason = " " }
        form.lines[0].quantity = "0"
        form.lines.append(.init(code: "X", name: "Khác", unit: "gói", quantity: "1", unitPrice: "1.000", rate: "10%"))
        form.lines.append(.init(code: "X", name: "Khác", unit: "gói", quantity: "1", unitPrice: "-1", rate: "8%"))
        form.buyer.taxCode = "0312345678"
        form.buyer.name = ""
        guard case .mistakes(let mistakes) = try await scene.replace(scene.original.id, form, by: scene.officer) else {
            throw Shop.Unexpected()
        }
        #expect(
            mistakes == [
                .reason: .missing, .line(0): .badQuantity, .line(1): .unknownRate, .line(2): .badPrice,
                .taxCode: .badTaxCode, .name: .missing,
            ]
        )
        #expect(try await scene.house.shop.count("invoice_request") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `only those who work invoices there may, and only what has been issued`(engine: TestEngine) async throws {
        let scene = try await Scene(engine, isIssued: false)
        let form = InvoiceHouse.adjustment(.increase, dong: 1_000)
        let retry = RetryInvoice(database: scene.house.database, world: scene.house.world)
        for (name, role, unit) in [
            ("lan", Role.invoiceOfficer, "KV2"), ("tam", .accountant, "KV1"), ("ba", .admin, "CNTT"),
        ] {
            let other = try await scene.house.member(name, role, in: unit)
            #expect(try await scene.adjust(scene.original.id, form, by: other) == .notAllowed)
            #expect(try await scene.replace(scene.original.id, form, by: other) == .notAllowed)
            let buyer = InvoiceBuyerForm()
            #expect(try await retry(scene.original.id, date: .kept, buyer: buyer, by: other) == .notAllowed)
        }
        #expect(try await scene.adjust(scene.original.id, form, by: scene.officer) == .refused(.notAccepted))
        let central = try await scene.house.member("hai", .invoiceOfficer, in: "CNTT")
        #expect(try await scene.adjust(scene.original.id, form, by: central) == .refused(.notAccepted))
        #expect(try await scene.adjust(scene.house.world.newID(), form, by: central) == .notFound)
    }
}
