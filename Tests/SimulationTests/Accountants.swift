import Journal
import Kernel
import Organisation
import Payments
import Reconciliation
import Refunds
import SettlementVNPAY
import Statements
import Storage
import TestKit

// What accountants do: refunds, VNPAY's files, exceptions, the month's bills. Two of them for whatever moves money.
extension Simulation {
    /// One case a step: somebody proposes, or another agrees, sends back, or judges what VNPAY said.
    func workRefunds(_ house: House) async throws -> String? {
        let cases = try await look { connection in
            try PaymentCase.open(limit: 50, on: connection).map { try RefundCase.read($0, on: connection) }
        }
        guard !cases.isEmpty, dice.below(6) > 0 else { return try await openRefund(house) }
        let known = cases[dice.below(cases.count)]
        let actor = try anybody(.accountant)
        guard let current = known.current else { return try await propose(known, house, by: actor) }
        switch current.state {
        case .proposed:
            let decide = DecideRefund(database: house.database, world: world)
            if dice.below(8) == 0 {
                return "sent back \(try await decide.sendBack(known.id, current.id, reason: "xem lại", by: actor))"
            }
            return "agreed \(try await decide.confirm(known.id, current.id, by: actor))"
        case .unclear:
            let rule = RuleRefund(database: house.database, world: world)
            return "ruled \(try await rule(known.id, .askAgain, reason: "", by: actor))"
        default: return nil
        }
    }

    private func propose(_ known: RefundCase, _ house: House, by actor: StaffMember) async throws -> String? {
        guard let way = known.ways.first else { return nil }
        var form = ProposeRefund.Form(way: way)
        let left = known.left.dong
        let wanted = min(try known.rest.dong, left)
        // A third of the time only a part: what is left is looked at again when it is agreed to.
        form.amount = "\(dice.below(3) == 0 && wanted > 1 ? wanted / 2 : wanted)"
        form.reason = "trả lại tiền"
        form.keeping = known.keepings.last
        form.bankReference = "FT\(stepsDone)"
        form.bankDay = clock.now.day
        let propose = ProposeRefund(database: house.database, world: world)
        return "proposed \(way) \(try await propose(known.id, form, by: actor))"
    }

    /// A customer wants money of a good payment back.
    private func openRefund(_ house: House) async throws -> String? {
        let paid = try await look { connection in
            try connection.rows(
                """
                SELECT a.reference, p.amount_dong FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
                ORDER BY a.reference
                """
            ).map { (try $0.text("reference"), try $0.integer("amount_dong")) }
        }
        guard !paid.isEmpty, dice.below(2) == 0 else { return nil }
        let (reference, amount) = paid[dice.below(paid.count)]
        let open = OpenRefundCase(database: house.database, world: world)
        let wanted = dice.below(2) == 0 ? amount : amount / 3
        let outcome = try await open(reference, amount: "\(wanted)", reason: "đổi ý", by: anybody(.accountant))
        return "\(reference) \(outcome)"
    }

    /// Takes in VNPAY's file of a day that is over, or closes such a day.
    func settle(_ house: House) async throws -> String? {
        let today = clock.now.day
        let days = chargedDays.filter { $0 < today }
        guard !days.isEmpty else { return nil }
        let day = days[dice.below(days.count)]
        let actor = try anybody(.accountant)
        if dice.below(2) == 0 { return "\(day.iso8601) \(try await takeFile(of: day, house, by: actor))" }
        let key = ReconciliationDay.Key(day, terminal: SimulatedVNPAY.terminal)
        return "\(day.iso8601) \(try await CloseDay(database: house.database, world: world)(key, by: actor))"
    }

    /// The days on which VNPAY took or gave back money, the first one first.
    private var chargedDays: [Day] {
        let days = vnpay.charges.map(\.at.day) + vnpay.refunds.map(\.at.day)
        return days.sorted().reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    private func takeFile(of day: Day, _ house: House, by actor: StaffMember) async throws -> String {
        let take = ImportSettlement(
            database: house.database,
            world: world,
            reader: .vnpay,
            terminal: SimulatedVNPAY.terminal
        )
        switch try await take(vnpay.settlementFile(of: day), day: day, by: actor) {
        case .imported(let summary): return "imported, \(summary.openExceptions) exceptions"
        case .known: return "known"
        case .closed: return "closed"
        case .fault(let words): throw BrokenLaw(.nothingUnexpected, ["VNPAY's file: \(words.english)"])
        case .notOver, .otherDay, .notAllowed: throw BrokenLaw(.nothingUnexpected, ["VNPAY's file of \(day)"])
        }
    }

    /// At the end the files of all days are taken in, so that what only VNPAY knows comes before a person.
    func takeAllFiles() async throws {
        guard let house else { return }
        let actor = try anybody(.accountant)
        for day in chargedDays { note("    \(day.iso8601) \(try await takeFile(of: day, house, by: actor))") }
    }

    /// Somebody proposes what to do about an exception, somebody else agrees.
    func resolve(_ house: House) async throws -> String? {
        let open = try await look { connection in
            try connection.rows(
                "SELECT number FROM settlement_exception WHERE state IN ('open', 'waiting', 'proposed') ORDER BY number"
            ).compactMap { try SettlementException.find($0.integer("number"), on: connection) }
        }
        guard !open.isEmpty else { return nil }
        let exception = open[dice.below(open.count)]
        let work = WorkExceptions(database: house.database, world: world)
        let actor = try anybody(.accountant)
        if exception.state == .proposed {
            return "\(exception.number) \(try await work.confirm(exception.number, by: actor))"
        }
        guard let resolution = exception.matchClass.resolutions.first else { return nil }
        let outcome = try await work.propose(exception.number, resolution, reason: "theo tệp", by: actor)
        return "\(exception.number) \(exception.matchClass) \(resolution) \(outcome)"
    }

    /// An accountant agrees to the month's figures.
    func approveBilling(_ house: House) async throws -> String? {
        let run = try await look { connection in
            try connection.rows("SELECT id FROM billing_run WHERE state = 'awaiting_approval' ORDER BY started_at")
                .first.map { try $0.id("id", of: BillingRun.self) }
        }
        guard let run else { return nil }
        return "\(try await RunBilling(database: house.database, world: world).approve(run, by: anybody(.accountant)))"
    }
}
