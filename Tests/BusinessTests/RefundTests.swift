import Accounting
import Contracts
import Evidence
import Journal
import Kernel
import Organisation
import Payments
import People
import Refunds
import Storage
import TestKit
import Testing

@Suite struct RefundTests {
    @Test(arguments: TestEngine.available)
    func `a refused contract's money goes back through VNPAY, and the case closes itself`(
        engine: TestEngine
    ) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        #expect(known.ways == [.vnpay, .outside, .kept])
        #expect(try await house.told(house.an, .refundCaseOpened).count == 1)
        let refund = try await house.agreed(known)
        #expect(refund.state == .requested)
        #expect(try await house.house.letters("'refund_accepted'") == 1)
        #expect(try await house.broken().isEmpty)
        house.desk.answer(RefundDesk.known(.processing), RefundDesk.known(.atBank), RefundDesk.known(.refunded))
        #expect(try await house.work(refund.id) == .waiting(milliseconds: 300_000))
        #expect(try await house.latest(known).state == .processing)
        #expect(house.desk.orders.map(\.extent) == [.full])
        #expect(house.desk.orders.first?.charge.number == "14600001")
        #expect(house.desk.orders.first?.createdBy == house.binh.email.description)
        _ = try await house.work(refund.id)
        #expect(try await house.latest(known).state == .atBank)
        house.house.clock.advance(minutes: 6)
        #expect(try await house.work(refund.id) == .done)
        let now = try await house.read(known)
        #expect(now.refunds.first?.state == .done)
        #expect(!now.payment.isOpen)
        #expect(now.left == .zero)
        #expect(try await house.balance(.refundsPayable) == 0)
        #expect(try await house.balance(.vnpayClearing) == 0)
        #expect(try await house.house.letters("'refund_made'") == 1)
        #expect(try await house.house.inbox(.manager).contains { $0.kind == .refundMade })
        #expect(try await house.told(house.an, .refundCaseOpened).allSatisfy { $0.doneAt != nil })
        #expect(try await house.house.audited("refund.case_closed") == 1)
        #expect(try await house.work(refund.id) == .done, "delivered again, nothing happens")
        #expect(house.desk.orders.count == 1)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `maker and checker are two people, and only accountants`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        for person in [House.Person.manager, .approver, .officer, .admin, .auditor, .itApprover] {
            #expect(try await house.propose(known.id, house.form(), by: house.house.member(person)) == .notAllowed)
        }
        let refund = try await house.proposed(known)
        #expect(try await house.told(house.binh, .refundProposed).count == 1)
        #expect(try await house.told(house.an, .refundProposed).isEmpty)
        #expect(try await house.decide.confirm(known.id, refund.id, by: house.an) == .ownProposal)
        let admin = try house.house.member(.admin)
        #expect(try await house.decide.confirm(known.id, refund.id, by: admin) == .notAllowed)
        #expect(try await house.decide.sendBack(known.id, refund.id, reason: "x", by: admin) == .notAllowed)
        #expect(try await house.decide.sendBack(known.id, refund.id, reason: " ", by: house.binh) == .reasonNeeded)
        #expect(try await house.propose(known.id, house.form(), by: house.binh) == .tooLate, "one at a time")
        #expect(try await house.decide.sendBack(known.id, refund.id, reason: "sai", by: house.binh) == .done)
        #expect(try await house.told(house.an, .refundReturned).map(\.detail) == ["sai"])
        #expect(try await house.told(house.binh, .refundProposed).allSatisfy { $0.doneAt != nil })
        #expect(try await house.decide.confirm(known.id, refund.id, by: house.binh) == .tooLate)
        #expect(try await house.agreed(known).state == .requested)
        #expect(house.desk.orders.isEmpty, "nothing leaves inside a transaction")
        #expect(try await house.house.shop.count("outbox_message WHERE kind = 'work_refund'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `of two checkers one agrees, and one request leaves`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let chi = try await house.house.hire([.accountant], in: "CNTT", called: "chi")
        let refund = try await house.proposed(known)
        let outcomes = try await withThrowingTaskGroup(of: RefundOutcome.self) { group in
            for checker in [house.binh, chi, house.binh, chi] {
                group.addTask { try await house.decide.confirm(known.id, refund.id, by: checker) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .done }.count == 1)
        #expect(outcomes.filter { $0 == .tooLate }.count == 3)
        house.desk.answer(RefundDesk.known(.processing))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try await house.work(refund.id) } }
            try await group.waitForAll()
        }
        #expect(house.desk.orders.count == 1)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `never more than is left of the payment`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let total = try Money(dong: Shop.total)
        let tooMuch = house.form(.vnpay, Shop.total + 1)
        #expect(try await house.propose(known.id, tooMuch, by: house.an) == .tooMuch(left: total))
        for text in ["", "0", "-5", "một triệu", "1,5"] {
            var form = house.form()
            form.amount = text
            #expect(try await house.propose(known.id, form, by: house.an) == .badAmount)
        }
        house.desk.answer(RefundDesk.known(.refunded))
        let part = try await house.agreed(known, house.form(.vnpay, 1_000_000))
        #expect(part.extent == .partial)
        #expect(try await house.work(part.id) == .done)
        let now = try await house.read(known)
        #expect(now.payment.isOpen)
        #expect(now.left.dong == 296_000)
        let more = house.form(.outside, 296_001)
        #expect(try await house.propose(known.id, more, by: house.an) == .tooMuch(left: now.left))
        #expect(try await house.balance(.refundsPayable) == 296_000)
        #expect(try await house.broken().isEmpty)
        var bank = house.form(.outside, 296_000)
        #expect(try await house.propose(known.id, bank, by: house.an) == .referenceNeeded)
        bank.bankReference = "FT26328000123"
        bank.bankDay = house.world.now().day.adding(days: 1)
        #expect(try await house.propose(known.id, bank, by: house.an) == .badDay)
        bank.bankDay = house.world.now().day
        #expect(try await house.agreed(known, bank).state == .done)
        #expect(try await house.read(known).payment.isOpen == false)
        #expect(try await house.balance(.bank) == 296_000)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `after silence VNPAY is asked, and only its no sends the request again`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let refund = try await house.agreed(known)
        house.desk.answer(.none(reason: "timeout"), .absent)
        #expect(try await house.work(refund.id) == .waiting(milliseconds: 300_000))
        #expect(try await house.latest(known).state == .unanswered)
        _ = try await house.work(refund.id)
        #expect(house.desk.questions.count == 1)
        #expect(try await house.latest(known).state == .unanswered, "too soon to believe that it is not there")
        house.house.clock.advance(minutes: 16)
        house.desk.answer(.absent, RefundDesk.known(.processing))
        #expect(try await house.work(refund.id) == .waiting(milliseconds: 0))
        #expect(try await house.latest(known).state == .requested)
        _ = try await house.work(refund.id)
        #expect(try await house.latest(known).state == .processing)
        #expect(Set(house.desk.orders.map(\.requestID)).count == 2, "another try, another identifier")
        let messages = try await house.database.read { try RefundMessage.all(of: refund.id, on: $0) }
        #expect(messages.map(\.kind) == [.refund, .query, .query, .refund])
        #expect(messages.allSatisfy { $0.answeredAt != nil && $0.raw != nil })
    }

    @Test(arguments: TestEngine.available)
    func `an answer that was lost is found by asking`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let refund = try await house.agreed(known)
        house.desk.answer(.doubtful(code: "94"), RefundDesk.known(.refunded))
        _ = try await house.work(refund.id)
        #expect(try await house.latest(known).state == .unanswered)
        #expect(try await house.work(refund.id) == .done)
        #expect(house.desk.orders.count == 1)
        #expect(try await house.read(known).payment.isOpen == false)
    }

    @Test(arguments: TestEngine.available)
    func `whoever finds a request that was leaving asks first`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let refund = try await house.agreed(known)
        try await house.database.write { connection in
            // The process died between the request and its answer.
            try connection.run("UPDATE refund SET state = 'sending', since = \(house.world.now()), request_id = 'gone'")
        }
        guard case .waiting = try await house.work(refund.id) else { throw Shop.Unexpected() }
        #expect(house.desk.orders.isEmpty && house.desk.questions.isEmpty, "its sender may be waiting still")
        house.house.clock.advance(minutes: 3)
        _ = try await house.work(refund.id)
        house.desk.answer(RefundDesk.known(.processing))
        _ = try await house.work(refund.id)
        #expect(house.desk.orders.isEmpty)
        #expect(house.desk.questions.count == 1)
        #expect(try await house.latest(known).state == .processing)
    }

    @Test(arguments: TestEngine.available)
    func `refused by the bank, the money is still owed and the customer is asked for bank details`(
        engine: TestEngine
    ) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let refund = try await house.agreed(known)
        house.desk.answer(RefundDesk.known(.processing), RefundDesk.known(.refused(code: "09")))
        _ = try await house.work(refund.id)
        #expect(try await house.work(refund.id) == .done)
        let now = try await house.read(known)
        #expect(now.refunds.first?.state == .refused(code: "09"))
        #expect(now.payment.isOpen)
        #expect(now.left.dong == Shop.total)
        #expect(try await house.balance(.refundsPayable) == Shop.total)
        #expect(try await house.house.letters("'refund_refused'") == 1)
        #expect(try await house.told(house.an, .refundCaseOpened).contains { $0.doneAt == nil })
        #expect(try await house.broken().isEmpty)
        var bank = house.form(.outside)
        bank.bankReference = "FT1"
        bank.bankDay = house.world.now().day
        #expect(try await house.agreed(known, bank).state == .done)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `a code that nobody knows is kept whole and put before a person`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let refund = try await house.agreed(known)
        house.desk.answer(.strange(code: "77"))
        #expect(try await house.work(refund.id) == .done)
        #expect(try await house.latest(known).state == .unclear(code: "77"))
        #expect(try await house.told(house.an, .refundUnclear).count == 1)
        #expect(try await house.rule(known.id, .made, reason: "cổng VNPAY", by: house.an) == .ownProposal)
        #expect(try await house.rule(known.id, .askAgain, reason: "", by: house.an) == .done)
        #expect(try await house.house.shop.count("outbox_message WHERE kind = 'work_refund'") == 2)
        house.desk.answer(.absent)
        house.house.clock.advance(minutes: 30)
        _ = try await house.work(refund.id)
        #expect(try await house.latest(known).state == .unclear(code: "77"), "never sent again by itself")
        #expect(house.desk.orders.count == 1)
        #expect(try await house.rule(known.id, .refused, reason: " ", by: house.binh) == .reasonNeeded)
        #expect(try await house.rule(known.id, .refused, reason: "VNPAY báo hỏng", by: house.binh) == .done)
        #expect(try await house.read(known).left.dong == Shop.total)
        #expect(try await house.rule(known.id, .made, reason: "lần nữa", by: house.binh) == .tooLate)
        #expect(try await house.broken().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `a number or an amount of somebody else is not believed`(engine: TestEngine) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let refund = try await house.agreed(known)
        let other = RefundAnswer.Facts(number: "14600900", amount: try Money(dong: 5), at: nil)
        house.desk.answer(RefundDesk.known(.processing), .known(.refunded, other))
        _ = try await house.work(refund.id)
        _ = try await house.work(refund.id)
        #expect(try await house.latest(known).state == .unclear(code: "amount 5"))
        #expect(try await house.balance(.refundsPayable) == Shop.total)
    }
}
