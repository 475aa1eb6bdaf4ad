import Kernel
import Organisation
import Storage
import TestKit
import Testing

@testable import Approvals

/// The walks of `ApprovalWalkTests` on a real database: rights, absences and decisions go through their use cases.
@Suite struct ApprovalStoreWalkTests {
    /// The people of the model, as they work in the house.
    private struct Walk {
        let house: House
        var dice: Dice
        var model = ApprovalWalkTests.Model.start
        let ids: [StaffMember.ID]
        var approval: ApprovalCase?
        var count = 0
        var approved = 0
        var refused = 0

        init(_ engine: TestEngine, seed: UInt64) async throws {
            house = try await House(engine)
            dice = Dice(seed: seed)
            var ids: [StaffMember.ID] = []
            for (number, person) in model.people.enumerated() {
                let roles = Walk.roles(person)
                let id = try await house.hire(roles, in: person.unit, called: "walker\(number)").id
                try await house.setUpAuthenticator(of: id)
                ids.append(id)
            }
            self.ids = ids
        }

        /// Everybody has a role; that of the invoices decides nothing.
        private static func roles(_ person: ApprovalWalkTests.Model.Person) -> Set<Role> {
            Set(person.rights.map(\.role)).union([.invoiceOfficer])
        }

        mutating func step() async throws {
            switch dice.below(16) {
            case 0, 1: try await lay()
            case 2: try await changeRights()
            case 3: try await suspendOrRestore()
            case 4, 5: try await delegate()
            case 6: try await revoke()
            case 7: try await decideTogether()
            default: try await decide(dice.below(model.people.count))
            }
        }

        /// A new thing, or the one before changed: with that what was decided is void.
        private mutating func lay() async throws {
            let isEdit = model.step != nil && dice.below(2) == 0
            if !isEdit { count += 1 }
            let unit = isEdit ? model.unit : ["KV1", "KV2"][dice.below(2)]
            let writer = dice.below(model.people.count)
            model.open(unit: unit, makers: isEdit ? model.makers.union([writer]) : [writer])
            let earlier = approval
            let thing = ApprovalSubject(
                subject: "contract:\(count)",
                unit: unit,
                revision: isEdit ? (earlier?.revision ?? 0) + 1 : 0,
                snapshot: "\(count) \(dice.next())",
                makers: Set(model.makers.map { ids[$0] })
            )
            let world = house.world
            approval = try await house.database.write { try ApprovalCase.open(thing, in: world, on: $0) }
            guard isEdit, let earlier else { return }
            #expect(try await stored(earlier.id).state == .voided)
        }

        private func stored(_ id: ApprovalCase.ID) async throws -> ApprovalCase {
            try #require(try await house.database.read { try ApprovalCase.find(id, on: $0) })
        }

        private mutating func changeRights() async throws {
            let number = dice.below(model.people.count)
            let isHome = dice.below(2) == 0
            let rights: Set<ApprovalWalkTests.Model.Right> =
                isHome ? ApprovalWalkTests.Model.start.people[number].rights : dice.below(2) == 0 ? [.sells] : []
            model.people[number].rights = rights
            var form = ManageStaff.Form()
            form.name = "walker"
            form.roles = Walk.roles(model.people[number])
            let outcome = try await house.manage.change(ids[number], form, by: house.member(.admin))
            #expect(outcome == .done(ids[number]))
        }

        private mutating func suspendOrRestore() async throws {
            let number = dice.below(model.people.count)
            let staysActive = dice.below(3) > 0
            model.people[number].isActive = staysActive
            let step: ManageStaff.Step = staysActive ? .restore : .suspend
            #expect(try await house.manage.take(step, for: ids[number], by: house.member(.admin)) == .done(ids[number]))
        }

        private mutating func delegate() async throws {
            let (from, to) = (dice.below(model.people.count), dice.below(model.people.count))
            let today = house.world.now().day
            let actor = try await house.now(ids[from])
            let outcome = try await house.delegate(
                to: ids[to],
                from: today,
                through: today.adding(days: 5),
                reason: "nghỉ phép",
                by: actor
            )
            let (absent, other) = (model.people[from], model.people[to])
            let decides = !absent.rights.isDisjoint(with: [.decidesInRegion, .decidesAtCentre])
            let suits = from != to && absent.unit == other.unit && other.isActive && other.rights == absent.rights
            #expect(outcome == (!decides ? .notAllowed : suits ? .done : .unsuitablePerson))
            if outcome == .done { model.absences.insert([from, to]) }
        }

        private mutating func revoke() async throws {
            guard let absence = model.absences.min(by: { $0.lexicographicallyPrecedes($1) }) else { return }
            model.absences.remove(absence)
            let from = ids[absence[0]]
            let to = ids[absence[1]]
            let given = try await house.database.read { try Delegation.given(by: from, on: $0) }
            let actor = try await house.now(from)
            for delegation in given where delegation.to == to && delegation.revokedAt == nil {
                #expect(try await house.delegate.revoke(delegation.id, by: actor) == .done)
            }
        }

        private mutating func decide(_ number: Int) async throws {
            guard let approval else { return }
            let approves = dice.below(6) > 0
            let wish = ApprovalWish(
                verdict: approves ? .approve : .refuse,
                seenHash: dice.below(10) > 0 ? approval.hash : "what it was before",
                reason: approves || dice.below(3) > 0 ? "vì sao" : ""
            )
            let names = model.names(for: number)
            let may = !names.isEmpty && wish.seenHash == approval.hash && (approves || !wish.reason.isEmpty)
            let world = house.world
            let actor = try await house.now(ids[number])
            let outcome: ApprovalCase? = try await house.database.write { connection in
                do {
                    return try ApprovalCase.decide(approval.id, wish, by: actor, in: world, on: connection)
                } catch is ApprovalRefusal {
                    return nil
                }
            }
            #expect((outcome != nil) == may, "\(number) of \(model)")
            guard let decision = outcome?.decisions.last else {
                refused += 1
                return
            }
            try take(decision, allowed: names)
        }

        private mutating func take(_ decision: ApprovalCase.Decision, allowed: Set<Int>) throws {
            let number = try #require(ids.firstIndex(of: decision.by))
            let name = try #require(ids.firstIndex(of: decision.onBehalfOf ?? decision.by))
            #expect(allowed.contains(name))
            model.note(number, inTheNameOf: name, approves: decision.verdict == .approve)
            if model.deeds.count == 2, decision.verdict == .approve {
                approved += 1
                #expect(model.isSound)
            }
        }

        /// Everybody presses the button at the same moment: whatever the order was, each decision that was taken was
        /// allowed after those before it.
        private mutating func decideTogether() async throws {
            guard let approval, model.step != nil else { return }
            let before = try await stored(approval.id).decisions.count
            let somebodyMay = ids.indices.contains { !model.names(for: $0).isEmpty }
            let database = house.database
            let world = house.world
            let wish = ApprovalWish(verdict: .approve, seenHash: approval.hash, reason: "")
            var everybody: [StaffMember] = []
            for id in ids { everybody.append(try await house.now(id)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for actor in everybody {
                    group.addTask {
                        try await database.write { connection in
                            do {
                                _ = try ApprovalCase.decide(approval.id, wish, by: actor, in: world, on: connection)
                            } catch is ApprovalRefusal {
                                return
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let decisions = try await stored(approval.id).decisions
            for decision in decisions.dropFirst(before) {
                let number = try #require(ids.firstIndex(of: decision.by))
                try take(decision, allowed: model.names(for: number))
            }
            #expect((decisions.count > before) == somebodyMay, "whoever might decide was not shut out")
        }
    }

    @Test(arguments: TestEngine.available, [1, 2] as [UInt64])
    func `no walk on the database finds a forbidden way`(engine: TestEngine, seed: UInt64) async throws {
        var walk = try await Walk(engine, seed: seed)
        for _ in 0..<250 { try await walk.step() }
        #expect(walk.approved >= 2 && walk.refused > 20, "the walk goes somewhere")
    }
}
