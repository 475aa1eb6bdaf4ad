import Customers
import Journal
package import Kernel
package import Organisation
package import People
import Statements
package import Storage

/// What can become of a step in working a customer's debts.
package enum DebtOutcome: Hashable, Sendable {
    case done
    case notAllowed
    case unknown
    /// A reason, a note or a document is missing, or too long.
    case wordsNeeded
    /// In the past, or too far ahead.
    case badDay
    /// Nothing is owed, or nothing is left to set off.
    case nothingOwed
    case badAmount
    /// More than the source has.
    case tooMuch(Money)
    /// Somebody is just now paying it: wait for the outcome.
    case beingPaid
    /// Another proposal about the same thing waits for a decision.
    case waiting
    /// Somebody was faster, or it is in no state for that.
    case tooLate
    /// Whoever proposes does not decide.
    case ownProposal
    /// An alarm stands against the contract.
    case frozen
}

/// The account manager and the accountants on the telephone: a customer is left in peace for a while, or promises to
/// pay. Both hold back the letters, and letters that have not left are taken back.
package struct WorkDebts: Sendable {
    private static let words = 2...500

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func pause(
        _ customer: Customer.ID,
        until: Day?,
        reason: String,
        by actor: StaffMember
    ) async throws -> DebtOutcome {
        let reason = reason.trimmed
        return try await work(customer, by: actor) { [world] connection in
            guard Self.words.contains(reason.count) else { return .wordsNeeded }
            let today = world.now().day
            guard let until, until >= today, until.days(since: today) <= DunningPause.longestDays else {
                return .badDay
            }
            _ = try DunningPause.end(of: customer, at: world.now(), on: connection)
            try DunningPause(
                id: world.newID(),
                customer: customer,
                reason: reason,
                until: until,
                by: actor.id,
                at: world.now(),
                endedAt: nil
            ).insert(on: connection)
            try WithdrawLetters(world: world, connection: connection)(customer)
            try Self.record(
                "dunning.paused",
                customer,
                actor,
                ["until": until.iso8601, "reason": reason],
                (world, connection)
            )
            return .done
        }
    }

    package func resume(_ customer: Customer.ID, by actor: StaffMember) async throws -> DebtOutcome {
        try await work(customer, by: actor) { [world] connection in
            guard try DunningPause.end(of: customer, at: world.now(), on: connection) else { return .tooLate }
            try Self.record("dunning.resumed", customer, actor, [:], (world, connection))
            return .done
        }
    }

    /// A new promise takes the place of one that is open.
    package func promise(
        _ customer: Customer.ID,
        on day: Day?,
        note: String,
        by actor: StaffMember
    ) async throws -> DebtOutcome {
        let note = note.trimmed
        return try await work(customer, by: actor) { [world] connection in
            guard Self.words.contains(note.count) else { return .wordsNeeded }
            let today = world.now().day
            guard let day, day >= today, day.days(since: today) <= PaymentPromise.longestDays else { return .badDay }
            let open = try Statement.unpaid(of: customer, on: connection)
            // What is due by the promised day; where nothing is, the oldest month is what they speak of.
            guard let through = open.map(\.due).filter({ $0 <= day }).max() ?? open.first?.due else {
                return .nothingOwed
            }
            try PaymentPromise.open(of: customer, on: connection).map {
                _ = try $0.settle(.withdrawn, at: world.now(), on: connection)
            }
            try PaymentPromise(
                id: world.newID(),
                customer: customer,
                day: day,
                through: through,
                note: note,
                by: actor.id,
                at: world.now(),
                state: .open,
                settledAt: nil
            ).insert(on: connection)
            try WithdrawLetters(world: world, connection: connection)(customer)
            try Self.record("promise.made", customer, actor, ["day": day.iso8601, "note": note], (world, connection))
            return .done
        }
    }

    private func work(
        _ customer: Customer.ID,
        by actor: StaffMember,
        _ body: @escaping @Sendable (any SQLConnection) throws -> DebtOutcome
    ) async throws -> DebtOutcome {
        try await database.write { connection in
            guard let profile = try CustomerProfile.find(customer, on: connection) else { return .unknown }
            guard actor.may(.workDebts, on: profile.belonging) else { return .notAllowed }
            return try body(connection)
        }
    }

    private static func record(
        _ action: String,
        _ customer: Customer.ID,
        _ actor: StaffMember,
        _ detail: KeyValuePairs<String, String>,
        _ place: (world: World, connection: any SQLConnection)
    ) throws {
        try AuditEntry.record(
            action,
            on: "customer:\(customer)",
            by: .staff(actor.actorID),
            detail,
            in: place.world,
            place.connection
        )
    }
}

/// The admin sets the timetable. Steps that were done stay done; a step on another day is another step.
package struct ChangeTimetable: Sendable {
    package enum Outcome: Hashable, Sendable {
        case saved
        case notAllowed
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ timetable: DunningTimetable, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageSettings) else { return .notAllowed }
        return try await database.write { [world] connection in
            let before = try DunningTimetable.read(on: connection)
            guard before != timetable else { return .saved }
            try timetable.store(on: connection)
            try AuditEntry.record(
                "setting.dunning",
                on: "dunning",
                by: .staff(actor.actorID),
                ["before": before.text, "after": timetable.text],
                in: world,
                connection
            )
            return .saved
        }
    }
}
