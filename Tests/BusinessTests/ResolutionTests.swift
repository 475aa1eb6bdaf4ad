import Accounting
import Invoicing
import Journal
import Kernel
import Organisation
import Payments
import Reconciliation
import Storage
import TestKit
import Testing

@Suite struct ResolutionTests {
    @Test(arguments: TestEngine.available)
    func `a lost notice is applied by two accountants, once, also when the notice comes late`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        let reference = try await counter.unheard("lost")
        counter.sleep()
        try await counter.take([counter.line(4, reference, "14600001")])
        let exception = try await counter.only(.onlyAtVNPAY)
        let work = counter.work
        // VNPAY is asked first.
        #expect(try await counter.shop.count("outbox_message WHERE kind = 'resolve_attempt'") == 1)
        #expect(
            try await work.propose(exception.number, .applyAsPaid, reason: "mất IPN", by: counter.an) == .gatewayIsAsked
        )
        counter.shop.clock.advance(minutes: 16)
        #expect(
            try await work.propose(exception.number, .waitForNextFile, reason: "x", by: counter.an) == .notForThisClass
        )
        #expect(try await work.propose(exception.number, .applyAsPaid, reason: " ", by: counter.an) == .reasonNeeded)
        #expect(
            try await work.propose(exception.number, .applyAsPaid, reason: "mất IPN", by: counter.auditor)
                == .notAllowed
        )
        #expect(try await work.propose(exception.number, .applyAsPaid, reason: "mất IPN", by: counter.an) == .done)
        #expect(try await work.confirm(exception.number, by: counter.an) == .ownProposal)
        #expect(try await counter.shop.count("payment") == 0)
        #expect(try await work.confirm(exception.number, by: counter.binh) == .done)
        #expect(try await work.confirm(exception.number, by: counter.binh) == .tooLate)
        #expect(try await counter.shop.count("payment") == 1)
        #expect(try await counter.shop.count("settlement_evidence") == 1)
        #expect(try await counter.classes() == [.matched: 1])
        #expect(try await counter.only(.onlyAtVNPAY).state == .resolved)
        #expect(await counter.shop.notice("true \(reference) \(Shop.total) 14600001") == .knownAlready)
        #expect(try await counter.shop.count("payment") == 1)
        #expect(try await counter.balance(.vnpayClearing) == Shop.total)
        #expect(
            try await counter.audit(exception.subject) == ["exception.proposed", "exception.confirmed"]
        )
        #expect(try await counter.close() == .closed)
    }

    @Test(arguments: TestEngine.available)
    func `a notice that comes after all settles the exception by itself`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        let reference = try await counter.unheard("late")
        counter.sleep()
        try await counter.take([counter.line(4, reference, "14600001")])
        let exception = try await counter.only(.onlyAtVNPAY)
        #expect(try await counter.work.assign(exception.number, to: counter.binh.id, by: counter.an) == .done)
        let refresh = RefreshExceptions(database: counter.database, world: counter.world)
        #expect(try await refresh() == 0)
        counter.shop.clock.advance(minutes: 1)
        #expect(await counter.shop.notice("true \(reference) \(Shop.total) 14600001") == .recorded)
        #expect(try await refresh() == 1)
        #expect(try await refresh() == 0)
        #expect(try await counter.only(.onlyAtVNPAY).state == .settled)
        #expect(try await counter.shop.count("inbox_item WHERE kind = 'exception_assigned' AND done_at IS NULL") == 0)
        #expect(try await counter.classes() == [.matched: 1])
    }

    @Test(arguments: TestEngine.available)
    func `differences that are accepted go to the books, and come back when a newer file has none`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        let (one, two) = (try await counter.paid("14600001"), try await counter.paid("14600002"))
        let three = try await counter.paid("14600003")
        counter.sleep()
        try await counter.take([
            counter.line(4, one, "14600001", fee: Counter.fee + 500),
            counter.line(5, two, "14600002", gross: Shop.total - 1_000),
            counter.line(6, three, "14600003"), counter.line(7, three, "14600009"),
        ])
        try await counter.resolve(counter.only(.feeDiffers), .acceptDifference)
        try await counter.resolve(counter.only(.amountDiffers), .acceptDifference)
        try await counter.resolve(counter.only(.duplicated), .openRefundCase)
        #expect(try await counter.balance(.gatewayFees) == 1_500)
        #expect(try await counter.balance(.overpayments) == -Shop.total)
        #expect(try await counter.balance(.vnpayClearing) == 4 * Shop.total - 1_500)
        #expect(try await counter.shop.count("payment_case") == 1)
        #expect(try await counter.close() == .closed)
        let day = try await counter.database.read { try ReconciliationDay.find(counter.key, on: $0) }
        let net = 4 * Shop.total - 1_000 - 4 * Counter.fee - 500
        #expect(day?.totals?.netDong == net)
        // The file's whole fee is in the books: what the contract asks for by the closing, the rest by acceptance.
        #expect(try await counter.balance(.vnpayClearing) == net)
        let reopen = ReopenDay(database: counter.database, world: counter.world)
        #expect(try await reopen(counter.key, reason: "tệp mới", by: counter.an) == .reopened)
        try await counter.take([
            counter.line(4, one, "14600001"), counter.line(5, two, "14600002"), counter.line(6, three, "14600003"),
        ])
        #expect(try await counter.classes() == [.matched: 3])
        #expect(try await counter.balance(.gatewayFees) == 0)
        #expect(try await counter.balance(.vnpayClearing) == 3 * Shop.total)
        #expect(try await counter.exceptions().allSatisfy { $0.state == .settled })
        let cases = try await counter.database.read { try PaymentCase.open(limit: 5, on: $0) }
        #expect(cases.map(\.holding) == [.nothing], "the books owe nothing for it any more")
    }

    @Test(arguments: TestEngine.available)
    func `a proposal may be sent back, and the work is told to whom it is given`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        counter.sleep()
        try await counter.take([counter.line(4, "KHONGRO-1", "14600001")])
        let exception = try await counter.only(.unknownReference)
        let work = counter.work
        #expect(try await work.assign(exception.number, to: counter.auditor.id, by: counter.an) == .notAnAccountant)
        #expect(try await work.assign(exception.number, to: counter.binh.id, by: counter.an) == .done)
        let inbox = try await counter.database.read { try InboxItem.all(of: counter.binh.id, limit: 9, on: $0) }
        #expect(inbox.map(\.kind) == [.exceptionAssigned])
        #expect(inbox.first?.about == exception.subject)
        #expect(try await work.explain(exception.number, " Đã hỏi VNPAY ", by: counter.binh) == .done)
        #expect(
            try await work.propose(exception.number, .acceptDifference, reason: "x", by: counter.an) == .notForThisClass
        )
        #expect(try await work.propose(exception.number, .openRefundCase, reason: "lạ", by: counter.an) == .done)
        #expect(try await work.reject(exception.number, reason: "chưa rõ", by: counter.binh) == .done)
        #expect(try await work.confirm(exception.number, by: counter.binh) == .tooLate)
        let known = try await counter.only(.unknownReference)
        #expect(known.state == .open && known.explanation == "Đã hỏi VNPAY" && known.owner == counter.binh.id)
        try await counter.resolve(known, .openRefundCase)
        #expect(try await counter.balance(.overpayments) == -Shop.total)
        #expect(try await counter.balance(.vnpayClearing) == Shop.total)
    }

    @Test(arguments: TestEngine.available)
    func `closing asks for the invoices in batches; opening again keeps what an invoice rests on`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        try await counter.database.write { connection in
            try StoredSetting.set(
                InvoicePolicy.afterOnlineName,
                to: "reconciliation",
                by: nil,
                at: .noon,
                on: connection
            )
        }
        var lines: [SettlementLine] = []
        for row in 1...5 {
            let reference = try await counter.paid("1460000\(row)")
            lines.append(counter.line(Int64(row + 3), reference, "1460000\(row)"))
        }
        counter.sleep()
        try await counter.take(lines)
        #expect(try await counter.shop.count("invoice_request") == 0)
        #expect(try await counter.close(by: counter.auditor) == .notAllowed)
        #expect(try await counter.close() == .closed)
        #expect(try await counter.close() == .notImported)
        #expect(try await counter.take([lines[0]]) == .closed)
        #expect(try await counter.balance(.gatewayFees) == 5 * Counter.fee)
        #expect(try await counter.deliverClosings() == 4)
        #expect(try await counter.shop.count("invoice_request") == 5)
        #expect(try await counter.shop.count("payment WHERE reconciled_day = \(Counter.day)") == 5)
        let reopen = ReopenDay(database: counter.database, world: counter.world)
        try await counter.database.write { connection in
            try connection.run(
                "DELETE FROM invoice_request WHERE contract_id IN (SELECT contract_id FROM invoice_request ORDER BY contract_id LIMIT 2)"
            )
        }
        #expect(try await reopen(counter.key, reason: "", by: counter.an) == .reasonNeeded)
        #expect(try await reopen(counter.key, reason: "VNPAY gửi lại tệp", by: counter.an) == .reopened)
        #expect(try await reopen(counter.key, reason: "lần nữa", by: counter.an) == .notClosed)
        #expect(try await counter.shop.count("payment WHERE reconciled_day = \(Counter.day)") == 3)
        #expect(try await counter.balance(.gatewayFees) == 0)
        #expect(try await counter.close() == .closed)
        _ = try await counter.deliverClosings()
        #expect(try await counter.shop.count("invoice_request") == 5)
        #expect(try await counter.balance(.gatewayFees) == 5 * Counter.fee)
    }
}
