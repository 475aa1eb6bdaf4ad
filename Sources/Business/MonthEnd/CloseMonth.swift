import Accounting
import Journal
package import Kernel
package import Organisation
import People
package import Storage

/// An accountant closes a month of the books: nothing more is booked into it. Opened again only for a reason, by
/// another accountant than the one who closed it.
package struct CloseMonth: Sendable {
    package enum Outcome: Hashable, Sendable {
        case done
        case notAllowed
        /// The month is not over.
        case notOver
        case closedAlready
        case notClosed
        /// What has to be done first.
        case blocked([MonthChecklist.Item])
        case reasonNeeded
        /// Whoever closed it cannot open it.
        case samePerson
        /// A later month is closed: that one is opened first.
        case laterIsClosed(Month)
        /// An earlier month, in which something was booked, is still open.
        case earlierIsOpen(Month)
    }

    private static let longestReason = 2_000

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ month: Month, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.closeMonths) else { return .notAllowed }
        guard month.lastDay < world.now().day else { return .notOver }
        try await RecogniseRevenue(database: database, world: world).all(of: month)
        return try await database.write { [world] connection in
            guard try ClosedMonth.find(month, on: connection) == nil else { return .closedAlready }
            if let earlier = try BookedMonth.firstOpen(before: month, on: connection) { return .earlierIsOpen(earlier) }
            let list = try MonthChecklist.read(month, today: world.now().day, on: connection)
            guard list.isReady else { return .blocked(list.obstacles) }
            let closing = try ClosedMonth.closings(of: month, on: connection) + 1
            try ClosedMonth(month: month, closing: closing, closedBy: "\(actor.id)", closedAt: world.now())
                .insert(on: connection)
            let revenue = try BookedMonth.revenueDong(of: month, on: connection)
            try AuditEntry.record(
                "month.closed",
                on: month.subject,
                by: .staff(actor.actorID),
                ["closing": "\(closing)", "revenue_dong": "\(revenue)"],
                in: world,
                connection
            )
            return .done
        }
    }

    package func reopen(_ month: Month, reason: String, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.closeMonths) else { return .notAllowed }
        let reason = reason.trimmed
        guard (1...Self.longestReason).contains(reason.count) else { return .reasonNeeded }
        return try await database.write { [world] connection in
            guard let closed = try ClosedMonth.find(month, on: connection) else { return .notClosed }
            guard closed.closedBy != "\(actor.id)" else { return .samePerson }
            if let later = try ClosedMonth.all(limit: 1, on: connection).first, later.month > month {
                return .laterIsClosed(later.month)
            }
            try closed.reopen(by: "\(actor.id)", reason: reason, at: world.now(), on: connection)
            try AuditEntry.record(
                "month.reopened",
                on: month.subject,
                by: .staff(actor.actorID),
                ["closing": "\(closed.closing)", "reason": reason],
                in: world,
                connection
            )
            return .done
        }
    }
}

extension Month {
    /// What audit entries about the month's books are filed under.
    package var subject: String { "month:\(iso8601)" }
}
