import Alarms
import Evidence
import Journal
import Kernel
import Organisation
import Storage
import Synchronization
import TestKit
import Testing

extension House {
    func watch(_ stopwatch: @escaping @Sendable () -> Int64 = { 0 }) -> WatchSystem {
        WatchSystem(database: database, world: world, stopwatch: stopwatch)
    }
    var release: ReleaseAlarm { ReleaseAlarm(database: database, world: world) }

    func alarms(_ state: Alarm.State = .raised) async throws -> [Alarm] {
        try await database.read { try Alarm.all(state, window: (100, 0), on: $0) }
    }

    /// The rules are looked at, half a minute later.
    @discardableResult
    func look() async throws -> Int {
        clock.advance(seconds: 31)
        return try await watch()()
    }

    /// As if a rule had been found broken by that contract.
    func freeze(_ subject: String) async throws -> Alarm {
        let finding = Alarm.Finding(offender: subject, detail: "", subject: subject)
        let raised = try await database.write { [world] connection in
            try RaiseAlarms(world: world, connection: connection)([finding], of: "payments_are_booked")
        }
        return try #require(raised.first)
    }

    /// Released by two people.
    func unfreeze(_ alarm: Alarm) async throws {
        let other = try await hire([.accountant], in: "CNTT", called: "thu-hai-\(alarm.times)")
        #expect(try await release.propose(alarm.id, reason: "đã kiểm tra", by: member(.accountant)) == .done)
        #expect(try await release.agree(alarm.id, by: other) == .done)
    }
}

extension SystemProofTests {
    /// Rules about the books as a whole: nobody can say which contract it is.
    private static let ofTheBooks: Set<SystemProof.Rule> = [
        .receivablesMatchStatements, .badDebtMatchesStatements, .creditsMatchBooks, .refundsMatchCases,
        .bankCreditsAreBooked,
    ]

    /// What has just been broken is an alarm within a minute (R33), once, before the accountants; the contracts
    /// concerned are frozen.
    static func expectAlarms(of rules: Set<SystemProof.Rule>, in house: House) async throws {
        #expect(try await house.look() >= rules.count)
        let raised = try await house.alarms()
        // A harmed booking breaks the chain of bookings as well.
        #expect(Set(raised.map(\.rule)).subtracting(["ledger_chain"]) == Set(rules.map(\.rawValue)))
        for alarm in raised where alarm.rule != "ledger_chain" {
            let rule = try #require(SystemProof.Rule(rawValue: alarm.rule))
            let isOfContract = alarm.finding.subject.hasPrefix("contract:")
            #expect(isOfContract != ofTheBooks.contains(rule), "\(alarm)")
            #expect(try await house.database.read { try Alarm.freezes(alarm.finding.subject, on: $0) })
        }
        let tasks = try await house.inbox(.accountant).filter { $0.kind == .alarmRaised && $0.isTask }
        #expect(tasks.count == raised.count)
        #expect(try await house.letters("'staff_alarm_raised'") > 0)
        #expect(try await house.audited("alarm.raised") == raised.count)
        #expect(try await house.look() == 0, "the same is told once")
    }
}

/// How an alarm is raised, and how two people release it.
@Suite struct AlarmTests {
    @Test func `each state answers each event as the table says`() {
        let events: [Alarm.Event] = [.foundAgain, .proposed, .sentBack, .agreed]
        let table: [(Alarm.State, [Alarm.State?])] = [
            (.raised, [nil, .proposed, nil, nil]),
            (.proposed, [nil, nil, .raised, .released]),
            (.released, [.raised, nil, nil, nil]),
        ]
        #expect(table.map(\.0) == Alarm.State.allCases)
        for (state, row) in table {
            for (event, expected) in zip(events, row) { #expect(state.after(event) == expected, "\(state) \(event)") }
        }
    }

    /// One posting of an online order is too high by a đồng.
    private func harmed(_ engine: TestEngine) async throws -> House {
        let house = try await House(engine)
        _ = try await house.paid()
        #expect(try await house.look() == 0)
        try await harm(house, by: 1)
        return house
    }

    private func harm(_ house: House, by dong: Int64) async throws {
        try await house.database.write { connection in
            try connection.run(
                "UPDATE ledger_posting SET amount_dong = amount_dong + \(dong) WHERE account = 'vat_payable'"
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `two people release it, and neither of them alone`(engine: TestEngine) async throws {
        let house = try await harmed(engine)
        #expect(try await house.look() == 1)
        let alarm = try #require(try await house.alarms().first)
        let (an, release) = (try house.member(.accountant), house.release)
        let binh = try await house.hire([.accountant], in: "CNTT", called: "binh")
        for stranger in [House.Person.admin, .auditor, .manager, .itApprover] {
            let nobody = try house.member(stranger)
            #expect(try await release.propose(alarm.id, reason: "đã kiểm tra", by: nobody) == .notAllowed)
        }
        #expect(try await release.propose(house.world.newID(), reason: "đã kiểm tra", by: an) == .unknown)
        #expect(try await release.propose(alarm.id, reason: " ừ ", by: an) == .reasonNeeded)
        #expect(try await release.agree(alarm.id, by: an) == .tooLate, "nobody has asked")
        #expect(try await release.propose(alarm.id, reason: "lỗi nhập tay, đã sửa", by: an) == .done)
        #expect(try await release.propose(alarm.id, reason: "lỗi nhập tay, đã sửa", by: binh) == .tooLate)
        #expect(try await release.agree(alarm.id, by: an) == .ownProposal)
        #expect(try await release.sendBack(alarm.id, reason: "chưa đủ", by: binh) == .done)
        #expect(try await house.alarms().map(\.state) == [.raised])
        #expect(try await house.database.read { try Alarm.freezes(alarm.finding.subject, on: $0) })
        #expect(try await release.propose(alarm.id, reason: "có biên bản kèm theo", by: binh) == .done)
        #expect(try await house.database.read { try Alarm.freezes(alarm.finding.subject, on: $0) })
        #expect(try await release.agree(alarm.id, by: an) == .done)
        #expect(try await !house.database.read { try Alarm.freezes(alarm.finding.subject, on: $0) })
        let released = try #require(try await house.alarms(.released).first)
        #expect(released.proposedBy == binh.id && released.releasedBy == an.id)
        #expect(try await house.inbox(.accountant).allSatisfy { !$0.isTask || $0.doneAt != nil })
        #expect(try await house.audited("alarm.released") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `released though it still breaks the rule, it is raised only when it is broken anew`(
        engine: TestEngine
    ) async throws {
        let house = try await harmed(engine)
        try await house.look()
        let alarm = try #require(try await house.alarms().first)
        try await house.unfreeze(alarm)
        #expect(try await house.look() == 0, "two people have accepted it")
        #expect(try await house.alarms().isEmpty)
        try await harm(house, by: -1)
        #expect(try await house.look() == 0)
        #expect(try await house.alarms(.released).first?.mendedAt != nil)
        try await harm(house, by: 7)
        #expect(try await house.look() == 1)
        let again = try #require(try await house.alarms().first)
        #expect(again.id == alarm.id && again.times == 2 && again.mendedAt == nil)
        #expect(try await house.inbox(.accountant).count { $0.kind == .alarmRaised && $0.doneAt == nil } == 1)
    }

    @Test(arguments: TestEngine.available)
    func `what holds again stays frozen until people say so`(engine: TestEngine) async throws {
        let house = try await harmed(engine)
        try await house.look()
        try await harm(house, by: -1)
        try await house.look()
        let alarm = try #require(try await house.alarms().first)
        #expect(alarm.mendedAt != nil)
        #expect(try await house.database.read { try Alarm.freezes(alarm.finding.subject, on: $0) })
        try await harm(house, by: 1)
        #expect(try await house.look() == 0, "it stands already")
        #expect(try await house.alarms().map(\.mendedAt) == [nil])
    }

    @Test(arguments: TestEngine.available)
    func `a changed audit entry raises an alarm`(engine: TestEngine) async throws {
        let house = try await House(engine)
        _ = try await house.paid()
        while try await SealAudit(database: house.database)() > 0 {}
        #expect(try await house.look() == 0)
        try await house.database.write { connection in
            try connection.run("UPDATE audit_entry SET actor = 'nobody' WHERE action = 'contract.submitted'")
        }
        #expect(try await house.look() == 1)
        #expect(try await house.alarms().map(\.rule) == ["audit_chain"])
    }

    @Test(arguments: TestEngine.available)
    func `a slow rule is looked at less often, and by one machine at a time`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let ticks = Mutex<Int64>(0)
        // Every look takes ten seconds.
        let slow = house.watch {
            ticks.withLock {
                $0 += 10_000; return $0
            }
        }
        #expect(try await slow() == 0)
        let start = house.world.now()
        let looks = try await house.database.read { try RuleWatch.all(on: $0) }
        #expect(looks.count == WatchSystem.Watched.allCases.count)
        #expect(looks.allSatisfy { $0.tookMilliseconds == 10_000 && $0.due == start.adding(seconds: 200) })
        house.clock.advance(seconds: 199)
        let names = looks.map(\.rule)
        let early = house.world.now()
        let due = try await house.database.read { try RuleWatch.due(names, at: early, on: $0) }
        #expect(due.isEmpty)
        house.clock.advance(seconds: 1)
        let taken = try await house.database.write { [world = house.world] connection in
            let time = world.now()
            return try (0..<2).map { _ in
                try RuleWatch.take(names[0], until: time.adding(minutes: 5), at: time, on: connection)
            }
        }
        #expect(taken == [true, false])
    }

    @Test(arguments: TestEngine.available)
    func `a rule that cannot be looked at is told, and does not hide the others`(engine: TestEngine) async throws {
        let house = try await harmed(engine)
        try await house.database.write { try $0.run("ALTER TABLE earned_part RENAME TO earned_part_gone") }
        #expect(try await house.look() == 1)
        let looks = try await house.database.read { try RuleWatch.all(on: $0) }
        #expect(looks.filter { $0.problem != nil }.map(\.rule) == [SystemProof.Rule.earnedTermsAreBooked.rawValue])
        try await house.database.write { try $0.run("ALTER TABLE earned_part_gone RENAME TO earned_part") }
        try await house.look()
        #expect(try await house.database.read { try RuleWatch.all(on: $0) }.allSatisfy { $0.problem == nil })
    }
}
