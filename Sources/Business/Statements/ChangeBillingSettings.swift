import Journal
package import Kernel
package import Organisation
import People
package import Storage

/// An accountant sets how month ends run.
package struct ChangeBillingSettings: Sendable {
    /// As typed.
    package struct Form: Hashable, Sendable {
        /// 1 to 28; empty when only people start runs.
        package var runDay = ""
        package var needsApproval = true
        package var alarmPercent = ""

        package init() {}
    }

    package enum Outcome: Hashable, Sendable {
        case saved
        case notAllowed
        /// Not a day that every month has.
        case badDay
        /// Not a whole percentage from 1 to 1,000.
        case badPercentage
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ form: Form, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.approveBilling) else { return .notAllowed }
        let (typedDay, typedPercent) = (form.runDay.trimmed, form.alarmPercent.trimmed)
        let day = Int64(typedDay)
        guard typedDay.isEmpty || (1...28).contains(day ?? 0) else { return .badDay }
        guard let percent = Int64(typedPercent), (1...1_000).contains(percent) else { return .badPercentage }
        return try await database.write { [world] connection in
            let before = try BillingSettings.read(on: connection)
            var after = before
            (after.runDay, after.needsApproval, after.alarmPercent) = (day, form.needsApproval, percent)
            guard after != before else { return .saved }
            try after.store(by: actor.id, at: world.now(), on: connection)
            try AuditEntry.record(
                "setting.billing",
                on: "setting:billing",
                by: .staff(actor.actorID),
                ["before": before.words, "after": after.words],
                in: world,
                connection
            )
            return .saved
        }
    }
}

extension BillingSettings {
    fileprivate func store(by staff: StaffMember.ID, at time: Timestamp, on connection: any SQLConnection) throws {
        let values = [
            (Self.runDayName, runDay.map { "\($0)" } ?? ""), (Self.needsApprovalName, needsApproval ? "yes" : "no"),
            (Self.alarmPercentName, "\(alarmPercent)"),
        ]
        for (name, value) in values {
            try StoredSetting.set(name, to: value, by: staff, at: time, on: connection)
        }
    }

    /// For the audit log.
    fileprivate var words: String {
        "day=\(runDay.map { "\($0)" } ?? "none") approval=\(needsApproval ? "yes" : "no") alarm=\(alarmPercent)%"
    }
}
