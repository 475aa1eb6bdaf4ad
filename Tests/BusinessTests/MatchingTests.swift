import Accounting
import Kernel
import Organisation
import Payments
import Reconciliation
import Storage
import TestKit
import Testing

@Suite struct MatchingTests {
    @Test(arguments: TestEngine.available)
    func `every class is found, and nothing else`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        var paid: [String] = []
        for number in 1...8 { paid.append(try await counter.paid("1460000\(number)")) }
        let unheard = try await counter.unheard("unheard")
        let failed = try await counter.unheard("failed")
        #expect(await counter.shop.notice("failed \(failed)") == .recorded)
        counter.shop.clock.set(Counter.day.adding(days: 1).start.adding(minutes: -4))
        let atMidnight = try await counter.paid("14600009")
        counter.sleep()
        let old = Counter.day.adding(days: -3).start.adding(hours: 10)
        let items: [SettlementItem] = [
            .line(counter.line(4, paid[0], "14600001")),
            .line(counter.line(5, paid[1], "14600002", gross: Shop.total - 1_000)),
            // paid[2] is missing
            .line(counter.line(7, paid[3], "14600004")), .line(counter.line(8, paid[3], "14600004")),
            .line(counter.line(9, paid[4], "14600005", fee: Counter.fee + 500)),
            .line(counter.line(10, paid[5], "14600006", .payment, .failed)),
            .line(counter.line(11, unheard, "14600010")),
            .line(counter.line(12, "KHONGRO-1", "14600011")),
            .line(counter.line(13, paid[0], "14600012", .refund, .succeeded, gross: -Shop.total)),
            .line(counter.line(14, "CU-1", "14600013", .payment, .succeeded, at: old)),
            .mistake(
                SettlementRowMistake(
                    rowNumber: 15,
                    column: "Số tiền trước KM",
                    text: "1,296,0x0",
                    reason: .notAnAmount,
                    words: ["14600007", paid[6]],
                    raw: "…"
                )
            ),
            .line(counter.line(16, failed, "14600014", .payment, .failed)),
            .line(counter.line(17, String(paid[7].dropLast(2)) + "~", "14600008")),
        ]
        guard case .imported(let summary) = try await counter.take(items) else {
            Issue.record("not imported")
            return
        }
        #expect(summary.differences == nil)
        #expect(summary.file.counts.rows == 12)
        #expect(summary.file.counts.mistakes == 1)
        let found = try await counter.classes()
        let expected: [MatchClass: Int64] = [
            // The first of the two equal rows, and the one that failed on both sides.
            .matched: 3, .amountDiffers: 1, .onlyWithUs: 1, .duplicated: 1, .feeDiffers: 1, .stateDiffers: 1,
            .onlyAtVNPAY: 1, .unknownReference: 2, .refund: 1, .wrongDay: 1, .unreadable: 1, .expectedNext: 1,
        ]
        #expect(found == expected)
        let exceptions = try await counter.exceptions()
        #expect(exceptions.count == 12)
        #expect(exceptions.allSatisfy { $0.state == .open && $0.owner == counter.an.id })
        #expect(try await counter.only(.onlyWithUs).reference == paid[2])
        #expect(try await counter.only(.expectedNext).reference == atMidnight)
        #expect(try await counter.only(.feeDiffers).amounts.riskDong == 500)
        #expect(try await counter.only(.amountDiffers).amounts.riskDong == 1_000)
        #expect(try await counter.only(.unreadable).reference == paid[6])
        #expect(try await counter.close() == .blocked(11))
        _ = try await counter.balance(.vnpayClearing)
    }

    @Test(arguments: TestEngine.available)
    func `the same content twice is known; a newer file replaces the older and says what is otherwise`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        let (one, two) = (try await counter.paid("14600001"), try await counter.paid("14600002"))
        counter.sleep()
        let first = [counter.line(4, one, "14600001", fee: 9), counter.line(5, "KHONGRO-1", "14600003")]
        guard case .imported = try await counter.take(first) else { throw Shop.Unexpected() }
        #expect(try await counter.take(first) == .known)
        #expect(try await counter.exceptions().filter { $0.state == .open }.count == 3)
        let second = [counter.line(4, one, "14600001"), counter.line(5, two, "14600002")]
        counter.shop.clock.advance(minutes: 1)
        guard case .imported(let summary) = try await counter.take(second) else { throw Shop.Unexpected() }
        #expect(summary.differences == [.added: 1, .gone: 1, .changed: 1])
        #expect(try await counter.classes() == [.matched: 2])
        #expect(try await counter.exceptions().allSatisfy { $0.state == .settled })
        let changes = try await counter.database.read { connection in
            try SettlementDifference.all(of: summary.file.id, limit: 10, on: connection)
        }
        #expect(changes.first { $0.change == .changed }?.feeDong == .init(before: 9, after: Counter.fee))
        // The first one again, on purpose: it counts again, and its exceptions open again under their numbers.
        counter.shop.clock.advance(minutes: 1)
        guard case .imported = try await counter.take(first) else { throw Shop.Unexpected() }
        #expect(try await counter.exceptions().count == 3)
        #expect(try await counter.exceptions().allSatisfy { $0.state == .open })
        #expect(
            try await counter.audit(counter.key.subject)
                == ["reconciliation.imported", "reconciliation.replaced", "reconciliation.replaced"]
        )
    }

    @Test(arguments: TestEngine.available)
    func `what is near midnight settles itself when the neighbour's file brings it`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        counter.shop.clock.set(Counter.day.adding(days: 1).start.adding(minutes: -4))
        let late = try await counter.paid("14600001")
        let lost = try await counter.paid("14600002")
        let (time, morrow) = (counter.world.now(), Counter.day.adding(days: 1))
        counter.sleep()
        guard case .imported = try await counter.take([counter.line(4, "KHONGRO-1", "14600003")]) else {
            throw Shop.Unexpected()
        }
        #expect(try await counter.classes() == [.expectedNext: 2, .unknownReference: 1])
        counter.shop.clock.advance(days: 1)
        let next = ReconciliationDay.Key(morrow, terminal: Counter.terminal)
        let line = counter.line(4, late, "14600001", .payment, .succeeded, fee: Counter.fee, at: time)
        let own = counter.line(5, "KHONGRO-2", "14600004", .payment, .succeeded, at: morrow.start.adding(hours: 1))
        guard case .imported = try await counter.take([line, own], day: morrow) else { throw Shop.Unexpected() }
        #expect(try await counter.classes(next) == [.matched: 1, .unknownReference: 1])
        let exceptions = try await counter.exceptions()
        #expect(exceptions.filter { $0.reference == late }.map(\.state) == [.settled])
        // The neighbour's file is here without it: it is expected no longer.
        #expect(exceptions.filter { $0.reference == lost && $0.state == .open }.map(\.matchClass) == [.onlyWithUs])
    }

    @Test(arguments: TestEngine.available)
    func `a late row is taken where it is awaited, and is of the wrong day where it is not`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        let (here, late) = (try await counter.paid("14600001"), try await counter.paid("14600002"))
        counter.sleep()
        try await counter.take([counter.line(4, here, "14600001")])
        let waiting = try await counter.only(.onlyWithUs)
        try await counter.resolve(waiting, .waitForNextFile)
        #expect(try await counter.only(.onlyWithUs).state == .waiting)
        #expect(try await counter.close() == .closed)
        counter.shop.clock.advance(days: 1)
        let morrow = Counter.day.adding(days: 1)
        let next = ReconciliationDay.Key(morrow, terminal: Counter.terminal)
        let own = counter.line(4, "KHONGRO-1", "14600004", .payment, .succeeded, at: morrow.start.adding(hours: 1))
        let other = counter.line(5, "KHONGRO-2", "14600005", .payment, .succeeded, at: morrow.start.adding(hours: 1))
        try await counter.take(
            [own, other, counter.line(6, late, "14600002"), counter.line(7, here, "14600001")],
            day: morrow
        )
        #expect(try await counter.classes(next) == [.matched: 1, .unknownReference: 2, .wrongDay: 1])
        #expect(try await counter.only(.onlyWithUs).state == .settled)
    }

    @Test(arguments: TestEngine.available)
    func `the wrong file, a day that is not over and a stranger are refused`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        let lines = [counter.line(4, "A-1", "1"), counter.line(5, "A-2", "2")]
        #expect(try await counter.take(lines) == .notOver)
        counter.sleep()
        counter.shop.clock.advance(days: 1)
        #expect(try await counter.take(lines, day: Counter.day.adding(days: 1)) == .otherDay(Counter.day))
        #expect(try await counter.take(lines.map(SettlementItem.line), by: counter.auditor) == .notAllowed)
        #expect(try await counter.shop.count("settlement_exception") == 0)
        #expect(try await counter.shop.count("settlement_file WHERE state = 'current'") == 0)
    }
}
