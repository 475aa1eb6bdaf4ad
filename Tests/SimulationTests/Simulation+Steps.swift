import Journal
import Kernel
import Payments
import TestKit
import Worker

extension Simulation {
    /// Has somebody do something.
    ///
    /// - Returns: What came of it, for the story; `nil` when there was nothing to do.
    func perform(_ step: Step) async throws -> String? {
        guard let house else { return nil }
        switch step {
        case .order: return try await order(house)
        case .confirm: return try await confirm(house)
        case .pay: return try await pay(house)
        case .atGateway: return actAtGateway()
        case .notice: return try await bringNotice()
        case .forge: return try await forge(house)
        case .comeBack: return try await comeBack(house)
        case .renewLink: return try await renewLink(house)
        case .declare: return try await declare(house)
        case .cancel: return try await cancel(house)
        case .decide: return try await decide(house)
        case .refund: return try await workRefunds(house)
        case .settle: return try await settle(house)
        case .resolve: return try await resolve(house)
        case .bill: return try await approveBilling(house)
        case .rest: return try await rest(house)
        case .debts: return try await workDebts(house)
        case .mend: return try await mend(house)
        case .work: return try await work(house)
        case .job: return try await runJob(house)
        case .refundsMoveOn:
            return vnpay.advanceRefunds(isWell: false, with: &dice)
        case .timePasses: return passTime()
        }
    }

    /// A worker of a lane in which something is due takes a few messages, one after the other.
    private func work(_ house: House) async throws -> String? {
        let lanes = House.LaneName.allCases.map { house.lane($0, key: key) }
        let due = try await look { [now = clock.now] connection in
            try lanes.filter { lane in
                try OutboxMessage.isAnyDue(kinds: lane.handlers.keys.sorted(), at: now, on: connection)
            }
        }
        guard !due.isEmpty else { return nil }
        let lane = due[dice.below(due.count)]
        var done = 0
        for _ in 0...dice.below(4) {
            guard try await house.worker.deliverDue(in: lane) > 0, !house.life.isOver else { break }
            done += 1
        }
        return "\(lane.name) \(done)"
    }

    private func runJob(_ house: House) async throws -> String? {
        let jobs = house.jobs(key: key)
        let job = jobs[dice.below(jobs.count)]
        let done = try await job.run()
        return done > 0 ? "\(job.name) \(done)" : nil
    }

    /// Mostly seconds and minutes, now and then hours, and seldom days.
    private func passTime() -> String {
        switch dice.below(20) {
        case 0..<11: clock.advance(seconds: dice.number(1, 120))
        case 11..<17: clock.advance(minutes: dice.number(2, 40))
        case 17..<19 where !isLong: clock.advance(minutes: dice.number(60, 900))
        default: clock.advance(days: dice.number(1, 6))
        }
        return clock.now.displayWithSeconds
    }
}
