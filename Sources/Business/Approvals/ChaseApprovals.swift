import Journal
package import Kernel
import Notices
import Organisation
package import Storage

/// Reminds approvers a few hours before a step is due, and tells the admin when it is late. Each once a step.
package struct ChaseApprovals: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many were reminded of or escalated now; at most twice `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 100) async throws -> Int {
        let time = world.now()
        let soon = time.adding(hours: ApprovalDeadline.reminderHours)
        let isIdle = try await database.read { connection in
            try ApprovalCase.unchased(before: soon, mark: .reminded, limit: 1, on: connection).isEmpty
                && ApprovalCase.unchased(before: time, mark: .escalated, limit: 1, on: connection).isEmpty
        }
        guard !isIdle else { return 0 }
        return try await database.write { [world] connection in
            let close = try ApprovalCase.unchased(before: soon, mark: .reminded, limit: limit, on: connection)
            for approval in close { try approval.remind(in: world, on: connection) }
            let late = try ApprovalCase.unchased(before: time, mark: .escalated, limit: limit, on: connection)
            for approval in late { try approval.escalate(in: world, on: connection) }
            return close.count + late.count
        }
    }
}

extension ApprovalCase {
    fileprivate func remind(in world: World, on connection: any SQLConnection) throws {
        guard let step else { return }
        let people = try approvers(on: connection)
        try InboxMessage(.approvalOverdue, about: subject, fact: "\(id)/\(step.rawValue)", isTask: true)
            .put(to: people.map(\.id), in: world, on: connection)
        for person in people {
            try Notice.enqueue(
                .staffApprovalOverdue,
                about: "\(id)/\(step.rawValue)",
                to: person.recipient,
                in: world,
                on: connection
            )
        }
        try set(.reminded, at: world.now(), on: connection)
    }

    fileprivate func escalate(in world: World, on connection: any SQLConnection) throws {
        guard let step else { return }
        let admins = try StaffMember.active(.admin, on: connection)
        try InboxMessage(.approvalEscalated, about: subject, fact: "\(id)/\(step.rawValue)", isTask: true)
            .put(to: admins.map(\.id), in: world, on: connection)
        for person in admins {
            try Notice.enqueue(
                .staffApprovalOverdue,
                about: "\(id)/\(step.rawValue)",
                to: person.recipient,
                in: world,
                on: connection
            )
        }
        try AuditEntry.record(
            "approval.escalated",
            on: subject,
            by: .system,
            ["step": step.rawValue, "due": dueAt.iso8601],
            in: world,
            connection
        )
        try set(.escalated, at: world.now(), on: connection)
    }
}
