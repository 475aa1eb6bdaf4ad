import Kernel
import People
import TestKit
import Testing

@testable import Approvals
@testable import Organisation

/// R21: random walks over approvals, held against a model that was written from the rules and knows nothing of the
/// code: who made it decides nothing, nobody decides twice, not through anybody else either, nobody decides for another
/// who could not decide alone, and what was changed is decided anew.
@Suite struct ApprovalWalkTests {
    /// What the rules say, in words of their own: people are numbers, rights are flags.
    struct Model {
        enum Right: Hashable { case sells, decidesInRegion, decidesAtCentre }
        struct Person {
            let unit: String
            var rights: Set<Right>
            var isActive = true
        }
        struct Deed: Hashable { let step, person, inTheNameOf: Int }

        var people: [Person]
        /// From whom to whom.
        var absences: Set<[Int]> = []
        var unit = ""
        /// 0: the region's; 1: the centre's; `nil`: nothing to decide.
        var step: Int?
        var makers: Set<Int> = []
        var deeds: [Deed] = []

        func holdsStep(_ person: Int) -> Bool {
            let who = people[person]
            guard who.isActive else { return false }
            return step == 0
                ? who.rights.contains(.decidesInRegion) && who.unit == unit : who.rights.contains(.decidesAtCentre)
        }

        func isUntouched(_ person: Int) -> Bool {
            !makers.contains(person) && !deeds.contains { $0.person == person || $0.inTheNameOf == person }
        }

        /// In whose name somebody may decide: an absent colleague's, otherwise the own; empty when not at all.
        func names(for person: Int) -> Set<Int> {
            guard step != nil, isUntouched(person), holdsStep(person) else { return [] }
            let absent = people.indices.filter {
                absences.contains([$0, person]) && holdsStep($0) && isUntouched($0)
            }
            return absent.isEmpty ? [person] : Set(absent)
        }

        mutating func note(_ person: Int, inTheNameOf other: Int, approves: Bool) {
            guard let step else { return }
            deeds.append(Deed(step: step, person: person, inTheNameOf: other))
            self.step = approves && step == 0 ? 1 : nil
        }

        mutating func open(unit: String, makers: Set<Int>) {
            (self.unit, self.makers, step, deeds) = (unit, makers, 0, [])
        }

        /// Two different people in two different people's names, none of whom made it.
        var isSound: Bool {
            deeds.map(\.step) == [0, 1]
                && Set(deeds.flatMap { [$0.person, $0.inTheNameOf] }).isDisjoint(with: makers)
                && Set([deeds[0].person, deeds[0].inTheNameOf])
                    .isDisjoint(with: [deeds[1].person, deeds[1].inTheNameOf])
        }

        static let start = Model(
            people: [
                Person(unit: "KV1", rights: [.sells]), Person(unit: "KV1", rights: [.decidesInRegion]),
                Person(unit: "KV1", rights: [.decidesInRegion]), Person(unit: "KV1", rights: []),
                Person(unit: "KV2", rights: [.decidesInRegion]), Person(unit: "KV2", rights: [.sells]),
                Person(unit: "CNTT", rights: [.decidesAtCentre]), Person(unit: "CNTT", rights: [.decidesAtCentre]),
                Person(unit: "CNTT", rights: []),
            ]
        )
    }

    // MARK: The rules alone

    /// One case after another, with the people as the code sees them.
    struct Walk {
        var dice: Dice
        var model = Model.start
        var approval: ApprovalCase?
        var revision: Int64 = 0
        var approved = 0
        var refused = 0
        let ids: [StaffMember.ID]

        init(seed: UInt64) throws {
            dice = Dice(seed: seed)
            ids = try (0..<Model.start.people.count).map { number in
                try #require(StaffMember.ID("00000000-0000-7000-8000-0000000000\([UInt8(number)].hex)"))
            }
        }

        func member(_ number: Int) throws -> StaffMember {
            let person = model.people[number]
            return StaffMember(
                id: ids[number],
                person: (try #require(EmailAddress("p\(number)@example.vn")), "P\(number)", "", nil, .vietnamese),
                unit: UnitReference(code: person.unit, kind: person.unit == "CNTT" ? .itCentre : .regional),
                standing: (person.isActive ? .active : .suspended, Set(person.rights.map(\.role))),
                proofs: (nil, SecondFactor(generation: 1, isConfirmed: true, spentStep: 0))
            )
        }

        mutating func step() throws {
            switch dice.below(20) {
            case 0: open()
            case 1: edit()
            case 2: changeRights()
            case 3: model.people[dice.below(model.people.count)].isActive = dice.below(3) > 0
            case 4, 5: delegate()
            case 6:
                if let absence = model.absences.min(by: { $0.lexicographicallyPrecedes($1) }) {
                    model.absences.remove(absence)
                }
            default: try decide()
            }
        }

        private mutating func open() {
            revision = 0
            let unit = ["KV1", "KV2"][dice.below(2)]
            model.open(unit: unit, makers: Set((0...dice.below(2)).map { _ in dice.below(model.people.count) }))
            approval = lay(unit)
        }

        /// Somebody changes the thing: nothing counts any more, and who changed it is one of its makers.
        private mutating func edit() {
            guard var current = approval, model.step != nil else { return }
            current.void()
            #expect(current.state == .voided && current.step == nil)
            revision += 1
            model.open(unit: model.unit, makers: model.makers.union([dice.below(model.people.count)]))
            approval = lay(model.unit)
        }

        private func lay(_ unit: String) -> ApprovalCase? {
            guard let id = ApprovalCase.ID("00000000-0000-7000-8000-000000000000") else { return nil }
            let thing = ApprovalSubject(
                subject: "contract:x",
                unit: unit,
                revision: revision,
                snapshot: "Lần sửa đổi: \(revision)",
                makers: Set(model.makers.map { ids[$0] })
            )
            return ApprovalCase(
                id: id,
                subject: thing.subject,
                unit: unit,
                revision: revision,
                snapshot: thing.snapshot,
                hash: thing.hash,
                makers: thing.makers,
                state: .awaiting(.regional),
                decisions: [],
                openedAt: .noon,
                stepOpenedAt: .noon,
                dueAt: .noon
            )
        }

        private mutating func changeRights() {
            let number = dice.below(model.people.count)
            guard dice.below(2) == 0 else {
                model.people[number] = Model.start.people[number]
                return
            }
            let right: Model.Right =
                switch dice.below(3) {
                case 0: .sells
                case 1 where model.people[number].unit != "CNTT": .decidesInRegion
                case 1: .decidesAtCentre
                default: model.people[number].unit == "CNTT" ? .decidesAtCentre : .sells
                }
            // As the house has it: who sells does not decide.
            if model.people[number].rights.contains(right) {
                model.people[number].rights.remove(right)
            } else {
                model.people[number].rights = [right]
            }
        }

        private mutating func delegate() {
            let (from, to) = (dice.below(model.people.count), dice.below(model.people.count))
            if from != to { model.absences.insert([from, to]) }
        }

        private mutating func decide() throws {
            guard var current = approval else { return }
            let number = dice.below(model.people.count)
            let approves = dice.below(8) > 0
            let hasReason = approves || dice.below(3) > 0
            let sawThis = dice.below(10) > 0
            let absent = try model.absences.filter { $0[1] == number }.map { $0[0] }.sorted().map(member)
            let decider = Decider(member: try member(number), standsInFor: absent)
            let before = current
            do {
                try current.decide(
                    approves ? .approve : .refuse,
                    by: decider,
                    seen: sawThis ? current.hash : "what it was before",
                    reason: hasReason ? "vì sao" : "",
                    at: .noon
                )
            } catch {
                #expect(current == before, "a refusal changes nothing")
                refused += 1
                let names = model.names(for: number)
                let isRight =
                    names.isEmpty || (error == .changed && !sawThis) || (error == .reasonMissing && !hasReason)
                if !isRight { Issue.record("\(number) was refused (\(error)) and might decide: \(model)") }
                return
            }
            let decision = try #require(current.decisions.last)
            let name = try #require(ids.firstIndex(of: decision.onBehalfOf ?? decision.by))
            if !model.names(for: number).contains(name) || !sawThis || !hasReason {
                Issue.record("\(number) decided in the name of \(name) and must not: \(model)")
            }
            model.note(number, inTheNameOf: name, approves: approves)
            approval = current
            if current.state == .approved {
                approved += 1
                #expect(model.isSound && model.step == nil)
            }
        }
    }

    /// 100 walks of 1,200 steps.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func `no walk finds a forbidden way, and none that is allowed is shut`(block: UInt64) throws {
        var (approved, refused) = (0, 0)
        for seed in block * 10..<(block + 1) * 10 {
            var walk = try Walk(seed: seed)
            for _ in 0..<1_200 { try walk.step() }
            approved += walk.approved
            refused += walk.refused
        }
        #expect(approved > 30 && refused > 500, "the walks go somewhere: \(approved), \(refused)")
    }
}

extension ApprovalWalkTests.Model.Right {
    var role: Role {
        switch self {
        case .sells: .accountManager
        case .decidesInRegion: .regionalApprover
        case .decidesAtCentre: .itApprover
        }
    }
}
