import Billing
import Contracts
import Customers
import Journal
package import Kernel
import Notices
import Organisation
package import People
import Statements
package import Storage

/// Looks who has to be reminded, by the timetable: one letter a customer about all that is due, each step of a month
/// once. Any number of machines may do it at once, and any of them may have been down for days.
package struct SweepDunning: Sendable {
    private static let atOnce = 50

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    /// - Returns: How many promises were found broken, services rest again and letters were written.
    package func callAsFunction() async throws -> Int {
        let day = world.now().dunningDay
        var done = try await breakPromises(on: day) + restAgain()
        let due = try await database.read { try OpenMonth.customersDue(on: day, limit: Self.atOnce, $0) }
        for customer in due { done += try await remind(customer, on: day) }
        return done
    }

    /// Whoever looks after the customer hears of it, and dunning goes on.
    private func breakPromises(on day: Day) async throws -> Int {
        let overdue = try await database.read { try PaymentPromise.overdue(on: day, limit: Self.atOnce, $0) }
        for promise in overdue {
            try await database.write { [world] connection in
                let outcome: PaymentPromise.State = try promise.isAnythingOwed(on: connection) ? .broken : .kept
                guard try promise.settle(outcome, at: world.now(), on: connection) else { return }
                let subject = "customer:\(promise.customer)"
                try AuditEntry.record(
                    "promise.\(outcome.rawValue)",
                    on: subject,
                    by: .system,
                    ["day": promise.day.iso8601],
                    in: world,
                    connection
                )
                guard outcome == .broken else { return }
                let profile = try CustomerProfile.find(promise.customer, on: connection)
                try InboxMessage(
                    .promiseBroken,
                    about: subject,
                    fact: "\(promise.id)",
                    detail: "\(profile?.name ?? "") \(promise.day.display)",
                    isTask: true
                ).put(to: [profile?.accountManager].compactMap { $0 }, in: world, on: connection)
            }
        }
        return overdue.count
    }

    private func restAgain() async throws -> Int {
        let forgotten = try await database.read { try DebtRest.forgotten(limit: Self.atOnce, on: $0) }
        var done = 0
        for statement in forgotten {
            let rests = try await database.write { [world] connection in
                try RestForDebt(world: world, connection: connection).beginAgain(statement)
            }
            if rests { done += 1 }
        }
        return done
    }

    /// Everything is read again inside the transaction: somebody may have paid, or another machine been faster.
    private func remind(_ customer: Customer.ID, on day: Day) async throws -> Int {
        try await database.write { [world, key] connection in
            let timetable = try DunningTimetable.read(on: connection)
            guard let first = timetable.steps.first else { return 0 }
            let pause = try DunningPause.current(of: customer, on: day, connection)
            let promise = try PaymentPromise.open(of: customer, on: connection)
            var due: [(month: OpenMonth, what: DueStep)] = []
            var told: [Statement] = []
            for month in try OpenMonth.all(of: customer, on: connection) {
                let standing = DunningStanding(
                    due: month.statement.due,
                    lastDone: month.lastDone,
                    pausedUntil: pause?.until,
                    promisedUntil: promise?.day
                )
                if first.days <= day.days(since: month.statement.due) { told.append(month.statement) }
                if let what = timetable.due(standing, on: day) { due.append((month, what)) }
            }
            guard let gravest = due.max(by: { $0.what.step.days < $1.what.step.days }), let oldest = told.first,
                let contract = try Contract.find(oldest.contract, on: connection)
            else { return 0 }
            let link = try AskAgain(world: world, key: key, connection: connection)(told, of: contract)
            let letter = DunningLetter(
                id: world.newID(),
                customer: customer,
                contract: contract.id,
                tone: gravest.what.step.tone,
                link: "\(link.id)",
                at: world.now(),
                withdrawnAt: nil
            )
            try letter.insert(on: connection)
            for (month, what) in due { try note(month.statement, what, letter, connection) }
            try Notice.enqueue(
                .dunning,
                about: "\(letter.id)",
                of: contract.subject,
                to: contract.buyer.recipient,
                in: world,
                on: connection
            )
            return 1
        }
    }

    private func note(
        _ statement: Statement,
        _ what: DueStep,
        _ letter: DunningLetter,
        _ connection: any SQLConnection
    ) throws {
        for step in what.passedOver + [what.step] {
            try DoneStep(
                statement: statement.id,
                days: step.days,
                isPassedOver: step != what.step,
                letter: letter.id,
                at: world.now()
            ).insert(on: connection)
        }
        try AuditEntry.record(
            "dunning.step",
            on: "contract:\(statement.contract)",
            by: .system,
            [
                "number": statement.number, "days": "\(what.step.days)", "tone": what.step.tone.rawValue,
                "passed_over": what.passedOver.map { "\($0.days)" }.joined(separator: " "),
            ],
            in: world,
            connection
        )
        guard what.suspends, let contract = try Contract.find(statement.contract, on: connection) else { return }
        try RestForDebt(world: world, connection: connection).begin(statement, of: contract)
    }
}
