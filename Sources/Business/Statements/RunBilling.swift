import Contracts
import Journal
package import Kernel
package import Organisation
import People
package import Storage

/// Starts, approves and ends billing runs.
package struct RunBilling: Sendable {
    package enum Outcome: Hashable, Sendable {
        case done(BillingRun.ID)
        case notAllowed
        case unknown
        /// The month is not over: periods that end in it may still be used.
        case monthNotOver
        /// Another run of that month is under way.
        case underWay(BillingRun.ID)
        /// It is in no state for that.
        case notNow(BillingRun.State)
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Parameters:
    ///   - isOnlyDry: a rehearsal: figures, no statements.
    ///   - actor: `nil` for the timetable and the command line.
    package func start(_ month: Month, isOnlyDry: Bool = false, by actor: StaffMember?) async throws -> Outcome {
        if let actor, !actor.may(.runBilling) { return .notAllowed }
        return try await database.write { [world] connection in
            try Self.start(month, isOnlyDry: isOnlyDry, by: actor, in: world, on: connection)
        }
    }

    /// By the timetable: last month's run, once, from the first day on which the setting says so.
    package func startWhenDue() async throws -> Int {
        let today = world.now().day
        let month = today.month.adding(months: -1)
        let isDue = try await database.read { connection in
            let settings = try BillingSettings.read(on: connection)
            guard let day = settings.runDay, today.components.day >= day else { return false }
            // One that somebody has given up is started again by somebody, not by the clock.
            return try !BillingRun.isKnown(month, on: connection) && Contract.isAnyBilled(in: month, on: connection)
        }
        guard isDue else { return 0 }
        let outcome = try await database.write { [world] connection in
            try Self.start(month, isOnlyDry: false, by: nil, in: world, on: connection)
        }
        if case .done = outcome { return 1 }
        return 0
    }

    private static func start(
        _ month: Month,
        isOnlyDry: Bool,
        by actor: StaffMember?,
        in world: World,
        on connection: any SQLConnection
    ) throws -> Outcome {
        guard world.now().day > month.lastDay else { return .monthNotOver }
        if let open = try BillingRun.open(of: month, on: connection) { return .underWay(open.id) }
        let run = BillingRun(
            id: world.newID(),
            month: month,
            state: .collecting,
            isOnlyDry: isOnlyDry,
            startedBy: actor.map { "\($0.id)" } ?? "system",
            startedAt: world.now(),
            expected: try BillingRun.statements(before: month, on: connection)
        )
        try run.insert(on: connection)
        try run.record("billing_run.started", by: actor, in: world, connection)
        return .done(run.id)
    }

    /// An accountant has looked at the figures: what was worked out is billed.
    package func approve(_ id: BillingRun.ID, by actor: StaffMember?) async throws -> Outcome {
        try await move(id, Step(.approved, "billing_run.approved", may: .approveBilling), by: actor) { run in
            run.approvedBy = actor.map { "\($0.id)" } ?? "system"
        }
    }

    /// Nothing has been sent: the run is given up.
    package func cancel(_ id: BillingRun.ID, by actor: StaffMember?) async throws -> Outcome {
        let time = world.now()
        return try await move(id, Step(.cancelled, "billing_run.cancelled", may: .runBilling), by: actor) { run in
            run.finishedAt = time
        }
    }

    /// Parked contracts are tried again, their causes being mended.
    package func retry(_ id: BillingRun.ID, by actor: StaffMember?) async throws -> Outcome {
        try await move(id, Step(.retried, "billing_run.retried", may: .runBilling), by: actor) { $0.finishedAt = nil }
    }

    private struct Step {
        let event: BillingRun.Event
        let action: String
        let permission: Action

        init(_ event: BillingRun.Event, _ action: String, may permission: Action) {
            self.event = event
            self.action = action
            self.permission = permission
        }
    }

    private func move(
        _ id: BillingRun.ID,
        _ step: Step,
        by actor: StaffMember?,
        _ change: @escaping @Sendable (inout BillingRun) -> Void
    ) async throws -> Outcome {
        if let actor, !actor.may(step.permission) { return .notAllowed }
        return try await database.write { [world] connection in
            guard var run = try BillingRun.find(id, on: connection) else { return .unknown }
            let before = run.state
            do throws(BillingRun.Contradiction) {
                guard try run.apply(step.event) else { return .done(id) }
            } catch {
                return .notNow(error.state)
            }
            if step.event == .retried { _ = try BillingItem.unpark(id, on: connection) }
            change(&run)
            guard try run.update(from: before, at: world.now(), on: connection) else { return .notNow(before) }
            try run.record(step.action, by: actor, in: world, connection)
            return .done(id)
        }
    }
}

extension BillingRun {
    func record(
        _ action: String,
        by actor: StaffMember?,
        _ detail: String = "",
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: subject,
            by: actor.map { .staff($0.actorID) } ?? .system,
            ["month": month.iso8601, "dry": "\(isOnlyDry)", "detail": detail],
            in: world,
            connection
        )
    }
}
