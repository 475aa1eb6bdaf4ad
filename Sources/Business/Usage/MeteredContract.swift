import Contracts
import Kernel
import Organisation
import Tariffs

/// What one has to know of a contract to judge its usage.
struct MeteredContract: Hashable, Sendable {
    let id: Contract.ID
    let number: String
    let belonging: Belonging
    let isPostpaid: Bool
    let startsOn: Day?
    let endsOn: Day?
    /// The last day that is on a statement.
    let billedThrough: Day?
    /// The days on which each plan is part of the contract, by plan, by meter.
    var plans: [String: [String: [Days]]] = [:]

    /// The first and the last day of a line; none is the contract's own.
    struct Days: Hashable, Sendable {
        let from: Day?
        let to: Day?

        func contains(_ day: Day) -> Bool { from ?? day <= day && day <= to ?? day }

        var display: String { "\(from?.display ?? "…")–\(to?.display ?? "…")" }
    }

    /// Whether no statement will follow.
    var isClosed: Bool {
        guard let endsOn, let billedThrough else { return false }
        return billedThrough >= endsOn
    }

    /// Whether the month of that day has been billed: use of it is late.
    func isBilled(_ day: Day) -> Bool { billedThrough.map { day <= $0 } ?? false }

    /// The plan whose meter is meant.
    func plan(of entry: UsageEntry) throws(UsageMistake) -> String {
        if let plan = entry.plan {
            guard let meters = plans[plan] else {
                throw entry.mistake(.plan, .unknownPlan, plans.keys.sorted().joined(separator: ", "))
            }
            guard meters[entry.meter] != nil else {
                throw entry.mistake(.meter, .unknownMeter, meters.keys.sorted().joined(separator: ", "))
            }
            return plan
        }
        let fitting = plans.filter { $0.value[entry.meter] != nil }.keys.sorted()
        guard let plan = fitting.first else {
            let known = Set(plans.values.flatMap(\.keys)).sorted()
            throw entry.mistake(.meter, .unknownMeter, known.joined(separator: ", "))
        }
        guard fitting.count == 1 else {
            throw entry.mistake(.plan, .planNeeded, fitting.joined(separator: ", "))
        }
        return plan
    }

    /// - Throws: `UsageMistake` when nothing can have been used on the entry's day.
    func checkDay(of entry: UsageEntry, plan: String) throws(UsageMistake) {
        let day = entry.time.day
        guard let startsOn else { throw entry.mistake(.time, .notStarted) }
        guard day >= startsOn else { throw entry.mistake(.time, .notStarted, startsOn.display) }
        if let endsOn, day > endsOn { throw entry.mistake(.time, .ended, endsOn.display) }
        let days = plans[plan]?[entry.meter] ?? []
        guard days.contains(where: { $0.contains(day) }) else {
            throw entry.mistake(.time, .planNotServed, days.map(\.display).joined(separator: ", "))
        }
    }
}

extension UsageEntry {
    func mistake(_ column: UsageColumn, _ reason: UsageMistake.Reason, _ detail: String = "") -> UsageMistake {
        let text =
            switch column {
            case .event: event
            case .contract: contract
            case .plan: plan ?? ""
            case .meter: meter
            case .time: time.instant?.display ?? time.day.display
            case .quantity: "\(quantity)"
            case .corrects: corrects ?? ""
            }
        return UsageMistake(line, column, text, reason, detail: detail)
    }
}

/// Contracts that were looked up, so that a million lines of a few contracts ask for each once. Bounded.
struct KnownContracts: Sendable {
    private static let limit = 20_000

    /// By number and by identifier, as entries name them; `nil` for one that is not there.
    private var contracts: [String: MeteredContract?] = [:]

    subscript(name: String) -> MeteredContract? { contracts[name] ?? nil }

    /// The names of these entries that have not been looked up.
    func unknown(in entries: [UsageEntry]) -> Set<String> {
        var names: Set<String> = []
        var last = ""
        for entry in entries where entry.contract != last {
            last = entry.contract
            if contracts[entry.contract] == nil { names.insert(entry.contract) }
        }
        return names
    }

    /// - Parameter found: Every contract with one of the names.
    mutating func add(_ found: [MeteredContract], for names: Set<String>) {
        if contracts.count + names.count > Self.limit { contracts.removeAll() }
        for name in names { contracts.updateValue(nil, forKey: name) }
        for contract in found {
            for name in [contract.number, "\(contract.id)"] where names.contains(name) {
                contracts.updateValue(contract, forKey: name)
            }
        }
    }
}
