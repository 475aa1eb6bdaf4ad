import Accounting
import Journal
import Kernel
import Organisation
import Payments
import Storage

/// Compares a day, or some references of it, and brings the exceptions up to date with what came out. Inside the
/// transaction of whatever changed one of the sides.
struct CompareDay {
    let world: World
    let connection: any SQLConnection

    /// - Parameter owner: Who looks after new exceptions until somebody else is named.
    /// - Returns: How many exceptions settled by themselves.
    @discardableResult
    func callAsFunction(_ file: SettlementFile, _ scope: MatchDay.Scope, owner: StaffMember.ID?) throws -> Int {
        try MatchDay(file, on: connection)(scope)
        let (settled, unbooked) = try SettlementException.refresh(
            file,
            scope,
            owner: owner,
            at: world.now(),
            on: connection
        )
        for number in settled {
            let subject = SettlementException.subject(number)
            try AuditEntry.record("exception.settled", on: subject, by: .system, in: world, connection)
            try InboxItem.settle([.exceptionAssigned], about: subject, at: world.now(), on: connection)
        }
        for (number, key) in unbooked {
            try LedgerTransaction.reverse(key, in: world, on: connection)
            try SettlementException.forgetBooking(number, on: connection)
            if let exception = try SettlementException.find(number, on: connection) {
                let charge = exception.transactionNumber
                try PaymentCase.forgetHolding(exception.reference, chargeNumber: charge, on: connection)
            }
            try AuditEntry.record(
                "exception.booking_reversed",
                on: SettlementException.subject(number),
                by: .system,
                ["entry": key],
                in: world,
                connection
            )
        }
        return settled.count
    }

    /// Compares some references of a day; nothing when the day has no file.
    func references(_ references: [String], of key: ReconciliationDay.Key, owner: StaffMember.ID?) throws {
        guard let file = try SettlementFile.current(of: key, on: connection) else { return }
        let known = Array(Set(references)).sorted()
        for start in stride(from: 0, to: known.count, by: 400) {
            try self(file, .references(Array(known[start..<min(start + 400, known.count)])), owner: owner)
        }
    }
}
