import Accounting
import Evidence
import Journal
import Kernel
import Organisation
import Payments
import Reconciliation
import Storage
import TestKit
import Testing

/// The bank, the invoices and the calendar of closed days, and days that nobody closes.
@Suite struct ClosedDayTests {
    private func closed(_ engine: TestEngine) async throws -> Counter {
        let counter = try await Counter(engine)
        let reference = try await counter.paid("14600001")
        counter.sleep()
        try await counter.take([counter.line(4, reference, "14600001")])
        #expect(try await counter.close() == .closed)
        return counter
    }

    private func form(_ amount: String, _ bankReference: String = "FT26328001") -> RecordBankCredit.Form {
        RecordBankCredit.Form(
            creditedOn: Counter.day.adding(days: 1),
            amount: amount,
            bankReference: bankReference,
            days: [Counter.day]
        )
    }

    @Test(arguments: TestEngine.available)
    func `a day whose file has no fees is closed only by somebody who wants it so`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        let reference = try await counter.paid("14600001")
        counter.sleep()
        try await counter.take([counter.line(4, reference, "14600001", fee: nil)])
        #expect(try await counter.close() == .feesMissing)
        #expect(try await counter.close(withoutFees: true) == .closed)
        #expect(try await counter.balance(.gatewayFees) == 0)
        // The fee report comes later.
        #expect(
            try await ReopenDay(database: counter.database, world: counter.world)(
                counter.key,
                reason: "có báo cáo phí",
                by: counter.an
            ) == .reopened
        )
        try await counter.take([counter.line(4, reference, "14600001")])
        #expect(try await counter.close() == .closed)
        #expect(try await counter.balance(.gatewayFees) == Counter.fee)
    }

    @Test(arguments: TestEngine.available)
    func `the bank's credit is recorded by one and confirmed by another, and clears what VNPAY owes`(
        engine: TestEngine
    ) async throws {
        let counter = try await closed(engine)
        let record = RecordBankCredit(database: counter.database, world: counter.world, terminal: Counter.terminal)
        var open = form("1.000")
        open.days = [Counter.day.adding(days: -1)]
        #expect(try await record(open, by: counter.an) == .notClosed(Counter.day.adding(days: -1)))
        #expect(try await record(form("1,5 triệu"), by: counter.an) == .badAmount)
        #expect(try await record(form("1.271.052"), by: counter.auditor) == .notAllowed)
        #expect(try await record(form("1.271.000"), by: counter.an) == .explanationNeeded(differenceDong: -52))
        guard case .done(let number) = try await record(form("1.271.052"), by: counter.an) else {
            throw Shop.Unexpected()
        }
        #expect(try await record(form("1.271.052"), by: counter.an) == .recordedAlready(number))
        #expect(try await record(form("1.271.052", "FT2"), by: counter.an) == .coveredAlready(Counter.day))
        #expect(try await record.confirm(number, by: counter.an) == .ownRecord)
        #expect(try await counter.balance(.bank) == 0)
        #expect(try await record.confirm(number, by: counter.binh) == .done(number))
        #expect(try await record.confirm(number, by: counter.binh) == .tooLate)
        #expect(try await record.withdraw(number, by: counter.an) == .tooLate)
        #expect(try await counter.balance(.bank) == 1_271_052)
        #expect(try await counter.balance(.vnpayClearing) == 0)
        let reopen = ReopenDay(database: counter.database, world: counter.world)
        #expect(try await reopen(counter.key, reason: "x", by: counter.an) == .credited)
    }

    @Test(arguments: TestEngine.available)
    func `a difference is kept as a claim or written off, as the two decide`(engine: TestEngine) async throws {
        let counter = try await closed(engine)
        let record = RecordBankCredit(database: counter.database, world: counter.world, terminal: Counter.terminal)
        var short = form("1.271.000")
        short.explanation = "VNPAY trừ phí chuyển tiền"
        guard case .done(let kept) = try await record(short, by: counter.an) else { throw Shop.Unexpected() }
        #expect(try await record.withdraw(kept, by: counter.an) == .done(kept))
        short.treatment = .writeOff
        guard case .done(let number) = try await record(short, by: counter.an) else { throw Shop.Unexpected() }
        #expect(try await record.confirm(number, by: counter.binh) == .done(number))
        #expect(try await counter.balance(.vnpayClearing) == 0)
        #expect(try await counter.balance(.gatewayFees) == Counter.fee + 52)
    }

    @Test(arguments: TestEngine.available)
    func `an amount or a day that cannot be is refused`(engine: TestEngine) async throws {
        let counter = try await closed(engine)
        let record = RecordBankCredit(database: counter.database, world: counter.world, terminal: Counter.terminal)
        var absurd = form("12.710.520")
        absurd.explanation = "thừa một số 0"
        #expect(try await record(absurd, by: counter.an) == .absurdAmount(expectedDong: 1_271_052))
        absurd.amount = "999.999.999.999.999"
        #expect(try await record(absurd, by: counter.an) == .absurdAmount(expectedDong: 1_271_052))
        var odd = form("1.271.052")
        odd.creditedOn = nil
        #expect(try await record(odd, by: counter.an) == .badDay)
        odd.creditedOn = counter.world.now().day.adding(days: 1)
        #expect(try await record(odd, by: counter.an) == .dayInFuture)
        odd.creditedOn = Counter.day.adding(days: -1)
        #expect(try await record(odd, by: counter.an) == .creditedBefore(Counter.day))
        #expect(try await counter.shop.count("bank_credit") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `a confirmed credit is taken back by two, with the opposite entry, and may be recorded again`(
        engine: TestEngine
    ) async throws {
        let counter = try await closed(engine)
        let record = RecordBankCredit(database: counter.database, world: counter.world, terminal: Counter.terminal)
        var short = form("1.271.000")
        (short.explanation, short.treatment) = ("VNPAY trừ phí chuyển tiền", .writeOff)
        guard case .done(let number) = try await record(short, by: counter.an) else { throw Shop.Unexpected() }
        #expect(try await record.askReversal(number, reason: "x", by: counter.an) == .tooLate, "not confirmed yet")
        #expect(try await record.confirm(number, by: counter.binh) == .done(number))
        #expect(try await record.askReversal(number, reason: " ", by: counter.an) == .reasonNeeded)
        #expect(try await record.askReversal(number, reason: "sai dòng", by: counter.auditor) == .notAllowed)
        #expect(try await record.agreeToReversal(number, by: counter.binh) == .tooLate, "nobody has asked")
        #expect(try await record.askReversal(number, reason: "sai dòng", by: counter.an) == .done(number))
        #expect(try await record.askReversal(number, reason: "sai dòng", by: counter.binh) == .tooLate)
        #expect(try await record.agreeToReversal(number, by: counter.an) == .ownRecord)
        #expect(try await record.dropReversal(number, by: counter.binh) == .done(number))
        #expect(try await counter.balance(.bank) == 1_271_000, "it stands")
        counter.shop.clock.advance(seconds: 1)
        #expect(try await record.askReversal(number, reason: "sai thật", by: counter.binh) == .done(number))
        #expect(try await record.agreeToReversal(number, by: counter.an) == .done(number))
        #expect(try await record.agreeToReversal(number, by: counter.an) == .tooLate)
        #expect(try await counter.balance(.bank) == 0)
        #expect(try await counter.balance(.gatewayFees) == Counter.fee)
        #expect(try await counter.balance(.vnpayClearing) == 1_271_052)
        let credit = try await counter.database.read { try BankCredit.find(number, on: $0) }
        #expect(try #require(credit).state == .reversed)
        let steps = ["recorded", "confirmed", "reversal_asked", "reversal_dropped", "reversal_asked", "reversed"]
        #expect(try await counter.audit("bank_credit:\(number)").sorted() == steps.map { "bank_credit.\($0)" }.sorted())
        #expect(try await ProveSystem(database: counter.database, world: counter.world)().holds)
        guard case .done(let again) = try await record(form("1.271.052"), by: counter.an) else {
            throw Shop.Unexpected()
        }
        #expect(try await record.confirm(again, by: counter.binh) == .done(again))
        #expect(try await counter.balance(.vnpayClearing) == 0)
        #expect(try await ProveSystem(database: counter.database, world: counter.world)().holds)
    }

    @Test(arguments: TestEngine.available)
    func `a day without a file is a task for the accountants, once, from half past five of the next working day`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        // Paid on a Friday: the file is due on Monday.
        counter.shop.clock.set(Counter.day.adding(days: 4).start.adding(hours: 10))
        let friday = counter.world.now().day
        #expect(friday.weekday == 5)
        let reference = try await counter.paid("14600001")
        let find = FindOverdueDays(database: counter.database, world: counter.world, terminal: Counter.terminal)
        counter.shop.clock.set(friday.adding(days: 3).start.adding(minutes: 17 * 60 + 29))
        #expect(try await find() == 0)
        counter.shop.clock.advance(minutes: 1)
        #expect(try await find() == 1)
        #expect(try await find() == 0)
        #expect(try await counter.shop.count("inbox_item WHERE kind = 'reconciliation_overdue'") == 2)
        let line = counter.line(4, reference, "14600001", .payment, .succeeded, at: friday.start.adding(hours: 10))
        try await counter.take([line], day: friday)
        #expect(try await counter.shop.count("inbox_item WHERE done_at IS NULL") == 0)
        #expect(try await find() == 0)
    }
}
