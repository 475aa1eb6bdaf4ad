import Accounting
import Contracts
import Invoicing
package import Journal
package import Kernel
package import Organisation
import Payments
package import Storage

extension OutboxMessage {
    package static let reconciledKind = "reconciled_payments"
}

/// An accountant closes a day: what matched counts, VNPAY's fee goes to the books, and the invoices that wait for
/// reconciliation are asked for, batch by batch (step B7, law L7).
package struct CloseDay: Sendable {
    package enum Outcome: Hashable, Sendable {
        case closed
        /// So many exceptions have to be dealt with first.
        case blocked(Int64)
        /// The day's file is the list of transactions, which has no fees: a person has to want it so.
        case feesMissing
        /// No file has been imported, or it is closed already.
        case notImported
        case notAllowed
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Parameter withoutFees: Close it although its file has no fees. The books lack them until it is opened again
    ///   and closed with the fee report.
    package func callAsFunction(
        _ key: ReconciliationDay.Key,
        withoutFees: Bool = false,
        by actor: StaffMember
    ) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        // What has happened since the import is seen first, in a transaction of its own: it may open exceptions that
        // stay even when the day is not closed.
        let isImported = try await database.write { [world] connection -> Bool in
            guard try ReconciliationDay.find(key, on: connection)?.state == .imported,
                let file = try SettlementFile.current(of: key, on: connection)
            else { return false }
            try CompareDay(world: world, connection: connection)(file, .whole, owner: actor.id)
            return true
        }
        guard isImported else { return .notImported }
        return try await database.write { [world] connection in
            guard let before = try ReconciliationDay.find(key, on: connection), before.state == .imported,
                let file = try SettlementFile.current(of: key, on: connection)
            else { return .notImported }
            let blocking = try SettlementException.blocking(key, on: connection)
            guard blocking == 0 else { return .blocked(blocking) }
            guard withoutFees || !file.lacksFees else { return .feesMissing }
            var day = before
            let totals = try key.totals(on: connection)
            day.state = .closed
            day.closings += 1
            (day.closedBy, day.closedAt, day.totals) = (actor.id, world.now(), totals)
            try day.update(from: before, on: connection)
            if totals.feeDong > 0 {
                try LedgerTransaction.gatewayFee(key, closing: day.closings, fee: try Money(dong: totals.feeDong))
                    .book(in: world, on: connection)
            }
            try ReconcileClosed.Batch(key: key, closing: day.closings, after: "")
                .enqueue(at: world.now(), on: connection)
            try AuditEntry.record(
                "reconciliation.closed",
                on: key.subject,
                by: .staff(actor.actorID),
                [
                    "gross_dong": "\(totals.grossDong)", "fee_dong": "\(totals.feeDong)",
                    "net_dong": "\(totals.netDong)", "closing": "\(day.closings)",
                    "lacks_fees": "\(file.lacksFees)",
                ],
                in: world,
                connection
            )
            return .closed
        }
    }
}

/// Opens a closed day again, for a reason. The fee is taken back in the books. Payments whose invoice has been asked
/// for stay reconciled, since what has gone to the tax authority is not undone by this; the others wait for the next
/// closing.
package struct ReopenDay: Sendable {
    package enum Outcome: Hashable, Sendable {
        case reopened
        case reasonNeeded
        case notClosed
        /// The bank's credit for the day is confirmed: it would no longer prove what it proves.
        case credited
        case notAllowed
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ key: ReconciliationDay.Key,
        reason: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        let reason = reason.trimmingWhitespace
        guard (1...2_000).contains(reason.count) else { return .reasonNeeded }
        return try await database.write { [world] connection in
            guard let before = try ReconciliationDay.find(key, on: connection), before.state == .closed else {
                return .notClosed
            }
            guard try BankCredit.of(key, on: connection) == nil else { return .credited }
            var day = before
            day.state = .imported
            (day.closedBy, day.closedAt, day.totals) = (nil, nil, nil)
            try day.update(from: before, on: connection)
            try LedgerTransaction.reverse(
                LedgerTransaction.feeKey(key, closing: before.closings),
                in: world,
                on: connection
            )
            let released = try key.release(on: connection)
            try AuditEntry.record(
                "reconciliation.reopened",
                on: key.subject,
                by: .staff(actor.actorID),
                ["reason": reason, "closing": "\(before.closings)", "released": "\(released)"],
                in: world,
                connection
            )
            return .reopened
        }
    }
}

/// Notes on each payment of a closed day that it is reconciled, and asks for the invoices that wait for that. A bounded
/// number at a time, each batch followed by a message for the next.
package struct ReconcileClosed: Sendable {
    /// Where the work on a closing stands.
    struct Batch {
        let key: ReconciliationDay.Key
        let closing: Int64
        /// The last row that was done.
        let after: String

        func enqueue(at time: Timestamp, on connection: any SQLConnection) throws {
            let body = "\(key.day.number)|\(closing)|\(key.terminal)|\(after)"
            try OutboxMessage(key: "reconciled/\(body)", kind: OutboxMessage.reconciledKind, body: body)
                .enqueue(at: time, on: connection)
        }

        init(key: ReconciliationDay.Key, closing: Int64, after: String) {
            self.key = key
            self.closing = closing
            self.after = after
        }

        init?(body: String) {
            let parts = body.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, let day = Int64(parts[0]), let closing = Int64(parts[1]) else { return nil }
            self.init(
                key: ReconciliationDay.Key(Day(number: day), terminal: parts[2]),
                closing: closing,
                after: parts[3]
            )
        }
    }

    private let database: any SQLDatabase
    private let world: World
    private let batchSize: Int

    package init(database: any SQLDatabase, world: World, batchSize: Int = 100) {
        self.database = database
        self.world = world
        self.batchSize = batchSize
    }

    package func callAsFunction(_ body: String) async throws -> Delivery {
        guard let batch = Batch(body: body) else { return .park(reason: "\(body) names no closing") }
        return try await database.write { [world, batchSize] connection in
            guard let day = try ReconciliationDay.find(batch.key, on: connection), day.state == .closed,
                day.closings == batch.closing
            else { return .done }  // opened again in the meantime
            let rows = try batch.key.reconciled(after: batch.after, limit: batchSize, on: connection)
            for row in rows {
                guard let request = try Payment.reconcile(row.attempt, on: batch.key.day, connection) else { continue }
                try InvoiceRequest.consider(request, in: world, on: connection)
            }
            if let last = rows.last {
                try Batch(key: batch.key, closing: batch.closing, after: last.identity)
                    .enqueue(at: world.now(), on: connection)
            }
            return .done
        }
    }
}
