import Accounting
import Billing
import Contracts
import Evidence
import Invoicing
import Journal
import Kernel
import Organisation
import Payments
import Refunds
import Storage
import TestKit
import Testing

@Suite struct RefundCaseTests {
    /// An online order paid twice: the second success came after a decline.
    private func overpaid(_ house: RefundHouse) async throws -> RefundCase {
        let shop = house.house.shop
        let link = try await shop.order()
        let declined = try await shop.attempt(link)
        #expect(await shop.notice("failed \(declined)") == .recorded)
        #expect(await shop.notice("true \(try await shop.attempt(link)) \(Shop.total) 71") == .recorded)
        #expect(await shop.notice("true \(declined) \(Shop.total) 72") == .recorded)
        let known = try #require(try await house.database.read { try PaymentCase.open(limit: 5, on: $0).first })
        #expect(known.kind == .overpayment)
        return try #require(try await house.database.read { try RefundCase.find(known.id, on: $0) })
    }

    @Test(arguments: TestEngine.available)
    func `an overpayment is owed when two agree, and paid when VNPAY says so`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await overpaid(house)
        #expect(try await house.balance(.overpayments) == Shop.total)
        let refund = try await house.agreed(known)
        #expect(try await house.balance(.overpayments) == 0)
        #expect(try await house.balance(.refundsPayable) == Shop.total)
        #expect(try await house.broken().isEmpty)
        house.desk.answer(.declined(code: "93"))
        #expect(try await house.work(refund.id) == .done)
        #expect(try await house.latest(known).state == .refused(code: "93"))
        #expect(try await house.balance(.overpayments) == Shop.total, "taken back")
        #expect(try await house.broken().isEmpty)
        house.desk.answer(RefundDesk.known(.refunded))
        let again = try await house.agreed(known)
        #expect(try await house.work(again.id) == .done)
        #expect(try await house.balance(.overpayments) == 0)
        #expect(try await house.balance(.refundsPayable) == 0)
        #expect(try await house.read(known).payment.isOpen == false)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `money may stay, for a reason that two people agree on`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await overpaid(house)
        #expect(known.keepings == [.appliedElsewhere, .leftToUs])
        var form = house.form(.kept)
        form.keeping = .nothingOwed
        #expect(try await house.propose(known.id, form, by: house.an) == .reasonNeeded)
        form.keeping = .appliedElsewhere
        #expect(try await house.agreed(known, form).state == .done)
        #expect(try await house.read(known).payment.isOpen == false)
        #expect(try await house.balance(.overpayments) == 0)
        #expect(try await house.balance(.receivable) == Shop.total)
        #expect(try await house.house.letters("'refund_made'") == 0)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `two charges of one reference: the second goes back, and the first stays`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let shop = house.house.shop
        let reference = try await shop.attempt(try await shop.order())
        #expect(await shop.notice("true \(reference) \(Shop.total) 81") == .recorded)
        _ = await shop.notice("true \(reference) \(Shop.total) 82")
        let payment = try #require(try await house.database.read { try PaymentCase.open(limit: 5, on: $0).first })
        #expect(payment.kind == .secondCharge)
        let known = try #require(try await house.database.read { try RefundCase.find(payment.id, on: $0) })
        #expect(known.chargeNumber == "82")
        let refund = try await house.agreed(known)
        house.desk.answer(RefundDesk.known(.refunded))
        #expect(try await house.work(refund.id) == .done)
        #expect(house.desk.orders.first?.charge.number == "82")
        #expect(try await house.read(known).payment.isOpen == false)
        #expect(try await house.balance(.vnpayClearing) == -Shop.total, "the first charge is with VNPAY still")
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `a success for nobody's reference is settled outside VNPAY, or was no money`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        _ = await house.house.shop.notice("true LA-1 5000 91")
        let payment = try #require(try await house.database.read { try PaymentCase.open(limit: 5, on: $0).first })
        let known = try #require(try await house.database.read { try RefundCase.find(payment.id, on: $0) })
        #expect(known.ways == [.outside, .kept])
        #expect(try await house.propose(known.id, house.form(.vnpay, 5_000), by: house.an) == .wayNotOpen)
        var form = house.form(.kept)
        form.keeping = .nothingOwed
        #expect(try await house.agreed(known, form).state == .done)
        #expect(try await house.read(known).payment.isOpen == false)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `a case by hand needs a good payment, an amount within it, and an accountant`(
        engine: TestEngine
    ) async throws {
        let house = try await RefundHouse(engine)
        let shop = house.house.shop
        let reference = try await shop.attempt(try await shop.order())
        #expect(try await house.open("KHONG-CO", amount: "5", reason: "x", by: house.an) == .refused(.unknown))
        #expect(try await house.open(reference, amount: "5", reason: "x", by: house.an) == .refused(.wayNotOpen))
        #expect(await shop.notice("true \(reference)") == .recorded)
        let manager = try house.house.member(.manager)
        #expect(try await house.open(reference, amount: "5", reason: "x", by: manager) == .refused(.notAllowed))
        let total = try Money(dong: Shop.total)
        #expect(
            try await house.open(reference, amount: "1296001", reason: "x", by: house.an)
                == .refused(.tooMuch(left: total))
        )
        #expect(try await house.house.shop.count("payment_case") == 0, "a refused wish leaves nothing behind")
        let outcome = try await house.open(reference, amount: "500.000", reason: "khách đổi ý", by: house.an)
        guard case .opened(let id) = outcome else { throw Shop.Unexpected() }
        #expect(try await house.open(reference, amount: "1", reason: "y", by: house.binh) == .opened(id))
        let known = try #require(try await house.database.read { try RefundCase.find(id, on: $0) })
        let refund = try await house.agreed(known, house.form(.vnpay, 500_000))
        #expect(refund.extent == .partial)
        #expect(try await house.broken().isEmpty)
        house.desk.answer(RefundDesk.known(.refunded))
        #expect(try await house.work(refund.id) == .done)
        #expect(try await house.balance(.vatPayable) == 96_000 - 37_037)
        #expect(try await house.balance(.deferredRevenue) == 1_200_000 - 462_963)
        #expect(try await house.read(known).payment.isOpen == false)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available, [500_000, Shop.total])
    func `an invoice that is out is adjusted down, and its officer hears of it`(
        engine: TestEngine,
        amount: Int64
    ) async throws {
        let house = try await RefundHouse(engine)
        let shop = house.house.shop
        let reference = try await shop.attempt(try await shop.order())
        #expect(await shop.notice("true \(reference)") == .recorded)
        guard case .opened(let id) = try await house.open(reference, amount: "\(amount)", reason: "x", by: house.an)
        else { throw Shop.Unexpected() }
        let known = try #require(try await house.database.read { try RefundCase.find(id, on: $0) })
        let contract = try #require(try await house.database.read { try known.contract(on: $0) })
        house.desk.answer(RefundDesk.known(.refunded))
        #expect(try await house.work(try await house.agreed(known, house.form(.vnpay, amount)).id) == .done)
        let adjust = AdjustRefundedInvoices(database: house.database, world: house.world)
        #expect(try await adjust() == 0, "it is not out yet")
        try await house.database.write { connection in
            try connection.run(
                """
                UPDATE invoice_request SET state = 'accepted', provider_id = 'p', series = '1C26TQD', number = '7',
                    authority_code = 'm' WHERE contract_id = \(contract.id)
                """
            )
        }
        #expect(try await adjust() == 1)
        #expect(try await adjust() == 0, "once")
        let invoices = try await house.database.read { try InvoiceRequest.all(of: contract.id, on: $0) }
        let original = try #require(invoices.first { $0.kind == .original })
        let adjustment = try #require(invoices.first { $0.kind != .original })
        #expect(adjustment.kind == .adjustment(of: original.id, .decrease))
        #expect(adjustment.total.dong == amount, "to the đồng")
        #expect(adjustment.state == .pending)
        let officers = try await house.database.read { connection in
            try InboxItem.all(about: adjustment.subject, on: connection).filter { $0.kind == .invoiceAdjusted }
        }
        #expect(!officers.isEmpty)
        #expect(try await house.house.audited("invoice.adjustment_requested") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `where the rules allow no adjustment the officer has a task`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let shop = house.house.shop
        let reference = try await shop.attempt(try await shop.order())
        #expect(await shop.notice("true \(reference)") == .recorded)
        try await house.database.write { connection in
            try connection.run(
                """
                UPDATE invoice_request SET state = 'accepted', provider_id = 'p', series = '1C26TQD', number = '7',
                    authority_code = 'm', total_dong = 1000
                """
            )
        }
        guard case .opened(let id) = try await house.open(reference, amount: "5000", reason: "x", by: house.an)
        else { throw Shop.Unexpected() }
        let known = try #require(try await house.database.read { try RefundCase.find(id, on: $0) })
        house.desk.answer(RefundDesk.known(.refunded))
        #expect(try await house.work(try await house.agreed(known, house.form(.vnpay, 5_000)).id) == .done)
        #expect(try await shop.count("inbox_item WHERE kind = 'invoice_to_correct' AND is_task = 1") > 0)
        #expect(try await shop.count("invoice_request") == 1)
        #expect(try await house.house.audited("invoice.refund_by_hand") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `lists and dossiers show each reader its own part`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let queries = RefundQueries(database: house.database)
        for (person, sees) in [
            (House.Person.manager, true), (.managerTwo, false), (.approver, true), (.approverTwo, false),
            (.officer, true), (.auditor, true), (.itApprover, true), (.agent, false),
        ] {
            let member = try house.house.member(person)
            let found = try await queries.list(RefundFilter(), for: member, window: (25, 0))
            #expect(found.items.count == (sees ? 1 : 0), "\(person)")
            #expect((try await queries.dossier(known.id, for: member) != nil) == sees, "\(person)")
        }
        var filter = RefundFilter()
        for text in [known.payment.reference, String(known.payment.reference.prefix(7)), "Công ty TNHH"] {
            filter.text = text
            #expect(try await queries.list(filter, for: house.an, window: (25, 0)).items.count == 1, "\(text)")
        }
        filter.text = "khongco"
        #expect(try await queries.list(filter, for: house.an, window: (25, 0)).items.isEmpty)
        var counts = try await queries.list(RefundFilter(), for: house.an, window: (25, 0)).counts
        #expect(counts[.open] == 1)
        _ = try await house.proposed(known)
        counts = try await queries.list(RefundFilter(), for: house.an, window: (25, 0)).counts
        #expect(counts[.proposed] == 1 && counts[.open] == 0)
        #expect(try await queries.waiting(for: house.binh) == 1)
        let export = ExportRefunds(database: house.database, world: house.world)
        #expect(try await export.begin(RefundFilter(), format: "csv", by: house.an))
        #expect(try await export.batch(RefundFilter(), after: nil, for: house.an).count == 1)
        #expect(try await export.begin(RefundFilter(), format: "csv", by: house.house.member(.agent)) == false)
    }
}
