import Contracts
import Kernel
import Organisation
import Storage

/// Holds entries against contracts and what is known, some at a time. Reads, and changes nothing.
struct JudgeUsage {
    enum Verdict: Hashable, Sendable {
        /// May be kept; late when its month is billed.
        case fit(UsageRecord, isLate: Bool)
        case repeated(UsageRecord)
        case refused(UsageMistake)
        /// Corrects an event that is not known yet: may come earlier in the same file.
        case orphan(UsageRecord, isLate: Bool, UsageMistake)
    }

    /// A clock of another system may be a little ahead.
    private static let aheadMinutes: Int64 = 10

    /// `nil` for the operator at the command line.
    let actor: StaffMember?
    let time: Timestamp
    var contracts: KnownContracts

    init(by actor: StaffMember?, at time: Timestamp, knowing contracts: KnownContracts = KnownContracts()) {
        self.actor = actor
        self.time = time
        self.contracts = contracts
    }

    /// One verdict for each entry, in their order.
    mutating func callAsFunction(_ entries: [UsageEntry], on connection: any SQLConnection) throws -> [Verdict] {
        let names = contracts.unknown(in: entries)
        if !names.isEmpty { contracts.add(try MeteredContract.find(names, on: connection), for: names) }
        var verdicts = entries.map(judge)
        try lookUp(&verdicts, entries, on: connection)
        return verdicts
    }

    private func judge(_ entry: UsageEntry) -> Verdict {
        do throws(UsageMistake) {
            guard let contract = contracts[entry.contract],
                actor.map({ $0.may(.importUsage, on: contract.belonging) }) ?? true
            else { throw entry.mistake(.contract, .unknownContract) }
            guard contract.isPostpaid else { throw entry.mistake(.contract, .notPostpaid) }
            let plan = try contract.plan(of: entry)
            try contract.checkDay(of: entry, plan: plan)
            let latest = time.adding(minutes: Self.aheadMinutes)
            guard entry.time.instant ?? entry.time.day.start <= latest else { throw entry.mistake(.time, .future) }
            guard entry.quantity > 0 || entry.corrects != nil else { throw entry.mistake(.quantity, .negative) }
            let record = UsageRecord(
                event: entry.event,
                of: contract.id,
                meter: (plan: plan, name: entry.meter),
                day: entry.time.day,
                quantity: entry.quantity,
                corrects: entry.corrects
            )
            return .fit(record, isLate: contract.isBilled(record.day))
        } catch {
            return .refused(error)
        }
    }

    /// What only the database knows: repetitions, events that are corrected, contracts that are billed to their end.
    private func lookUp(
        _ verdicts: inout [Verdict],
        _ entries: [UsageEntry],
        on connection: any SQLConnection
    ) throws {
        var events: Set<String> = []
        for case .fit(let record, _) in verdicts {
            events.insert(record.event)
            if let corrected = record.corrects { events.insert(corrected) }
        }
        let known = try UsageRecord.find(events, on: connection)
        var here: [String: UsageRecord] = [:]
        for (index, verdict) in verdicts.enumerated() {
            guard case .fit(let record, let isLate) = verdict else { continue }
            let entry = entries[index]
            if let same = known[record.event] ?? here[record.event] {
                verdicts[index] = same == record ? .repeated(record) : .refused(entry.otherContent(same))
                continue
            }
            if let contract = contracts[entry.contract], contract.isClosed {
                verdicts[index] = .refused(entry.mistake(.contract, .closed))
                continue
            }
            if let name = record.corrects {
                guard let corrected = known[name] ?? here[name] else {
                    let mistake = entry.mistake(.corrects, .unknownCorrected)
                    verdicts[index] = .orphan(record, isLate: isLate, mistake)
                    here[record.event] = record
                    continue
                }
                guard corrected.place == record.place else {
                    let detail = "\(corrected.plan) \(corrected.meter), \(corrected.day.display)"
                    verdicts[index] = .refused(entry.mistake(.corrects, .otherCorrected, detail))
                    continue
                }
            }
            here[record.event] = record
        }
    }
}

extension UsageEntry {
    func otherContent(_ known: UsageRecord) -> UsageMistake {
        mistake(
            .event,
            .otherContent,
            "\(known.plan) \(known.meter), \(known.day.display), \(known.quantity.grouped)"
        )
    }
}

extension UsageRecord {
    /// Whose usage it is, of what, and when: what a correction shares with the event that it corrects.
    struct Place: Hashable, Sendable {
        let contract: Contract.ID
        let plan: String
        let meter: String
        let day: Day
    }

    var place: Place { Place(contract: contract, plan: plan, meter: meter, day: day) }
}
