import Kernel

/// What of a meter's month a file brings.
struct UsageSum: Hashable, Sendable {
    var rows: Int64 = 0
    var quantity: Int64 = 0
    var late: Int64 = 0
}

/// What is found while a file is looked at.
struct UsageSurvey {
    private static let fullAt = 5_000

    private(set) var counts = UsageImport.Counts()
    private(set) var lastRow: Int64 = 0
    private var sheet: UsageSheet?
    private var mistakes: [UsageImportMistake] = []
    private var sums: [UsageTotal.Key: UsageSum] = [:]
    private var seen = SeenEvents()
    /// The rows of the batch, for the lines that are left out.
    private var rows: [Int64: [String]] = [:]
    /// Of the entries that were read last.
    var verdicts: [JudgeUsage.Verdict] = []

    var header: [String] { sheet?.header ?? [] }
    var isFull: Bool { mistakes.count + sums.count > Self.fullAt }

    /// The entries of a batch; lines that are none are noted.
    mutating func read(_ batch: [UsageRow]) throws -> [UsageEntry] {
        var entries: [UsageEntry] = []
        entries.reserveCapacity(batch.count)
        rows.removeAll(keepingCapacity: true)
        for row in batch {
            lastRow = row.number
            guard let sheet else {
                self.sheet = try UsageSheet(header: row)
                continue
            }
            counts.rows += 1
            do throws(UsageMistake) {
                entries.append(try sheet.entry(row))
                rows[row.number] = row.cells
            } catch {
                refuse(error, row.cells)
            }
        }
        return entries
    }

    /// Counts the verdicts on these entries.
    mutating func count(_ entries: [UsageEntry]) {
        for (entry, verdict) in zip(entries, verdicts) {
            switch verdict {
            case .refused(let mistake): refuse(mistake, rows[entry.line] ?? [])
            case .repeated: counts.repeated += 1
            case .fit(let record, let isLate): take(record, isLate, entry)
            case .orphan(let record, let isLate, let mistake):
                if let corrected = record.corrects, seen.hasPlace(of: corrected, record) {
                    take(record, isLate, entry)
                } else {
                    refuse(mistake, rows[entry.line] ?? [])
                }
            }
        }
    }

    private mutating func take(_ record: UsageRecord, _ isLate: Bool, _ entry: UsageEntry) {
        switch seen.add(record) {
        case .new:
            counts.new += 1
            counts.late += isLate ? 1 : 0
            let key = UsageTotal.Key(
                contract: record.contract,
                plan: record.plan,
                meter: record.meter,
                month: record.day.month
            )
            sums[key, default: UsageSum()].rows += 1
            sums[key, default: UsageSum()].quantity += record.quantity
            sums[key, default: UsageSum()].late += isLate ? 1 : 0
        case .repeated: counts.repeated += 1
        case .other: refuse(entry.mistake(.event, .otherContent, "–"), rows[entry.line] ?? [])
        }
    }

    private mutating func refuse(_ mistake: UsageMistake, _ cells: [String]) {
        counts.refused += 1
        mistakes.append(UsageImportMistake(mistake: mistake, cells: cells))
    }

    /// What has not been written down yet.
    mutating func take() -> (mistakes: [UsageImportMistake], sums: [UsageTotal.Key: UsageSum]) {
        defer {
            mistakes = []
            sums = [:]
        }
        return (mistakes, sums)
    }
}

/// The events of a file, as two numbers each: a million of them fit into some tens of megabytes. Two events that look
/// alike here are judged again by the database when they are kept.
private struct SeenEvents {
    enum Standing { case new, repeated, other }

    private struct Mark {
        let content: UInt32
        let place: UInt32
    }

    private var marks: [UInt64: Mark] = [:]

    mutating func add(_ record: UsageRecord) -> Standing {
        let mark = Mark(content: Self.half(record), place: Self.half(record.place))
        let name = Self.hash(record.event)
        guard let known = marks[name] else {
            marks[name] = mark
            return .new
        }
        return known.content == mark.content ? .repeated : .other
    }

    func hasPlace(of event: String, _ record: UsageRecord) -> Bool {
        marks[Self.hash(event)]?.place == Self.half(record.place)
    }

    private static func hash(_ value: some Hashable) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(value)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private static func half(_ value: some Hashable) -> UInt32 { UInt32(truncatingIfNeeded: hash(value)) }
}
