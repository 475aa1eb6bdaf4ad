import Accounting
import Alarms
import Journal
package import Kernel
package import Storage

/// Looks at every rule of the house again and again. What breaks one becomes an alarm, which freezes the contract that
/// it is about until two people release it.
///
/// Every look goes back to the beginning: what was changed behind the system's back may be old. How long a look takes
/// decides how soon the next one comes, so that a large house is not slowed down by its own guards.
package struct WatchSystem: Sendable {
    /// What is watched: the rules of ``SystemProof``, and the chains of audit entries and ledger transactions.
    package enum Watched: Hashable, Sendable, CaseIterable {
        case rule(SystemProof.Rule)
        case auditChain
        case ledgerChain

        package static var allCases: [Watched] {
            SystemProof.Rule.allCases.map(Watched.rule) + [.auditChain, .ledgerChain]
        }

        package init?(name: String) {
            guard let known = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = known
        }

        package var name: String {
            switch self {
            case .rule(let rule): rule.rawValue
            case .auditChain: "audit_chain"
            case .ledgerChain: "ledger_chain"
            }
        }
    }

    /// A machine that dies while it looks holds a rule for so long.
    private static let leaseMinutes: Int64 = 5

    private let database: any SQLDatabase
    private let world: World
    private let stopwatch: @Sendable () -> Int64

    /// - Parameter stopwatch: Milliseconds that only ever grow: how long a look takes is measured by them, not by a
    ///   clock that people set.
    package init(database: any SQLDatabase, world: World, stopwatch: @escaping @Sendable () -> Int64) {
        self.database = database
        self.world = world
        self.stopwatch = stopwatch
    }

    /// Looks at every rule that is due.
    ///
    /// - Returns: How many alarms were raised.
    @discardableResult
    package func callAsFunction() async throws -> Int {
        let names = Watched.allCases.map(\.name)
        let due = try await database.read { [world] in try RuleWatch.due(names, at: world.now(), on: $0) }
        var raised = 0
        for watched in due.compactMap(Watched.init(name:)) { raised += try await look(at: watched).count }
        return raised
    }

    private func look(at watched: Watched) async throws -> [Alarm] {
        let isOurs = try await database.write { [world] connection in
            let time = world.now()
            return try RuleWatch.take(
                watched.name,
                until: time.adding(minutes: Self.leaseMinutes),
                at: time,
                on: connection
            )
        }
        guard isOurs else { return [] }
        let start = stopwatch()
        let findings: [Alarm.Finding]
        do {
            findings = try await database.read { try watched.findings(on: $0) }
        } catch {
            let pause = RuleWatch.pause(after: stopwatch() - start)
            try await database.write { [world] connection in
                let again = world.now().adding(milliseconds: pause)
                try RuleWatch.failed(at: watched.name, "\(error)", again: again, on: connection)
            }
            return []
        }
        let took = stopwatch() - start
        return try await database.write { [world] connection in
            let time = world.now()
            try RuleWatch.looked(at: watched.name, (time, took, Int64(findings.count)), on: connection)
            if findings.count < RuleWatch.limit {
                let offenders = findings.map(\.offender)
                try RuleWatch.markMended(watched.name, besides: offenders, at: time, on: connection)
            }
            return try RaiseAlarms(world: world, connection: connection)(findings, of: watched.name)
        }
    }
}

extension WatchSystem.Watched {
    fileprivate func findings(on connection: any SQLConnection) throws -> [Alarm.Finding] {
        switch self {
        case .rule(let rule):
            return try rule.findings(
                since: Timestamp(milliseconds: 0),
                limit: Int(RuleWatch.limit),
                on: connection
            )
        case .auditChain:
            guard let broken = try AuditChain.verify(on: connection).broken else { return [] }
            return [Alarm.Finding(offender: "audit_chain", detail: broken, subject: "audit")]
        case .ledgerChain:
            guard let broken = try LedgerChain.verify(on: connection).broken else { return [] }
            return [
                Alarm.Finding(offender: "ledger_chain", detail: broken.words, subject: broken.subject ?? "books")
            ]
        }
    }
}
