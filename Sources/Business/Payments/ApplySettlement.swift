import Billing
import Journal
package import Kernel
package import Storage

/// A payment that VNPAY's file of a day knows and we do not, applied with the file as evidence. Two accountants have
/// agreed to it. It goes the way of every other word of the gateway, so that state, books, audit entry and letters
/// change together; a notice that comes later finds it known.
package struct ApplySettlement {
    package enum Outcome: Hashable, Sendable {
        case applied
        /// A notice or an answer was faster: nothing is left to do.
        case known
        /// The file's amount is not ours; a payment case has been opened.
        case wrongAmount
        case unknown
    }

    /// Where it stands written, and who agreed.
    package struct Evidence: Hashable, Sendable {
        package let fileDigest: String
        package let row: Int64
        package let proposedBy: String
        package let confirmedBy: String

        package init(fileDigest: String, row: Int64, proposedBy: String, confirmedBy: String) {
            self.fileDigest = fileDigest
            self.row = row
            self.proposedBy = proposedBy
            self.confirmedBy = confirmedBy
        }
    }

    private let world: World
    private let connection: any SQLConnection

    /// Works inside the transaction of whoever decides.
    package init(world: World, connection: any SQLConnection) {
        self.world = world
        self.connection = connection
    }

    package func callAsFunction(
        _ receipt: GatewayReceipt,
        to id: PaymentAttempt.ID,
        evidence: Evidence
    ) throws -> Outcome {
        guard let attempt = try PaymentAttempt.find(id, on: connection),
            let request = try PaymentRequest.find(attempt.request, on: connection)
        else { return .unknown }
        let outcome: Outcome =
            switch try ApplyVerdict(world: world, connection: connection).apply(.confirmed(receipt), to: attempt) {
            case .applied: .applied
            case .known, .pending: .known
            case .wrongAmount: .wrongAmount
            }
        try AuditEntry.record(
            "payment.settlement_applied",
            on: "contract:\(request.contract)",
            by: .staff(evidence.confirmedBy),
            [
                "reference": attempt.reference, "transaction": receipt.transactionNumber,
                "amount_dong": "\(receipt.amount.dong)", "file_sha256": evidence.fileDigest,
                "row": "\(evidence.row)", "proposed_by": evidence.proposedBy, "outcome": "\(outcome)",
            ],
            in: world,
            connection
        )
        return outcome
    }
}
