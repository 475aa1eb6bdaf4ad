import Accounting
import Alarms
import Catalogue
import Contracts
import Evidence
import Invoicing
import Kernel
import Organisation
import Payments
import Storage
import Tariffs
import TestKit
import Testing

@testable import Statements

@Suite struct BillingRunTests {
    static let november = Month(year: 2026, month: 11)
    static let december = Month(year: 2026, month: 12)

    @Test(arguments: TestEngine.available)
    func `a month is billed, paid by its link and told, and its invoice is asked for`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        #expect(contract.state == .active)
        #expect(contract.startsOn?.iso8601 == "2026-11-23")
        #expect(contract.endsOn?.iso8601 == "2027-11-22")
        try await house.use(160, of: contract, on: Day(number: try #require(contract.startsOn).number + 2), event: "e1")
        house.set(Self.december.firstDay)
        let run = try await house.bill(Self.november)
        #expect(run.state == .done)

        let statement = try #require(try await house.statements(of: contract).first)
        #expect(statement.number == "\(contract.number)-T2611")
        #expect(statement.period.display == "01/11/2026–30/11/2026")
        // Eight of thirty days: 80.000 ₫; 27 messages covered, 133 at 500 ₫; 200.000 ₫ once.
        #expect(statement.lines.map(\.kind) == [.setUp, .fee, .usage])
        #expect(statement.lines.map(\.price.net.dong) == [200_000, 80_000, 66_500])
        #expect(statement.totals.vat.dong == 27_720)
        #expect(statement.state == .issued)
        #expect(statement.due.iso8601 == "2026-12-16")
        #expect(try await house.letters("'payment_link'") == 1)

        let token = try await house.link(to: statement)
        let page = try await house.shop.page(token)
        #expect(page.statements.map(\.number) == [statement.number])
        let reference = try await house.shop.attempt(token)
        #expect(await house.shop.notice("true \(reference) \(statement.totals.total.dong)") == .recorded)
        #expect(await house.shop.notice("true \(reference) \(statement.totals.total.dong)") == .knownAlready)
        #expect(try await house.statements(of: contract).map(\.state) == [.paid])
        #expect(try await house.letters("'statements_paid'") == 1)
        let balance = try await house.database.read { try TrialBalance.read(on: $0) }
        #expect(balance.isBalanced)
        #expect(balance.lines.first { $0.account == "receivable" }.map { $0.debitDong - $0.creditDong } == 0)
        #expect(try await house.shop.count("invoice_request") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `the same month again makes nothing twice`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        try await house.bill(Self.november)
        #expect(try await house.statements(of: contract).count == 1)
        #expect(try await house.letters("'payment_link'") == 1)
        #expect(try await house.shop.count("ledger_transaction WHERE kind = 'statement_issued'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `nothing is sent before an accountant agrees, and a rehearsal sends nothing`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        let accountant = try house.member(.accountant)
        #expect(try await house.billing.start(Self.november, by: accountant) == .monthNotOver)
        house.set(Self.december.firstDay)
        #expect(try await house.billing.start(Self.november, by: try house.member(.manager)) == .notAllowed)
        guard case .done(let dry) = try await house.billing.start(Self.november, isOnlyDry: true, by: accountant) else {
            throw Shop.Unexpected()
        }
        #expect(try await house.billing.start(Self.november, by: accountant) == .underWay(dry))
        try await house.advance.untilIdle()
        #expect(try await house.run(dry).state == .done)
        #expect(try await house.statements(of: contract).isEmpty)

        guard case .done(let id) = try await house.billing.start(Self.november, by: accountant) else {
            throw Shop.Unexpected()
        }
        try await house.advance.untilIdle()
        let run = try await house.run(id)
        #expect(run.state == .awaitingApproval)
        let figures = try await house.database.read { try run.figures(on: $0) }
        #expect(figures.counts == [.computed: 1])
        #expect(figures.totalDong == 302_400)
        #expect(try await house.statements(of: contract).isEmpty)
        #expect(try await house.inbox(.accountant).contains { $0.kind == .billingAwaitsApproval })
        #expect(try await house.billing.approve(id, by: try house.member(.manager)) == .notAllowed)
        #expect(try await house.billing.cancel(id, by: accountant) == .done(id))
        #expect(try await house.billing.approve(id, by: accountant) == .notNow(.cancelled))
        #expect(try await house.statements(of: contract).isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `one contract that cannot be billed is parked, and the others go out`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let good = try await house.activePostpaid(customer: 1, key: "one")
        let bad = try await house.activePostpaid(customer: 2, key: "two")
        try await house.database.write { connection in
            try connection.run("UPDATE contract_line SET tariff = 'nonsense' WHERE contract_id = \(bad.id)")
        }
        house.set(Self.december.firstDay)
        let run = try await house.bill(Self.november)
        #expect(run.state == .done)
        #expect(try await house.statements(of: good).count == 1)
        let figures = try await house.database.read { try run.figures(on: $0) }
        #expect(figures.counts == [.issued: 1, .parked: 1])

        // Mended and tried again.
        let tariff = try #require(good.lines.first?.tariff).json
        try await house.database.write { connection in
            try connection.run("UPDATE contract_line SET tariff = \(tariff) WHERE contract_id = \(bad.id)")
        }
        #expect(try await house.billing.retry(run.id, by: try house.member(.accountant)) == .done(run.id))
        try await house.advance.untilIdle()
        #expect(try await house.statements(of: bad).count == 1)
        #expect(try await house.letters("'payment_link'") == 2)
    }

    @Test(arguments: TestEngine.available)
    func `late use is on the next statement, at what it would have cost`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        let start = try #require(contract.startsOn)
        try await house.use(20, of: contract, on: start, event: "e1")
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        // 27 were covered in November: of 30 late ones, seven are still free.
        try await house.use(30, of: contract, on: start, event: "e2")
        try await house.use(50, of: contract, on: Self.december.firstDay, event: "e3")
        house.set(Month(year: 2027, month: 1).firstDay)
        try await house.bill(Self.december)
        let statement = try #require(try await house.statements(of: contract).first)
        #expect(statement.lines.map(\.kind) == [.fee, .usage, .lateUsage])
        #expect(statement.lines.map(\.price.net.dong) == [300_000, 0, 11_500])
        #expect(statement.lines.map(\.price.rate.code) == ["8%", "8%", "8%"])
        #expect(try await house.shop.count("usage_record WHERE statement_id IS NULL") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `a month is not billed while the one before it is missing`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(Month(year: 2027, month: 1).firstDay)
        let run = try await house.bill(Self.december)
        #expect(try await house.database.read { try run.figures(on: $0) }.counts == [.parked: 1])
        try await house.bill(Self.november)
        _ = try await house.billing.retry(run.id, by: try house.member(.accountant))
        try await house.advance.untilIdle()
        #expect(try await house.statements(of: contract).map(\.period.index) == [1, 0])
    }

    /// Fourteen months with contracts that begin on the last days of a month, over the change of VAT on 1 January 2027.
    @Test(arguments: TestEngine.available)
    func `fourteen months are billed without drift, gap or double`(engine: TestEngine) async throws {
        let house = try await House(engine)
        var contracts: [Contract] = []
        for (number, text) in ["2026-11-28", "2026-11-29", "2026-11-30", "2026-12-31", "2026-12-01"].enumerated() {
            house.set(try #require(Day(iso8601: text)))
            contracts.append(
                try await house.activePostpaid(
                    { form in
                        form.cycle = number < 4 ? .anniversary : .calendar
                        form.term = number == 1 ? "12" : ""
                        form.lines[0].quantity = "\(number + 1)"
                    },
                    customer: number,
                    key: text
                )
            )
        }
        var month = Self.november
        for _ in 0..<14 {
            house.set(month.adding(months: 1).firstDay)
            let run = try await house.bill(month)
            #expect(run.state == .done)
            let balance = try await house.database.read { try TrialBalance.read(on: $0) }
            #expect(balance.isBalanced)
            month = month.adding(months: 1)
        }
        for (number, contract) in contracts.enumerated() {
            let statements = try await house.statements(of: contract).reversed() as [Statement]
            let first = try #require(contract.startsOn)
            var next = number < 4 ? first : first.month.firstDay
            for (index, statement) in statements.enumerated() {
                #expect(statement.period.index == Int64(index))
                #expect(statement.period.from == next, "\(contract.number)")
                next = statement.period.to.adding(days: 1)
                let fee = try #require(statement.lines.first { $0.kind == .fee })
                #expect(fee.price.net.dong == 300_000 * Int64(number + 1))
                let rate = statement.period.to < Day(iso8601: "2027-01-01")! ? "8%" : "10%"
                #expect(statement.lines.allSatisfy { $0.price.rate.code == rate }, "\(statement.period)")
            }
            #expect(statements.count == [13, 12, 13, 12, 13][number], "\(contract.number)")
            #expect(statements.first?.lines.contains { $0.kind == .setUp } == true)
            #expect(statements.dropFirst().allSatisfy { $0.lines.count == 1 })
        }
        #expect(
            try await house.shop.count("statement")
                == house.shop.count("ledger_transaction WHERE kind = 'statement_issued'")
        )
    }

    @Test(arguments: TestEngine.available)
    func `months past the books are found`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        let prove = ProveSystem(database: house.database, world: house.world)
        func broken() async throws -> Set<SystemProof.Rule> {
            Set(try await prove().proofs.filter { !$0.holds }.map(\.rule))
        }
        #expect(try await broken().isEmpty)
        try await house.database.write { connection in
            try connection.run("UPDATE statement SET state = 'paid', settled_at = 1")
        }
        #expect(try await broken() == [.receivablesMatchStatements])
        #expect(try await house.look() == 1, "an alarm about the books")
        try await house.database.write { connection in
            try connection.run("UPDATE statement SET state = 'issued', settled_at = NULL")
            try connection.run("UPDATE ledger_transaction SET key = 'statement/x' WHERE kind = 'statement_issued'")
        }
        #expect(try await broken() == [.statementsAreBooked])
        #expect(try await house.look() == 3, "the statement, the booking that is of none, and the chain")
        #expect(try await house.database.read { try Alarm.freezes(contract.subject, on: $0) })
    }

    @Test func `a run goes where the table says, and nowhere else`() throws {
        typealias Row = (BillingRun.State, BillingRun.Event, BillingRun.State, Bool)
        let table: [Row] = [
            (.collecting, .collected, .computing, true), (.collecting, .cancelled, .cancelled, true),
            (.computing, .computed, .awaitingApproval, true), (.computing, .computedFreely, .issuing, true),
            (.computing, .collected, .computing, false), (.computing, .cancelled, .cancelled, true),
            (.awaitingApproval, .approved, .issuing, true), (.awaitingApproval, .cancelled, .cancelled, true),
            (.awaitingApproval, .computed, .awaitingApproval, false), (.issuing, .issued, .done, true),
            (.issuing, .approved, .issuing, false), (.issuing, .retried, .issuing, false),
            (.done, .retried, .issuing, true), (.done, .issued, .done, false),
            (.cancelled, .cancelled, .cancelled, false),
        ]
        for state in BillingRun.State.allCases {
            for event in BillingRun.Event.allCases {
                var run = BillingRun(
                    id: World.test().newID(),
                    month: Self.november,
                    state: state,
                    isOnlyDry: false,
                    startedBy: "system",
                    startedAt: .noon,
                    expected: 0
                )
                if let row = table.first(where: { $0.0 == state && $0.1 == event }) {
                    #expect(try run.apply(event) == row.3)
                    #expect(run.state == row.2)
                } else {
                    #expect(throws: BillingRun.Contradiction(state: state, event: event)) { try run.apply(event) }
                }
            }
        }
    }
}
