import Accounting
import Contracts
import Journal
import Kernel
import Notices
import Organisation
import Payments
import Sales
import Storage
import TestKit
import Testing

@testable import Approvals

@Suite struct ApprovalTests {
    // MARK: The way of process B

    @Test(arguments: TestEngine.available)
    func `region, then centre, then activation`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        #expect(contract.state == .awaitingRegionalApproval)
        #expect(try await house.decide(contract, by: house.member(.itApprover)) == .refused(.notAllowed))
        #expect(try await house.decide(contract, by: house.member(.approverTwo)) == .refused(.notAllowed))
        #expect(try await house.decide(contract, by: house.member(.manager)) == .refused(.ownWork))
        #expect(try await house.decide(contract, by: house.member(.admin)) == .refused(.notAllowed))
        #expect(try await house.decide(contract, by: house.member(.approver)) == .decided(.awaitingITApproval))
        #expect(try await house.shop.count("activation") == 0)
        #expect(try await house.decide(contract, by: house.member(.otherApprover)) == .refused(.notAllowed))
        #expect(try await house.decide(contract, by: house.member(.itApprover)) == .decided(.activating))
        #expect(try await house.shop.count("activation") == 1)
        #expect(try await house.contract(contract.id).state == .activating)
        #expect(try await house.audited("approval.approved") == 2)
        #expect(try await house.inbox(.manager).filter { $0.kind == .contractApproved }.count == 2)
        #expect(try await house.letters("'staff_contract_decided'") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `whoever may decide has a task and a letter, until somebody has decided`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        for person in [House.Person.approver, .otherApprover] {
            let tasks = try await house.inbox(person).filter { $0.kind == .approvalWaiting }
            #expect(tasks.count == 1 && tasks[0].isTask && tasks[0].doneAt == nil)
        }
        #expect(try await house.inbox(.approverTwo).isEmpty)
        #expect(try await house.letters("'staff_approval_waiting'") == 2)
        _ = try await house.decide(contract, by: house.member(.approver))
        for person in [House.Person.approver, .otherApprover] {
            #expect(try await house.inbox(person).allSatisfy { $0.kind != .approvalWaiting || $0.doneAt != nil })
        }
        #expect(try await house.inbox(.itApprover).contains { $0.kind == .approvalWaiting && $0.doneAt == nil })
        #expect(try await house.letters("'staff_approval_waiting'") == 4)
    }

    @Test(arguments: TestEngine.available)
    func `a refusal gives the money back, in the books and before a person, and says why`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        let outcome = try await house.decide(contract, .refuse, by: house.member(.approver), reason: "")
        #expect(outcome == .refused(.reasonMissing))
        let refused = try await house.decide(contract, .refuse, by: house.member(.approver), reason: "thiếu con dấu")
        #expect(refused == .decided(.rejected))
        let cases = try await house.database.read { try PaymentCase.open(limit: 10, on: $0) }
        #expect(cases.map(\.kind) == [.rejectedContract])
        #expect(cases.first?.amount?.dong == Shop.total)
        #expect(cases.first?.detail == "thiếu con dấu")
        let owed = try await house.database.read { connection in
            try connection.rows(
                "SELECT amount_dong FROM ledger_posting WHERE account = 'refunds_payable' AND side = 'credit'"
            ).map { try $0.integer("amount_dong") }
        }
        #expect(owed == [Shop.total])
        #expect(try await house.letters("'contract_rejected'") == 1)
        #expect(try await house.shop.count("activation") == 0)
        #expect(
            try await house.inbox(.manager).contains { $0.kind == .contractRejected && $0.detail == "thiếu con dấu" }
        )
    }

    @Test(arguments: TestEngine.available)
    func `a postpaid contract is decided before anything is paid, and refusing it owes nothing`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted(payment: .postpaid)
        #expect(contract.state == .awaitingRegionalApproval)
        #expect(try await house.letters("'payment_link'") == 0)
        let outcome = try await house.decide(contract, .refuse, by: house.member(.approver), reason: "sai giá")
        #expect(outcome == .decided(.rejected))
        #expect(try await house.shop.count("payment_case") == 0)
        #expect(try await house.letters("'contract_rejected'") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `a change voids what was decided, and says so`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        let before = try await house.openCase(contract)
        _ = try await house.decide(contract, by: house.member(.approver))
        var form = ContractForm(contract)
        form.note = "giao trong giờ hành chính"
        let outcome = try await house.amend(contract.id, form, revision: contract.revision, by: house.member(.manager))
        #expect(outcome == .amended)
        #expect(try await house.contract(contract.id).state == .awaitingRegionalApproval)
        let cases = try await house.database.read { try ApprovalCase.all(about: contract.subject, on: $0) }
        #expect(cases.map(\.state) == [.awaiting(.regional), .voided])
        #expect(try await house.inbox(.manager).contains { $0.kind == .approvalsVoided && $0.detail == "1" })

        let old = ApprovalWish(verdict: .approve, seenHash: before.hash, reason: "")
        let stale = try await house.decide(before.id, old, by: house.member(.itApprover))
        #expect(stale == .refused(.closed), "the old case is over")
        let unread = try await house.decide(house.openCase(contract).id, old, by: house.member(.approver))
        #expect(unread == .refused(.changed), "what was on the screen is not what it is")
        #expect(try await house.decide(contract, by: house.member(.approver)) == .decided(.awaitingITApproval))
    }

    @Test(arguments: TestEngine.available)
    func `a right taken away in the middle is gone at once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        let approver = try house.member(.approver)
        var form = ManageStaff.Form()
        form.name = approver.name
        form.roles = [.invoiceOfficer]
        _ = try await house.manage.change(approver.id, form, by: house.member(.admin))
        #expect(try await house.decide(contract, by: approver) == .refused(.notAllowed), "whatever the page still held")
        _ = try await house.manage.take(.suspend, for: house.id(.otherApprover), by: house.member(.admin))
        #expect(try await house.decide(contract, by: house.member(.otherApprover)) == .refused(.notAllowed))
    }

    @Test(arguments: TestEngine.available)
    func `ten approvers at once make one decision`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        var approvers: [StaffMember] = []
        for number in 0..<10 {
            approvers.append(try await house.hire([.regionalApprover], in: "KV1", called: "ten\(number)"))
        }
        let open = try await house.openCase(contract)
        let decide = house.decide
        let outcomes = try await withThrowingTaskGroup(of: DecideContract.Outcome.self) { group in
            for (number, approver) in approvers.enumerated() {
                let verdict: ApprovalCase.Verdict = number.isMultiple(of: 2) ? .approve : .refuse
                let wish = ApprovalWish(verdict: verdict, seenHash: open.hash, reason: "r")
                group.addTask { try await decide(open.id, wish, by: approver) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let decided = outcomes.filter { if case .decided = $0 { true } else { false } }
        #expect(decided.count == 1)
        #expect(try await house.shop.count("approval_decision") == 1)
        let state = try await house.contract(contract.id).state
        #expect(decided == [.decided(state)])
        #expect([.awaitingITApproval, .rejected].contains(state))
    }

    @Test(arguments: TestEngine.available)
    func `of several at once, each stands for itself`(engine: TestEngine) async throws {
        let house = try await House(engine)
        var chosen: [(approval: ApprovalCase.ID, seenHash: String)] = []
        for number in 0..<3 {
            let open = try await house.openCase(house.paid(key: "k\(number)"))
            chosen.append((open.id, number == 1 ? "old" : open.hash))
        }
        let outcomes = try await house.decide.all(chosen, .approve, reason: "", by: house.member(.approver))
        let expected: [DecideContract.Outcome] = [
            .decided(.awaitingITApproval), .refused(.changed), .decided(.awaitingITApproval),
        ]
        #expect(outcomes.map(\.outcome) == expected)
    }

    // MARK: Absence

    private func absent(
        _ house: House,
        _ days: ClosedRange<Int64>,
        to: House.Person = .otherApprover
    ) async throws
        -> DelegateApprovals.Outcome
    {
        let today = house.world.now().day
        return try await house.delegate(
            to: house.id(to),
            from: today.adding(days: days.lowerBound),
            through: today.adding(days: days.upperBound),
            reason: "đi công tác",
            by: house.member(.approver)
        )
    }

    @Test(arguments: TestEngine.available)
    func `a colleague decides for whoever is away, in those days, and it says for whom`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let other = try house.id(.otherApprover)
        #expect(try await absent(house, 1...2) == .unsuitablePerson, "no authenticator yet")
        try await house.setUpAuthenticator(of: other)
        #expect(try await absent(house, 1...2) == .done)
        #expect(try await house.inbox(.otherApprover).map(\.kind) == [.approvalsDelegated])
        #expect(try await house.letters("'staff_approvals_delegated'") == 1)
        let first = try await house.paid()
        #expect(try await house.decide(first, by: house.member(.otherApprover)) == .decided(.awaitingITApproval))
        #expect(try await house.openCase(first).decisions.last?.onBehalfOf == nil, "not yet")
        house.clock.advance(days: 1)
        let second = try await house.paid(key: "second")
        #expect(try await house.decide(second, by: house.member(.otherApprover)) == .decided(.awaitingITApproval))
        let decision = try #require(try await house.openCase(second).decisions.last)
        #expect(try decision.by == other && decision.onBehalfOf == house.id(.approver))
        house.clock.advance(days: 2)
        let third = try await house.paid(key: "third")
        #expect(try await house.decide(third, by: house.member(.otherApprover)) == .decided(.awaitingITApproval))
        #expect(try await house.openCase(third).decisions.last?.onBehalfOf == nil, "no more")
    }

    @Test(arguments: TestEngine.available)
    func `absence is given to an approver of the same step and unit, for at most ninety days`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        for person in House.Person.allCases { try await house.setUpAuthenticator(of: house.id(person)) }
        let today = house.world.now().day
        let delegate = house.delegate
        func ask(
            _ to: House.Person,
            _ first: Int64,
            _ last: Int64,
            by: House.Person
        ) async throws
            -> DelegateApprovals.Outcome
        {
            try await delegate(
                to: house.id(to),
                from: today.adding(days: first),
                through: today.adding(days: last),
                reason: "r",
                by: house.member(by)
            )
        }
        #expect(try await ask(.otherApprover, 0, 90, by: .approver) == .done)
        #expect(try await ask(.otherApprover, 0, 91, by: .approver) == .badDays)
        #expect(try await ask(.otherApprover, 2, 1, by: .approver) == .badDays)
        #expect(try await ask(.otherApprover, -3, -1, by: .approver) == .badDays)
        for person in House.Person.allCases {
            let regional = try await ask(person, 0, 1, by: .approver)
            #expect(regional == (person == .otherApprover ? .done : .unsuitablePerson), "\(person)")
            let central = try await ask(person, 0, 1, by: .itApprover)
            #expect(central == (person == .otherITApprover ? .done : .unsuitablePerson), "\(person)")
        }
        for person in [House.Person.manager, .officer, .admin, .accountant, .auditor] {
            #expect(try await ask(.otherApprover, 0, 1, by: person) == .notAllowed)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the same form sent twice delegates once, and tells once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await house.setUpAuthenticator(of: house.id(.otherApprover))
        for _ in 0..<2 { #expect(try await absent(house, 0...3) == .done) }
        #expect(try await house.shop.count("approval_delegation") == 1)
        #expect(try await house.letters("'staff_approvals_delegated'") == 1)
        #expect(try await absent(house, 0...4) == .done)
        #expect(try await house.shop.count("approval_delegation") == 2)
    }

    @Test(arguments: TestEngine.available)
    func `what a delegate loses after being named is lost at once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let other = try house.member(.otherApprover)
        try await house.setUpAuthenticator(of: other.id)
        #expect(try await absent(house, 0...9) == .done)
        let contract = try await house.paid()
        _ = try await house.manage.take(.resetSecondFactor, for: other.id, by: house.member(.admin))
        let (day, approval) = (house.world.now().day, try await house.openCase(contract))
        let unproved = try await house.database.read { connection in
            try Decider.read(try #require(try StaffMember.find(other.id, on: connection)), on: day, connection)
        }
        #expect(try approval.authority(of: unproved) == nil, "in no name but the own")
        var form = ManageStaff.Form()
        form.name = other.name
        form.roles = [.invoiceOfficer]
        #expect(try await house.manage.change(other.id, form, by: house.member(.admin)) == .done(other.id))
        #expect(try await house.decide(contract, by: other) == .refused(.notAllowed))
    }

    @Test(arguments: TestEngine.available)
    func `an absence taken back is over, and only its owner takes it back`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let approver = try house.member(.approver)
        try await house.setUpAuthenticator(of: house.id(.otherApprover))
        #expect(try await absent(house, 0...0) == .done)
        let given = try await house.database.read { try Delegation.given(by: approver.id, on: $0) }
        let id = try #require(given.first).id
        #expect(try await house.delegate.revoke(id, by: house.member(.otherApprover)) == .unknown)
        #expect(try await house.delegate.revoke(id, by: approver) == .done)
        #expect(try await house.delegate.revoke(id, by: approver) == .unknown)
        let contract = try await house.paid()
        _ = try await house.decide(contract, by: house.member(.otherApprover))
        #expect(try await house.openCase(contract).decisions.last?.onBehalfOf == nil)
    }

    // MARK: Chasing

    @Test(arguments: TestEngine.available)
    func `a step is reminded of once before it is due and reported once when it is late`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let chase = ChaseApprovals(database: house.database, world: house.world)
        let contract = try await house.paid()
        let due = try await house.openCase(contract).dueAt
        #expect(due.display == "25/11/2026 17:30", "two working days from Monday noon")
        #expect(try await chase() == 0)
        house.clock.set(due.adding(hours: -4))
        #expect(try await chase() == 1)
        #expect(try await chase() == 0)
        #expect(try await house.inbox(.approver).filter { $0.kind == .approvalOverdue }.count == 1)
        #expect(try await house.inbox(.admin).isEmpty == false, "the admin heard of the payment")
        #expect(try await house.inbox(.admin).allSatisfy { $0.kind != .approvalEscalated })
        house.clock.set(due)
        #expect(try await chase() == 1)
        #expect(try await chase() == 0)
        #expect(try await house.inbox(.admin).filter { $0.kind == .approvalEscalated }.count == 1)
        #expect(try await house.audited("approval.escalated") == 1)
        #expect(try await house.letters("'staff_approval_overdue'") == 4, "two approvers, two admins")

        // The next step has a time of its own.
        _ = try await house.decide(contract, by: house.member(.approver))
        #expect(try await house.inbox(.admin).allSatisfy { $0.kind != .approvalEscalated || $0.doneAt != nil })
        let next = try await house.openCase(contract).dueAt
        #expect(next > due)
        house.clock.set(next)
        #expect(try await chase() == 2)
        #expect(try await chase() == 0)
        #expect(try await house.inbox(.admin).filter { $0.kind == .approvalEscalated }.count == 2)
    }

    @Test(arguments: TestEngine.available)
    func `nobody is chased over Tết`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let first = try #require(Day(iso8601: "2027-02-05"))
        try await house.database.write { connection in
            for number in 0..<7 {
                try Holiday(day: first.adding(days: Int64(number)), name: "Tết").store(on: connection)
            }
        }
        house.clock.set(first.adding(days: -1).start.adding(hours: 9))
        let contract = try await house.paid()
        #expect(try await house.openCase(contract).dueAt.display == "15/02/2027 17:30")
    }

    @Test(arguments: TestEngine.available)
    func `a contract that nobody may decide waits, and the admin hears of it`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for person in [House.Person.approver, .otherApprover] {
            _ = try await house.manage.take(.suspend, for: house.id(person), by: house.member(.admin))
        }
        let contract = try await house.paid()
        house.clock.set(try await house.openCase(contract).dueAt)
        #expect(try await ChaseApprovals(database: house.database, world: house.world)() == 2)
        #expect(try await house.inbox(.admin).contains { $0.kind == .approvalEscalated && $0.doneAt == nil })
    }
}
