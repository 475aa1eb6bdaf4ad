import Accounting
import Journal
import Kernel
package import Organisation
import Storage

// A confirmed credit was wrong after all: one accountant asks for it to be taken back, another agrees, and the books
// get the opposite entry. What was booked stays.
extension RecordBankCredit {
    package func askReversal(_ number: Int64, reason: String, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        let reason = String(reason.trimmingWhitespace.prefix(2_000))
        return try await database.write { [world] connection in
            guard let credit = try BankCredit.find(number, on: connection) else { return .unknown }
            guard credit.state == .confirmed, credit.reversal == nil else { return .tooLate }
            guard !reason.isEmpty else { return .reasonNeeded }
            try credit.askReversal(reason, by: actor.id, at: world.now(), on: connection)
            try credit.record("bank_credit.reversal_asked", by: actor, ["reason": reason], in: world, connection)
            return .done(number)
        }
    }

    /// Another accountant agrees.
    package func agreeToReversal(_ number: Int64, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.confirmResolutions) else { return .notAllowed }
        return try await database.write { [world] connection in
            guard let credit = try BankCredit.find(number, on: connection) else { return .unknown }
            guard credit.state == .confirmed, let reversal = credit.reversal else { return .tooLate }
            guard reversal.askedBy != actor.id else { return .ownRecord }
            try credit.settleReversal(isAgreed: true, by: actor.id, at: world.now(), on: connection)
            try LedgerTransaction.reverse(credit.bookKey, in: world, on: connection)
            try credit.record(
                "bank_credit.reversed",
                by: actor,
                ["amount_dong": "\(credit.amount.dong)", "asked_by": "\(reversal.askedBy)"],
                in: world,
                connection
            )
            return .done(number)
        }
    }

    /// The credit stands: whoever asked thinks better of it, or another does not agree.
    package func dropReversal(_ number: Int64, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        return try await database.write { [world] connection in
            guard let credit = try BankCredit.find(number, on: connection) else { return .unknown }
            guard credit.state == .confirmed, credit.reversal != nil else { return .tooLate }
            try credit.settleReversal(isAgreed: false, by: actor.id, at: world.now(), on: connection)
            try credit.record("bank_credit.reversal_dropped", by: actor, [:], in: world, connection)
            return .done(number)
        }
    }
}

extension BankCredit {
    fileprivate func record(
        _ action: String,
        by actor: StaffMember,
        _ detail: KeyValuePairs<String, String>,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(action, on: subject, by: .staff(actor.actorID), detail, in: world, connection)
    }
}
