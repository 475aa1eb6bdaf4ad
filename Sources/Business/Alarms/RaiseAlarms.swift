import Journal
package import Kernel
import Notices
import Organisation
package import Storage

/// Puts what breaks a rule before people: each finding once, with audit entry, task and letter, in the caller's
/// transaction.
package struct RaiseAlarms {
    private let world: World
    private let connection: any SQLConnection

    package init(world: World, connection: any SQLConnection) {
        self.world = world
        self.connection = connection
    }

    /// - Parameter rule: The rule's name.
    /// - Returns: Those that are new, or that break the rule anew.
    package func callAsFunction(_ findings: [Alarm.Finding], of rule: String) throws -> [Alarm] {
        let raised = try findings.compactMap { try Alarm.raise(rule, $0, in: world, on: connection) }
        guard let first = raised.first else { return [] }
        for alarm in raised {
            try AuditEntry.record(
                "alarm.raised",
                on: alarm.finding.subject,
                by: .system,
                ["rule": rule, "offender": alarm.finding.offender, "detail": alarm.finding.detail],
                in: world,
                connection
            )
        }
        let people = try StaffMember.active(.accountant, on: connection)
        for alarm in raised {
            try InboxMessage(
                .alarmRaised,
                about: alarm.subject,
                fact: "\(alarm.id)/\(alarm.times)",
                detail: alarm.finding.offender,
                isTask: true
            ).put(to: people.map(\.id), in: world, on: connection)
        }
        // One letter for all that one look has found: a thousand would be read by nobody.
        for person in people {
            try Notice.enqueue(
                .staffAlarmRaised,
                about: "\(first.id)/\(first.times)/\(raised.count)",
                to: person.recipient,
                in: world,
                on: connection
            )
        }
        return raised
    }
}
