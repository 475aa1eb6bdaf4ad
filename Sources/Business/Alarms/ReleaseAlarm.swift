import Journal
package import Kernel
package import Organisation
import People
package import Storage

/// Two people let a contract go on: one says why it may, another agrees or sends it back.
package struct ReleaseAlarm: Sendable {
    package enum Outcome: Hashable, Sendable {
        case done
        case notAllowed
        case unknown
        /// The reason is missing, or too long.
        case reasonNeeded
        /// Whoever asks does not decide.
        case ownProposal
        /// Somebody was faster.
        case tooLate
    }

    private static let words = 5...1_000

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func propose(_ id: Alarm.ID, reason: String, by actor: StaffMember) async throws -> Outcome {
        let reason = reason.trimmed
        return try await decide(id, by: actor) { [world] alarm, connection in
            guard Self.words.contains(reason.count) else { return .reasonNeeded }
            guard let state = alarm.state.after(.proposed) else { return .tooLate }
            var alarm = alarm
            let previous = alarm.state
            (alarm.state, alarm.reason) = (state, reason)
            (alarm.proposedBy, alarm.proposedAt) = (actor.id, world.now())
            (alarm.releasedBy, alarm.releasedAt) = (nil, nil)
            try alarm.update(from: previous, on: connection)
            try alarm.record("alarm.release_proposed", reason, by: actor, in: world, connection)
            let others = try StaffMember.active(.accountant, on: connection).map(\.id).filter { $0 != actor.id }
            try InboxMessage(
                .alarmReleaseProposed,
                about: alarm.subject,
                fact: "\(alarm.id)/\(world.now().milliseconds)",
                detail: alarm.finding.offender,
                isTask: true
            ).put(to: others, in: world, on: connection)
            return .done
        }
    }

    /// Agrees: the contract goes on, unless something else stands against it.
    package func agree(_ id: Alarm.ID, by actor: StaffMember) async throws -> Outcome {
        try await decide(id, by: actor) { [world] alarm, connection in
            guard let state = alarm.state.after(.agreed) else { return .tooLate }
            guard alarm.proposedBy != actor.id else { return .ownProposal }
            var alarm = alarm
            let previous = alarm.state
            alarm.state = state
            (alarm.releasedBy, alarm.releasedAt) = (actor.id, world.now())
            try alarm.update(from: previous, on: connection)
            try alarm.record("alarm.released", alarm.reason ?? "", by: actor, in: world, connection)
            try InboxItem.settle(
                [.alarmRaised, .alarmReleaseProposed],
                about: alarm.subject,
                at: world.now(),
                on: connection
            )
            return .done
        }
    }

    /// Sends it back: it stays frozen. One's own may be taken back as well.
    package func sendBack(_ id: Alarm.ID, reason: String, by actor: StaffMember) async throws -> Outcome {
        let reason = reason.trimmed
        return try await decide(id, by: actor) { [world] alarm, connection in
            guard Self.words.contains(reason.count) else { return .reasonNeeded }
            guard let state = alarm.state.after(.sentBack) else { return .tooLate }
            var alarm = alarm
            let previous = alarm.state
            (alarm.state, alarm.reason) = (state, nil)
            (alarm.proposedBy, alarm.proposedAt) = (nil, nil)
            try alarm.update(from: previous, on: connection)
            try alarm.record("alarm.release_sent_back", reason, by: actor, in: world, connection)
            try InboxItem.settle([.alarmReleaseProposed], about: alarm.subject, at: world.now(), on: connection)
            return .done
        }
    }

    private func decide(
        _ id: Alarm.ID,
        by actor: StaffMember,
        _ body: @escaping @Sendable (Alarm, any SQLConnection) throws -> Outcome
    ) async throws -> Outcome {
        guard actor.may(.releaseAlarms) else { return .notAllowed }
        do {
            return try await database.write { connection in
                guard let alarm = try Alarm.find(id, on: connection) else { return .unknown }
                return try body(alarm, connection)
            }
        } catch is StaleWrite {
            return .tooLate
        }
    }
}

extension Alarm {
    fileprivate func record(
        _ action: String,
        _ reason: String,
        by actor: StaffMember,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: finding.subject,
            by: .staff(actor.actorID),
            [
                "rule": rule, "offender": finding.offender, "reason": reason,
                "mended": mendedAt.map(\.iso8601) ?? "no",
            ],
            in: world,
            connection
        )
    }
}
