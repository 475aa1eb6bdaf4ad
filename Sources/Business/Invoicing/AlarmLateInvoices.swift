import Contracts
import Journal
package import Kernel
import Organisation
package import Storage

/// How late it is. Fines are counted per invoice (Decree 310/2025/NĐ-CP), so nobody may overlook either.
package enum InvoiceAlarm: Int64, Hashable, Sendable, CaseIterable {
    /// The last day, from two o'clock in the afternoon.
    case soon = 1
    /// The time limit is over.
    case over = 2

    /// Hours after midnight in Vietnam, from which the last day counts.
    static let soonHour: Int64 = 14
}

/// Tells the officer in charge of every invoice that is not signed and sent near its legal time limit, once for each
/// stage.
package struct AlarmLateInvoices: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many were told; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 100) async throws -> Int {
        let time = world.now()
        let yesterday = time.day.adding(days: -1)
        var count = try await alarm(.over, through: yesterday, limit: limit)
        if time.clock.hour >= InvoiceAlarm.soonHour, count < limit {
            count += try await alarm(.soon, through: time.day, limit: limit - count)
        }
        return count
    }

    private func alarm(_ stage: InvoiceAlarm, through day: Day, limit: Int) async throws -> Int {
        let isAny = try await database.read { connection in
            try !InvoiceRequest.late(through: day, stage: stage, limit: 1, on: connection).isEmpty
        }
        guard isAny else { return 0 }
        return try await database.write { [world] connection in
            let late = try InvoiceRequest.late(through: day, stage: stage, limit: limit, on: connection)
            for request in late {
                guard let contract = try Contract.find(request.contract, on: connection) else { continue }
                try InboxMessage(
                    .invoiceLate,
                    about: request.subject,
                    fact: "\(request.id)/\(request.deadline.iso8601)/\(stage.rawValue)",
                    detail: "\(request.key): \(request.deadline.display)",
                    isTask: true
                ).put(
                    to: InvoiceRequest.officers(for: contract, on: world.now().day, connection),
                    in: world,
                    on: connection
                )
                try AuditEntry.record(
                    stage == .over ? "invoice.overdue" : "invoice.due",
                    on: contract.subject,
                    by: .system,
                    ["key": request.key, "deadline": request.deadline.iso8601],
                    in: world,
                    connection
                )
                try request.markAlarmed(stage, on: connection)
            }
            return late.count
        }
    }
}
