import Accounting
import Alarms
import Contracts
package import Kernel
import Organisation
package import People
package import Storage

/// Moves billing runs on, a bounded step at a time. Any number of machines may do it at once, and any of them may die:
/// each step is one transaction, and a contract's month is billed once by the database's own rule.
package struct AdvanceBilling: Sendable {
    private static let computedAtOnce = 200
    private static let issuedAtOnce = 50

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    /// - Returns: How many contracts were worked on; 0 when there is nothing to do.
    package func callAsFunction() async throws -> Int {
        guard let run = try await database.read({ try BillingRun.moving(on: $0).first }) else { return 0 }
        return try await step(run)
    }

    /// Step after step for about that long; what is left is done in the next turn.
    ///
    /// - Returns: How many contracts were worked on.
    package func forSeconds(_ seconds: Int64) async throws -> Int {
        let start = ContinuousClock.now
        var worked = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            let step = try await self()
            guard step > 0 else { break }
            worked += step
        }
        return worked
    }

    /// Until no run can be moved on by a machine.
    package func untilIdle(_ report: @Sendable (BillingRun.ID) async throws -> Void = { _ in }) async throws {
        while let run = try await database.read({ try BillingRun.moving(on: $0).first }) {
            _ = try await step(run)
            try await report(run.id)
        }
    }

    private func step(_ run: BillingRun) async throws -> Int {
        switch run.state {
        case .collecting: try await collect(run)
        case .computing: try await compute(run)
        case .issuing: try await issue(run)
        case .awaitingApproval, .done, .cancelled: 0
        }
    }

    private func collect(_ run: BillingRun) async throws -> Int {
        try await database.write { [world] connection in
            guard var run = try BillingRun.find(run.id, on: connection), run.state == .collecting else { return 0 }
            _ = try run.apply(.collected)
            // The state first: of two machines one changes it, and only that one collects.
            guard try run.update(from: .collecting, at: world.now(), on: connection) else { return 0 }
            try run.collect(on: connection)
            return 1
        }
    }

    private func compute(_ run: BillingRun) async throws -> Int {
        let worked = try await database.write { connection in
            let contracts = try BillingItem.take(.pending, of: run.id, limit: Self.computedAtOnce, on: connection)
            let frozen = try Self.frozen(contracts, connection)
            for id in contracts {
                if frozen.contains("contract:\(id)") {
                    try Self.park(id, run, connection)
                } else {
                    try Self.compute(id, run, connection)
                }
            }
            return contracts.count
        }
        guard worked == 0 else { return worked }
        return try await finishComputing(run)
    }

    private static func frozen(_ contracts: [Contract.ID], _ connection: any SQLConnection) throws -> Set<String> {
        try Alarm.frozen(among: contracts.map { "contract:\($0)" }, on: connection)
    }

    /// Nothing is billed while an alarm stands; once it is released, an accountant tries it again.
    private static func park(_ id: Contract.ID, _ run: BillingRun, _ connection: any SQLConnection) throws {
        try BillingItem.settle(id, in: run.id, .parked, reason: BillingObstacle.frozen.text, on: connection)
    }

    private static func compute(_ id: Contract.ID, _ run: BillingRun, _ connection: any SQLConnection) throws {
        do {
            guard let contract = try Contract.find(id, on: connection),
                case .due(_, let lines)? = try StatementDraft(contract, run.month, on: connection)
            else { return try BillingItem.settle(id, in: run.id, .skipped, on: connection) }
            try BillingItem.computed(
                id,
                in: run.id,
                total: try Totals(lines.map(\.price)).total,
                previous: try BillingItem.previous(of: id, before: run.month, on: connection),
                on: connection
            )
        } catch {
            guard let obstacle = BillingObstacle(error) else { throw error }
            try BillingItem.settle(id, in: run.id, .parked, reason: obstacle.text, on: connection)
        }
    }

    private func finishComputing(_ run: BillingRun) async throws -> Int {
        try await database.write { [world] connection in
            guard var run = try BillingRun.find(run.id, on: connection), run.state == .computing,
                try !BillingItem.isAny(.pending, of: run.id, on: connection)
            else { return 0 }
            let settings = try BillingSettings.read(on: connection)
            let figures = try run.figures(on: connection)
            let isAlarming = settings.isAlarming(figures.billable, expected: run.expected)
            let asks = settings.needsApproval || isAlarming
            _ = try run.apply(asks ? .computed : .computedFreely)
            if run.state == .done { run.finishedAt = world.now() }
            guard try run.update(from: .computing, at: world.now(), on: connection) else { return 0 }
            try run.record("billing_run.computed", by: nil, "\(figures.billable)", in: world, connection)
            guard run.state == .awaitingApproval else { return 1 }
            let people = try StaffMember.active(.accountant, on: connection)
            try InboxMessage(
                .billingAwaitsApproval,
                about: run.subject,
                fact: "\(run.id)",
                detail: isAlarming ? "\(run.month.display) alarm" : run.month.display,
                isTask: true
            ).put(to: people.map(\.id), in: world, on: connection)
            return 1
        }
    }

    private func issue(_ run: BillingRun) async throws -> Int {
        do {
            let worked = try await issueBatch(run)
            return worked == 0 ? try await finishIssuing(run) : worked
        } catch let failure as ContractNotBilled {
            // Its whole batch was undone; once it is parked, the others go out.
            return try await database.write { connection in
                try BillingItem.settle(
                    failure.contract,
                    in: run.id,
                    .parked,
                    reason: failure.obstacle.text,
                    on: connection
                )
                return 1
            }
        }
    }

    private func issueBatch(_ run: BillingRun) async throws -> Int {
        try await database.write { [world, key] connection in
            let contracts = try BillingItem.take(.computed, of: run.id, limit: Self.issuedAtOnce, on: connection)
            let issuing = IssueStatement(world: world, key: key, connection: connection)
            let frozen = try Self.frozen(contracts, connection)
            for id in contracts {
                if frozen.contains("contract:\(id)") {
                    try Self.park(id, run, connection)
                    continue
                }
                do {
                    try Self.issue(id, run, issuing)
                } catch {
                    guard let obstacle = BillingObstacle(error) else { throw error }
                    throw ContractNotBilled(contract: id, obstacle: obstacle)
                }
            }
            return contracts.count
        }
    }

    private static func issue(_ id: Contract.ID, _ run: BillingRun, _ issuing: IssueStatement) throws {
        switch try issuing(id, run.month, run: run.id) {
        case .issued(let statement):
            try BillingItem.issued(id, in: run.id, total: statement.totals.total, on: issuing.connection)
        case .known, .nothing:
            try BillingItem.settle(id, in: run.id, .skipped, on: issuing.connection)
        }
    }

    private func finishIssuing(_ run: BillingRun) async throws -> Int {
        try await database.write { [world] connection in
            guard var run = try BillingRun.find(run.id, on: connection), run.state == .issuing,
                try !BillingItem.isAny(.computed, of: run.id, on: connection)
            else { return 0 }
            _ = try run.apply(.issued)
            run.finishedAt = world.now()
            guard try run.update(from: .issuing, at: world.now(), on: connection) else { return 0 }
            let figures = try run.figures(on: connection)
            try run.record("billing_run.done", by: nil, "\(figures.counts[.issued] ?? 0)", in: world, connection)
            let parked = figures.counts[.parked] ?? 0
            try InboxMessage(
                .billingDone,
                about: run.subject,
                fact: "\(run.id)/\(world.now().milliseconds)",
                detail: "\(run.month.display) \(figures.counts[.issued] ?? 0) \(parked)",
                isTask: parked > 0
            ).put(to: try StaffMember.active(.accountant, on: connection).map(\.id), in: world, on: connection)
            return 1
        }
    }
}

/// One contract's month cannot be billed, and its batch is undone.
private struct ContractNotBilled: Error {
    let contract: Contract.ID
    let obstacle: BillingObstacle
}

extension BillingObstacle {
    /// `nil` for an error that says nothing about the contract, such as a lost connection.
    fileprivate init?(_ error: any Error) {
        switch error {
        case let known as BillingObstacle: self = known
        case is MoneyError: self = .tooMuch
        case is SQLRowError, is DecodingError, is ConstraintViolation, is LedgerError: self = .unexpected("\(error)")
        default: return nil
        }
    }
}
