import Approvals
import Catalogue
import Contracts
import Journal
import Kernel
import Notices
import Organisation
import Sales
import Storage
import Tariffs
import TestKit
import Testing

@testable import Activation
@testable import Statements

/// What happens to a contract that is paid month by month during its term: its end, and amendments.
@Suite struct TermTests {
    static let november = Month(year: 2026, month: 11)
    static let december = Month(year: 2026, month: 12)

    // MARK: The end

    @Test(arguments: TestEngine.available)
    func `a contract ends on its day, and the last month is billed by days`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        let last = Self.december.firstDay.adding(days: 9)
        #expect(try await house.end(contract, after: last, by: .manager) == .notAllowed)
        #expect(try await house.end(contract, after: last, by: .approverTwo) == .notAllowed)
        #expect(try await house.end(contract, after: last, "  ", by: .approver) == .reasonMissing)
        let limits = (from: Self.december.firstDay, to: try #require(contract.endsOn).adding(days: -1))
        #expect(
            try await house.end(contract, after: limits.from.adding(days: -1), by: .approver)
                == .badDay(from: limits.from, to: limits.to)
        )
        guard case .planned = try await house.end(contract, after: last, by: .approver) else { throw Shop.Unexpected() }
        #expect(try await house.end(contract, after: last, by: .approver) == .alreadyPlanned(last))
        #expect(try await house.letters("'contract_ending'") == 1)
        #expect(try await house.contract(contract.id).state == .active)

        house.set(last)
        #expect(try await house.endContracts() == 0, "the last day is a day of service")
        house.set(last.adding(days: 1))
        #expect(try await EndTerms(database: house.database, world: house.world)() == 0)
        #expect(try await house.endContracts() == 1)
        #expect(try await house.endContracts() == 0)
        #expect(try await house.contract(contract.id).state == .terminated)
        #expect(try await house.orders(of: contract).map(\.wanted) == [.ended])
        #expect(try await house.letters("'contract_ended'") == 1)
        #expect(try await house.suspend(contract, .request, "x", by: .manager) == .notInService)

        house.set(Self.december.lastDay.adding(days: 1))
        try await house.bill(Self.december)
        let statement = try #require(try await house.statements(of: contract).first)
        #expect(statement.lines.map(\.price.net.dong) == [96_774])
        house.set(Month(year: 2027, month: 2).firstDay)
        try await house.bill(Month(year: 2027, month: 1))
        #expect(try await house.statements(of: contract).count == 2)
    }

    @Test(arguments: TestEngine.available)
    func `a planned end can be taken back, and the old term stands again`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        let terminate = TerminateContract(database: house.database, world: house.world)
        let approver = try house.member(.approver)
        #expect(try await terminate.withdraw(contract.id, by: approver) == .notPlanned)
        _ = try await house.end(contract, after: Self.december.lastDay, by: .approver)
        #expect(try await house.contract(contract.id).endsOn == Self.december.lastDay)
        #expect(try await terminate.withdraw(contract.id, by: try house.member(.manager)) == .notAllowed)
        #expect(try await terminate.withdraw(contract.id, by: approver) == .withdrawn)
        #expect(try await house.contract(contract.id).endsOn == contract.endsOn)
        house.set(Month(year: 2027, month: 1).firstDay)
        #expect(try await house.endContracts() == 0)
    }

    // MARK: Amendments

    @Test(arguments: TestEngine.available)
    func `an amendment holds from its day when both have agreed, and not before`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        var form = ContractChangeForm(contract, on: house.world.now().day)
        form.reason = "Mở thêm chi nhánh"
        form.from = Self.december.firstDay.adding(days: 15).iso8601
        form.lines[0].deed = .change
        form.lines[0].quantity = "2"
        let shown = try #require(
            try await house.change.preview(contract.id, form, by: try house.member(.manager)).shown
        )
        #expect(shown.monthly.before.net.dong == 300_000)
        #expect(shown.monthly.after.net.dong == 600_000)
        // 15 days of one and 16 of two; the set-up fee of the second.
        #expect(shown.first.before.net.dong == 300_000)
        #expect(shown.first.after.lines.map(\.price.net.dong) == [200_000, 145_161, 309_677])

        #expect(try await house.hand(in: form, of: contract, by: .otherManager) == .notAllowed)
        #expect(try await house.hand(in: form, of: contract, by: .manager, revision: 99) == .stale)
        let first = try await house.hand(in: form, of: contract, by: .manager)
        guard case .handedIn(let id) = first else {
            Issue.record("\(first)")
            throw Shop.Unexpected()
        }
        #expect(try await house.hand(in: form, of: contract, by: .manager) == .underWay(1))
        #expect(try await house.look() == 0, "an amendment that waits for its approvers breaks no rule")
        let open = try await house.openCase(contract)
        #expect(open.snapshot.contains("Phụ lục: 1\nHiệu lực từ: 16/12/2026\nLý do: Mở thêm chi nhánh\n"))
        #expect(open.snapshot.contains("(đến hết 15/12/2026)"))
        #expect(open.snapshot.contains("2 × 300.000 ₫ = 600.000 ₫"))
        #expect(try await house.contract(contract.id).lines.count == 1, "nothing changes before both agree")

        #expect(try await house.decide(contract, by: try house.member(.approver)) == .decided(.active))
        #expect(try await house.decide(contract, by: try house.member(.itApprover)) == .decided(.active))
        #expect(try await house.letters("'contract_changed'") == 1)
        let changed = try await house.contract(contract.id)
        #expect(changed.lines.map { $0.from?.display } == [nil, "16/12/2026"])
        #expect(changed.lines.map { $0.to?.display } == ["15/12/2026", nil])
        #expect(changed.lines.map(\.quantity) == [1, 2])
        #expect(try changed.totals().net.dong == 600_000)

        #expect(try await house.beginChanges() == 0)
        house.set(Self.december.firstDay.adding(days: 15))
        #expect(try await house.beginChanges() == 1)
        #expect(try await house.beginChanges() == 0)
        #expect(try await house.orders(of: contract).map(\.quantity) == [2])
        #expect(try await house.orders(of: contract).map(\.wanted) == [.running])
        #expect(try await house.changes(of: contract).map(\.id) == [id])
        #expect(try await house.changes(of: contract).map(\.state) == [.begun])

        house.set(Self.december.lastDay.adding(days: 1))
        try await house.bill(Self.december)
        let statement = try #require(try await house.statements(of: contract).first)
        #expect(statement.lines.map(\.price.net.dong) == [200_000, 145_161, 309_677])
        form.from = Self.december.lastDay.iso8601
        #expect(
            try await house.hand(in: form, of: changed, by: .manager)
                == .mistakes([.from: .monthBilled(through: Self.december.lastDay)])
        )
    }

    @Test(arguments: TestEngine.available)
    func `an amendment that is refused or taken back changes nothing`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        var form = ContractChangeForm(contract, on: house.world.now().day)
        try await house.database.write { try DiscountLimits.set("*", basisPoints: 1_000, on: $0) }
        form.reason = "Thử"
        form.discount.percent = "10"
        form.discount.to = "2027-03-31"
        guard case .handedIn(let id) = try await house.hand(in: form, of: contract, by: .manager) else {
            throw Shop.Unexpected()
        }
        #expect(try await house.change.withdraw(id, by: try house.member(.otherManager)) == .notAllowed)
        #expect(try await house.change.withdraw(id, by: try house.member(.manager)) == .withdrawn)
        #expect(try await house.change.withdraw(id, by: try house.member(.manager)) == .notAwaiting)
        #expect(try await house.database.read { try ApprovalCase.open(on: contract.subject, $0) } == nil)

        let now = try await house.contract(contract.id)
        guard case .handedIn = try await house.hand(in: form, of: now, by: .manager) else { throw Shop.Unexpected() }
        let refused = try await house.decide(
            contract,
            .refuse,
            by: try house.member(.approver),
            reason: "Không đủ lý do"
        )
        #expect(refused == .decided(.active))
        #expect(try await house.changes(of: contract).map(\.state) == [.refused, .withdrawn])
        #expect(try await house.contract(contract.id).lines == contract.lines)
        #expect(try await house.shop.count("contract_discount") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `an amendment whose month was billed while it waited can only be refused`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        var form = ContractChangeForm(contract, on: house.world.now().day)
        try await house.database.write { try DiscountLimits.set("*", basisPoints: 1_000, on: $0) }
        form.reason = "Giảm giá dịp lễ"
        form.from = Self.november.lastDay.iso8601
        form.discount.percent = "10"
        form.discount.to = Self.december.lastDay.iso8601
        guard case .handedIn = try await house.hand(in: form, of: contract, by: .manager) else {
            throw Shop.Unexpected()
        }
        #expect(try await house.decide(contract, by: try house.member(.approver)) == .decided(.active))
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        let it = try house.member(.itApprover)
        #expect(
            try await house.decide(contract, by: it) == .tooLate(.monthBilled(through: Self.november.lastDay))
        )
        #expect(try await house.decide(contract, .refuse, by: it, reason: "Quá muộn") == .decided(.active))
    }

    @Test(arguments: TestEngine.available)
    func `what is wrong with an amendment is said where it stands`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        var form = ContractChangeForm(contract, on: house.world.now().day)
        #expect(try await house.mistakes(form, of: contract) == [.reason: .missing, .nothing: .missing])
        form.reason = "x"
        form.lines[0].deed = .remove
        #expect(try await house.mistakes(form, of: contract) == [.nothing: .lastLine])
        form.lines[0].deed = .change
        form.lines[0].quantity = "không"
        form.added = [.init(plan: "SMS-M", quantity: "1", discount: ""), .init(plan: "x", quantity: "1", discount: "")]
        form.discount.percent = "101"
        #expect(
            try await house.mistakes(form, of: contract) == [
                .line(0): .badQuantity, .added(0): .alreadyThere, .added(1): .unknownPlan, .discount: .badDiscount,
            ]
        )
        form.from = "2020-01-01"
        let problems = try await house.mistakes(form, of: contract)
        guard case .dayOutside = problems[.from] else { throw Shop.Unexpected() }
    }

    @Test func `an amendment goes where the table says`() async throws {
        let house = try await House(.sqlite)
        let contract = try await house.activePostpaid()
        var form = ContractChangeForm(contract, on: house.world.now().day)
        form.reason = "x"
        form.lines[0].deed = .change
        form.lines[0].quantity = "3"
        _ = try await house.hand(in: form, of: contract, by: .manager)
        let awaiting = try #require(try await house.changes(of: contract).first)
        let moves: [([ContractChange.Event], ContractChange.State?)] = [
            ([.approved], .approved), ([.refused], .refused), ([.withdrawn], .withdrawn), ([.begun], nil),
            ([.approved, .begun], .begun), ([.approved, .withdrawn], .withdrawn), ([.approved, .refused], nil),
            ([.refused, .approved], nil), ([.refused, .refused], .refused), ([.withdrawn, .approved], nil),
            ([.approved, .begun, .withdrawn], nil), ([.approved, .begun, .begun], .begun),
        ]
        for (events, end) in moves {
            var change = awaiting
            let outcomes = events.map { change.apply($0) }
            #expect(outcomes.contains(nil) == (end == nil), "\(events)")
            if let end { #expect(change.state == end, "\(events)") }
        }
    }
}

extension House {
    var change: ChangeContract { ChangeContract(database: database, world: world) }

    func end(
        _ contract: Contract,
        after day: Day,
        _ reason: String = "Khách hàng chuyển nhà cung cấp",
        by person: Person
    ) async throws -> TerminateContract.Outcome {
        try await TerminateContract(database: database, world: world)(
            contract.id,
            after: day,
            reason: reason,
            by: try member(person)
        )
    }

    func endContracts() async throws -> Int { try await EndContracts(database: database, world: world)() }
    func beginChanges() async throws -> Int { try await BeginChanges(database: database, world: world)() }

    func hand(
        in form: ContractChangeForm,
        of contract: Contract,
        by person: Person,
        revision: Int64? = nil
    ) async throws -> ChangeContract.Outcome {
        let known = try await self.contract(contract.id)
        return try await change(contract.id, form, revision: revision ?? known.revision, by: try member(person))
    }

    func mistakes(
        _ form: ContractChangeForm,
        of contract: Contract
    ) async throws -> [ContractChangeForm.Field: ContractChangeForm.Mistake] {
        try await change.preview(contract.id, form, by: try member(.manager)).mistakes
    }

    func changes(of contract: Contract) async throws -> [ContractChange] {
        try await database.read { try ContractChange.all(of: contract.id, on: $0) }
    }
}
