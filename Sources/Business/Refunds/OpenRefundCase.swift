import Contracts
import Journal
package import Kernel
package import Organisation
package import Payments
import People
package import Storage

/// Opens a case by hand, from a payment's page: a customer wants money of a good payment back.
package struct OpenRefundCase: Sendable {
    package enum Outcome: Hashable, Sendable {
        case opened(PaymentCase.ID)
        case refused(RefundOutcome)
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Parameter amount: As typed.
    package func callAsFunction(
        _ reference: String,
        amount: String,
        reason: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        let reason = reason.trimmed
        guard (1...ProposeRefund.longestReason).contains(reason.count) else { return .refused(.reasonNeeded) }
        guard let amount = Money(typed: amount), !amount.isZero else { return .refused(.badAmount) }
        do {
            return try await open(reference, amount, reason, by: actor)
        } catch let refusal as Refusal {
            return .refused(refusal.outcome)
        }
    }

    private func open(
        _ reference: String,
        _ amount: Money,
        _ reason: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world] connection in
            guard let attempt = try PaymentAttempt.find(reference: reference, on: connection) else {
                return .refused(.unknown)
            }
            // One that is open is where to go on.
            let cases = try PaymentCase.all(about: reference, on: connection)
            if let open = cases.first(where: \.isOpen) { return .opened(open.id) }
            guard let receipt = attempt.state.receipt else { return .refused(.wayNotOpen) }
            var opening = PaymentCase.Opening(
                .requested,
                reference: reference,
                amount: amount,
                detail: "\(cases.count + 1): \(reason)"
            )
            opening.holding = .contract
            opening.opener = actor.id
            try opening.open(in: world, on: connection)
            guard let payment = try PaymentCase.find(key: opening.key, on: connection) else {
                throw SQLRowError(column: "key", wanted: "a payment case")
            }
            let known = try RefundCase.read(payment, on: connection)
            let contract = try known.contract(on: connection)
            guard actor.may(.proposeRefunds, onRefundOf: contract) else { throw Refusal(outcome: .notAllowed) }
            guard amount <= known.left else { throw Refusal(outcome: .tooMuch(left: known.left)) }
            // Money that came for nothing is never the contract's.
            guard try Payment.use(of: attempt.id, on: connection) == .request else {
                throw Refusal(outcome: .wayNotOpen)
            }
            try AuditEntry.record(
                "payment.case_opened",
                on: contract?.subject ?? known.subject,
                by: .staff(actor.actorID),
                [
                    "kind": PaymentCaseKind.requested.rawValue, "reference": reference,
                    "amount_dong": "\(amount.dong)", "transaction": receipt.transactionNumber, "reason": reason,
                ],
                in: world,
                connection
            )
            return .opened(payment.id)
        }
    }

    /// Undoes what was written before it was known.
    private struct Refusal: Error {
        let outcome: RefundOutcome
    }
}
