import Journal
package import Kernel
import Notices
package import Organisation
package import Storage

/// Somebody is away and lets a colleague of the same role decide in those days. It gives no right that the colleague
/// has not anyway: it says who is to decide, and in whose name it was done. It cannot be passed on.
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

extension Delegation {
    /// Whether somebody may stand in for another at a step: the same approver's role, for a regional step in the same
    /// unit, at work, signing in with an authenticator, and neither selling nor auditing.
    static func suits(_ delegate: StaffMember, for absent: StaffMember, at step: ApprovalCase.Step) -> Bool {
        delegate.id != absent.id && delegate.state == .active && delegate.secondFactor.isConfirmed
            && delegate.roles.contains(step.role) && absent.roles.contains(step.role)
            && !delegate.roles.contains(where: { $0.sells || $0 == .auditor })
            && (step == .regional
                ? delegate.unit.code == absent.unit.code
                : delegate.unit.kind == .itCentre && absent.unit.kind == .itCentre)
    }

    /// The same at any step: whom the page offers.
    package static func suits(_ delegate: StaffMember, for absent: StaffMember) -> Bool {
        ApprovalCase.Step.allCases.contains { suits(delegate, for: absent, at: $0) }
    }

    /// The delegate hears of it, in the inbox and by mail.
    fileprivate func tell(_ delegate: StaffMember, in world: World, on connection: any SQLConnection) throws {
        let days = "\(firstDay.display) – \(lastDay.display)"
        try InboxMessage(.approvalsDelegated, about: "delegation:\(id)", fact: "\(id)", detail: days)
            .put(to: [delegate.id], in: world, on: connection)
        try Notice.enqueue(
            .staffApprovalsDelegated,
            about: "\(id)",
            to: delegate.recipient,
            in: world,
            on: connection
        )
    }
}

/// Names who decides while one is away, and takes it back.
package struct DelegateApprovals: Sendable {
    package enum Outcome: Hashable, Sendable {
        case done
        case notAllowed
        /// Not an approver of the same step and unit, or one without an authenticator.
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
            guard let member = try StaffMember.find(delegate, on: connection),
                let absent = try StaffMember.find(actor.id, on: connection), Delegation.suits(member, for: absent)
            else { return .unsuitablePerson }
            let known = try Delegation.given(by: actor.id, on: connection)
            // The same form sent twice is one delegation.
            if known.contains(where: {
                $0.to == delegate && $0.firstDay == firstDay && $0.lastDay == lastDay && $0.revokedAt == nil
            }) {
                return .done
            }
            let delegation = Delegation(
                id: world.newID(),
                from: actor.id,
                to: delegate,
                firstDay: firstDay,
                lastDay: lastDay,
                reason: String(reason.prefix(300)),
                createdAt: time,
                revokedAt: nil
            )
            try delegation.insert(on: connection)
            try delegation.tell(member, in: world, on: connection)
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
