import Accounting
import Journal
import Kernel
import Organisation
import Payments
import Reconciliation
import Refunds
import Storage
import TestKit
import Testing

/// Refunds in VNPAY's file against ours.
@Suite struct RefundMatchingTests {
    /// A payment of which that much has been asked back, by An and Bình.
    private func refunded(
        _ counter: Counter,
        _ number: String,
        _ amount: Int64,
        _ answer: RefundAnswer.Result
    ) async throws -> String {
        let reference = try await counter.paid(number)
        let open = OpenRefundCase(database: counter.database, world: counter.world)
        guard case .opened(let id) = try await open(reference, amount: "\(amount)", reason: "x", by: counter.an) else {
            throw Shop.Unexpected()
        }
        var form = ProposeRefund.Form(way: .vnpay)
        (form.amount, form.reason) = ("\(amount)", "x")
        let propose = ProposeRefund(database: counter.database, world: counter.world)
        #expect(try await propose(id, form, by: counter.an) == .done)
        let known = try #require(try await counter.database.read { try RefundCase.find(id, on: $0) })
        let refund = try #require(known.current)
        let decide = DecideRefund(database: counter.database, world: counter.world)
        #expect(try await decide.confirm(id, refund.id, by: counter.binh) == .done)
        let desk = RefundDesk()
        desk.answer(answer)
        _ = try await WorkRefund(database: counter.database, world: counter.world, gateway: desk.gateway)(refund.id)
        return reference
    }

    @Test(arguments: TestEngine.available)
    func `what both sides say of a refund is matched, and what one says alone is not`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        let matched = try await refunded(counter, "1001", 100_000, RefundDesk.known(.processing, "2001"))
        let differs = try await refunded(counter, "1002", 200_000, RefundDesk.known(.processing, "2002"))
        let ours = try await refunded(counter, "1003", 300_000, RefundDesk.known(.processing, "2003"))
        let unheard = try await refunded(counter, "1004", 400_000, .none(reason: "timeout"))
        let refused = try await refunded(counter, "1005", 50_000, RefundDesk.known(.refused(code: "09"), "2005"))
        let denied = try await refunded(counter, "1006", 60_000, RefundDesk.known(.refunded, "2006"))
        let plain = try await counter.paid("1007")
        counter.sleep()
        var lines: [SettlementLine] = []
        for (index, reference) in [matched, differs, ours, unheard, refused, denied, plain].enumerated() {
            lines.append(counter.line(Int64(index) + 4, reference, "100\(index + 1)"))
        }
        lines += [
            counter.line(21, matched, "2001", .refund, .succeeded, gross: -100_000),
            counter.line(22, differs, "2002", .refund, .succeeded, gross: -210_000),
            counter.line(24, unheard, "2004", .refund, .succeeded, gross: -400_000),
            counter.line(25, refused, "2005", .refund, .succeeded, gross: -50_000),
            counter.line(26, denied, "2006", .refund, .failed, gross: -60_000),
            counter.line(27, plain, "2007", .refund, .succeeded, gross: -70_000),
        ]
        guard case .imported = try await counter.take(lines) else { throw Shop.Unexpected() }
        #expect(
            try await counter.classes() == [
                .matched: 8, .amountDiffers: 1, .onlyWithUs: 1, .onlyAtVNPAY: 1, .stateDiffers: 2, .refund: 1,
            ]
        )
        #expect(try await counter.only(.amountDiffers).amounts.differenceDong == -10_000)
        #expect(try await counter.only(.onlyWithUs).reference == ours)
        #expect(try await counter.only(.onlyAtVNPAY).reference == unheard)
        #expect(try await counter.only(.refund).reference == plain)
        let difference = try await counter.only(.amountDiffers)
        let outcome = try await counter.work.propose(difference.number, .openRefundCase, reason: "x", by: counter.an)
        #expect(outcome == .notForThisClass, "it has its case already")
    }

    @Test(arguments: TestEngine.available)
    func `a refund that was unheard of settles its exception when VNPAY has answered`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        let reference = try await refunded(counter, "1001", 100_000, .none(reason: "timeout"))
        counter.sleep()
        try await counter.take([
            counter.line(4, reference, "1001"),
            counter.line(5, reference, "2001", .refund, .succeeded, gross: -100_000),
        ])
        #expect(try await counter.classes() == [.matched: 1, .onlyAtVNPAY: 1])
        counter.shop.clock.advance(minutes: 1)
        let refund = try #require(
            try await counter.database.read { try Refund.all(about: reference, on: $0).first }
        )
        let desk = RefundDesk()
        desk.answer(RefundDesk.known(.refunded, "2001"))
        let work = WorkRefund(database: counter.database, world: counter.world, gateway: desk.gateway)
        #expect(try await work(refund.id) == .done)
        #expect(try await RefreshExceptions(database: counter.database, world: counter.world)() == 1)
        #expect(try await counter.classes() == [.matched: 2])
        #expect(try await counter.exceptions().map(\.state) == [.settled])
        #expect(try await counter.close() == .closed)
        let day = try await counter.database.read { try ReconciliationDay.find(counter.key, on: $0) }
        #expect(day?.totals?.netDong == Shop.total - Counter.fee - 100_000, "what the bank should bring")
        #expect(try await counter.balance(.vnpayClearing) == Shop.total - Counter.fee - 100_000)
    }

    /// Has VNPAY asked once more about the refund of a payment, and answered that.
    private func hear(
        _ counter: Counter,
        _ reference: String,
        _ answer: RefundAnswer.Result
    ) async throws {
        counter.shop.clock.advance(minutes: 6)
        let found = try await counter.database.read { try Refund.all(about: reference, on: $0).first }
        let refund = try #require(found)
        let desk = RefundDesk()
        desk.answer(answer)
        _ = try await WorkRefund(database: counter.database, world: counter.world, gateway: desk.gateway)(refund.id)
    }

    @Test(arguments: TestEngine.available, [false, true])
    func `a refund that matched and is refused later stands before a person, and says why`(
        engine: TestEngine,
        isClosed: Bool
    ) async throws {
        let counter = try await Counter(engine)
        let reference = try await refunded(counter, "1001", 100_000, RefundDesk.known(.processing, "2001"))
        counter.sleep()
        try await counter.take([
            counter.line(4, reference, "1001"),
            counter.line(5, reference, "2001", .refund, .succeeded, gross: -100_000),
        ])
        #expect(try await counter.classes() == [.matched: 2])
        if isClosed { #expect(try await counter.close() == .closed) }
        let refresh = RefreshExceptions(database: counter.database, world: counter.world)
        #expect(try await refresh() == 0)
        try await hear(counter, reference, RefundDesk.known(.refused(code: "09"), "2001"))
        #expect(try await refresh() == 1)
        #expect(try await refresh() == 0, "once")
        #expect(try await counter.classes() == [.matched: 1, .stateDiffers: 1])
        let exception = try await counter.only(.stateDiffers)
        #expect(exception.state == .open && exception.reference == reference && exception.transactionNumber == "2001")
        #expect(exception.amounts.riskDong == 100_000, "what was deducted and has not arrived")
        let queries = ReconciliationQueries(
            database: counter.database,
            world: counter.world,
            terminal: Counter.terminal
        )
        let dossier = try #require(try await queries.exception(exception.number))
        #expect(dossier.refund?.made.state == .refused(code: "09"))
        let open = try await counter.database.read { try PaymentCase.all(about: reference, on: $0) }
        #expect(dossier.refund?.settles == open.first?.id && open.first?.isOpen == true, "its case is open again")
        #expect(dossier.resolutions == [.noAction], "the money goes by the case")
        if !isClosed { #expect(try await counter.close() == .blocked(1)) }
    }

    @Test(arguments: TestEngine.available)
    func `a refund that failed in the file and is made all the same stands before a person`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        let reference = try await refunded(counter, "1001", 100_000, RefundDesk.known(.processing, "2001"))
        counter.sleep()
        try await counter.take([
            counter.line(4, reference, "1001"),
            counter.line(5, reference, "2001", .refund, .failed, gross: -100_000),
        ])
        #expect(try await counter.classes() == [.matched: 2])
        try await hear(counter, reference, RefundDesk.known(.refunded, "2001"))
        let refresh = RefreshExceptions(database: counter.database, world: counter.world)
        #expect(try await refresh() == 1)
        #expect(try await counter.only(.stateDiffers).amounts.riskDong == 100_000)
        #expect(try await refresh() == 0)
    }
}
