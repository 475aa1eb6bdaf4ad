import Kernel
import VNPAY

/// What can be wrong with the file of a day. Each is one of the things that reconciliation is there to find.
enum SettlementDefect: String, Hashable, Sendable, CaseIterable {
    /// A payment that succeeded is left out.
    case missing
    /// A payment that the merchant never asked for.
    case extra
    /// Another amount than was paid.
    case amount
    /// The row stands twice.
    case duplicate
    /// Succeeded is shown as failed, and failed as succeeded.
    case status
    /// Another fee than was agreed.
    case fee
    /// The day's last payments stand in the next day's file, when that is asked for with the same orders.
    case late
    /// The merchant's reference has lost its end.
    case reference
    /// A payment is followed by a refund that nobody asked for.
    case refund
    /// The cells from the second on stand one column too far to the right.
    case shifted

    func words(in language: Language) -> String {
        switch self {
        case .missing: language("thiếu giao dịch", "payment left out")
        case .extra: language("giao dịch lạ", "unknown payment")
        case .amount: language("lệch số tiền", "wrong amount")
        case .duplicate: language("trùng dòng", "row twice")
        case .status: language("sai trạng thái", "wrong status")
        case .fee: language("lệch phí", "wrong fee")
        case .late: language("sang ngày sau", "moved to the next day")
        case .reference: language("hỏng mã đơn hàng", "mangled reference")
        case .refund: language("hoàn tiền lạ", "unknown refund")
        case .shifted: language("lệch cột", "shifted cells")
        }
    }
}

/// How many of which defects, and the seed by which the rows are chosen.
struct SettlementOrders: Hashable, Sendable {
    struct Fault: Error, Hashable { let text: String }

    let counts: [SettlementDefect: Int]
    let seed: UInt64

    static let most = 100_000

    /// - Parameter text: `missing:2,amount:1`; a defect without a number is one.
    init(_ text: String, seed: UInt64) throws(Fault) {
        var counts: [SettlementDefect: Int] = [:]
        for part in text.split(separator: ",") {
            let halves = part.split(separator: ":", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
            guard let defect = halves.first.flatMap({ SettlementDefect(rawValue: $0) }), halves.count <= 2,
                let count = halves.count == 2 ? Int(halves[1]) : 1, (0...Self.most).contains(count)
            else { throw Fault(text: String(part)) }
            counts[defect, default: 0] += count
        }
        self.counts = counts
        self.seed = seed
    }

    subscript(_ defect: SettlementDefect) -> Int { counts[defect] ?? 0 }
}

/// What was done to one row.
struct DoneDefect: Encodable, Hashable, Sendable {
    let defect: String
    let reference: String
    let transactionNumber: String
}

/// A day's rows with the ordered defects in them. The same orders give the same rows, in every export and format.
struct SettlementSheet: Sendable {
    private(set) var entries: [SettlementEntry]
    private(set) var done: [DoneDefect] = []
    private var chance: Chance
    /// Paid payments that nothing has been done to yet, shuffled.
    private var untouched: [SettlementEntry] = []

    /// - Parameter eve: the rows of the day before, whose late ones stand here.
    init(_ entries: [SettlementEntry], after eve: [SettlementEntry], on day: Day, orders: SettlementOrders) {
        self.entries = entries
        chance = Chance(seed: orders.seed ^ UInt64(bitPattern: day.number) << 32)
        let late = Self.late(entries, orders)
        let lateNumbers = Set(late.map(\.row.transactionNumber))
        self.entries.removeAll { lateNumbers.contains($0.row.transactionNumber) }
        for entry in late { note(.late, entry) }
        untouched = self.entries.filter(\.isPaidPayment).shuffled(using: &chance)
        for defect in SettlementDefect.allCases where defect != .late {
            for number in 0..<orders[defect] { apply(defect, number: number) }
        }
        self.entries.insert(contentsOf: Self.late(eve, orders), at: 0)
    }

    private static func late(_ entries: [SettlementEntry], _ orders: SettlementOrders) -> [SettlementEntry] {
        Array(entries.filter(\.isPaidPayment).suffix(orders[.late]))
    }

    private mutating func note(_ defect: SettlementDefect, _ entry: SettlementEntry) {
        done.append(
            DoneDefect(
                defect: defect.rawValue,
                reference: entry.row.reference,
                transactionNumber: entry.row.transactionNumber
            )
        )
    }

    /// Does nothing when no row is left to do it to.
    private mutating func apply(_ defect: SettlementDefect, number: Int) {
        if defect == .extra { return insertExtra(number: number) }
        if defect == .status, number.isMultiple(of: 2), raiseFailed() { return }
        guard let chosen = untouched.popLast(), let position = entries.firstIndex(of: chosen) else { return }
        note(defect, chosen)
        var entry = chosen
        let (amount, fee) = (entry.row.amountBeforePromotionDong, entry.row.feeDong ?? 0)
        switch defect {
        case .missing:
            entries.remove(at: position)
            return
        case .duplicate: entries.insert(chosen, at: position)
        case .amount: entry.setAmount(amount + Int64.random(in: 1...99, using: &chance) * 100, feeDong: fee)
        case .status: entry.row.status = .failed
        case .fee: entry.setAmount(amount, feeDong: fee + Int64.random(in: 1...99, using: &chance) * 10)
        case .reference: entry.row.reference = entry.row.reference.dropLast(2) + "~"
        case .refund: entries.insert(refund(of: chosen, number: number), at: position + 1)
        case .shifted: entry.isShifted = true
        case .extra, .late: return
        }
        entries[position] = entry
    }

    /// A failed payment shown as succeeded; false when none failed.
    private mutating func raiseFailed() -> Bool {
        let failed = entries.indices.filter { entries[$0].row.kind == .payment && entries[$0].row.status == .failed }
        guard let position = failed.randomElement(using: &chance),
            !done.contains(where: { $0.reference == entries[position].row.reference })
        else { return false }
        note(.status, entries[position])
        entries[position].row.status = .succeeded
        return true
    }

    private mutating func insertExtra(number: Int) {
        let position = Int.random(in: 0...entries.count, using: &chance)
        let time = entries.isEmpty ? nil : entries[min(position, entries.count - 1)].row.time
        guard let time else { return }
        var entry = SettlementEntry(
            row: VNPAYSettlementRow(
                rowNumber: 0,
                transactionNumber: String(
                    98_000_000 + Int64.random(in: 0...99_999, using: &chance) * 10 + Int64(number % 10)
                ),
                reference: "KHONGRO-\(time.milliseconds / 1_000)-\(number)",
                time: time,
                amountDong: 0
            )
        )
        let amount = Int64.random(in: 10...5_000, using: &chance) * 1_000
        entry.setAmount(
            amount,
            feeDong: VNPAYFee(rateBasisPoints: 175, vatBasisPoints: 1_000).feeDong(ofAmountDong: amount)
        )
        (entry.row.bank, entry.row.cardType, entry.row.channel) = ("NCB", "ATM", "Cổng thanh toán")
        entries.insert(entry, at: position)
        note(.extra, entry)
    }

    private func refund(of payment: SettlementEntry, number: Int) -> SettlementEntry {
        var refund = payment
        refund.row.kind = .refund
        refund.row.transactionNumber = String(97_000_000 + number)
        refund.setAmount(-payment.row.amountBeforePromotionDong, feeDong: 0)
        return refund
    }
}
