import Kernel
import Organisation
import People
import Storage
import TestKit
import Worker

/// The whole house with everybody around it, in one thread and on one clock: customers, staff, partners, faults and the
/// time all come from one seed. Whatever happens once happens again in the same way.
///
/// It is a loop. A throw says who does the next step; while a call is under way, or between two transactions, a further
/// throw may let others step in. The power may fail at any commit and at any call. After every step the laws are held
/// against our tables and against what the partners wrote down. At the end everybody is healthy again, time passes
/// until nothing is due, and what is then unfinished has to stand before a person.
actor Simulation {
    let seed: UInt64
    let bug: PlantedBug?
    let clock = TestClock()
    let world: World
    private let file: SimulatedDisk
    /// What outlives every process.
    let disk: any SQLDatabase
    let key: ServerKey
    var dice: Dice
    /// Of a hundred calls to partners, so many go wrong.
    var trouble = 18

    var house: House?
    var lives = 0
    var vnpay = SimulatedVNPAY()
    var post = SimulatedPost()
    var provisioning = SimulatedProvisioning()
    var invoices = SimulatedInvoices()
    var buyers: [Buyer] = []
    /// What payers' browsers carry back from VNPAY.
    var returns: [String] = []
    var staff = Staff()
    var laws: Laws

    /// One seed in three lives for weeks, so that months are billed and chased.
    let isLong: Bool

    private(set) var story: [String] = []
    private(set) var stepsDone = 0
    private var nesting = 0
    private var failure: BrokenLaw?

    init(seed: UInt64, bug: PlantedBug? = nil) async throws {
        self.seed = seed
        self.bug = bug
        dice = Dice(seed: seed)
        isLong = dice.below(3) == 0
        world = .test(clock, seed: seed &+ 0x5EED)
        guard let key = House.key else { throw Unexpected(what: "no server key") }
        self.key = key
        file = try await SimulatedDisk()
        let database = file.database
        disk = bug.map { SabotagedDatabase(base: database, bug: $0) } ?? database
        laws = Laws(disk: database)
        try await furnish()
        startLife()
    }

    /// Lives through so many steps, and to a quiet end.
    ///
    /// - Returns: What broke, if anything did.
    func run(steps: Int) async throws -> BrokenLaw? {
        defer { house = nil }
        do {
            for _ in 0..<steps { try await step() }
            try await quiesce()
        } catch let broken as BrokenLaw {
            return broken
        }
        return nil
    }

    // MARK: Steps

    private func step() async throws {
        stepsDone += 1
        // One step in fifteen is one during which the power fails, somewhere.
        if dice.below(15) == 0 { house?.life.end(afterPoints: dice.below(9)) }
        await takeAny()
        house?.life.end(afterPoints: nil)
        if let failure { throw failure }
        try await laws.hold(vnpay, post, provisioning, invoices, at: clock.now)
        if stepsDone.isMultiple(of: 25) { try await laws.holdDeeply(world) }
    }

    /// The first thrown who has anything to do.
    private func takeAny() async {
        for _ in 0..<20 where await take(Step.thrown(with: &dice)) { return }
    }

    /// Somebody does something; what the house says to it, or that it fell silent, goes into the story.
    ///
    /// - Returns: Whether there was anything to do.
    private func take(_ step: Step) async -> Bool {
        let place = story.count
        note("\(String(repeating: "  ", count: nesting))\(step)")
        let outcome: String?
        do {
            outcome = try await perform(step)
        } catch is PowerFailure {
            outcome = "the power fails"
        } catch is StaleWrite {
            outcome = "somebody was faster"
        } catch let broken as BrokenLaw {
            failure = failure ?? broken
            outcome = "broken"
        } catch {
            failure = failure ?? BrokenLaw(.nothingUnexpected, ["\(step): \(error)"])
            outcome = "\(error)"
        }
        guard let outcome else {
            story.removeSubrange(place...)
            return false
        }
        story[place] = "\(clock.now.displayWithSeconds) \(story[place]): \(outcome)"
        if house?.life.isOver == true {
            note("    the power failed; another life begins")
            // Nobody switches it on at once.
            clock.advance(seconds: dice.number(1, 600))
            startLife()
        }
        return true
    }

    /// While one thing is under way, others happen: now and then, and not without end.
    func meanwhile(oneIn odds: Int) async {
        guard trouble > 0, nesting < 2, failure == nil, dice.below(odds) == 0 else { return }
        nesting += 1
        for _ in 0...dice.below(2) { await takeAny() }
        nesting -= 1
    }

    var summary: String {
        "seed \(seed): \(stepsDone) steps, \(lives) lives, until \(clock.now.display), \(vnpay.charges.count) charges, "
            + "\(vnpay.refunds.count) refunds, \(provisioning.services.count) services, "
            + "\(invoices.held.count) invoices, \(post.letters.count) letters"
    }

    func note(_ line: String) { story.append(line) }

    private func startLife() {
        lives += 1
        let life = Life(number: lives)
        let database = MortalDatabase(disk: disk, life: life) { [weak self] in
            await self?.meanwhile(oneIn: 60)
        }
        house = House(life: life, database: database, world: world, ports: ports(of: life))
    }

    // MARK: The end

    /// The partners are well, the notices that were lost for good stay lost, and time passes until nothing is due. Then
    /// the accountant takes in the files of all days: what VNPAY knows and we do not comes before a person.
    private func quiesce() async throws {
        note("quiet: the partners are well, and time passes")
        trouble = 0
        try await workUntilIdle()
        clock.advance(days: 2)
        try await workUntilIdle()
        try await takeAllFiles()
        clock.advance(minutes: 20)
        try await workUntilIdle()
        try await laws.hold(vnpay, post, provisioning, invoices, at: clock.now)
        try await laws.holdDeeply(world)
        try await laws.holdAtTheEnd(vnpay, post, provisioning, invoices)
    }

    /// From one moment at which something is due to the next, until there is none.
    private func workUntilIdle() async throws {
        guard let house else { return }
        var round = 0
        while round < 400 {
            guard let next = try await nextMoment() else {
                // What a last look at the timetable finds is done as well.
                try await runAllJobs(house)
                if try await nextMoment() == nil { return }
                continue
            }
            if next > clock.now { clock.set(next) }
            vnpay.advanceRefunds(isWell: true, with: &dice)
            while let index = vnpay.notices.firstIndex(where: { !$0.isOver && $0.due <= clock.now }) {
                try await deliver(index)
            }
            if round.isMultiple(of: 10) { try await runAllJobs(house) }
            for name in House.LaneName.allCases {
                for _ in 0..<200 where try await house.worker.deliverDue(in: house.lane(name, key: key)) == 0 { break }
            }
            if let failure { throw failure }
            round += 1
        }
    }

    private func runAllJobs(_ house: House) async throws {
        for job in house.jobs(key: key) where job.name != "month end" { _ = try await job.run() }
    }

    /// When the next message or notice is due; at once when a job has just made one; `nil` when there is nothing.
    private func nextMoment() async throws -> Timestamp? {
        let message = try await look { connection in
            try connection.rows("SELECT min(available_at) AS due FROM outbox_message WHERE state = 'open'")
                .first?.timestampIfPresent("due")
        }
        return (vnpay.notices.filter { !$0.isOver }.map(\.due) + [message].compactMap { $0 }).min()
    }

    /// Something happened that the simulation itself cannot go on from.
    struct Unexpected: Error { let what: String }
}

/// Who does the next step.
enum Step: CaseIterable, Sendable {
    case order, confirm, pay, atGateway, notice, forge, comeBack, renewLink
    case declare, cancel, decide, refund, settle, resolve, bill, rest, debts, mend
    case work, job, refundsMoveOn, timePasses

    /// How many of the throws fall on it.
    private var share: Int {
        switch self {
        case .order: 8
        case .confirm: 10
        case .pay: 14
        case .atGateway: 16
        case .notice: 14
        case .forge: 1
        case .comeBack: 5
        case .renewLink: 1
        case .declare: 4
        case .cancel: 1
        case .decide: 8
        case .refund: 6
        case .settle: 4
        case .resolve: 4
        case .bill: 3
        case .rest: 2
        case .debts: 2
        case .mend: 3
        case .work: 40
        case .job: 24
        case .refundsMoveOn: 3
        case .timePasses: 12
        }
    }

    private static let lot: [Step] = allCases.flatMap { Array(repeating: $0, count: $0.share) }

    static func thrown(with dice: inout Dice) -> Step { lot[dice.below(lot.count)] }
}
