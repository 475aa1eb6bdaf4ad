import Journal
package import Kernel
package import Organisation
package import Storage

/// Takes events that a program sends, some at a time, in one transaction. The event is the key: sent again, it is
/// `repeated`.
package struct TakeUsage: Sendable {
    package enum Answer: Hashable, Sendable {
        case accepted(isLate: Bool)
        case repeated
        case refused(UsageMistake)
    }

    package static let most = 500

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// One answer for each entry, in their order. What is good is kept, whatever the others are.
    ///
    /// - Parameter source: Names the program, for the record.
    package func callAsFunction(
        _ entries: [UsageEntry],
        source: String,
        by actor: StaffMember
    ) async throws -> [Answer] {
        let time = world.now()
        return try await database.write { [world] connection in
            var judge = JudgeUsage(by: actor, at: time)
            var records: [UsageRecord] = []
            let answers = try judge(entries, on: connection).map { verdict -> Answer in
                switch verdict {
                case .fit(let record, let isLate):
                    records.append(record)
                    return .accepted(isLate: isLate)
                case .repeated: return .repeated
                case .refused(let mistake), .orphan(_, _, let mistake): return .refused(mistake)
                }
            }
            guard !records.isEmpty else { return answers }
            try UsageRecord.insert(records, source: source, at: time, on: connection)
            try AuditEntry.record(
                "usage.taken",
                on: actor.subject,
                by: .staff(actor.actorID),
                ["source": source, "accepted": "\(records.count)", "of": "\(entries.count)"],
                in: world,
                connection
            )
            return answers
        }
    }
}
