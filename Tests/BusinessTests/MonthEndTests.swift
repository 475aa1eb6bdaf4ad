import Accounting
import Contracts
import Evidence
import Kernel
import MonthEnd
import Organisation
import Refunds
import Statements
import Storage
import TestKit
import Testing

/// Prepaid terms are earned month by month, and months of the books are closed.
@Suite struct MonthEndTests {
    private static let november = Month(year: 2026, month: 11)

    private func active(_ house: House, key: String = "once") async throws -> Contract {
        let paid = try await house.paid(key: key)
        for approver in [House.Person.approver, .itApprover] {
            _ = try await house.decide(try await house.contract(paid.id), by: try house.member(approver))
        }
        try await house.activateAll(of: paid.id)
        return try await house.contract(paid.id)
    }

    private func recognise(_ house: House) -> RecogniseRevenue {
        RecogniseRevenue(database: house.database, world: house.world)
    }

    private func earn(_ house: House, upTo month: Month) async throws {
        house.set(month.adding(months: 1).firstDay)
        while try await recognise(house)() > 0 {}
    }

    private func balance(_ house: House, _ account: LedgerAccount) async throws -> Int64 {
        let lines = try await house.database.read { try TrialBalance.read(on: $0) }.lines
        return lines.first { $0.account == account.rawValue }.map { $0.creditDong - $0.debitDong } ?? 0
    }

    private func holds(_ house: House) async throws -> [SystemProof.Rule] {
        try await ProveSystem(database: house.database, world: house.world)().proofs.filter { !$0.holds }.map(\.rule)
    }

    @Test(arguments: TestEngine.available)
    func `a prepaid year is earned in thirteen months, each in its own, and nothing is left`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await active(house)
        let net = try contract.totals().net.dong
        #expect(try await balance(house, .deferredRevenue) == net)
        #expect(try await recognise(house)() == 0, "October had no contract")
        try await earn(house, upTo: Self.november)
        let entry = try await house.database.read { connection in
            try BookedTransaction.find(
                key: LedgerTransaction.revenueKey(contract: "\(contract.id)", Self.november),
                on: connection
            )
        }
        #expect(entry?.day == Self.november.lastDay)
        // 8 of 365 days of 1.200.000 ₫.
        #expect(try await balance(house, .revenue) == 26_301)
        // The others are made up for, each in its month.
        try await earn(house, upTo: Month(year: 2027, month: 11))
        #expect(try await balance(house, .deferredRevenue) == 0)
        #expect(try await balance(house, .revenue) == net)
        #expect(try await house.shop.count("earned_month") == 13)
        #expect(try await house.shop.count("ledger_transaction WHERE kind = 'revenue_recognised'") == 13)
        try await earn(house, upTo: Month(year: 2027, month: 12))
        #expect(try await house.shop.count("earned_month") == 13)
        #expect(try await holds(house).isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `revenue by product, unit and account manager is what stands in the books`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let prepaid = try await active(house)
        let postpaid = try await house.activePostpaid(customer: 2, key: "postpaid")
        try await earn(house, upTo: Self.november)
        try await house.bill(Self.november)
        let statement = try #require(try await house.statements(of: postpaid).first)
        let days = (from: Self.november.firstDay, to: Self.november.lastDay)
        for grouping in RevenueReport.Grouping.allCases {
            let report = try await house.database.read { connection in
                try RevenueReport.read(grouping, from: days.from, to: days.to, on: connection)
            }
            #expect(report.bookedDong == 26_301 + statement.totals.net.dong, "a month's fee belongs to its month")
            #expect(report.totalDong == report.bookedDong)
            #expect(report.sums.postpaidDong == statement.totals.net.dong && report.sums.prepaidDong == 26_301)
            let keys = report.lines.map(\.key)
            switch grouping {
            case .product: #expect(Set(keys) == Set((prepaid.lines + postpaid.lines).map(\.productCode)))
            case .unit: #expect(keys == ["KV1"])
            case .accountManager: #expect(keys == ["\(try house.id(.manager))"])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a refund takes first what is not earned, then what is`(engine: TestEngine) async throws {
        let refunds = try await RefundHouse(engine)
        let house = refunds.house
        let contract = try await active(house)
        let reference = try await house.database.read { connection in
            try connection.rows("SELECT reference FROM payment_attempt").first?.text("reference")
        }
        try await earn(house, upTo: Month(year: 2027, month: 10))
        let (left, earned) = (
            try await balance(house, .deferredRevenue), try await balance(house, .revenue)
        )
        #expect(left > 0 && left < 100_000)
        let amount = try contract.totals().total.dong
        let opened = try await refunds.open(
            try #require(reference),
            amount: "\(amount)",
            reason: "khách không dùng được",
            by: refunds.an
        )
        guard case .opened = opened else { throw Shop.Unexpected() }
        let known = try #require(try await refunds.cases(of: contract.id).first)
        _ = try await refunds.agreed(known, refunds.form(.vnpay, amount))
        #expect(try await balance(house, .deferredRevenue) == 0)
        #expect(try await balance(house, .revenue) == 0, "\(earned) had been earned")
        #expect(try await holds(house).isEmpty)
        let report = try await house.database.read { connection in
            let today = house.world.now().day
            return try RevenueReport.read(.unit, from: today.month.firstDay, to: today, on: connection)
        }
        #expect(report.sums.otherDong == -earned && report.totalDong == report.bookedDong)
    }

    @Test(arguments: TestEngine.available)
    func `a month is closed when everything is done, and takes no more`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        let accountant = try house.member(.accountant)
        let close = CloseMonth(database: house.database, world: house.world)
        #expect(try await close(Self.november, by: accountant) == .notOver)
        house.set(Self.november.adding(months: 1).firstDay)
        #expect(try await close(Self.november, by: try house.member(.admin)) == .notAllowed)
        #expect(try await close(Self.november, by: accountant) == .blocked([.statements]))
        try await house.bill(Self.november)
        #expect(try await close(Self.november, by: accountant) == .done)
        #expect(try await close(Self.november, by: accountant) == .closedAlready)
        #expect(try await house.audited("month.closed") == 1)
        try await house.database.write { [world = house.world] connection in
            try LedgerTransaction.revenueRecognised(
                contract: "late",
                month: Self.november,
                subject: contract.subject,
                net: Money(dong: 5)
            ).book(asOf: Self.november.lastDay, in: world, on: connection)
        }
        let late = try await house.database.read { connection in
            try BookedTransaction.find(key: "revenue/late/2026-11", on: connection)
        }
        #expect(late?.day == house.world.now().day, "what comes late is booked on its own day")

        house.set(Month(year: 2027, month: 2).firstDay)
        #expect(
            try await close(Month(year: 2027, month: 1), by: accountant)
                == .earlierIsOpen(Month(year: 2026, month: 12))
        )
        #expect(try await close.reopen(Self.november, reason: " ", by: accountant) == .reasonNeeded)
        #expect(try await close.reopen(Self.november, reason: "sai kỳ", by: accountant) == .samePerson)
        let other = try await house.hire([.accountant], in: "CNTT", called: "binh")
        #expect(try await close.reopen(Self.november, reason: "sai kỳ", by: other) == .done)
        #expect(try await close.reopen(Self.november, reason: "sai kỳ", by: other) == .notClosed)
        #expect(try await close(Self.november, by: other) == .done)
        #expect(try await house.shop.count("closed_month") == 2)
    }

    @Test(arguments: TestEngine.available)
    func `a payment that no file has shown keeps its month open`(engine: TestEngine) async throws {
        let house = try await House(engine)
        _ = try await active(house)
        house.set(Self.november.adding(months: 1).firstDay)
        let close = CloseMonth(database: house.database, world: house.world)
        #expect(try await close(Self.november, by: try house.member(.accountant)) == .blocked([.payments]))
        #expect(try await house.shop.count("earned_month") == 1, "earning does not wait for it")
        let list = try await house.database.read { connection in
            try MonthChecklist.read(Self.november, today: house.world.now().day, on: connection)
        }
        #expect(list.count(.payments) == 1 && list.count(.revenue) == 0 && list.isOver && !list.isReady)
    }
}
