import Journal
package import Kernel
package import Organisation
package import Storage

/// Somebody is away and lets a colleague decide in those days. It cannot be passed on: the delegate's own delegate
/// decides nothing of the first person's.
package struct Delegation: Hashable, Sendable {
    package typealias ID = Kernel.ID<Delegation>

    package let id: ID
    package let from: StaffMember.ID
    package let to: StaffMember.ID
    package let firstDay: Day
    package let lastDay: Day
    package let reason: String
    package let createdAt: Timestamp
    package let revokedAt: Timestamp?
}

/// Names who decides while one is away, and takes it back.
package struct DelegateApprovals: Sendable {
    package enum Outcome: Hashable, Sendable {
        case done
        case notAllowed
        /// To oneself, to somebody outside the unit, or to somebody who sells.
        case unsuitablePerson
        /// The last day is before the first, or in the past, or more than ninety days on.
        case badDays
        case unknown
    }

    static let longestDays: Int64 = 90

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        to delegate: StaffMember.ID,
        from firstDay: Day,
        through lastDay: Day,
        reason: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        guard actor.may(.delegateApprovals) else { return .notAllowed }
        return try await database.write { [world] connection in
            let time = world.now()
            guard firstDay <= lastDay, lastDay >= time.day, lastDay.days(since: firstDay) <= Self.longestDays else {
                return .badDays
            }
            guard let member = try StaffMember.find(delegate, on: connection), member.state == .active,
                member.id != actor.id, member.unit.code == actor.unit.code,
                !member.roles.contains(where: \.sells)
            else { return .unsuitablePerson }
            try Delegation(
                id: world.newID(),
                from: actor.id,
                to: delegate,
                firstDay: firstDay,
                lastDay: lastDay,
                reason: String(reason.prefix(300)),
                createdAt: time,
                revokedAt: nil
            ).insert(on: connection)
            try AuditEntry.record(
                "approval.delegated",
                on: actor.subject,
                by: .staff(actor.actorID),
                ["to": "\(delegate)", "from": firstDay.iso8601, "through": lastDay.iso8601],
                in: world,
                connection
            )
            return .done
        }
    }

    package func revoke(_ id: Delegation.ID, by actor: StaffMember) async throws -> Outcome {
        try await database.write { [world] connection in
            guard try Delegation.revoke(id, of: actor.id, at: world.now(), on: connection) else { return .unknown }
            try AuditEntry.record(
                "approval.delegation_revoked",
                on: actor.subject,
                by: .staff(actor.actorID),
                ["delegation": "\(id)"],
                in: world,
                connection
            )
            return .done
        }
    }
}
